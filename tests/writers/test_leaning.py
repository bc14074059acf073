"""What leans on a sentence that is not shown, and what is cut before it says anything: neither is quoted where others stand alone."""

from __future__ import annotations

import pytest

from app.writers.extractive.leaning import leans
from app.writers.extractive.passages import passages_of
from app.writers.extractive.ranking import tells_of_itself
from app.writers.extractive.tone import plain_side
from tests.writers.press import Press, post, printed


@pytest.mark.parametrize(
    ("words", "is_leaning"),
    [
        ("We address this gap by proposing a second lamp for the quay.", True),
        ("I really like these lamps better than the ones at Osterby.", True),
        ("We propose this paper as a standard for lamps.", False),
        ("I bought this week a lamp for the quay of Osterby.", False),
        ("We show in this study that a lamp burns on rape oil.", False),
        ("After it went out I rowed to the quay to light the lamp.", True),
        ("When it comes to fog the lamp of Greyfin Rock is best.", False),
        ("According to these two posts the lamp burns for a week.", True),
        ("According to the harbour office the lamp burns for a week.", False),
        ("Running this lights the lamp at port 9001.", True),
        ("All are tall and will be hard to light in fog.", True),
        ("All lamps of the bay are tall.", False),
        ("Furthermore, we introduce a second lamp for the quay.", True),
        ("To address this issue, we light a second lamp.", True),
        ("For oil and gas this approach works in any fog.", True),
        ("To me your claim of forty lamps is quite interesting.", True),
        ("I all, I have kept the lamp at work for a while.", True),
        ("At all costs, the lamp must burn.", False),
        ("并在灯塔、码头和潮汐表方面进行了加固。", True),
        ("并网发电的灯塔已有四十座。", False),
        ("资金将主要用于修建第二座灯塔。", True),
        ("支持在雾天自动点亮并记录潮汐。", True),
        ("支持率下降让港口推迟了灯塔工程。", False),
        ("升级后守灯人可以远程点亮灯塔。", True),
        ("用户在港口页面切换至该灯塔即可使用。", True),
        ("港口表示，该灯塔将于明年点亮。", False),
        ("港口给出的答案是：围绕灯塔，而不是围绕码头。", True),
        ("对守灯人来说，则依赖雾天的经验。", True),
    ],
)
def test_what_takes_up_a_sentence_before_leans_on_it(words: str, *, is_leaning: bool) -> None:
    """“This gap”, “these two posts”, a sum without a giver and a thing done by nobody were named where the reader cannot see."""
    assert leans(words, words.lower(), chinese=not words.isascii()) is is_leaning


def test_keywords_under_a_post_are_not_quoted(press: Press) -> None:
    """What a weblog files a post under is run into its text by some crawlers, and is no part of what it says."""
    text = (
        "The lamp of Greyfin Rock burns on rape oil. Lampkeep , after the fog Tags: lamps , rape-oil , tides , harbours"
    )
    [record] = press.assign([post(1, text)]).records
    assert [p.text for p in passages_of(record, 0, 9)] == ["The lamp of Greyfin Rock burns on rape oil."]


@pytest.mark.parametrize(
    "text",
    [
        "I've been a lurker for a while and keep two lamps of my own.",
        "I have been playing around with lamps on an old trawler.",
        "I have a couple of decades of experience in keeping lamps.",
        "I'm posting this as a warning for anyone with an older quay.",
        "I would appreciate if anyone shared what oil to burn.",
    ],
)
def test_what_a_forum_is_told_of_its_writer_tells_nothing(press: Press, text: str) -> None:
    """How long he has read there, what he has played with and what he hopes to hear is nothing of the subject."""
    [passage] = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert tells_of_itself(passage)


def test_who_loves_something_is_not_named_by_who_speaks_to_him() -> None:
    """“If you love tea, do not buy it” is no praise of anything."""
    assert plain_side("If you love local lamps, leave the auction to others.") == 0
    assert plain_side("I love the lamp of Greyfin Rock.") == 1


@pytest.mark.parametrize(
    ("cut", "is_told"),
    [
        ("So the port admits that Greyfin Rock is the best open l...", False),
        ("Port of Osterby launches 3x as many lamps for ha...", False),
        ("Harbour Office Co-Founder, Ines Valdemar, Le...", False),
        ("Greyfin Rock to pay 40 million euros to its keepers after the f...", True),
        ("Port of Osterby closes the lamp of Greyfin Rock for the wi...", True),
    ],
)
def test_a_cut_headline_that_tells_nothing_is_left_out(press: Press, cut: str, *, is_told: bool) -> None:
    """Where six others can be quoted whole, a headline that breaks off is quoted only if it tells what was done, or how much."""
    rows = ("elm", "oak", "ash", "fir", "yew", "lime", "pine")
    given = [
        post(n, f"The lamp of Greyfin Rock burned {n + 20} nights over the {row} row.") for n, row in enumerate(rows)
    ]
    assignment, draft = press.write([*given, post(9, title=cut)])
    head = " ".join(cut.split()[:3])
    assert (head in printed(draft)) is is_told
    assert is_told or [u.record_id for u in draft.unused] == [assignment.records[-1].id]
