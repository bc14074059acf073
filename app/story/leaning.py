"""Sentences that lean on the one before: “The article adds …” says whose words follow only behind that article.

A sentence may come to stand behind another than it was written for: an editor drops one, a withdrawal takes one out. What leans
then says the wrong thing, and neither its quotes nor its words show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.story.rewriting import rewritten
from schemas.story import Sentence, Story

_THE_SAME = re.compile(
    r"(?:The same|The (?:post|comment|article|paper|release|report|story|page) (?:goes on|adds|also|is headed|continues))\b"
    r"|这篇|同一篇|文中|该[文帖]"
)
_PRONOUN = re.compile(r"(?:It|He|She|They|Its|His|Her|Their|(?:This|That) (?:is|was|has|had|means|makes))\b|[它他她]")
_QUOTATION = re.compile(r"“.*”[.。]?$", re.DOTALL)


def fallen(before: Story, after: Story) -> list[tuple[Sentence, str | None]]:
    """Return each sentence of `after` that leans on nothing now, with the id of the one that stood before it.

    `after` is `before` with sentences changed or dropped, none moved or numbered anew. A sentence leans on what cites one of its
    records. One that did not in `before` is the writer's business, unless it was made to say “the same” since.
    """
    was_before = dict(_pairs(before))
    old = {sentence.id: sentence for sentence in before.body()}
    records = _records(before)
    found = []
    for sentence, previous in _neighbours(after):
        behind = _cited(previous, records)
        if not leans(sentence.text) or not behind.isdisjoint(_cited(sentence, records)):
            continue
        leant_on = was_before[sentence.id]
        stayed = leant_on == (previous.id if previous else None)
        if stayed and previous is not None and previous.text != old[previous.id].text:
            stayed = not behind.isdisjoint(_cited(old[previous.id], records))
        says_so_now = _THE_SAME.match(sentence.text) and sentence.text != old[sentence.id].text
        if says_so_now or not stayed:
            found.append((sentence, leant_on))
    return found


def leans(text: str) -> bool:
    """Say whether a sentence begins with words that point to the one before."""
    return bool(_THE_SAME.match(text) or _PRONOUN.match(text))


def held_up(before: Story, after: Story) -> Story:
    """Return `after` without sentences that have nothing to lean on; of those that only quote, the quotation stays."""
    while out := {sentence.id for sentence, _ in fallen(before, after)}:

        def change(sentence: Sentence, out: set[str] = out) -> Sentence | None:
            return _bare(sentence) if sentence.id in out else sentence

        after = rewritten(after, change)
    return after


def _bare(sentence: Sentence) -> Sentence | None:
    """Return the quotation of a sentence that says no more than that the same record goes on; else None."""
    quotation = _QUOTATION.search(sentence.text)
    if quotation is None or not _THE_SAME.match(sentence.text) or sentence.support != "verbatim":
        return None
    place, runs = 0, []
    for run in sentence.runs:
        kept = run.text[max(0, quotation.start() - place) :]
        place += len(run.text)
        if kept:
            runs.append(run if kept == run.text else type(run)(text=kept))
    return sentence.model_copy(update={"runs": runs})


def _pairs(story: Story) -> Iterator[tuple[str, str | None]]:
    """Yield the id of each sentence with that of the one before it in its paragraph, or None where it comes first."""
    for sentence, previous in _neighbours(story):
        yield sentence.id, previous.id if previous else None


def _neighbours(story: Story) -> Iterator[tuple[Sentence, Sentence | None]]:
    paragraphs: list[Sequence[Sentence]] = [p.sentences for section in story.sections for p in section.paragraphs]
    for sentences in (*paragraphs, story.story_so_far, *(item.answer for item in story.faq)):
        yield from zip(sentences, (None, *sentences), strict=False)


def _cited(sentence: Sentence | None, records: Mapping[str, str]) -> set[str]:
    return {records[quote] for quote in sentence.quotes} if sentence else set()


def _records(story: Story) -> dict[str, str]:
    """Return the record that each quote is of, by the quote's id."""
    return {quote.id: citation.record_id for citation in story.citations for quote in citation.quotes}
