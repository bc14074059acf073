"""A story as plain text: everything a reader needs, in 96 columns, and no character that does not show."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.normalise import INVISIBLE
from app.views import plain_text
from app.views.base import Beside
from app.views.plain_text import display_width, render, wrap
from schemas.beat import BeatRef
from schemas.citation import Citation
from schemas.source import SourceRef
from schemas.story import FaqItem, Paragraph, Section, Story
from tests.story.newsdesk import METHOD, PUBLISHED, record, sentence, story

RULE = "═" * 96
THIN = "─" * 96
FIRST = story()


def test_a_story_as_a_reader_gets_it() -> None:
    """Banner, title, beat, times, address, dek, sections with footnote marks, questions, notes, method, disclosure."""
    assert (
        render(FIRST)
        == f"""\
{RULE}
STORYWIRE STORY
{RULE}
Title: Tern 3 weights are out
Beat: Open Source AI
Published: 2026-04-03T09:12:00Z
URL: https://news.example/stories/tern-3-weights-are-out-9d2e
{THIN}

A reader of r/LocalTide has them running on 24 GB.

What happened
─────────────

u/marlow_tk wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”[1]

Questions and answers
─────────────────────

Q: Will it stay open?
A: u/marlow_tk doubts it: “I do not believe they will keep it open.”[1]

{THIN}

Notes
─────

[1] u/marlow_tk, “Tern 3 weights are out”, Reddit (r/LocalTide), 3 April 2026
    https://www.reddit.example/r/LocalTide/t3_1

Method
──────

Every sentence rests on words quoted from the record below.

Records asked for: 2; cited: 1; independent publishers: 1; sentences that verification refused:
0.

Left out: 1 off topic.

Weight of each note: [1] 100%.

Disclosure: a machine wrote this story (writer: extractive). The words between quotation marks
are their authors'.

