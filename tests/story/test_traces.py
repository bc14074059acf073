"""Traces of a record are found in other texts, and what others say too is no trace."""

from __future__ import annotations

import pytest

from app.story.traces import Traces, traces_of
from schemas.record import Record
from tests.story.newsdesk import record

ENGLISH = record(
    title="Tin Whistle wakes",
    text="The clerk of Nettle Row keeps a small brass model in her coat. It hums when it is wrong.",
    author="u/quiet_clerk",
    url="https://forum.example/whistle",
)
CHINESE = record(
    title="锡哨醒了", text="荨麻街的店员把一个小小的黄铜模型放在外套里，它出错时会哼唱。", author="安静的店员", url=None
)


def traces(*versions: Record) -> Traces:
    """Return the traces of the versions of one record."""
    return traces_of(versions)


@pytest.mark.parametrize(
    "text",
    [
        "She KEEPS a small, brass “model” in a drawer.",
        "“keeps a small brass model”",
        "As quiet_clerk wrote, nothing hums.",
        "As u/quiet_clerk wrote, nothing hums.",
        "See https://forum.example/whistle for more.",
        "Why Tin Whistle wakes at night",
        "tin-whistle-wakes-9d2e",
    ],
)
def test_words_in_a_row_name_address_and_short_title_are_traces(text: str) -> None:
    """Five words in a row, whatever their case and punctuation, the author, the address, and a title printed whole."""
    assert traces(ENGLISH).are_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "A small brass model.",
        "The clerk of a shop keeps it.",
        "Tin Whistle sleeps",
        "a disquiet_clerk_ish",
        "It hums when it",
    ],
)
def test_fewer_words_are_a_turn_of_phrase(text: str | None) -> None:
    """Four words in a row are anyone's, and so is a part of a name."""
    assert not traces(ENGLISH).are_in(text)


def test_ten_chinese_characters_in_a_row_are_a_trace_and_nine_are_not() -> None:
    """A Chinese character weighs half a word."""
    found = traces(CHINESE)
    assert found.are_in("据说店员把一个小小的黄铜模型带走了")
    assert not found.are_in("据说一个小小的黄铜模型")
    assert found.are_in("安静的店员 说")


def test_every_version_leaves_traces() -> None:
    """Words that an update took away are looked for as well."""
    earlier = record(
        title="Tin Whistle wakes", text="A much longer note on brass and nettles stood here.", author="x", url=None
    )
    assert traces(ENGLISH, earlier).are_in("a much longer note on brass")


def test_what_others_say_too_is_no_trace() -> None:
    """Words, titles and authors that stand in another text may stay; the rest still may not."""
    shared = "It says: the clerk of Nettle Row keeps a cat. Tin Whistle wakes. By quiet_clerk."
    found = traces(ENGLISH).except_for([shared])
    assert not found.are_in("The clerk of Nettle Row keeps a hat")
    assert not found.are_in("Tin Whistle wakes")
    assert not found.are_in("quiet_clerk said")
    assert found.are_in("keeps a small brass model")
    assert found.are_in("https://forum.example/whistle")
