"""Why a record is not quoted: each that was asked for is accounted for, and none is said to hold nothing where it holds an order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.errors import Fault, NothingQuotableError
from app.language.injection import injected_spans, reports_order
from app.story.draft import DraftUnused
from app.writers.base import Assignment
from app.writers.extractive.passages import PASSAGES_READ, Passage
from app.writers.extractive.subject import Subject
from schemas.record import Record
from schemas.story import UnusedReason

# Why a record is not cited, and in words what is meant by that of this one.
Reason = tuple[UnusedReason, str]
OVER_BUDGET: Reason = ("over_budget", "the story's length was spent on others")
FAR: Reason = ("over_budget", "shares less with the others than most do, and those say enough")
SHARE_SPENT: Reason = ("over_budget", "its publisher has its share of the story")
SPEAKS_TO_MODEL: Reason = ("suspected_injection", "speaks to a model that reads it")
LEANS: Reason = ("over_budget", "says little without the words around it, and others say enough that stands alone")
NO_SENTENCE: Reason = ("no_quotable_text", "has no sentence that can be quoted as it stands")
_TALK = re.compile(r"prompt[- ]injection|jailbreak|system prompt|提示词注入|越狱|提示注入")
_READ = 2_000
_SUBJECT_SHARE = 0.3
# Who writes an order between marks chooses those himself: that the set is about orders, most of it must say.
_REPORTED_SHARE = 0.5


def attacks_are_subject(assignment: Assignment) -> bool:
    """Say whether orders to models are what the records talk about: others than those that hold one, or most that report one."""
    if not assignment.suspected:
        return False
    held = [r for r in assignment.records if r.id in assignment.suspected]
    others = [r for r in assignment.records if r.id not in assignment.suspected]
    talk = sum(map(_talks, others))
    if others and talk >= _SUBJECT_SHARE * len(others):
        return True
    return talk + sum(map(_reports, held)) > _REPORTED_SHARE * len(assignment.records)


def clear_of_orders(passages: Sequence[Passage]) -> list[Passage]:
    """Leave out, of a record's passages, those of its text that lie in a sentence which gives an order to a model and does not report it."""
    if not passages:
        return []
    text = (passages[0].record.text or "")[:PASSAGES_READ]
    orders = [s for s in injected_spans(text) if not reports_order(text[s.start : s.end])]
    return [p for p in passages if p.field == "title" or all(p.end <= s.start or p.start >= s.end for s in orders)]


def nothing_quotable(assignment: Assignment) -> NothingQuotableError:
    """Say of each record why nothing in it can be quoted."""
    return NothingQuotableError(
        "None of the records has words that can be quoted.",
        errors=[
            Fault(r.id, (SPEAKS_TO_MODEL if r.id in assignment.suspected else NO_SENTENCE)[0])
            for r in assignment.records[:50]
        ],
    )


def account_for(
    assignment: Assignment, subject: Subject, suspected: frozenset[str], left_out: Mapping[str, Reason]
) -> tuple[DraftUnused, ...]:
    """Account for each record that is not quoted; `suspected` are those of which nothing was read, `left_out` those that were read in vain."""
    found: list[DraftUnused] = []
    for record in assignment.records:
        if record.id in suspected:
            found.append(DraftUnused(record.id, *SPEAKS_TO_MODEL))
        elif (original := subject.duplicate_of.get(record.id)) and original not in subject.off_topic:
            found.append(DraftUnused(record.id, *repeats(original)))
        elif against := subject.off_topic.get(original or record.id):
            found.append(DraftUnused(record.id, "off_topic", against))
        elif reason := left_out.get(record.id):
            found.append(DraftUnused(record.id, *reason))
    return tuple(found)


def repeats(record_id: str) -> Reason:
    """Return the reason of a record that tells what another does."""
    return "duplicate", f"of {record_id}"


def _talks(record: Record) -> bool:
    return bool(_TALK.search(f"{record.title or ''} {(record.text or '')[:_READ]}".lower()))


def _reports(record: Record) -> bool:
    """Say whether a record holds no order but between quotation marks, in a sentence about it."""
    text = f"{record.title or ''}\n{(record.text or '')[:_READ]}"
    return all(reports_order(text[span.start : span.end]) for span in injected_spans(text))
