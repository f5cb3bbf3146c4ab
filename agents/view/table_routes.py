"""The tables: `/api/regions`, `/api/timeline`, `/api/incidents`, `/api/alerts`."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Path, Request, Response

from strikewatch.agents.view import answers, parameters
from strikewatch.agents.view.account import Account
from strikewatch.agents.view.entries import SEVERITIES, utc
from strikewatch.agents.view.pages import Page, page
from strikewatch.agents.view.problems import Refusal, documented
from strikewatch.agents.view.selection import Key, alert_key, incident_key
from strikewatch.agents.view.timeline import Timeline
from strikewatch.agents.view.view import View
from strikewatch.schemas import RecordError, RegionWindow

T = TypeVar("T")
REFUSED = documented(422, 503)
LISTED = documented(409, 422, 503)
MISSING = documented(404, 422, 503)
IncidentId = Annotated[str, Path(min_length=1, max_length=200)]
Fingerprint = Annotated[str, Path(min_length=1, max_length=200)]


def paged(
    entries: Sequence[T], key: Callable[[T], Key], cursor: str | None, limit: int, order: str
) -> Page[T]:
    """A page of them.

    Raises:
        Refusal: 409, the cursor is none of this list.
    """
    try:
        return page(entries, key, cursor, limit, order)
    except RecordError as error:
        raise Refusal(HTTPStatus.CONFLICT, f"{error}") from error


def listed(found: Page[Any], items: list[Any], **more: Any) -> bytes:
    """The JSON of a page."""
    return orjson.dumps({**more, "items": items, "total": found.total, "next": found.next})


def shown(response: Response, request: Request) -> Response:
    """With the address of the next page in the `Link` header (RFC 8288)."""
    if response.status_code == HTTPStatus.OK:
        following = orjson.loads(response.body).get("next")
        if following:
            address = request.url.include_query_params(cursor=following)
            response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return response


def region_routes(view: View) -> APIRouter:
    """Rows of the rolling tables."""
    router = APIRouter(tags=["tables"])

    def rows(at: str | None) -> list[RegionWindow]:
        moment = parameters.end_of(at)
        return list(view.tables.windows.values()) if moment is None else view.tables.rows_at(moment)

    @router.get("/api/regions", responses={200: {"model": answers.RegionPage}, **LISTED})
    async def regions(request: Request, asked: parameters.Rowed) -> Response:
        """One window's row of every country and region that has anything in it."""

        def made() -> bytes:
            chosen = asked.selection().of(rows(asked.at))
            found = paged(chosen, lambda row: (row.region,), asked.cursor, asked.limit, "rows")
            items = [row.model_dump(mode="json") for row in found.items]
            return listed(found, items, window=asked.window, at=utc(parameters.end_of(asked.at)))

        return shown(view.answer(request, made), request)

    @router.get("/api/regions/{code}", responses={200: {"model": answers.Region}, **MISSING})
    async def region(request: Request, code: parameters.AreaCode, asked: parameters.RegionAsked) -> Response:
        """Every window of one region or country."""

        def made() -> bytes:
            here = {row.window: row for row in rows(asked.at) if row.region == code}
            if not here:
                raise Refusal(HTTPStatus.NOT_FOUND, f"no table is of {code}; /api/regions lists them")
            any_row = next(iter(here.values()))
            return orjson.dumps({
                **{name: getattr(any_row, name) for name in ("region", "region_name", "country")},
                "at": utc(parameters.end_of(asked.at)),
                "windows": {name: here[name].model_dump(mode="json") for name in answers.WINDOWS if name in here},
            })  # fmt: skip

        return view.answer(request, made)

    return router


def timeline_routes(view: View) -> APIRouter:
    """Series for a slider."""
    router = APIRouter(tags=["tables"])

    @router.get("/api/timeline", responses={200: {"model": answers.TimelineAnswer}, **REFUSED})
    async def timeline(request: Request, asked: parameters.TimelineAsked) -> Response:
        """Strikes, people and munitions in equal parts of time."""
        hourly = asked.bucket == "hour"

        def made() -> bytes:
            end = parameters.end_of(asked.until) or view.tables.as_of or parameters.EPOCH
            drawn = Timeline(
                end, asked.bucket, asked.days * (24 if hourly else 1), asked.area(), frozenset(asked.weapon),
                SEVERITIES.index(asked.severity),
            )  # fmt: skip
            return orjson.dumps(drawn.of(view.tables.incidents.values()))

        return view.answer(request, made)

    return router


def incident_routes(view: View) -> APIRouter:
    """Strikes, and what stands behind each."""
    router = APIRouter(tags=["incidents"])

    @router.get("/api/incidents", responses={200: {"model": answers.IncidentPage}, **LISTED})
    async def incidents(request: Request, asked: parameters.IncidentsAsked) -> Response:
        """Strikes that the filters take."""

        def made() -> bytes:
            entries = view.tables.incidents.values()
            chosen = asked.selection().of(entries, view.tables.windows, asked.sort)
            found = paged(
                chosen, lambda one: incident_key(one, asked.sort), asked.cursor, asked.limit, asked.sort
            )
            return listed(found, [orjson.Fragment(one.item) for one in found.items])

        return shown(view.answer(request, made), request)

    @router.get(
        "/api/incidents/{incident_id}", responses={200: {"model": answers.IncidentAccount}, **MISSING}
    )
    async def incident(request: Request, incident_id: IncidentId, _: parameters.NothingAsked) -> Response:
        """One strike: its claims, what was known when, and its reports."""

        def made() -> bytes:
            entry = view.tables.incidents.get(incident_id)
            if entry is None:
                raise Refusal(
                    HTTPStatus.NOT_FOUND, f"no incident is {incident_id[:80]}; /api/incidents lists them"
                )
            return orjson.dumps(Account(entry, view.tables.reports, view.policy).answer())

        return view.answer(request, made)

    return router


def alert_routes(view: View) -> APIRouter:
    """Alerts."""
    router = APIRouter(tags=["alerts"])

    @router.get("/api/alerts", responses={200: {"model": answers.AlertPage}, **LISTED})
    async def alerts(request: Request, asked: parameters.AlertsAsked) -> Response:
        """Alerts that the filters take, the latest first."""

        def made() -> bytes:
            chosen = asked.selection().of(view.tables.alerts())
            found = paged(chosen, alert_key, asked.cursor, asked.limit, "alerts")
            return listed(found, [orjson.Fragment(one.item) for one in found.items])

        return shown(view.answer(request, made), request)

    @router.get("/api/alerts/{fingerprint}", responses={200: {"model": answers.AlertItem}, **MISSING})
    async def alert(request: Request, fingerprint: Fingerprint, _: parameters.NothingAsked) -> Response:
        """One alert."""

        def made() -> bytes:
            entry = view.tables.alert(fingerprint)
            if entry is None:
                raise Refusal(HTTPStatus.NOT_FOUND, f"no alert is {fingerprint[:80]}; /api/alerts lists them")
            return entry.item

        return view.answer(request, made)

    return router
