"""A news article, as a publisher hands it in: the only record that others write."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated, Any, Self

import xxhash
from pydantic import AliasChoices, ConfigDict, Field, field_validator, model_validator

from strikewatch.schemas.base import Moment, Record, check_year

if TYPE_CHECKING:
    from datetime import date

EARLIEST_YEAR = 1901
LATEST_YEAR = 2099


def folded(text: str) -> str:
    """Text as identity sees it: compatibility forms, case and runs of white space do not tell two texts apart."""
    compatible = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(compatible.split()).casefold()


def article_id_of(source: str | None, url: str | None, text: str) -> str:
    """128 bits of source and url where a url is given, else of the folded text."""
    basis = f"{source or ''}\n{url}" if url else folded(text)
    return xxhash.xxh3_128_hexdigest(basis.encode("utf-8", "surrogatepass"))


class Article(Record):
    """Only `text` is required; fields we do not know are left aside, not refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    article_id: Annotated[str, Field(max_length=200, validation_alias=AliasChoices("article_id", "id"))] = ""
    source: Annotated[str, Field(max_length=200)] | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    title: str | None = None
    text: Annotated[str, Field(strict=True, min_length=1)]
    language: Annotated[str, Field(max_length=35)] | None = None
    published_at: Moment | None = None
    fetched_at: Moment | None = None
    updated_at: Moment | None = None

    @field_validator("published_at", "fetched_at", "updated_at")
    @classmethod
    def _of_our_times(cls, moment: date | None) -> date | None:
        if moment is not None:
            check_year(moment, EARLIEST_YEAR, LATEST_YEAR)
        return moment

    @field_validator("text")
    @classmethod
    def _has_words(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("the text is blank")
        return text

    @field_validator("article_id", mode="before")
    @classmethod
    def _id_as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if not self.article_id:
            object.__setattr__(self, "article_id", article_id_of(self.source, self.url, self.text))
        return self
