"""The note on method says who wrote, from what, and what was checked."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from app.story.method import (
    ALGORITHMIC,
    TRAINED,
    digital_source_type,
    records_digest,
    statement,
    tells_of_unknown_angle,
    with_unknown_angle,
)
from schemas.record import Record
from tests.story.newsdesk import record


def words_digest(of: Record) -> str:
    """Return the SHA-256 of a record's title, NUL and text."""
    return sha256(f"{of.title or ''}\0{of.text or ''}".encode()).hexdigest()


def test_the_digest_is_of_ids_versions_and_words_in_any_order() -> None:
    """It is the SHA-256 of one line a record, sorted: id, version, and the SHA-256 of title, NUL and text."""
    one, two = record(external_id="one"), record(None, external_id="two", version=3)
    lines = sorted(f"{each.id} {each.version} {words_digest(each)}\n" for each in (one, two))
    digest = "sha256:" + sha256("".join(lines).encode()).hexdigest()
    assert records_digest([one, two]) == records_digest([two, one]) == digest


@pytest.mark.parametrize("changes", [{"version": 2}, {"title": "Another"}, {"text": "Another."}, {"external_id": "x"}])
def test_another_version_or_word_is_another_digest(changes: dict[str, Any]) -> None:
    """What a replay rests on shows in the digest; what moves by itself, such as points, does not."""
    fields: dict[str, Any] = {"text": "Once."}
    assert records_digest([record(**(fields | changes))]) != records_digest([record(**fields)])
    assert records_digest([record(engagement={"score": 9}, **fields)]) == records_digest([record(**fields)])


def test_how_a_text_came_about_is_an_iptc_term() -> None:
    """A trained model and a program of rules have terms of their own."""
    assert (digital_source_type(None), digital_source_type("some-model")) == (ALGORITHMIC, TRAINED)


RULES = "Storywire's extractive writer, a program of rules and not a language model,"
OPENING = "This story was written by a machine:"


@pytest.mark.parametrize(
    ("writer", "counts", "sentences"),
    [
        (RULES, (1, 1, 1), "from 1 record. It cites it, by 1 independent publisher. "),
        (RULES, (2, 2, 2), "from 2 records. It cites 2 of them, by 2 independent publishers. "),
        (
            "the model some-model",
            (9, 8, 7),
            "from 9 records. It cites 8 of them, by 7 independent publishers, and gives the reason for leaving the other out. ",
        ),
        (
            "the model some-model",
            (9, 6, 5),
            "from 9 records. It cites 6 of them, by 5 independent publishers, and gives a reason for each of the 3 left out. ",
        ),
    ],
)
def test_the_statement_counts_in_good_english(writer: str, counts: tuple[int, int, int], sentences: str) -> None:
    """One record is no plural, and what is left out is told only where something is."""
    model = "some-model" if "some-model" in writer else None
    assert statement("en", "extractive", model, *counts, 0).startswith(f"{OPENING} {writer} wrote it {sentences}")


def test_the_statement_tells_what_was_refused_and_who_edited() -> None:
    """Refused sentences are counted, and an edit by a person is said."""
    plain = statement("en", "extractive", None, 3, 3, 3, 0)
    assert "did not pass" not in plain
    assert plain.endswith(
        "No person edited it. What the records say is their authors' claim, not checked against the world."
    )
    assert "1 sentence did not pass and was left out." in statement("en", "extractive", None, 3, 3, 3, 1)
    assert "2 sentences did not pass and were left out." in statement("en", "extractive", None, 3, 3, 3, 2)
    assert "A person edited it afterwards" in statement("en", "extractive", None, 3, 3, 3, 0, edited=True)


def test_the_statement_is_in_the_storys_language() -> None:
    """A Chinese story tells its method in Chinese."""
    told = statement("zh", "extractive", None, 8, 6, 5, 2)
    assert told.startswith(
        "本文由机器写成：Storywire 的 extractive 写作程序（按规则工作，不是语言模型）根据 8 条记录写作，引用其中 6 条"
    )
    assert "未引用的 2 条各有说明。" in told
    assert "有 2 句未通过核对，已删去。" in told
    assert "没有人工编辑。" in told
    assert "此后经人工编辑" in statement("zh", "extractive", None, 8, 8, 5, 0, edited=True)


def test_a_story_that_is_numbered_anew_still_owns_up_to_its_angle() -> None:
    """What is said of an angle that no record speaks of is told apart from all else, in each language."""
    for language in ("en", "zh"):
        plain = statement(language, "extractive", None, 3, 3, 3, 0)
        told = with_unknown_angle(plain, language)
        assert told.startswith(plain)
        assert (tells_of_unknown_angle(told), tells_of_unknown_angle(plain)) == (True, False)
