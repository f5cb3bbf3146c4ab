"""What a rule found in one record: everything an alert about it would say, before it is known what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import weapon_classes
from strikewatch.agents.aggregate.timing import timing
from strikewatch.agents.alert.fields import Plain, Reading, Value, listed
from strikewatch.agents.alert.incident_fields import INCIDENT_FIELDS
from strikewatch.agents.alert.window_fields import WINDOW_FIELDS
from strikewatch.schemas.alert import AlertEvidence, Area, Certainty, Urgency
from strikewatch.schemas.base import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strikewatch.agents.alert.rules import Rule
    from strikewatch.schemas.incident import Grade, Incident, Severity
    from strikewatch.schemas.ledger import LedgerEntry
    from strikewatch.schemas.place import Place
    from strikewatch.schemas.region_window import RegionWindow
    from strikewatch.seeds.zones import Zones

CERTAINTY: dict[Grade, Certainty] = {
    "confirmed": "Observed", "fair": "Likely", "weak": "Possible", "contested": "Unknown", "discounted": "Unlikely",
}  # fmt: skip
MOST_QUOTES = 5
RADIUS_KM = {1: 0.0, 2: 25.0}
"""UCDP GED where_prec: 1 is the place itself, 2 within about 25 km; coarser places get no point."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXPIRY_STEPS = 4
LEDGER_FIELDS = {
    **{name: f"casualties.{name}" for name in ("killed", "injured", "missing", "trapped")},
    "launched": "weapons", "intercepted": "weapons", "weapon": "weapons", "models": "weapons",
    "targets": "targets", "outcome": "outcome", "attacker": "attacker",
}  # fmt: skip
"""Which claims of the ledger stand behind a field, by the beginning of its name."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One rule met by one record. `due` is when it may be told (`for`), `fresh` whether it was news when reported."""

    rule: str
    fingerprint: str
    severity: Severity
    certainty: Certainty
    urgency: Urgency
    event: str
    area: Area
    headline: str
    description: str
    values: dict[str, Plain]
    evidence: tuple[AlertEvidence, ...]
    incident_ids: tuple[str, ...]
    onset: datetime | None
    sent: datetime
    expires: datetime
    due: datetime
    fresh: bool


