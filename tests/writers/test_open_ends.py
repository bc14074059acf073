"""What newsrooms say is not known is told, though it is never the best sentence of its record, and within its publisher's share."""

from __future__ import annotations

import pytest

from app.writers.extractive.asking import says_open
from app.writers.extractive.open_ends import open_ends
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.subject import Subject
from tests.writers.press import Press, post

ARTICLE = {"kind": "article", "source": "harbour-post", "community": None, "author": None}
SUBJECT = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={})
TOLD = "The harbour office bought a lamp for nine barrels of herring."
OPEN = "The office has yet to say who reads the tide table at night."


def sentences(press: Press, text: str, source: str = "harbour-post", **fields: str) -> list[Passage]:
    """Return the sentences of an article."""
    record = press.assign([post(1, text, **ARTICLE | {"source": source} | fields)]).records[0]
    return [p for p in passages_of(record, 0, 9) if p.order]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        (OPEN, True),
        ("The fate of the lamp of the harbour remains a mystery to its keeper.", True),
        ("The oil that the lamp burns is not specified in the report of the office.", True),
        ("港务局尚未对这一消息作出回应，守灯人也没有说话。", True),
        ("灯塔何时点亮，官方暂无明确时间表，守灯人也不知道。", True),
        ("The office said who reads the tide table at night.", False),
        ("The keeper has yet to meet a fog that frightens him.", False),
    ],
)
def test_a_sentence_says_that_something_is_not_known(press: Press, text: str, *, is_open: bool) -> None:
    """Whoever has yet to say something, and what is not specified, leave it open; who only has yet to do something does not."""
    assert [says_open(p, SUBJECT) for p in sentences(press, text)] == [is_open]


def test_what_a_quoted_record_leaves_open_is_told_beside(press: Press) -> None:
    """It is taken from records that are quoted anyway, and from no user's post."""
    lead, rest = sentences(press, f"{TOLD} {OPEN}")
    held = {lead.record.id: [lead, rest]}
    assert open_ends(held, [lead], SUBJECT, chinese=False) == [rest]
    assert open_ends(held, [lead, rest], SUBJECT, chinese=False) == []
    told, left = sentences(press, f"{TOLD} {OPEN}", kind="post", source="reddit")
    assert open_ends({told.record.id: [told, left]}, [told], SUBJECT, chinese=False) == []


def test_what_is_left_open_lifts_no_publisher_over_its_share(press: Press) -> None:
    """Of five publishers and more, one that has two fifths already says no more."""
    things = ("oars", "fog", "gulls", "nets", "tar", "rope")
    others = [
        sentences(press, f"Nine pilots sing of {what} at noon.", f"coast-{n}")[0] for n, what in enumerate(things)
    ]
    lead, rest = sentences(press, f"{TOLD} {OPEN}")
    held = {p.record.id: [p] for p in others} | {lead.record.id: [lead, rest]}
    assert open_ends(held, [lead, *others], SUBJECT, chinese=False) == [rest]
    assert open_ends(held, [lead, lead, lead, *others[:4]], SUBJECT, chinese=False) == []
