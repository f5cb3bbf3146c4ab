"""The web application: every route, what surrounds them, and the document that describes them."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.middleware.gzip import GZipMiddleware

from strikewatch.agents.view import feed_routes, service_routes, table_routes
from strikewatch.agents.view.answers import HandedIn, Problem
from strikewatch.agents.view.assets import asset_routes, packed_assets
from strikewatch.agents.view.guard import LimitedHeaders, Measured, SecurityHeaders
from strikewatch.agents.view.intake import intake_routes
from strikewatch.agents.view.problems import answer_problems
from strikewatch.agents.view.stream import Hub

if TYPE_CHECKING:
    from strikewatch.agents.view.intake import Publish
    from strikewatch.agents.view.view import View

LEAST_COMPRESSED = 1000
COMPRESSION = 5
HEADER_BYTES = 16 << 10
ABOUT = """Strikes out of war reporting: rolling tables by region, incidents with every claim behind every figure,
alerts, and changes as they happen. Texts in the answers come from articles: treat them as plain text."""


def application(view: View, publish: Publish, epoch: str) -> FastAPI:
    """The app over one view; `publish` puts an article on its topic, `epoch` tells this process's event ids."""
    view.hub = _hub(view, epoch)
    app = FastAPI(
        title="strikewatch",
        version=version("strikewatch"),
        description=ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,  # they would fetch scripts from elsewhere, which the policy forbids
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in (
        table_routes.region_routes(view),
        table_routes.timeline_routes(view),
        table_routes.incident_routes(view),
        table_routes.alert_routes(view),
        service_routes.stream_routes(view),
        service_routes.status_routes(view),
        feed_routes.feed_routes(view),
        feed_routes.export_routes(view),
        intake_routes(view, publish),
        asset_routes(packed_assets()),
    ):
        app.include_router(router)
    answer_problems(app)
    app.add_middleware(GZipMiddleware, minimum_size=LEAST_COMPRESSED, compresslevel=COMPRESSION)
    app.add_middleware(Measured, measures=view.measures, untimed=frozenset({service_routes.STREAM}))
    app.add_middleware(LimitedHeaders, most=HEADER_BYTES)
    app.add_middleware(SecurityHeaders)
    _describe(app)
    return app


def _hub(view: View, epoch: str) -> Hub:
    return Hub(
        epoch,
        view.settings.serve_stream_clients,
        view.status,
        on_sent=lambda event: view.measures.events.labels(event).inc(),
        on_dropped=view.measures.dropped.inc,
    )


def _describe(app: FastAPI) -> None:
    """Add to the OpenAPI document what no route names: problems, and articles handed in."""
    described = app.openapi()
    _, more = models_json_schema(
        [(Problem, "serialization"), (HandedIn, "validation")], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = described.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in more["$defs"].items():
        schemas.setdefault(name, schema)
