"""The compiled file: columns of numbers and newline-joined text, one zstd frame."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass, fields

import cramjam
import orjson

MAGIC = b"strikewatch-gazetteer-1\n"
_HEADER_BYTES = 4
NOWHERE = -(2**31)
"""The latitude and longitude of a place whose point is not known."""
DEGREE = 100_000
"""Coordinates are stored in units of 1/100,000 degree, about a metre."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything the gazetteer holds, a row per place, a row per folded name, a row per spelling.

    `postings[key_start[i]:key_start[i + 1]]` are the rows of the places that folded name `i` may mean,
    likeliest first. `key_flags` is a bit set: see `gazetteer.py`. Codes in `kind`, `country`, `region`,
    `admin2`, `target` are rows of the text columns `kinds`, `countries`, `regions`, `districts`,
    `targets`; 0 is none.
    """

    id: array[int]
    kind: array[int]
    country: array[int]
    region: array[int]
    admin2: array[int]
    latitude: array[int]
    longitude: array[int]
    precision: array[int]
    population: array[int]
    geonames_id: array[int]
    parent: array[int]
    target: array[int]
    key_start: array[int]
    key_flags: array[int]
    postings: array[int]
    part_whole: array[int]
    part_member: array[int]
    border_from: array[int]
    border_to: array[int]
    capital_of: array[int]
    capital: array[int]
    name: str
    kinds: str
    countries: str
    regions: str
    districts: str
    targets: str
    keys: str
    spellings: str


def pack(columns: Columns) -> bytes:
    """The bytes of the compiled file; the same columns give the same bytes."""
    header: list[tuple[str, str, int]] = []
    body: list[bytes] = []
    for field in fields(columns):
        value = getattr(columns, field.name)
        kind, raw = ("text", value.encode()) if isinstance(value, str) else (value.typecode, _little(value))
        header.append((field.name, kind, len(raw)))
        body.append(raw)
    head = orjson.dumps(header)
    payload = b"".join([len(head).to_bytes(_HEADER_BYTES, "little"), head, *body])
    return MAGIC + bytes(cramjam.zstd.compress(payload, level=19))


def unpack(packed: bytes) -> Columns:
    """Read what `pack` wrote.

    Raises:
        ValueError: the bytes are not a compiled gazetteer of this version.
    """
    if not packed.startswith(MAGIC):
        raise ValueError("not a compiled gazetteer of this version: rebuild it, see docs/gazetteer.md")
    payload = memoryview(bytes(cramjam.zstd.decompress(packed[len(MAGIC) :])))
    at = _HEADER_BYTES + int.from_bytes(payload[:_HEADER_BYTES], "little")
    read: dict[str, array[int] | str] = {}
    for name, kind, length in orjson.loads(payload[_HEADER_BYTES:at]):
        read[name] = _column(kind, payload[at : at + length])
        at += length
    return Columns(**read)  # type: ignore[arg-type]  # the header names the fields of Columns


def _column(kind: str, raw: memoryview) -> array[int] | str:
    if kind == "text":
        return str(raw, "utf-8")
    column = array(kind)
    column.frombytes(raw)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _little(column: array[int]) -> bytes:
    if sys.byteorder == "little":
        return column.tobytes()
    swapped = array(column.typecode, column)
    swapped.byteswap()
    return swapped.tobytes()
