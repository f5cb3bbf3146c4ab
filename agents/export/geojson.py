"""Incidents as a GeoJSON FeatureCollection (RFC 7946)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.schemas import Incident, Place

PARTS = ("place", "ledger", "reports", "schema_version")
"""What the properties leave out: the place is taken apart, the others are for those who read the records."""


def feature_collection(incidents: Iterable[Incident]) -> dict[str, Any]:
    """A Feature each, in the order given.

    A point is where the gazetteer has one, null otherwise. `precision` (UCDP's where_prec) and `level` say how far
    it holds: only 1 and 2 may be drawn as a spot; from 3 on it stands for a district, a region or a country.
    """
    return {"type": "FeatureCollection", "features": [feature(incident) for incident in incidents]}


def feature(incident: Incident) -> dict[str, Any]:
    """One incident: its id, its point, and its fields as properties."""
    place = incident.place
    fields = incident.model_dump(mode="json", exclude=set(PARTS))
    return {
        "type": "Feature",
        "id": incident.incident_id,
        "geometry": _point(place),
        "properties": {
            **fields,
            "name": place.name,
            "feature": place.feature,
            "region": place.region,
            "country": place.country,
            "level": place.level,
            "precision": place.precision,
        },
    }


def _point(place: Place) -> dict[str, Any] | None:
    """Longitude first, WGS 84."""
    if place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
