"""A reader's query is words, phrases and beginnings of words, and nothing that an index would obey."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.search_query import Phrase, read_query


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ('Tern "open weights" 模型GPT-4o', [("tern",), ("open", "weights"), ("模", "型"), ("gpt", "4o")]),
        ("“新 模型”", [("新", "模", "型")]),
        ("Tern模型X", [("tern",), ("模", "型"), ("x",)]),
        ("kiln KILN kiln", [("kiln",)]),
        ('"', []),
        ("*** ()", []),
    ],
)
def test_a_query_is_read_as_phrases(query: str, phrases: list[tuple[str, ...]]) -> None:
    """Quotation marks, Chinese runs and joined words make phrases, each once; marks alone make none."""
    assert read_query(query) == [Phrase(tokens) for tokens in phrases]


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ("kil*", [Phrase(("kil",), is_prefix=True)]),
        ("gpt-4o-mi*", [Phrase(("gpt", "4o", "mi"), is_prefix=True)]),
        ("新Ter*", [Phrase(("新",)), Phrase(("ter",), is_prefix=True)]),
        ("k* 模型*", [Phrase(("k",)), Phrase(("模", "型"))]),
        ("ki*ln *kiln", [Phrase(("ki", "ln")), Phrase(("kiln",))]),
        ("kil* kil", [Phrase(("kil",), is_prefix=True), Phrase(("kil",))]),
    ],
)
def test_a_star_asks_for_what_begins_so(query: str, phrases: list[Phrase]) -> None:
    """Behind a word of two letters or more; anywhere else it is no more than a mark."""
    assert read_query(query) == phrases


@pytest.mark.parametrize(
    "query", ["kiln AND ash", "NOT kiln ash and", "title:kiln ash and", '"kiln ash and', "kiln OR (ash ^and)", "-kiln"]
)
def test_what_another_language_would_obey_is_words(query: str) -> None:
    """Operators, column names, brackets and a quotation mark without its fellow are read as the words that they are made of."""
    assert [phrase.is_prefix for phrase in read_query(query)] == [False] * len(read_query(query))
    words = "".join(sign if sign.isalpha() else " " for sign in query.lower()).split()
    assert {token for phrase in read_query(query) for token in phrase.tokens} == set(words)


@given(st.text(max_size=40))
def test_tokens_hold_nothing_that_an_index_would_read_as_a_command(query: str) -> None:
    """Every token holds no mark and no space, so that no query can break the index's own language."""
    marks = set(string.punctuation + string.whitespace)
    tokens = [token for phrase in read_query(query) for token in phrase.tokens]
    assert all(token and marks.isdisjoint(token) for token in tokens)
    assert all(phrase.tokens for phrase in read_query(query))
