"""What every wire model shares: strict field names and RFC 3339 times in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


class Output(BaseModel):
    """Something the service answers with; whole, without defaults."""

    # Most models stand only inside others, so that each is compiled when it is first used by itself.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Input(BaseModel):
    """Something a caller sends; an unknown field, or a value of another JSON type, is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=False)


# Without this a string of digits would be read as seconds since 1970.
_STARTS_AS_A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _parse_time(value: object) -> object:
    """Read a bare date as that day's midnight in UTC, which is how papers and feeds date things."""
    if isinstance(value, (int, float)) or (isinstance(value, str) and not _STARTS_AS_A_DATE.match(value)):
        message = "a time is a string as RFC 3339 has it, such as 2026-03-23T09:12:00Z"
        raise ValueError(message)
    if isinstance(value, str) and len(value) == len("2026-03-23"):
        return f"{value}T00:00:00Z"
    return value


def _in_utc(value: datetime) -> datetime:
    """Return the moment in UTC; a time without an offset, as many sources write it, is taken as UTC."""
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        message = "the time lies outside the years 1 to 9999"
        raise ValueError(message) from error


def time_text(value: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with a Z, to the microsecond where there is a fraction."""
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{moment.isoformat().removesuffix('+00:00')}Z"


Time = Annotated[
    datetime,
    BeforeValidator(_parse_time),
    AfterValidator(_in_utc),
    PlainSerializer(time_text, return_type=str, when_used="json"),
    # JSON has no times of its own: they come as strings.
    Field(strict=False, description="A moment as RFC 3339 in UTC.", examples=["2026-03-23T09:12:00Z"]),
]

Slug = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        max_length=120,
        description="Lower-case words joined by hyphens.",
        examples=["open-source-ai"],
    ),
]

LANGUAGE_TAG = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
Language = Annotated[
    str,
    Field(
        pattern=LANGUAGE_TAG,
        max_length=35,
        description="A language tag as BCP 47 has it.",
        examples=["en"],
    ),
]

RecordId = Annotated[
    str,
    Field(
        pattern=r"^rec_[a-z2-7]{26}$",
        description="Derived from source and external_id alone, so it is the same on every deployment.",
        examples=["rec_mfrggzdfmztwq2lknnwg23tpoa"],
    ),
]

Support = Literal["verbatim", "paraphrase", "analysis"]
Verdict = Literal["found", "not_found", "not_checkable"]
