"""What the model is asked to answer: one flat JSON object, and for the second turn the sentences that it mends.

The shapes are given to the endpoint as a JSON schema. Some endpoints enforce it, others ignore it, so that each answer is
read by these models again. Nothing here is trusted: ids and words are checked by what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from schemas.base import Support

Reason = Literal["duplicate", "off_topic", "no_quotable_text", "over_budget"]
_Shape = TypeVar("_Shape", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Said(_Part):
    """A sentence, and the ids of the sentences of records on which it rests."""

    text: str
    cites: list[str]
    support: Support = "paraphrase"


class SaidParagraph(_Part):
    """Sentences that belong together."""

    sentences: list[Said]


class SaidSection(_Part):
    """Paragraphs under a heading."""

    heading: str
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
    reason: Reason


class Translated(_Part):
    """A sentence of a record in the story's language."""

    id: str
    text: str


class Answer(_Part):
    """A story as the model answers it."""

    title: Said
    dek: Said
    sections: Annotated[list[SaidSection], Field(min_length=1)]
    story_so_far: list[LookBack] = []
    faq: list[Asked] = []
    disagreements: list[Said] = []
    not_known: list[Said] = []
    unused: list[LeftOut] = []
    translations: list[Translated] = []

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
    cites: list[str]
    support: Support = "paraphrase"


class Mending(_Part):
    """The second turn's answer: what was mended; what is left out of it is given up."""

    sentences: list[Mended]
    translations: list[Translated] = []


def read_answer(text: str, shape: type[_Shape]) -> _Shape:
    """Read an answer; raise ValueError where it is no JSON, or JSON of another shape.

    A fence around the object is taken off: endpoints that ignore the schema like to set one.
    """
    body = text.strip()
    if body.startswith("```") and body.endswith("```"):
        body = body.strip("`").removeprefix("json").strip()
    return shape.model_validate_json(body)
