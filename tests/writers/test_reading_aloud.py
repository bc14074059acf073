"""What makes a story read badly aloud, each thing once: whose words, which marks, what is left behind of a post's dress."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from app.story.draft import DraftSection
from app.writers.extractive.chinese import ChineseVoice
from app.writers.extractive.english import EnglishVoice
from app.writers.extractive.passages import passages_of
from app.writers.extractive.tone import tone_of, verdict_of
from tests.writers.press import Press, body_of, drafted, post, printed

PLAIN = "The keeper of Greyfin Rock reads the tide table twice."


WORDS = PLAIN.removesuffix(".")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, f"“{WORDS}”, writer_ba wrote on r/TinyModels on 4 May 2026."),
        ({"author": "u/copper-kettle"}, f"“{WORDS}”, u/copper-kettle wrote on r/TinyModels on 4 May 2026."),
        ({"author": "@mill@fen.example"}, f"“{WORDS}”, @mill@fen.example wrote on r/TinyModels on 4 May 2026."),
        ({"author": None}, f"“{WORDS}”, a user wrote on r/TinyModels on 4 May 2026."),
        ({"author": "<b>Bob</b>"}, f"“{WORDS}”, a user wrote on r/TinyModels on 4 May 2026."),
        ({"author": "Bob; “Eve” &lt;x"}, f"“{WORDS}”, a user wrote on r/TinyModels on 4 May 2026."),
        ({"author": "see https://a.example"}, f"“{WORDS}”, a user wrote on r/TinyModels on 4 May 2026."),
        ({"author": None, "kind": "comment"}, f"“{WORDS}”, a commenter wrote on r/TinyModels on 4 May 2026."),
        ({"community": "“r” \u202e"}, f"“{WORDS}”, writer_ba wrote on Reddit on 4 May 2026."),
        (
            {"kind": "article", "source": "harbour-post", "community": None, "author": "Ines Valdemar"},
            f"“{WORDS}”, Harbour Post reported on 4 May 2026.",
        ),
        (
            {"kind": "paper", "source": "arxiv", "community": "cs.CL", "author": "Ines Valdemar; Tom Marsh"},
            f"In a paper on arXiv on 4 May 2026, Ines Valdemar and colleagues write: “{PLAIN}”",
        ),
        (
            {"kind": "release", "source": "github", "community": None},
            f"The release notes on 4 May 2026 say: “{PLAIN}”",
        ),
    ],
)
def test_words_have_their_owner(press: Press, fields: dict[str, Any], sentence: str) -> None:
    """The author where one is named and the name is safe to print, the publication, the paper or the release; and the day."""
    assignment = press.assign([{**post(1, PLAIN), **fields}])
    [passage] = passages_of(assignment.records[0], 0, 9)
    assert EnglishVoice(assignment.sources).quote(passage, dated=True).text == sentence


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"RT @lamp: {PLAIN}", PLAIN),
        (f"- {PLAIN}\n- It is short.", PLAIN),
        (f"1. {PLAIN}", PLAIN),
        (f"{PLAIN} #tides #AI", PLAIN),
        (f"🚨 {PLAIN} 🚨", PLAIN),
        (f"{PLAIN}\n\nEDIT: thanks for the gold!", PLAIN),
        (f"**{PLAIN}**", PLAIN),
        (f"{PLAIN} https://tides.example/a", PLAIN),
        (f"@bob @eve {PLAIN}", PLAIN),
    ],
)
def test_a_posts_dress_is_left_behind(press: Press, text: str, clean: str) -> None:
    """List marks, passing on, hashtags, emoji, links, emphasis and later remarks are no part of what is quoted."""
    _, draft = press.write([post(1, text)])
    assert clean.rstrip(".") in printed(draft)
    assert not re.search(r"\bRT\b|[#🚨>*]|EDIT|https?:|“- |“1\.|“@", printed(draft))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("The lamp said to us: “Read it yourself.”", "The post adds: “The lamp said to us: “Read it yourself.””"),
        ("The lamp told us all to “read it”.", "The post adds: “The lamp told us all to “read it”.”"),
        (
            "Every lamp in the bay tells its keeper to read",
            "The post adds: “Every lamp in the bay tells its keeper to read”.",
        ),
        ("Why did nobody read it?", "The post adds: “Why did nobody read it?”"),
        ("Read it at once, all of you!", "The post adds: “Read it at once, all of you!”"),
        ("灯塔只显示一行字：“请自己查表。”", "文中还说：“灯塔只显示一行字：“请自己查表。””"),
        ("灯塔让守灯人“自己查表”。", "文中还说：“灯塔让守灯人“自己查表”。”"),
        ("你们为什么不自己查表？", "文中还说：“你们为什么不自己查表？”"),
    ],
)
def test_no_stop_is_printed_twice(press: Press, words: str, sentence: str) -> None:
    """A sentence that ends in a stop of its quotation's own, or of one inside it, gets no second one; else it gets one."""
    assignment = press.assign([post(1, words)])
    [passage] = passages_of(assignment.records[0], 0, 9)
    kind = ChineseVoice if passage.chinese else EnglishVoice
    assert kind(assignment.sources).again(passage).text == sentence


