"""The tables in the formats of others: GeoJSON, Atom with CAP, CSV in ACLED's columns."""

from collections.abc import AsyncIterator, Iterator, Sequence
from http import HTTPStatus
from typing import Annotated

import orjson
import xxhash
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from strikewatch.agents.alert.cap import cap_xml
from strikewatch.agents.export.acled import acled_sheet
from strikewatch.agents.export.geojson import feature_collection
from strikewatch.agents.view import parameters
from strikewatch.agents.view.atom import CAP, atom_feed
from strikewatch.agents.view.entries import IncidentEntry
from strikewatch.agents.view.problems import Refusal, documented
from strikewatch.agents.view.view import View, has

NEWEST = 100
AT_ONCE = 200
"""Lines of a sheet that are written before other requests get their turn."""
GEOJSON = "application/geo+json"
ATOM = "application/atom+xml"
CSV = "text/csv; charset=utf-8"
REFUSED = documented(422, 503)


def _answers(media_type: str, kind: str) -> dict[int | str, dict[str, object]]:
    """For the OpenAPI document."""
    return {
        200: {"description": "OK", "content": {media_type: {"schema": {"type": kind}}}},
        **REFUSED,
    }


def feed_routes(view: View) -> APIRouter:
    """Feeds."""
    router = APIRouter(tags=["feeds"], default_response_class=Response)

    @router.get("/feeds/incidents.geojson", responses=_answers(GEOJSON, "object"))
    async def geojson(request: Request, asked: parameters.FeaturesAsked) -> Response:
        """Strikes as a FeatureCollection (RFC 7946), the newest first."""

        def made() -> bytes:
            chosen = asked.selection().of(view.tables.incidents.values(), view.tables.windows)
            return orjson.dumps(feature_collection(one.incident() for one in chosen[: asked.limit]))

        return view.answer(request, made, GEOJSON)

    @router.get("/feeds/alerts.atom", responses=_answers(ATOM, "string"))
    async def atom(request: Request, asked: parameters.AlertsFiltered) -> Response:
        """The newest alerts as an Atom feed, each with its CAP 1.2 message."""

        def made() -> bytes:
            chosen = asked.selection().of(view.tables.alerts())
            return atom_feed([one.alert() for one in chosen[:NEWEST]]).encode()

        return view.answer(request, made, ATOM)

    @router.get("/feeds/alerts/{fingerprint}.cap", responses={**_answers(CAP, "string"), **documented(404)})
    async def cap(
        request: Request,
        fingerprint: Annotated[str, Path(min_length=1, max_length=200)],
        _: parameters.NothingAsked,
    ) -> Response:
        """One alert as a CAP 1.2 message."""

        def made() -> bytes:
            entry = view.tables.alert(fingerprint)
            if entry is None:
                raise Refusal(HTTPStatus.NOT_FOUND, f"no alert is {fingerprint[:80]}")
            return cap_xml(entry.alert()).encode()

        return view.answer(request, made, CAP)

    return router


def export_routes(view: View) -> APIRouter:
    """Sheets."""
    router = APIRouter(tags=["feeds"], default_response_class=Response)

    @router.get("/export/incidents.csv", responses=_answers("text/csv", "string"))
    async def csv(request: Request, asked: parameters.IncidentsFiltered) -> Response:
        """Every strike that the filters take, in ACLED's columns, the newest first."""
        view.ready()
        chosen = asked.selection().of(view.tables.incidents.values(), view.tables.windows)
        digest = xxhash.xxh3_128()
        for one in chosen:
            digest.update(one.packed)
        headers = {
            "ETag": f'W/"{digest.hexdigest()}"',
            "Cache-Control": "no-cache",
            "Content-Disposition": 'attachment; filename="incidents.csv"',
        }
        if has(request, headers["ETag"]):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        return StreamingResponse(_sheet(view, chosen), headers=headers, media_type=CSV)

    return router


async def _sheet(view: View, entries: Sequence[IncidentEntry]) -> AsyncIterator[str]:
    """The sheet in parts, so that a long one keeps nobody waiting."""
    for number, part in enumerate(_parts(entries)):
        text = acled_sheet((one.incident() for one in part), view.tables.names)
        yield text if number == 0 else text.partition("\r\n")[2]


def _parts(entries: Sequence[IncidentEntry]) -> Iterator[Sequence[IncidentEntry]]:
    yield entries[:AT_ONCE]
    for start in range(AT_ONCE, len(entries), AT_ONCE):
        yield entries[start : start + AT_ONCE]
