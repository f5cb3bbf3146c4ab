"""The page's own files: read, compressed and named by their content once, at the start."""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING

import xxhash
from fastapi import APIRouter, Request, Response

from strikewatch.agents.view.problems import Refusal
from strikewatch.agents.view.view import has

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

INDEX = "index.html"
NAMED = re.compile(r'(?<=["\'])/static/([\w./-]+)(?=["\'])')
A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
WORTH_IT = 0.95
"""Compressed files are sent where they are smaller than this share of the plain ones."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    media_type: str
    digest: str
    plain: bytes
    compressed: bytes | None

    @classmethod
    def of(cls, name: str, content: bytes) -> Asset:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind == "application/javascript":
            kind += "; charset=utf-8"
        small = gzip.compress(content, 9, mtime=0)
        worth = len(small) < len(content) * WORTH_IT
        return cls(kind, xxhash.xxh3_64_hexdigest(content), content, small if worth else None)

    def answer(self, request: Request) -> Response:
        """The file, compressed where the asker takes that; 304 where it has it."""
        tag = f'W/"{self.digest}"'
        forever = request.query_params.get("v") == self.digest
        headers = {
            "ETag": tag,
            "Cache-Control": A_YEAR if forever else ASK_AGAIN,
            "Vary": "Accept-Encoding",
        }
        if has(request, tag):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        if self.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(
                self.compressed, headers=headers | {"Content-Encoding": "gzip"}, media_type=self.media_type
            )
        return Response(self.plain, headers=headers, media_type=self.media_type)


def packed_assets() -> dict[str, Asset]:
    """What lies in `static`, by name; `index.html` names the others by their content."""
    found = {name: Asset.of(name, content) for name, content in _files(files(__package__) / "static", "")}
    if INDEX in found:
        found[INDEX] = Asset.of(INDEX, _versioned(found[INDEX].plain.decode(), found).encode())
    return found


def _files(folder: Traversable, before: str) -> list[tuple[str, bytes]]:
    inside: list[tuple[str, bytes]] = []
    for one in sorted(folder.iterdir(), key=lambda each: each.name):
        if one.is_dir():
            inside += _files(one, f"{before}{one.name}/")
        elif not one.name.startswith("."):
            inside.append((before + one.name, one.read_bytes()))
    return inside


def _versioned(page: str, found: Mapping[str, Asset]) -> str:
    def name(match: re.Match[str]) -> str:
        asset = found.get(match[1])
        return match[0] if asset is None else f"{match[0]}?v={asset.digest}"

    return NAMED.sub(name, page)


def asset_routes(found: Mapping[str, Asset]) -> APIRouter:
    """`/` and `/static/NAME`; not part of the API."""
    router = APIRouter(include_in_schema=False)

    def sent(request: Request, name: str) -> Response:
        asset = found.get(name)
        if asset is None:
            raise Refusal(HTTPStatus.NOT_FOUND, f"there is no file {name[:80]}")
        return asset.answer(request)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        return sent(request, INDEX)

    @router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
    async def file(request: Request, name: str) -> Response:
        return sent(request, name)

    return router