def test_names_in_latin_letters_are_set_off_in_chinese_and_others_are_not(press: Press) -> None:
    """One space stands between Chinese and Latin, none between Chinese and Chinese, none at an end or before a mark."""
    given = [
        post(1, "守灯人每天早上都要查两次潮汐表，从不相信机器。", source="zhihu", community=None, author="守灯人"),
        post(2, "机器四秒钟就能回答潮汐的问题，比港务局快得多。", source="zhihu", community=None, author="old_keeper"),
    ]
    _, draft = press.write(given, language="zh")
    owners = {re.sub("“.*”", "“”", each.text) for each in drafted(draft)}
    assert owners == {"Zhihu 用户守灯人 2026 年 5 月 4 日写道：“”", "Zhihu 用户 old_keeper 写道：“”"}
    assert not re.search(r" [，。：；？”]|  |[：“] ", printed(draft))


@pytest.mark.parametrize(
    "title",
    [
        "You won't believe what Moth 7 does at Greyfin Rock!!",
        "MOTH SEVEN BREAKS GREYFIN lamp for good",
        "#tides #AI #lamps",
        "Moth 7 at Greyfin Rock will be switched off because the",
        "lol my lamp at Greyfin Rock is insane",
    ],
)
def test_nobodys_chat_is_a_storys_title(press: Press, title: str) -> None:
    """Shouting, slang, hashtags and a headline that breaks off are not printed above a story."""
    given = [
        post(1, PLAIN, title=title),
        post(2, "Moth 7 answers in four seconds, says the harbour office of Greyfin Rock."),
    ]
    _, draft = press.write(given)
    assert draft.title.strip("“”") not in title
    assert not re.search(r"[#!]|\.\.\.|…", draft.title)


@pytest.mark.parametrize(
    ("text", "subject", "tone"),
    [
        ("This is a great help.", (), 1),
        ("This is a terrible risk.", (), -2),
        ("I do not see the threat.", (), 0),
        ("It isn't a great model.", (), 0),
        ("The ban saves time.", (), -1),
        ("The ban saves time.", ("ban",), 0),
        ("这个模型很优秀，没有风险。", (), 1),
    ],
)
def test_a_side_is_taken_only_by_words_that_take_one(text: str, subject: tuple[str, ...], tone: int) -> None:
    """A word that is denied, or that all records share as their subject, speaks neither for nor against."""
    assert tone_of(text, frozenset(subject)) == tone


def test_a_sentence_that_leans_on_one_not_shown_is_not_quoted_alone(press: Press) -> None:
    """“It did so twice” is quoted only behind the sentence that says what did."""
    text = "It did so twice last week. Omissions were not: eleven notes had some. The lamp at Greyfin Rock went out in fog."
    sentences = [each.text for each in drafted(press.write([post(1, text), post(2, PLAIN)])[1])]
    assert not any("It did so twice" in each or "Omissions were not" in each for each in sentences)
    assert any("went out in fog" in each for each in sentences)


@pytest.mark.parametrize(
    "words",
    [
        "据悉，该管理处尚未售出全部灯塔与潮汐表。",
        "目前该灯塔已经接入六个港口的潮汐表。",
        "过去半年，这家明星灯塔公司的估值翻了六倍。",
        "五位知情交易人士透露，这家灯塔公司将租下整座港口。",
        "本次拟公开发行潮汐表四千份，占总数的一成。",
    ],
)
def test_what_names_nobody_in_chinese_is_not_quoted_alone(press: Press, words: str) -> None:
    """Behind “it is heard that” stands “this company”, and nobody knows which."""
    [record] = press.assign([post(1, words)]).records
    assert [p.leaning for p in passages_of(record, 0, 9)] == [True]


@pytest.mark.parametrize(
    "words",
    [
        "The image shows the lamp of Greyfin Rock in thick fog.",
        "In the linked article the keeper of Greyfin Rock names the fog.",
        "Photo: Ines Valdemar and the lamp of Greyfin Rock in fog.",
    ],
)
def test_what_describes_something_not_shown_is_not_quoted(press: Press, words: str) -> None:
    """A picture, a linked page and a photographer are spoken of to somebody who sees them."""
    _, draft = press.write([post(1, f"{PLAIN} {words}"), post(2, "The lamp at Greyfin Rock went out in fog.")])
    assert words.rstrip(".") not in printed(draft)


