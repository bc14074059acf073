"""A story as Markdown: a head that says what it is, text with footnotes, and nothing of a record that is markup."""

from __future__ import annotations

import pytest

from app.views import markdown
from app.views.base import Beside
from app.views.base.words import as_markdown
from tests.story.newsdesk import story
from tests.views.test_html import CORRECTED


def test_a_story_as_markdown() -> None:
    """Head, title, dek, disclosure, sections, questions, method, and a note for each record with its quotes."""
    assert (
        markdown.render(story(), Beside(corrections=[CORRECTED]))
        == """\
---
title: "Tern 3 weights are out"
description: "A reader of r/LocalTide has them running on 24 GB."
url: "https://news.example/stories/tern-3-weights-are-out-9d2e"
id: "sty_1"
lang: "en"
beat: "Open Source AI"
status: "published"
published: "2026-04-03T09:12:00Z"
updated: "2026-04-03T09:12:00Z"
revision: 1
digital_source_type: "algorithmicMedia"
---

# Tern 3 weights are out[^1]

**A reader of r/LocalTide has them running on 24 GB.[^1]**

*Disclosure: a machine wrote this story (writer: extractive). The words between quotation marks are their authors'.*

## What happened

u/marlow\\_tk wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”[^1]

## Questions and answers

### Will it stay open?

u/marlow\\_tk doubts it: “I do not believe they will keep it open.”[^1]

## Method

Every sentence rests on words quoted from the record below.

Records asked for: 2; cited: 1; independent publishers: 1; sentences that verification refused: 0.

Left out: 1 off topic.

Weight of each note: 100%[^1].

Corrections, 4 April 2026, The size was wrong.

## Notes

[^1]: u/marlow\\_tk, “Tern 3 weights are out”, [Reddit (r/LocalTide)](<https://www.reddit.example/r/LocalTide/t3_1>), 3 April 2026

    > It runs on 24 GB and was trained on 2.8 trillion tokens.

    > I do not believe they will keep it open.
"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.8 trillion, a-b (c)!", "2.8 trillion, a-b (c)!"),
        ("1. one", "1\\. one"),
        ("12) two", "12\\) two"),
        ("1984 was", "1984 was"),
        ("- a", "\\- a"),
        ("# a", "\\# a"),
        ("a_b * `c` <d> [e] \\ & ~ | ^ $", "a\\_b \\* \\`c\\` \\<d\\> \\[e\\] \\\\ \\& \\~ \\| \\^ \\$"),
        ("a\n\n# b", "a # b"),
        ("> a", "\\> a"),
    ],
)
def test_what_means_something_is_escaped(text: str, expected: str) -> None:
    """Marks are escaped where they would be read, and only there: a story stays readable as it is."""
    assert as_markdown(text) == expected


def test_a_chinese_story_has_no_spaces_between_sentences() -> None:
    """Sentences follow each other, and labels are Chinese."""
    first = story().sections[0].paragraphs[0].sentences[0]
    text = markdown.render(story(language="zh", story_so_far=[first, first.model_copy(update={"id": "s9"})]))
    assert "tokens.”[^1]u/marlow" in text
    assert "\n## 前情\n" in text
