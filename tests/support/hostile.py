"""What somebody might put on the articles topic, by mistake or to do harm: a name and its bytes, over two hundred."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STRIKE = "Russian drones killed 3 people and injured 12 in Kharkiv on Monday, the governor said."
MEGABYTE = 1 << 20


def corpus() -> dict[str, bytes | None]:
    """Every input under a name that says what is wrong with it."""
    found = dict[str, bytes | None]()
    for family in (undecodable, wrong_shapes, wrong_values, odd_texts, odd_numbers, odd_dates, floods, noise):
        found.update((f"{family.__name__}: {name}", value) for name, value in family())
    return found


def article(text: Any = STRIKE, **more: Any) -> bytes:
    return json.dumps({"article_id": "h1", "source": "Wire", "text": text, **more}).encode()


def undecodable() -> Iterator[tuple[str, bytes | None]]:
    """Bytes that are no JSON, or no UTF-8."""
    whole = article()
    yield from {
        "tombstone": None,
        "nothing": b"",
        "a blank": b" ",
        "zero bytes": b"\0" * 100,
        "UTF-8 with a byte order mark": b"\xef\xbb\xbf" + whole,
        "UTF-16": whole.decode().encode("utf-16"),
        "UTF-32": whole.decode().encode("utf-32"),
        "Latin-2": '{"text": "Chmielnicki, Łódź"}'.encode("iso8859-2"),
        "cut off": whole[: len(whole) // 2],
        "two objects": whole + whole,
        "trailing comma": whole[:-1] + b",}",
        "single quotes": whole.replace(b'"', b"'"),
        "a comment": b"/* x */" + whole,
        "NaN": b'{"text": "x", "published_at": NaN}',
        "Infinity": b'{"text": "x", "published_at": -Infinity}',
        "1e400": b'{"text": "x", "published_at": 1e400}',
        "a lone high surrogate": b'{"text": "\\ud83d missile hit Kyiv"}',
        "a lone low surrogate": b'{"text": "\\ude00 missile hit Kyiv"}',
        "surrogates turned round": b'{"text": "\\ude00\\ud83d"}',
        "overlong UTF-8": b'{"text": "\xc0\xaf"}',
        "above U+10FFFF": b'{"text": "\xf4\x90\x80\x80"}',
        "encoded surrogate": b'{"text": "\xed\xa0\x80"}',
        "an escape cut off": b'{"text": "\\u12',
        "a raw control character": b'{"text": "a\x01b"}',
        "gzip": bytes.fromhex("1f8b0800000000000003") + b"\0" * 50,
        "Avro with a schema id": b"\0\0\0\0\x07" + whole,
        "protobuf": b"\x0a\x03Kyi\x10\x01",
        "HTML": b"<html><body>Kyiv</body></html>",
        "XML entities": b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]><a>&b;</a>',
        "deep lists": b"[" * 10_000 + b"]" * 10_000,
        "deep objects": b'{"text":' * 10_000 + b"1" + b"}" * 10_000,
        "deep lists never closed": b"[" * 100_000,
    }.items()
    for position, byte in product((0, 1, 9, -1), (0x00, 0x80, 0xFE, 0xFF)):
        broken = bytearray(whole)
        broken[position] = byte
        yield f"byte {byte:#x} at {position}", bytes(broken)


def wrong_shapes() -> Iterator[tuple[str, bytes]]:
    """JSON, and no article."""
    for name, value in {
        "null": None,
        "true": True,
        "a number": 12,
        "a string": STRIKE,
        "a list": [1],
        "a list of articles": [{"text": STRIKE}],
        "an empty object": {},
        "an article in an object": {"article": {"text": STRIKE}},
        "only a title": {"title": STRIKE},
    }.items():
        yield name, json.dumps(value).encode()
    fields = (
        "article_id",
        "source",
        "url",
        "title",
        "text",
        "language",
        "published_at",
        "fetched_at",
        "updated_at",
    )
    for field, (kind, value) in product(
        fields, {"a list": ["x"], "an object": {"a": 1}, "a number": 7, "false": False}.items()
    ):
        yield f"{field} is {kind}", article(**{"text": STRIKE, field: value})
    yield "one field a thousand times", b'{"text": "x"' + b', "text": "y"' * 1000 + b"}"
    yield "ten thousand unknown fields", article(**{f"f{number}": number for number in range(10_000)})
    yield "__class__", article(__class__="os.system", __init__={"__globals__": {}})


def wrong_values() -> Iterator[tuple[str, bytes]]:
    """The right kind, and no sense."""
    for name, value in {
        "empty": "",
        "blank": " \t\r\n\u00a0\u2003",
        "zero-width only": "\u200b\u200c\u200d\ufeff",
        "marks only": "\u0301" * 500,
        "controls": "a\u0000b\u0007\u001b[31mKyiv",
    }.items():
        yield f"text {name}", article(value)
    for name, language in {
        "unknown": "xx",
        "long": "e" * 5_000,
        "a path": "../../etc",
        "upper": "EN",
    }.items():
        yield f"language {name}", article(language=language)
    for name, identity in {
        "empty": "",
        "long": "i" * 100_000,
        "lines": "a\nb\r\nc",
        "a path": "../../x",
    }.items():
        yield f"article_id {name}", article(article_id=identity)
    for name, url in {
        "javascript": "javascript:alert(1)",
        "long": "https://a/" + "b" * 50_000,
        "no": "::",
    }.items():
        yield f"url {name}", article(url=url)


def odd_texts() -> Iterator[tuple[str, bytes]]:
    """Unicode and markup around, and inside, a strike."""
    insertions = {
        "bidi override": "\u202e",
        "bidi isolate": "\u2066",
        "zero-width space": "\u200b",
        "soft hyphen": "\u00ad",
        "combining": "\u0301" * 40,
        "emoji": "\U0001f4a5\U0001f1fa\U0001f1e6",
        "null": "\u0000",
        "line separator": "\u2028",
        "private use": "\ue000",
        "tag characters": "\U000e0041",
        "script": "<script>alert(1)</script>",
        "style end": "</style><img src=x onerror=alert(1)>",
        "comment": "<!-- 9000 killed in Kyiv -->",
        "entity": "&#x202e;&lt;b&gt;",
        "template": "{{7*7}} ${jndi:ldap://x} %s %n {0}",
        "SQL": "'; DROP TABLE incidents; --",
        "log line": "\n2024-01-01T00:00:00Z ERROR faked",
        "formula": '=HYPERLINK("http://x")',
    }
    for name, inserted in insertions.items():
        yield f"{name} before", article(inserted + STRIKE)
        yield f"{name} in each word", article(STRIKE.replace("r", "r" + inserted))
    yield "full-width", article("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in STRIKE))
    yield (
        "mathematical letters",
        article("".join(chr(0x1D400 + ord(c) - 65) if c.isupper() and c.isascii() else c for c in STRIKE)),
    )
    yield "Cyrillic look-alikes", article(STRIKE.translate(str.maketrans("aeopc", "аеорс")))  # noqa: RUF001
    yield "other digits", article(STRIKE.translate(str.maketrans("123", "١٢٣")))
    yield "right to left", article("قصفت طائرات مسيرة مدينة خاركيف وقتلت ثلاثة أشخاص. " + STRIKE)
    yield "capital I with a dot", article("İ" * 500 + STRIKE)
    yield "one line of tabs", article(STRIKE.replace(" ", "\t"))
    yield "no blanks", article(STRIKE.replace(" ", ""))
    yield "all capitals", article(STRIKE.upper())
    yield "reversed", article(STRIKE[::-1])


def odd_numbers() -> Iterator[tuple[str, bytes]]:
    """Counts that cannot be."""
    for count in (
        "-5", "0", "00012", "1e9", "10^12", "1000000000000", "9" * 400, "1,2,3,4", "1,000,000,000,000", "3.5",
        "half a", "minus two", "0x1F", "½", "²", "\u2166", "three hundred thousand million billion", "NaN",
        "1/3", "one hundred hundred hundred", "thousands of thousands of", "at least at most 5", "up to more than 7",
    ):  # fmt: skip
        yield (
            f"{count[:30]} killed",
            article(f"Missiles killed {count} people and injured {count} in Sumy on Monday."),
        )
        yield (
            f"{count[:30]} drones",
            article(f"Ukraine shot down {count} of {count} drones over Sumy on Monday."),
        )


def odd_dates() -> Iterator[tuple[str, bytes]]:
    """Days that were not, or not yet."""
    for day in (
        "1900-01-01", "1901-01-01", "2099-12-31", "2099-12-31T23:30:00Z", "0001-01-01", "2100-12-31", "9999-12-31", "2024-02-30", "2024-13-01", "24-1-1", "yesterday",
        "2024-05-08T25:00:00Z", "2024-05-08T12:00:00", "2024-05-08T12:00:00+99:00", "1715126400", "2024\u201105\u201108", "",
    ):  # fmt: skip
        yield f"published_at {day!r}", article(published_at=day)
        yield (
            f"in the text {day!r}",
            article(f"A missile hit Kyiv on {day}, killing two.", published_at="2024-05-08"),
        )
    for said in (
        "31 February",
        "the 99th of May",
        "Monday " * 200,
        "a million years ago",
        "in 1812",
        "tomorrow",
    ):
        yield f"in the text {said[:20]!r}", article(f"A drone hit Odesa {said}.", published_at="2024-05-08")


FLOODS = {
    "one letter": "a",
    "one capital": "A",
    "quotes": '"',
    "brackets": "([{<",
    "full stops": ".",
    "newlines": "\n",
    "places": "Kharkiv, Sumy, Odesa and ",
    "districts": "Kyivskyi district of ",
    "numbers": "12 34 56 ",
    "number words": "hundred thousand ",
    "weapons": "drone missile bomb ",
    "killed": "killed ",
    "of": "of the ",
    "tags": "<b>",
    "unclosed comment": "<!--",
    "entities": "&amp;",
    "links": "https://example.org/a ",
    "names": "Volodymyr Oleksandrovych ",
    "Sundays": "on Sunday ",
    "hyphens": "mid-",
    "apostrophes": "O'",
    "combining marks": "e\u0301\u0302\u0303",
    "strikes": STRIKE + " ",
}
"""What somebody might repeat, by what it is."""


def floods() -> Iterator[tuple[str, bytes]]:
    """A great deal of one thing."""
    for name, unit in FLOODS.items():
        yield f"200 KB of {name}", article((unit * (200_000 // len(unit) + 1))[:200_000])
    yield "3 MB", article("a" * (3 * MEGABYTE))
    yield "2 MB of escapes", b'{"text": "' + b"\\u0041" * (MEGABYTE // 3) + b'"}'
    yield "a list of a million", b'{"text": "x", "url": [' + b"1," * 1_000_000 + b"1]}"


def noise() -> Iterator[tuple[str, bytes]]:
    """What a seeded chance makes."""
    chance = random.Random(2024)
    for number in range(12):
        yield f"bytes {number}", chance.randbytes(400)
        letters = [
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0xD7FF)))) for _ in range(600)
        ]
        yield f"letters {number}", article("".join(letters))
        words = [*STRIKE.split(), "Kyiv", "bombs", "two", "dozens", "of", "Israel", "near", ";", '"']
        yield f"words {number}", article(" ".join(chance.choice(words) for _ in range(300)))