def test_a_comment_did_not_write_the_headline_above_it(press: Press) -> None:
    """What a comment stands under is another's headline, and only a record that is one passage is known by it alone."""
    given = post(0, "https://forum.example/tide-tables", title="Moth 7 takes over the tide table", kind="comment")
    story = press.write([given])[1]
    assert [sentence.text for sentence in drafted(story)] == [
        "writer_aa commented on r/TinyModels on 4 May 2026 under the headline “Moth 7 takes over the tide table”."
    ]


@pytest.mark.parametrize(
    ("title", "text", "passages"),
    [
        (None, "文｜张小帆 编辑｜李灯 灯塔管理处宣布由小型模型朗读潮汐表。", ["灯塔管理处宣布由小型模型朗读潮汐表。"]),
        (
            None,
            "潮汐表换了人。 撰文 | 张小帆 李灯 编辑 | 王岸 封面来源 | 港口AI 七月初，管理处宣布换人。",
            ["七月初，管理处宣布换人。"],
        ),
        (
            None,
            "今日热点导览 灯塔管理处换灯 潮汐表涨价两成 TOP 3大新闻 小型模型朗读潮汐表。管理处宣布由小型模型朗读潮汐表。",
            ["管理处宣布由小型模型朗读潮汐表。"],
        ),
        ("ResearchJul 6, 2026A box reads the tides", None, ["A box reads the tides"]),
        (
            None,
            "Thanks in advance! Happy to answer questions. The box reads the tides aloud.",
            ["The box reads the tides aloud."],
        ),
        (None, "A post lists lamps, but the provided excerpt does not include their oil.", []),
        (
            None,
            "Quote: the keeper reads the tide table twice a night.",
            ["the keeper reads the tide table twice a night."],
        ),
        (None, "The box thanks @keeper @mill and @skipper for the tide tables of the year.", []),
    ],
)
def test_credits_and_furniture_are_no_part_of_a_quote(
    press: Press, title: str | None, text: str | None, passages: list[str]
) -> None:
    """Who edited, what a site prints before a headline, and runs of mentions or of headlines are not what is said."""
    [record] = press.assign([post(0, text, title=title)]).records
    found = [p.text for p in passages_of(record, 0, 9) if not p.clipped]
    assert [each for each in found if each != "潮汐表换了人。"] == passages


def test_releases_that_say_only_their_names_are_told_together(press: Press) -> None:
    """One sentence quotes the names of several, with the days between which they came."""
    given = [
        post(
            24 * n,
            title=f"lampkit 1.{n}.0",
            kind="release",
            source="github",
            community=None,
            author=None,
        )
        for n in range(4)
    ]
    story = press.story(given)
    assert ["".join(run.text for run in sentence.runs) for sentence in body_of(story)] == [
        "Between 4 May and 5 May 2026 the releases were “lampkit 1.0.0” and “lampkit 1.1.0”.",
        "Between 6 May and 7 May 2026 the releases were “lampkit 1.2.0” and “lampkit 1.3.0”.",
    ]


def test_a_chinese_source_has_its_chinese_name_in_a_chinese_story(press: Press) -> None:
    """Sentences and citations call it so, with a figure in the name that counts nothing; an English story calls it otherwise."""
    text = "港务局周一停用灯蛾七号，改由领航员读潮汐表。"
    paper = {"kind": "article", "source": "36kr", "community": None, "author": "36kr"}
    story = press.story([post(1, text, **paper)], language="zh")
    assert {citation.source.name for citation in story.citations} == {"36氪"}
    assert all("36氪" in sentence.text for sentence in body_of(story))
    english = press.story([post(1, PLAIN, **paper)])
    assert {citation.source.name for citation in english.citations} == {"36Kr"}


def test_a_name_with_a_figure_bears_out_no_other(press: Press) -> None:
    """The 36 of 36氪 is blanked where it is the source's name, and bears out no thirty-six ships."""
    text = "港务局周一停用灯蛾七号，改由领航员读潮汐表。"
    paper = {"kind": "article", "source": "36kr", "community": None, "author": None}
    assignment, draft = press.write([post(1, text, **paper)], language="zh")
    [first, *_] = drafted(draft)
    for counted, refused in (("36氪", 0), ("36艘船", 1)):
        sentence = replace(first, text=f"{counted}写道：“{text}”")
        checked = press.check(assignment, replace(draft, sections=(DraftSection(None, ((sentence,),)),), faq=()))
        assert len(checked.refused) == refused


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("is great in a fog", 1),
        ("is useless", -1),
        ("is not bad at all", 1),
        ("is not just great, it is the best", 2),
        ("is red", 0),
    ],
)
def test_a_denied_word_counts_the_other_way(text: str, verdict: int) -> None:
    """A verdict takes “not bad” for praise; “not just” denies nothing."""
    assert verdict_of(text) == verdict
