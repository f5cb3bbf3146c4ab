"""Around every answer: security headers, and the count and time of requests by route."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from strikewatch.agents.view.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from strikewatch.agents.view.measures import Measures

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""The OWASP Secure Headers Project's, but for TLS's own: that is the business of whoever ends TLS before us."""
METHODS = frozenset({"GET", "HEAD", "POST"})
UNKNOWN = "none"


class SecurityHeaders:
    """Puts HEADERS on every answer, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


class LimitedHeaders:
    """Refuses a request whose headers are larger than `most` bytes: the parser only bounds those that come in parts."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._size(scope) > self.most:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            await problem(status, f"headers have at most {self.most} bytes here")(scope, receive, send)
            return
        await self.app(scope, receive, send)

    @staticmethod
    def _size(scope: Scope) -> int:
        parts: list[int] = [len(name) + len(value) for name, value in scope["headers"]]
        return sum(parts) + len(scope.get("raw_path") or b"") + len(scope["query_string"])


class Measured:
    """Counts requests and times answers, by the template of the route: an address is never a label."""

    def __init__(self, app: ASGIApp, measures: Measures, untimed: frozenset[str]) -> None:
        self.app = app
        self.measures = measures
        self.untimed = untimed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            route = getattr(scope.get("route"), "path", UNKNOWN) or UNKNOWN
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.measures.requests.labels(route, method, status).inc()
            if route not in self.untimed:
                self.measures.duration.labels(route).observe(time.perf_counter() - started)
