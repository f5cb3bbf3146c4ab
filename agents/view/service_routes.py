"""The service itself: how fresh it is, whether it lives, and changes as they happen."""

from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from strikewatch.agents.view import answers, parameters
from strikewatch.agents.view.problems import Refusal, documented
from strikewatch.agents.view.view import JSON, View

UNCACHED = {"Cache-Control": "no-store"}
STREAM = "/api/stream"
EVENTS = "text/event-stream"
EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "event": {"enum": ["status", "incident", "alert", "region-window", "reset", "dropped", "bye"]},
        "data": {"type": "string", "contentMediaType": JSON},
        "id": {"type": "string"},
        "retry": {"type": "integer", "minimum": 0},
    },
    "required": ["event", "data"],
    "additionalProperties": False,
}
"""One event of the stream, its fields as OpenAPI 3.2 names them."""


def _health(wrong: str | None) -> Response:
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
    body = orjson.dumps({"status": "unavailable" if wrong else "ok", "reason": wrong})
    return Response(body, status, dict(UNCACHED), JSON)


def status_routes(view: View) -> APIRouter:
    """Freshness and health."""
    router = APIRouter(tags=["service"])
    unhealthy: dict[int | str, dict[str, Any]] = {
        200: {"model": answers.Health},
        503: {"model": answers.Health},
    }

    @router.get("/api/status", responses={200: {"model": answers.Status}, **documented(422)})
    async def status(_: parameters.NothingAsked) -> Response:
        """How fresh what is shown is, and how much there is."""
        return Response(orjson.dumps(view.status()), headers=dict(UNCACHED), media_type=JSON)

    @router.get("/healthz", responses={**unhealthy, **documented(422)})
    async def healthz(_: parameters.NothingAsked) -> Response:
        """Whether the process lives."""
        return _health(None)

    @router.get("/readyz", responses={**unhealthy, **documented(422)})
    async def readyz(_: parameters.NothingAsked) -> Response:
        """Whether it has read what there was, and can be asked."""
        return _health(view.freshness.unready())

    return router


def stream_routes(view: View) -> APIRouter:
    """Server-sent events."""
    router = APIRouter(tags=["service"], default_response_class=Response)
    stream_type = {EVENTS: {"schema": EVENT}}

    @router.get(
        STREAM, responses={200: {"description": "Events", "content": stream_type}, **documented(422, 503)}
    )
    async def stream(
        asked: parameters.StreamAsked,
        last_event_id: Annotated[str | None, Header(max_length=100)] = None,
    ) -> Response:
        """Changes as they happen, from the one after `Last-Event-ID` on."""
        view.ready()
        if view.hub.full:
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too many listen already; try again later",
                {"Retry-After": "30"},
            )
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            view.hub.events(asked.wanted(), last_event_id), headers=headers, media_type=EVENTS
        )

    return router
