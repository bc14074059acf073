"""What tells that something happened and what is somebody's view of it, and that no step of what happened is lost."""

from __future__ import annotations

from typing import Any

import pytest

from app.writers.extractive.news import is_news, takes_side
from app.writers.extractive.passages import Passage, passages_of
from tests.writers.press import Given, Press, drafted, post


def passage_of(press: Press, given: Given, *, title: bool) -> Passage:
    """Return a record's title, or the first sentence of its text, as a passage whose tone counts."""
    record = press.assign([given]).records[0]
    found = next(p for p in passages_of(record, 0, 9) if p.is_title == title)
    found.neutral = frozenset()
    return found


ARTICLE = {"kind": "article", "source": "harbour-post", "community": None}
NEWS = {"source": "bluesky", "community": None, "author": "@harbourtimes.example"}


@pytest.mark.parametrize(
    ("given", "title", "news"),
    [
        (post(1, title="Greyfin Rock suspends Moth 7 after a night in fog"), True, True),
        (post(1, title="Moth 7 is the worst clerk that a harbour ever had"), True, False),
        (post(1, title="My Moth 7 suspended itself after a night in fog"), True, False),
        (post(1, title="Why was Moth 7 suspended?"), True, False),
        (post(1, "The office named fog as the reason.", title="Greyfin Rock suspends Moth 7"), False, True),
        (post(1, "The office is right about the fog.", title="A word on the harbour office and Moth 7"), False, False),
        (post(1, "Greyfin Rock suspended Moth 7 on Monday.", **NEWS), False, True),
        (
            post(1, "Greyfin Rock suspended Moth 7 on Monday.", **{**NEWS, "author": "@ana-mill.example"}),
            False,
            False,
        ),
        (post(1, "Greyfin Rock suspended Moth 7 on Monday.", kind="comment"), False, False),
        (post(1, "Greyfin Rock suspended Moth 7 on Monday.", **ARTICLE), False, True),
        (post(1, "Commenters blame the fog and not Moth 7 for the anchor.", **ARTICLE), False, False),
        (post(1, "The comments reflect a dislike of Moth 7 among skippers.", **ARTICLE), False, False),
    ],
)
def test_what_happened_is_told_by_those_who_report_it(press: Press, given: Given, *, title: bool, news: bool) -> None:
    """Articles, news desks and posts headed by what was done tell news; views, questions and what readers say do not."""
    assert is_news(passage_of(press, given, title=title)) is news


@pytest.mark.parametrize(
    ("fields", "title", "side"),
    [
        ({"text": "Moth 7 is useless in fog.", "kind": "comment"}, False, True),
        ({"text": "It went wrong in fog.", "title": "Moth 7 is useless in fog"}, True, True),
        ({"title": "Moth 7 is useless in fog"}, True, False),
        ({"text": "Moth 7 reads the table twice.", "kind": "comment"}, False, False),
        ({"text": "Moth 7 is useless in fog.", **ARTICLE}, False, False),
    ],
)
def test_a_side_is_somebodys_own(press: Press, fields: dict[str, Any], *, title: bool, side: bool) -> None:
    """A comment or a post's own title praises or blames; a headline that is only passed on, and an article, do not."""
    assert takes_side(passage_of(press, {**post(1), **fields}, title=title)) is side


def test_each_step_of_what_happened_is_told(press: Press) -> None:
    """A threat, its coming true and the suit against it are told in much the same words on three days: none is a duplicate."""
    steps = ("threatens to ban", "has banned", "is sued over the ban of")
    given = [post(24 * n, title=f"Harbour office {step} Moth 7 at Greyfin Rock") for n, step in enumerate(steps)]
    again = post(49, title="Harbour office is sued over its ban of Moth 7 at Greyfin Rock")
    assignment, draft = press.write([*given, again])
    ids = {record.id: record.external_id for record in assignment.records}
    quoted = {ids[span.record_id] for sentence in drafted(draft) for span in sentence.spans}
    assert {"t3_0", "t3_24"} < quoted
    assert [each.reason for each in draft.unused] == ["duplicate"]
    assert {ids[each.record_id] for each in draft.unused} < {"t3_48", "t3_49"}
