"""Records that this process wrote or read a moment ago, found by their bytes instead of being read out of them again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from strikewatch.schemas import Record

R = TypeVar("R", bound=Record)
KEPT = 4096


class Recent:
    """The last `kept` encodings, and their records.

    An encoding is canonical and a record frozen: the same bytes are the same record, wherever they come from. What
    a stage sends comes back to the next one, as a rule of the same process; what two stages read is read once.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._records: OrderedDict[bytes, Record] = (
            OrderedDict()
        )  # a dict is slow to find its first, once emptied

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._records)

    def encoded(self, record: Record) -> bytes:
        """A record's encoding, kept in mind."""
        encoded = record.encode()
        self._keep(encoded, record)
        return encoded

    def decoded(self, kind: type[R], value: bytes | None) -> R:
        """The record of an encoding.

        Raises:
            RecordError: it is none of that kind.
        """
        known = self._records.get(value) if value else None
        if isinstance(known, kind):
            return known
        record = kind.decode(value)
        self._keep(value or b"", record)
        return record

    def _keep(self, encoded: bytes, record: Record) -> None:
        records = self._records
        records[encoded] = record
        while len(records) > self._kept:
            records.popitem(last=False)
