"""Articles out of files: .txt, .json, .jsonl (also .gz and .xz), .html, directories of them, standard input."""

from __future__ import annotations

import gzip
import lzma
import re
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Literal

import orjson

from strikewatch.schemas import Article, RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

Kind = Literal["text", "json", "lines", "page"]
STDIN = "-"
KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".html": "page",
    ".htm": "page",
}
PACKED = {".gz": gzip.open, ".xz": lzma.open}
FORMATS = ", ".join(KINDS) + " (also with .gz or .xz)"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DATED = re.compile(r"\A\ufeff?\s*date (\d{4}-\d{2}-\d{2})(?:\s+|\Z)")


class ReadError(Exception):
    """A path that cannot be read as articles at all; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says of the articles that do not say it themselves; `fetched` of those without a date."""

    published: date | None = None
    source: str | None = None
    language: str | None = None
    fetched: date | None = None

    def completed(self, content: dict[str, Any]) -> dict[str, Any]:
        said = {"published_at": self.published, "source": self.source, "language": self.language}
        complete = content | {
            name: value
            for name, value in said.items()
            if value is not None and content.get(name) in (None, "")  # it may be a list
        }
        if self.fetched and not complete.get("published_at") and not complete.get("fetched_at"):
            complete["fetched_at"] = self.fetched
        return complete


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as it was found: where, its bytes there, and either the article or why it is none."""

    origin: str
    raw: bytes
    article: Article | None = None
    error: RecordError | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input where `path` is None."""

    path: Path | None
    kind: Kind | None

    @property
    def name(self) -> str:
        return str(self.path) if self.path else "standard input"

    @property
    def stem(self) -> str:
        """The file's name without its suffixes of ours: the id of an article that has none."""
        return "" if self.path is None else _unpacked(self.path).stem


def sources(paths: Iterable[str]) -> list[Source]:
    """The files behind `paths`, directories taken apart in the order of their names.

    Raises:
        ReadError: a path that is not there, a directory without articles, a format that is not known.
    """
    return [source for path in paths for source in _expanded(path)]


def read(found: Iterable[Source], given: Given) -> Iterator[Reading]:
    """The articles of all files, in order; what cannot be read as an article comes with its error.

    Raises:
        ReadError: a file that cannot be opened, or whose compression is damaged.
    """
    for source in found:
        try:
            yield from _readings(source, given)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ReadError(f"{source.name} cannot be read ({reason}); check the file") from error


def count(found: Iterable[Source]) -> int | None:
    """How many articles there are to read; None where only reading tells."""
    total = 0
    for source in found:
        if source.path is None:
            return None
        if source.kind == "lines":
            with _opened(source) as lines:
                total += sum(1 for line in lines if line.strip())
        elif source.kind == "json":
            total += len(_documents(source.path.read_bytes()) or [None])
        else:
            total += 1
    return total


def _expanded(name: str) -> Iterator[Source]:
    if name == STDIN:
        yield Source(None, None)
        return
    path = Path(name)
    if path.is_dir():
        files = [
            file
            for file in sorted(path.rglob("*"))
            if _kind(file)
            and file.is_file()
            and not any(p.startswith(".") for p in file.relative_to(path).parts)
        ]
        if not files:
            raise ReadError(f"{name} holds no articles; files are taken by their ending: {FORMATS}")
        yield from (Source(file, _kind(file)) for file in files)
    elif not path.exists():
        raise ReadError(f"{name} is not there; check the path")
    elif (kind := _kind(path)) is None:
        raise ReadError(
            f"{name} has no ending that is known; rename it to one of {FORMATS}, or pipe it into -"
        )
    else:
        yield Source(path, kind)


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


def _kind(path: Path) -> Kind | None:
    return KINDS.get(_unpacked(path).suffix.lower())