def _expires(sent: datetime, duration: timedelta) -> datetime:
    """`duration` after `sent`, rounded up to a quarter of it: it moves on in steps while reports come in."""
    step = duration / EXPIRY_STEPS
    return EPOCH - ((EPOCH - sent) // step) * step + duration


def event_time(incident: Incident) -> datetime:
    """When what is known of an incident last changed; 1970 where nothing tells."""
    told = incident.last_changed or incident.last_reported or incident.first_reported
    if told is not None:
        return instant(told)
    return instant(incident.period.end) if incident.period else EPOCH


def _fresh(incident: Incident, horizon: timedelta) -> bool:
    """Whether the strike was news when it was first reported: dated, current, and no older than `horizon`."""
    first = incident.first_reported or incident.last_reported
    if (
        incident.modality != "current"
        or incident.period is None
        or incident.period.basis == "ingest"
        or first is None
    ):
        return False
    return instant(first) - instant(incident.period.end) <= horizon


def _area(place: Place) -> Area:
    point = None
    if place.precision in RADIUS_KM and place.longitude is not None and place.latitude is not None:
        point = (place.longitude, place.latitude)
    return Area(
        region=place.area,
        name=place.name,
        point=point,
        radius_km=RADIUS_KM[place.precision] if point else None,
    )


def _quotes(ledger: Sequence[LedgerEntry], names: Iterable[str]) -> tuple[AlertEvidence, ...]:
    """Words of the live claims behind the fields asked about; of any live claim where those have none."""
    live = [entry for entry in ledger if entry.live and entry.quote]
    wanted = tuple(
        claim for name in names for field, claim in LEDGER_FIELDS.items() if name.startswith(field)
    )
    behind = [entry for entry in live if wanted and entry.field.startswith(wanted)] or live
    quotes = {
        entry.quote: entry for entry in sorted(behind, key=lambda one: (one.tier, one.report_id, one.field))
    }
    chosen = sorted(quotes.values(), key=lambda one: (one.tier, one.report_id, one.field))[:MOST_QUOTES]
    return tuple(AlertEvidence(quote=one.quote, source=one.source, report_id=one.report_id) for one in chosen)


def _about_incident(values: Mapping[str, Value], incident: Incident) -> str:
    """What the rule's author left unsaid: the figures, with their doubt."""
    parts = [_sentence(str(values["toll_text"]))]
    classes = weapon_classes(incident.weapons)
    if classes:
        parts.append(f"With: {', '.join(classes)}.")
    for name in classes:
        counts = ((field, str(values[f"{field}_{name}_text"])) for field in ("launched", "intercepted"))
        if found := listed(counts):
            parts.append(f"{name.capitalize()}: {found}.")
    if incident.targets:
        parts.append(f"Hit: {', '.join(incident.targets)}.")
    parts.append(f"Sources: {len(incident.sources)}; {incident.grade}.")
    return " ".join(parts)


def incident_firings(
    rules: Sequence[Rule], incident: Incident, zones: Zones, horizon: timedelta
) -> list[Firing]:
    """Rules that an incident meets. Tombstones and discounted incidents meet none."""
    if incident.retracted or incident.merged_into is not None or incident.grade == "discounted":
        return []
    values = Reading(INCIDENT_FIELDS, incident)
    met = [rule for rule in rules if incident.scope in rule.spec.scope and rule.when.holds(values)]
    if not met:
        return []
    sent = event_time(incident)
    place = incident.place
    when = timing(incident, zones.of(place.country or "", place.region))
    return [
        Firing(
            rule=rule.id,
            fingerprint=rule.fingerprint(values),
            severity=rule.severity(values),
            certainty=CERTAINTY[incident.grade],
            urgency=rule.spec.urgency,
            event=rule.spec.event,
            area=_area(place),
            headline=rule.headline.fill(values),
            description=rule.description.fill(values) or _about_incident(values, incident),
            values={name: values.told(name) for name in rule.values},
            evidence=_quotes(incident.ledger, rule.values),
            incident_ids=(incident.incident_id,),
            onset=when.anchor if when else None,
            sent=sent,
            expires=_expires(sent, rule.spec.expires),
            due=instant(incident.first_reported or sent) + rule.spec.hold,
            fresh=_fresh(incident, horizon),
        )
        for rule in met
    ]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _about_window(values: Mapping[str, Value], window: RegionWindow) -> str:
    return (
        f"{window.window} to {window.window_end:%Y-%m-%d %H:%M} UTC. Strikes: {window.incidents}. "
        f"{_sentence(str(values['toll_text']))} "
        f"Sources: {window.sources}."
    )


def window_firings(rules: Sequence[Rule], window: RegionWindow) -> list[Firing]:
    """Rules that a row of the rolling tables meets; `due` is without `for`, which needs to know since when."""
    mine = [rule for rule in rules if rule.spec.window == window.window]
    if not mine:
        return []
    values = Reading(WINDOW_FIELDS, window)
    area = Area(region=window.region, name=window.region_name)
    return [
        Firing(
            rule=rule.id,
            fingerprint=rule.fingerprint(values),
            severity=rule.severity(values),
            certainty=rule.spec.certainty,
            urgency=rule.spec.urgency,
            event=rule.spec.event,
            area=area,
            headline=rule.headline.fill(values),
            description=rule.description.fill(values) or _about_window(values, window),
            values={name: values.told(name) for name in rule.values},
            evidence=(),
            incident_ids=(),
            onset=window.window_start,
            sent=window.as_of,
            expires=_expires(window.as_of, rule.spec.expires),
            due=window.as_of,
            fresh=True,
        )
        for rule in mine
        if values["area_kind"] in rule.spec.areas and rule.when.holds(values)
    ]
