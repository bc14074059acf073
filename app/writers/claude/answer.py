"""What the model is asked to answer: one flat JSON object, and for the second turn the sentences that it mends.

The shapes are given to the endpoint as a JSON schema. Some endpoints enforce it, others ignore it, so that each answer is
read by these models again. Nothing here is trusted: ids and words are checked by what follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.base import Support

_Shape = TypeVar("_Shape", bound=BaseModel)
_Item = TypeVar("_Item")
# How many places of an answer may look like the beginning of its object.
_MOST_BEGINNINGS = 20
_DECODER = json.JSONDecoder()


def _else(usual: str, *known: str) -> BeforeValidator:
    """Read what is none of a few words as the usual one; it is a label, and no reason to lose a story."""
    return BeforeValidator(lambda told: told if told in known else usual)


Reason = Literal["duplicate", "off_topic", "no_quotable_text", "over_budget"]
_Reason = Annotated[Reason, _else("over_budget", *get_args(Reason))]
_Support = Annotated[Support, _else("paraphrase", *get_args(Support))]
# Servers without a schema say null of what there is none of.
_Maybe = Annotated[list[_Item], BeforeValidator(lambda told: [] if told is None else told)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Said(_Part):
    """A sentence, and the ids of the sentences of records on which it rests."""

    text: str
    cites: _Maybe[str]
    support: _Support = "paraphrase"


class SaidParagraph(_Part):
    """Sentences that belong together."""

    sentences: list[Said]


class SaidSection(_Part):
    """Paragraphs under a heading."""

    heading: Annotated[str, BeforeValidator(lambda told: "" if told is None else told)]
    paragraphs: list[SaidParagraph]


class LookBack(_Part):
    """What a record behind an earlier story said; `story` is that story's label."""

    story: str
    sentence: Said


class Asked(_Part):
    """A question that readers may have, and the sentences that answer it."""

    question: str
    answer: list[Said]


class LeftOut(_Part):
    """A record that the story does not use, by its label, and why."""

    record: str
    reason: _Reason


class Translated(_Part):
    """A sentence of a record in the story's language."""

    id: str
    text: str


class Answer(_Part):
    """A story as the model answers it."""

    title: Said
    dek: Said
    sections: Annotated[list[SaidSection], Field(min_length=1)]
    story_so_far: _Maybe[LookBack] = []
    faq: _Maybe[Asked] = []
    disagreements: _Maybe[Said] = []
    not_known: _Maybe[Said] = []
    unused: _Maybe[LeftOut] = []
    translations: _Maybe[Translated] = []

    def body(self) -> Iterator[Said]:
        """Yield the sentences of the sections, then those on what is disputed and what is not known."""
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph.sentences
        yield from self.disagreements
        yield from self.not_known

    def everything(self) -> list[Said]:
        """Return title, dek and every sentence, in an order that is the same each time."""
        answers = [sentence for item in self.faq for sentence in item.answer]
        return [self.title, self.dek, *self.body(), *(each.sentence for each in self.story_so_far), *answers]


class Mended(_Part):
    """A sentence written anew: its number in the list of those that were sent back."""

    number: int
    text: str
    cites: _Maybe[str]
    support: _Support = "paraphrase"


class Mending(_Part):
    """The second turn's answer: what was mended; what is left out of it is given up."""

    sentences: list[Mended]
    translations: _Maybe[Translated] = []


def read_answer(text: str, shape: type[_Shape]) -> _Shape:
    """Read an answer; raise ValueError where it is no JSON, or JSON of another shape.

    Endpoints that ignore the schema like to set the object into a fence, or thoughts before it and wishes after it: it is taken out of these where
    there is one, and one alone.
    """
    try:
        return shape.model_validate_json(text.strip())
    except ValueError:
        found = [read for part in _objects(text) if (read := _read(part, shape)) is not None]
    if len(found) != 1:
        raise ValueError("There is no object of the shape that was asked for, or more than one.")
    return found[0]


def _objects(text: str) -> Iterator[str]:
    """Yield the stretches of a text that are JSON objects, none of which stands within another."""
    place = 0
    for _ in range(_MOST_BEGINNINGS):
        if (start := text.find("{", place)) < 0:
            return
        try:
            _, place = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            place = start + 1
        else:
            yield text[start:place]


def _read(text: str, shape: type[_Shape]) -> _Shape | None:
    try:
        return shape.model_validate_json(text)
    except ValueError:
        return None
