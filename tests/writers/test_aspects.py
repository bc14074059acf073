"""What a sentence is, whatever it is about: a reader asks what people expect, what researchers found, what came before."""

from __future__ import annotations

import pytest

from app.writers.extractive.answering import points_back
from app.writers.extractive.aspects import aspect_of
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.phrases import phrases_for
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import Thread
from app.writers.extractive.told_of import aspects
from tests.writers.press import Press, post


def sentence(press: Press, text: str, kind: str) -> Passage:
    """Return the sentence of a record of a kind."""
    record = press.assign([post(1, text, kind=kind)]).records[0]
    return next(p for p in passages_of(record, 0, 3) if p.order)


@pytest.mark.parametrize(
    ("text", "kind", "aspect"),
    [
        ("My company fired nine keepers after the harbour office bought a lamp.", "comment", "lived"),
        ("Lamps will replace most keepers of this coast within ten years.", "comment", "expect"),
        ("You should learn to read the tide table by hand.", "comment", "advise"),
        ("I am worried about the boats that trust a lamp.", "comment", "fear"),
        ("I hope the harbour office keeps one of the old lamps.", "comment", "wish"),
        ("我建议先看说明书再买这盏灯，能省下不少时间。", "comment", "advise"),
        ("We find that nine of ten lamps misread the spring tides.", "paper", "found"),
        ("We propose a lamp that reads the tide table aloud.", "paper", "proposed"),
        ("Existing lamps suffer from fog on the western coasts.", "paper", "problem"),
        ("The harbour office had tested two other lamps earlier this year.", "article", "before"),
        ("The harbour office had used the lamp in nine inns since January.", "article", "before"),
        ("It matters as the keeper previously read tables for the office, commenters say.", "article", None),
        ("Commenters praised the old lamp of Greyfin Rock for its light.", "article", "comments"),
        ("The lamp of Greyfin Rock is green and stands on a table.", "comment", None),
        ("You need a chart, so better to learn the tides of the coast by heart.", "comment", "advise"),
        ("If only I had another lamp to read the tides of the coast.", "comment", None),
        ("One thing that I have not seen is a lamp that reads the tides.", "comment", None),
        ("One commenter asks whether the lamp of Greyfin Rock reads the tides.", "article", None),
        ("We find that these lamps misread the spring tides of the coast.", "paper", None),
        ("Across nine harbours of the northern coasts, we find they do not.", "paper", None),
        ("To read these tides, we propose a lamp with a longer table.", "paper", "proposed"),
        ("Existing lamps fail to reconcile these two demands of the harbour.", "paper", None),
        ("He asked on the pier whether lamps will replace the keepers.", "comment", None),
        ("As we saw with the lamp, more oil does not make it brighter.", "comment", None),
        ("The lamp was on the pier last year, and is now in the harbour.", "article", None),
        ("The office has promised the pilots a lamp since May 2023.", "article", None),
        # How something was found out is no finding, a try at something no advice, and a few words are of what stood before them.
        ("We test nine lamps of the western coasts, and our experiments confirm the plan.", "paper", None),
        ("We compare nine lamps, and the results show that most misread the tides.", "paper", "found"),
        ("Writing a table anew for every harbour, to try to get past the office.", "comment", None),
        ("I thought that I was sitting pretty by the lamp of the rock.", "comment", None),
        ("I got a lamp for Easter.", "comment", None),
        ("Any help with the lamp of Greyfin Rock would be appreciated.", "comment", None),
    ],
)
def test_a_sentence_is_told_by_what_it_does(press: Press, text: str, kind: str, aspect: str | None) -> None:
    """Each kind of record has its own: talk, papers and news."""
    assert aspect_of(sentence(press, text, kind)) == aspect


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("I tested it on two separate boats of the harbour.", True),
        ("I would just do this if the lamp took my place.", True),
        ("I tested the lamp of Greyfin Rock on two boats.", False),
        ("I sold nine lamps of Greyfin Rock this year alone.", False),
    ],
)
def test_what_points_to_what_only_its_readers_see_is_known(press: Press, text: str, *, points: bool) -> None:
    """Of “it” and “this” among the first words of somebody's sentence nobody else knows what they are."""
    assert points_back(sentence(press, text, "comment")) is points


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I was a captioner until they asked AI to read the lips of the harbour.", ["lived"]),
        ("I was a captioner until they closed the school of the harbour.", []),
    ],
)
def test_in_a_thread_of_the_field_a_reply_takes_up_the_field_at_least(
    press: Press, text: str, wanted: list[str]
) -> None:
    """Who tells what he has seen answers a thread on AI where he speaks of AI, whatever he did before."""
    given = [post(0, title="People who lost a lamp to AI, where are you?"), post(1, text, kind="comment")]
    root, reply = press.assign(given).records
    thread = Thread(root, frozenset({"lamp"}), frozenset({reply.id}), frozenset({reply.id}))
    subject = Subject(
        {}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={}, common=frozenset(), thread=thread
    )
    passages = [p for p in passages_of(reply, 1, 3) if p.order]
    found = aspects(passages, set(), subject, phrases_for("en", {}), {})
    assert [each.kind for each in found] == wanted


def test_a_newsrooms_account_is_no_user_of_many(press: Press) -> None:
    """What it tells is reported, in either language; only where its words are of nothing that has a name does the question name it."""
    post_ = press.assign([post(1, "The lamp is out.", source="bluesky", community=None, author="@nytimes.com")])
    owner = phrases_for("en", post_.sources).voice.owner(post_.records[0])
    asked = [phrases_for(language, post_.sources).asked_of(owner, "Moth 7", is_desk=True) for language in ("en", "zh")]
    assert asked == ["What else is reported about Moth 7?", "关于 Moth 7 还有哪些消息？"]
    unnamed = [phrases_for(language, post_.sources).asked_of(owner, is_desk=True) for language in ("en", "zh")]
    assert unnamed == ["What does @nytimes.com report?", "@nytimes.com 报道了什么？"]
