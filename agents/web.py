"""The worker's own port: /metrics for Prometheus, /healthz (alive) and /readyz (has its partitions)."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client.exposition import choose_encoder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from prometheus_client import CollectorRegistry


def application(
    registry: CollectorRegistry, alive: Callable[[], str | None], ready: Callable[[], str | None]
) -> web.Application:
    """`alive` and `ready` say what is wrong, in a line, or nothing."""

    async def metrics(request: web.Request) -> web.Response:
        encoder, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encoder(registry), headers={"Content-Type": content_type})

    async def healthz(_: web.Request) -> web.Response:
        return _answer(alive())

    async def readyz(_: web.Request) -> web.Response:
        return _answer(alive() or ready())

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app


def _answer(wrong: str | None) -> web.Response:
    return web.json_response(
        {"status": "unavailable" if wrong else "ok", "reason": wrong}, status=503 if wrong else 200
    )


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve until left; yields the address, with the port that a 0 was given."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