def _opened(source: Source) -> IO[bytes] | BinaryIO:
    if source.path is None:
        return sys.stdin.buffer
    opener: Any = PACKED.get(source.path.suffix.lower(), open)
    stream: IO[bytes] = opener(source.path, "rb")
    return stream


def _readings(source: Source, given: Given) -> Iterator[Reading]:
    with _opened(source) as stream:
        kind = source.kind
        first = b""
        if kind is None:
            first = _first_line(stream)
            kind = "lines" if _trimmed(first).startswith(b"{") else "text"
            if _trimmed(first).startswith(b"["):
                kind = "json"
        if kind == "lines":
            yield from _lines(source, first, stream, given)
            return
        raw = first + stream.read()
    documents = _documents(raw) if kind == "json" else None
    if kind == "json" and (documents is not None or source.kind == "json"):
        yield from _listed(source, raw, documents, given)
    elif kind == "page":
        yield _reading(source.name, raw, lambda: _page(raw, source.stem), given)
    else:
        yield _reading(source.name, raw, lambda: _text(raw, source.stem), given)


def _first_line(stream: IO[bytes] | BinaryIO) -> bytes:
    """Up to and with the first line that is not blank."""
    read = b""
    for line in stream:
        read += line
        if line.strip():
            break
    return read


def _lines(source: Source, first: bytes, rest: Iterable[bytes], given: Given) -> Iterator[Reading]:
    """One article a line; `first` are the lines that were read to see what this is, all but the last blank."""
    seen = len(first.splitlines())
    if first.strip():
        yield _parsed(f"{source.name}:{seen}", _trimmed(first), given)
    for number, line in enumerate(rest, seen + 1):
        if line.strip():
            yield _parsed(f"{source.name}:{number}", _trimmed(line), given)


def _trimmed(line: bytes) -> bytes:
    return line.strip().removeprefix(_BYTE_ORDER_MARK).strip()


def _documents(raw: bytes) -> list[Any] | None:
    """The articles of a JSON file: the one, or those of its list; None where it is no JSON."""
    try:
        content = orjson.loads(raw.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, list) else [content]


def _listed(source: Source, raw: bytes, documents: list[Any] | None, given: Given) -> Iterator[Reading]:
    if documents is None or len(documents) == 1:
        whole = raw if documents is None else orjson.dumps(documents[0])
        yield _parsed(source.name, whole, given)
        return
    for number, document in enumerate(documents, 1):
        yield _parsed(f"{source.name}#{number}", orjson.dumps(document), given)


def _parsed(origin: str, raw: bytes, given: Given) -> Reading:
    return _reading(origin, raw, lambda: _object(raw), given)


def _reading(origin: str, raw: bytes, content: Any, given: Given) -> Reading:
    try:
        return Reading(origin, raw, Article.parse(given.completed(content())))
    except RecordError as error:
        return Reading(origin, raw, error=error)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RecordError("not_json", f"not JSON: {error}"[:200]) from error
    if not isinstance(content, dict):
        raise RecordError("not_an_object", f"a JSON object is wanted, this is {type(content).__name__}")
    return content


def _text(raw: bytes, stem: str) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError("not_utf8", f"not UTF-8: byte {error.start} is 0x{raw[error.start]:02x}") from error
    dated = _DATED.match(text)
    content: dict[str, Any] = {"article_id": stem, "text": text.removeprefix("\ufeff")}
    if dated:
        content |= {"published_at": dated[1], "text": text[dated.end() :]}
    return content


def _page(raw: bytes, stem: str) -> dict[str, Any]:
    import trafilatura  # noqa: PLC0415  # a quarter of a second that only pages need

    # A date only where the page states one as its own: a guess from its footer would be worse than none.
    page = trafilatura.bare_extraction(
        raw,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None or isinstance(page, dict) or not page.text:
        raise RecordError("no_text", "no article text was found in the page")
    return {
        "article_id": stem,
        "title": page.title,
        "text": page.text,
        "published_at": page.date,
        "url": page.url,
        "language": page.language,
    }