{RULE}
"""
    )


def test_a_chinese_story_is_told_in_chinese() -> None:
    """Labels, dates and spacing follow the language of the story; wide characters take two columns."""
    words = "海港实验室今天公布了第三版，" * 6
    first, second = (sentence(number, f"{words}{number}。", ["q1"], [1]) for number in (1, 2))
    text = render(
        story(
            language="zh-Hans",
            title="第三版公布",
            dek="价格下降。",
            beat=BeatRef(slug="open-source-ai", name="开源 AI"),
            sections=[Section(heading="发生了什么", paragraphs=[Paragraph(sentences=[first, second])])],
            story_so_far=[sentence(3, "上个月的价格更高。", ["q1"], [1])],
            faq=[FaqItem(question="会开放吗？", answer=[sentence(4, "作者不相信。", ["q2"], [1])])],
        )
    )
    assert "标题: 第三版公布\n栏目: 开源 AI\n发布: 2026-04-03T09:12:00Z\n" in text
    assert "\n发生了什么\n──────────\n" in text
    _, _, section = text.partition("发生了什么\n──────────\n\n")
    assert section.partition("\n\n前情")[0].replace("\n", "") == f"{words}1。[1]{words}2。[1]"
    assert "\n前情\n────\n\n上个月的价格更高。[1]\n" in text
    assert "\n问： 会开放吗？\n答： 作者不相信。[1]\n" in text
    assert "[1] u/marlow_tk，“Tern 3 weights are out”，Reddit (r/LocalTide)，2026年4月3日\n" in text
    assert "声明：本文由机器写成（写作程序 extractive）。" in text


def test_a_later_revision_says_so() -> None:
    """A revised story tells when and which revision; one that is not published tells its state; an edit tells of the editor."""
    method = METHOD.model_copy(update={"human_edited": True, "model": "tern-3"})
    text = render(
        story(
            revision=3, status="retracted", updated_at=PUBLISHED + timedelta(days=1, microseconds=7), methodology=method
        )
    )
    assert "Status: retracted\nPublished: 2026-04-03T09:12:00Z\nUpdated: 2026-04-04T09:12:00Z (revision 3)\n" in text
    assert "(writer: extractive with the model tern-3), and a person edited it since." in text.replace("\n", " ")


def notes(text: str) -> list[str]:
    """Return the lines of the notes."""
    _, _, behind = text.partition("Notes\n─────\n\n")
    return behind.partition("\n\nMethod")[0].splitlines()


def cited(**changes: object) -> Citation:
    """Cite the record of the story with some fields changed."""
    return FIRST.citations[0].model_copy(update=changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"url": None, "author": "reddit", "community": None}, ["[1] “Tern 3 weights are out”, Reddit, 3 April 2026"]),
        ({"status": "withdrawn"}, ["[1] A record that was withdrawn."]),
        (
            {"url": "javascript:alert(1)"},
            ["[1] u/marlow_tk, “Tern 3 weights are out”, Reddit (r/LocalTide), 3 April 2026"],
        ),
        ({"url": None, "author": None, "title": None, "community": None}, ["[1] Reddit, 3 April 2026"]),
        (
            {"url": "https://tide.example/a b", "author": " ", "title": "\u202eevil\x00 \u200btitle"},
            ["[1] “evil title”, Reddit (r/LocalTide), 3 April 2026", "    https://tide.example/a%20b"],
        ),
        (
            {"url": None, "title": "word " * 60},
            [
                "[1] u/marlow_tk, “word word word word word word word word word word word word word word word",
                "    word word word word word word word word word word word word word word word word word…”,",
                "    Reddit (r/LocalTide), 3 April 2026",
            ],
        ),
    ],
)
def test_a_note_is_one_record(changes: dict[str, object], expected: list[str]) -> None:
    """A note leaves out what is not known or said twice, shortens long titles, and shows only addresses that a browser may follow."""
    assert notes(render(story(citations=[cited(**changes)]))) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [({"version": 1}, False), ({"version": 2}, True), ({"status": "withdrawn", "text": None}, True)],
)
def test_a_note_says_that_its_record_has_changed(now: dict[str, object], expected: object) -> None:
    """Given the records as they are now, a note tells that what it quotes was changed or withdrawn since."""
    current = record().model_copy(update=now)
    lines = notes(render(FIRST, Beside(records={current.id: current})))
    assert ("changed since it was quoted" in " ".join(" ".join(lines).split())) is expected


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "  three"]),
        ("one two", 7, ["one two"]),
        ("incomprehensible", 4, ["incomprehensible"]),
        ("海港实验室，公布。", 6, ["海港实", "  验", "  室，", "  公", "  布。"]),
        ("海港（新版）", 6, ["海港", "  （新", "  版）"]),
        ("says “no”.[1][12]", 9, ["says", "  “no”.[1][12]"]),
        ("  ", 5, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    """Words stay whole, no line begins with a closing mark or a footnote, and a Chinese character takes two columns."""
    assert wrap(text, width, indent="  ").splitlines() == (lines if lines != [""] else [])


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("海港", 4), ("é", 1), ("e\u0301", 1), ("ｶ", 1), ("Ａ", 2)])
def test_width_is_that_of_a_terminal(text: str, width: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert display_width(text) == width


FORBIDDEN = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff{INVISIBLE}]")
ATTACKS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\u202e\u2066\u200b\u200d\ufeff\x00\x1b\x07\r\n\t\u2028\x85\U000e0041<>{}[]()`*_海港"),
    ),
    max_size=60,
)


@given(ATTACKS, ATTACKS, ATTACKS, ATTACKS)
def test_nothing_hidden_is_ever_printed(title: str, words: str, author: str, url: str) -> None:
    """Whatever title, text, author, source and address hold, the text has visible characters and line breaks alone."""
    attacked = attacked_story(title, words, author, url)
    text = render(attacked)
    assert FORBIDDEN.search(text) is None
    assert text.startswith(f"{RULE}\nSTORYWIRE STORY\n{RULE}\n")
    assert text.endswith(f"\n{RULE}\n")


def attacked_story(title: str, words: str, author: str, url: str) -> Story:
    """Put strings wherever a story holds words of a record."""
    attacked = cited(
        title=title,
        author=author,
        community=words,
        url=f"https://{url}",
        source=SourceRef(slug="x", name=author, kind="other"),
    )
    said = sentence(1, words, ["q1"], [1])
    return story(
        title=title,
        dek=words,
        url=f"https://news.example/{url}",
        sections=[Section(heading=title, paragraphs=[Paragraph(sentences=[said])])],
        story_so_far=[said],
        faq=[FaqItem(question=title, answer=[said])],
        citations=[attacked],
        beat=BeatRef(slug="general", name=author),
        methodology=METHOD.model_copy(update={"statement": words, "provider": author, "model": title}),
    )


def test_it_is_a_view() -> None:
    """The module says what it is called, what it is served as, and what its address ends in."""
    assert (plain_text.name, plain_text.media_type, plain_text.suffix) == ("plain_text", "text/plain", "txt")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Tern&#8217;s lamp &amp; the AT&amp;T of gulls &#x2014; out", "Tern’s lamp & the AT&T of gulls — out"),
        ("&#60;b&#62;Tern&#60;/b&#62; &lt;i&gt; &amp;lt;", "&#60;b&#62;Tern&#60;/b&#62; &lt;i&gt; &amp;lt;"),
    ],
)
def test_a_note_spells_what_references_in_a_title_stand_for(title: str, shown: str) -> None:
    """“Gemini&#8217;s” is mark-up to a reader of plain text; what would make mark-up stays as it is."""
    told = story()
    [first, *rest] = told.citations
    cited = told.model_copy(update={"citations": [first.model_copy(update={"title": title}), *rest]})
    assert f"“{shown}”" in " ".join(render(cited).split())
