"""`POST /api/articles`: one article onto its topic, for whoever has the token."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer
from pydantic import SecretStr, ValidationError

from strikewatch.agents.view import answers, parameters
from strikewatch.agents.view.problems import Refusal, documented
from strikewatch.agents.view.view import JSON, View
from strikewatch.schemas import Article, RecordError

WRONG_TOKENS_A_MINUTE = 60
CONFIRMED_SECONDS = 10.0
READ_SECONDS = 30.0
"""How long an article may take to arrive."""
Publish = Callable[[Article], Awaitable[None]]
"""Returns once the broker has confirmed it; raises UnavailableError."""
bearer = HTTPBearer(auto_error=False, description="The value of STRIKEWATCH_SERVE_TOKEN.")


class UnavailableError(Exception):
    """The broker does not take it now."""


@dataclass(slots=True)
class Bucket:
    """So many a minute, and as many at once after a quiet minute (token bucket)."""

    a_minute: int
    left: float = field(init=False)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.left = float(self.a_minute)

    def take(self, now: float) -> float:
        """0 if one may pass at `now` (seconds); else seconds until it may."""
        self.left = min(float(self.a_minute), self.left + max(0.0, now - self.since) * self.a_minute / 60)
        self.since = now
        if self.left < 1:
            return (1 - self.left) * 60 / self.a_minute
        self.left -= 1
        return 0.0


def same(given: str, token: SecretStr) -> bool:
    """Compared in a time that tells nothing of either, their lengths included."""

    def digest(text: str) -> bytes:
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    return hmac.compare_digest(digest(given), digest(token.get_secret_value()))


@dataclass(slots=True)
class Door:
    """Who may hand in articles, and how many."""

    token: SecretStr | None
    accepted: Bucket
    refused: Bucket
    clock: Callable[[], float]

    def open_to(self, authorization: str) -> None:
        """Let pass whoever gives the token.

        Raises:
            Refusal: 403 where nobody may, 401 without the token, 429 for too many.
        """
        if self.token is None:
            raise Refusal(
                HTTPStatus.FORBIDDEN, "articles are not taken here; set STRIKEWATCH_SERVE_TOKEN to take them"
            )
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "bearer" or not same(given.strip(), self.token):
            self._limit(self.refused)
            raise Refusal(
                HTTPStatus.UNAUTHORIZED,
                "give the token: Authorization: Bearer TOKEN",
                {"WWW-Authenticate": "Bearer"},
            )
        self._limit(self.accepted)

    def _limit(self, bucket: Bucket) -> None:
        if wait := bucket.take(self.clock()):
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS, "too many at once; wait", {"Retry-After": f"{int(wait) + 1}"}
            )


async def body_of(request: Request, most: int) -> bytes:
    """The body, read no further than it may be long.

    Raises:
        Refusal: 415, 413, or 408 where it does not come to its end.
    """
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send the article as {JSON}")
    too_large = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"an article has at most {most} bytes here")
    said = request.headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise Refusal(
            HTTPStatus.REQUEST_TIMEOUT, f"an article has to arrive within {READ_SECONDS:g} seconds"
        ) from None
    return bytes(body)


def article_of(body: bytes) -> Article:
    """The article.

    Raises:
        Refusal: 422, with what is wrong.
    """
    try:
        given = answers.HandedIn.model_validate_json(body)
        return Article.parse(given.model_dump(exclude_unset=True))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "article"
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}: {first['msg']}"[:300]) from error
    except RecordError as error:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}"[:300]) from error


REFUSED = documented(401, 403, 408, 413, 415, 422, 429, 503)
ARTICLE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/HandedIn"}}},
    }
}


def intake_routes(view: View, publish: Publish) -> APIRouter:
    """The one route that writes."""
    router = APIRouter(tags=["articles"])
    settings = view.settings
    door = Door(
        settings.serve_token,
        Bucket(settings.serve_articles_per_minute),
        Bucket(WRONG_TOKENS_A_MINUTE),
        view.clock,
    )

    @router.post(
        "/api/articles",
        status_code=HTTPStatus.ACCEPTED,
        responses={202: {"model": answers.Accepted}, **REFUSED},
        dependencies=[Depends(bearer)],
        openapi_extra=ARTICLE_BODY,
    )
    async def articles(
        request: Request, _: Annotated[parameters.NoParameters, parameters.Query()]
    ) -> Response:
        """Put an article on its topic."""
        try:
            door.open_to(request.headers.get("Authorization", ""))
            article = article_of(await body_of(request, settings.max_article_bytes))
            await asyncio.wait_for(publish(article), CONFIRMED_SECONDS)
        except Refusal as error:
            view.measures.articles.labels(HTTPStatus(error.status_code).name.lower()).inc()
            raise
        except (UnavailableError, TimeoutError) as error:
            view.measures.articles.labels("unavailable").inc()
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "the broker does not take it now; send it again later",
                {"Retry-After": "5"},
            ) from error
        view.measures.articles.labels("accepted").inc()
        body = orjson.dumps({"article_id": article.article_id})
        return Response(body, HTTPStatus.ACCEPTED, {"Cache-Control": "no-store"}, JSON)

    return router
