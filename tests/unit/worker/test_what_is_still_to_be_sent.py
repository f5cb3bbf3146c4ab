"""What a state that was read back has to send, and what became of it meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from strikewatch.agents.logbook import Logbook
from strikewatch.agents.partition import Partition, Route, digest

TOPIC: Any = SimpleNamespace(name="rows")


class Row(SimpleNamespace):
    key: str
    value: bytes

    def encode(self) -> bytes:
        return self.value


class Fold:
    """Puts out what it is told to."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def outputs(self) -> list[Any]:
        told, self.told = self.told, []
        return told


def logbook(*, chained: bool = False) -> Logbook[Any, Any]:
    anything: Any = SimpleNamespace()
    return Logbook(
        stage="aggregate", source=TOPIC, reads=anything, writes=anything, make=anything,
        route=lambda row, encoded: Route(TOPIC, row.key, 0, digest(encoded)),
        outputs_of=lambda _: [(TOPIC, 0)], owns=lambda *_: True, shop=anything, log=anything,
        chained=chained,
    )  # fmt: skip


def pending(book: Logbook[Any, Any], state: Partition[Any, Any]) -> list[tuple[str, bytes]]:
    state.unsent = book.changes(state, Row.encode)
    return [(route.key, encoded) for _, route, encoded in state.unsent]


def test_what_has_come_back_to_what_was_sent_is_not_sent_as_it_was_in_between() -> None:
    fold: Any = Fold()
    book, state = logbook(), Partition[Any, Any](fold)
    state.sent["rows", "UA|24h"] = digest(b"five strikes")
    fold.told = [Row(key="UA|24h", value=b"four strikes"), Row(key="UA|7d", value=b"nine strikes")]
    assert pending(book, state) == [("UA|24h", b"four strikes"), ("UA|7d", b"nine strikes")]
    fold.told = [Row(key="UA|24h", value=b"five strikes")]
    assert pending(book, state) == [("UA|7d", b"nine strikes")]


def test_what_changed_again_before_it_was_sent_is_sent_once_as_it_is_now() -> None:
    fold: Any = Fold()
    book, state = logbook(), Partition[Any, Any](fold)
    fold.told = [Row(key="UA|24h", value=b"four strikes")]
    pending(book, state)
    fold.told = [Row(key="UA|24h", value=b"six strikes")]
    assert pending(book, state) == [("UA|24h", b"six strikes")]
    assert pending(book, state) == [("UA|24h", b"six strikes")]


def test_an_alert_that_was_updated_before_it_was_sent_is_sent_before_its_update() -> None:
    fold: Any = Fold()
    book, state = logbook(chained=True), Partition[Any, Any](fold)
    fold.told = [Row(key="toll", value=b"Alert: four killed")]
    pending(book, state)
    fold.told = [Row(key="toll", value=b"Update: six killed")]
    assert pending(book, state) == [("toll", b"Alert: four killed"), ("toll", b"Update: six killed")]
