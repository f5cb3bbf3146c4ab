"""What every record has in common, and the only place where JSON is written and read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, ClassVar, Literal, Self

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

SCHEMA_VERSION: Literal[1] = 1
EARLIEST_YEAR = 1800
LATEST_YEAR = 2200
"""Of our own records: wider than an article's, for windows reach a year back and a night ends the day after."""


class RecordError(ValueError):
    """A record that cannot be processed: `reason` is a short closed-list slug, the message one line for people."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def _moment(value: object) -> object:
    """Read `2024-03-24` as a day and anything longer as an instant in UTC; naive instants are taken as UTC."""
    if isinstance(value, str):
        value = (
            date.fromisoformat(value) if len(value) == len("2024-03-24") else datetime.fromisoformat(value)
        )
    if isinstance(value, datetime):
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, date):
        check_year(value, EARLIEST_YEAR, LATEST_YEAR)
    return value


def check_year(moment: date, first: int, last: int) -> None:
    """ValueError where its year lies outside `first` to `last`."""
    if not first <= moment.year <= last:
        raise ValueError(f"year {moment.year} is outside {first} to {last}")


def _write_moment(value: date | datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


type_of_moment = datetime | date
Moment = Annotated[
    type_of_moment,
    BeforeValidator(_moment),
    PlainSerializer(_write_moment, return_type=str, when_used="json"),
]
"""A day (`2024-03-24`) or an instant (`2024-03-24T05:30:00Z`), as precise as the source was."""

Instant = Annotated[
    datetime, BeforeValidator(_moment), PlainSerializer(_write_moment, return_type=str, when_used="json")
]
"""An instant in UTC, RFC 3339 on the wire."""


def instant(moment: date | datetime) -> datetime:
    """The first instant of a day, or the instant itself: what sorts moments of both precisions."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(moment, time.min, tzinfo=UTC)


CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def _fields_of(part: object) -> dict[str, Any]:
    """What orjson is to write of a part that it does not know: its fields as they are, not copied first."""
    if isinstance(part, Model):
        return part.__dict__
    raise TypeError(f"{type(part).__name__} has no JSON")


_set = object.__setattr__


class Model(BaseModel):
    """A part of a record: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    _blank: ClassVar[dict[str, Any]] = {}
    """The fields in order, with their defaults."""
    _names: ClassVar[set[str]] = set()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        fields = cls.model_fields.items()
        cls._blank = {name: None if field.is_required() else field.get_default() for name, field in fields}
        cls._names = set(cls._blank)

    @classmethod
    def trusted(cls, **content: Any) -> Self:
        """One made of values that our own rules produced: nothing is checked, nothing converted.

        Several times as fast as the constructor, which is for what comes from outside. A test holds that what the
        rules make passes the checks unchanged.
        """
        made = cls.__new__(cls)
        _set(made, "__dict__", {**cls._blank, **content})
        _set(made, "__pydantic_fields_set__", cls._names)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made


class Record(Model):
    """A message on a topic."""

    schema_version: Literal[1] = SCHEMA_VERSION

    def encode(self) -> bytes:
        """Canonical JSON: keys sorted, so equal records are equal bytes."""
        try:
            return orjson.dumps(self.__dict__, default=_fields_of, option=CANONICAL)
        except orjson.JSONEncodeError:  # a clock time with a zone, which orjson alone does not write
            return orjson.dumps(self.model_dump(mode="json"), option=CANONICAL)

    @classmethod
    def decode(cls, raw: bytes | None) -> Self:
        """Read one message.

        Raises:
            RecordError: `empty`, `not_json`, `not_an_object` or `invalid`, with what is wrong in one line.
        """
        if not raw:
            raise RecordError("empty", "the message has no value")
        try:
            content: Any = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise RecordError("not_json", f"not JSON: {error}"[:200]) from error
        if not isinstance(content, dict):
            raise RecordError("not_an_object", f"a JSON object is wanted, this is {type(content).__name__}")
        return cls.parse(content)

    @classmethod
    def parse(cls, content: dict[str, Any]) -> Self:
        """Validate decoded JSON.

        Raises:
            RecordError: `invalid`, naming the first field that is wrong.
        """
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or cls.__name__
            raise RecordError("invalid", f"{where}: {first['msg']}"[:200]) from error
