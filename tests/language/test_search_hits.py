"""What is marked in a text is what an index finds there, and what is shown around it is a passage of the text as it stands."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.search_hits import Seeker, opening
from app.language.search_query import read_query
from app.language.tokens import search_text
from app.store.search import match
from tests.growth import growth

LONG = "The kiln of Pell stands by the river. " * 30


def marked(query: str, text: str) -> list[str]:
    """Return the words of a text that are marked for a query."""
    passage = Seeker(read_query(query)).passage(text)
    return [text[hit.start : hit.end] for hit in passage.hits] if passage else []


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("kiln", "A kiln, a KILN, no kilns and no bekiln.", ["kiln", "KILN"]),
        ("kil*", "A kiln, kilns, Kilda; no skill.", ["kiln", "kilns", "Kilda"]),
        ('"first kiln"', "The first — kiln, not the kiln first.", ["first — kiln"]),
        ("gpt-4o", "GPT-4o, GPT 4o and gpt_4o, not gpt4o or GPT-4o1.", ["GPT-4o", "GPT 4o", "gpt_4o"]),
        ("cafe", "Le Café, ÉCLAIR; CAFÉ.", ["Café", "CAFÉ"]),
        ("éclair", "Le Café, ÉCLAIR.", ["ÉCLAIR"]),
        ("阿里", "新阿里云，阿，里。", ["阿里", "阿，里"]),
        ("tern", "新Tern模型 tern", ["Tern", "tern"]),
        ("ﬁre", "a fire", ["fire"]),
        ('"a kiln" "kiln of"', "Here is a kiln of clay.", ["a kiln of"]),
        ("kiln", "İİİ the kiln", ["kiln"]),
        ("nothing", "A kiln.", []),
    ],
)
def test_hits_are_the_words_that_were_asked_for(query: str, text: str, words: list[str]) -> None:
    """Letter case and accents do not count, a word is whole, and Chinese needs no spaces; what overlaps is marked once."""
    assert marked(query, text) == words


@given(
    st.lists(st.sampled_from(["kiln", "Kilns", "gpt-4o", "4o", "新", "模型", "é", "E", "ab", "a", "B2"]), min_size=1),
    st.lists(st.sampled_from([" ", "-", "", ", ", "\n", "_"]), min_size=1),
    st.sampled_from(["kiln", "kil*", '"gpt 4o"', "模型", "新模", '"kiln kilns"', "e", "a", "ab*", "gpt-4*", '"b2 新"']),
)
def test_an_index_and_the_marks_agree(words: list[str], joints: list[str], query: str) -> None:
    """Where SQLite's index finds a text, something in it is marked, and nothing where it does not."""
    text = "".join(word + joints[place % len(joints)] for place, word in enumerate(words))
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE it USING fts5 (words, tokenize='unicode61 remove_diacritics 2')")
    index.execute("INSERT INTO it VALUES (?)", (search_text(text),))
    asked = match("sqlite", read_query(query))
    found = index.execute("SELECT count(*) FROM it WHERE it MATCH ?", (asked,)).fetchone()[0]
    index.close()
    assert bool(marked(query, text)) == bool(found)


@pytest.mark.parametrize("lead", ["", LONG, "云" * 700, "x" * 700, "\n" * 700])
@pytest.mark.parametrize("tail", ["", LONG, "云" * 700, "x" * 700])
def test_a_passage_is_short_and_cuts_no_word_apart(lead: str, tail: str) -> None:
    """It is a stretch of the text of at most 240 code points that holds the words, begun and ended between words where there are any."""
    text = f"{lead} Moth 7 fires the glaze {tail}"
    passage = Seeker(read_query("glaze moth")).passage(text)
    assert passage is not None
    shown = text[passage.start : passage.end]
    assert len(shown) <= 240
    assert [text[hit.start : hit.end] for hit in passage.hits] == ["Moth", "glaze"]
    assert shown == shown.strip()
    if "x" not in lead + tail and "云" not in lead + tail:
        assert not (passage.start and text[passage.start - 1].isalnum())
        assert not text[passage.end : passage.end + 1].isalnum()


def test_the_passage_shows_most_of_the_words() -> None:
    """One word in many places is worth less than all of them in one."""
    text = f"{'Glaze and glaze. ' * 5}{LONG}Glaze, moth and wren.{LONG}Moth"
    passage = Seeker(read_query("wren glaze moth")).passage(text)
    assert passage is not None
    assert [text[hit.start : hit.end] for hit in passage.hits] == ["Glaze", "moth", "wren"]


def test_hits_that_are_longer_than_a_passage_are_cut_with_it() -> None:
    """A phrase may be torn apart by any number of marks; what is marked stays inside what is shown."""
    text = f"first{'—' * 900}kiln"
    passage = Seeker(read_query('"first kiln"')).passage(text)
    assert passage is not None
    assert (passage.start, passage.end, passage.hits) == (0, 240, [(0, 240)])


def test_an_opening_is_the_beginning() -> None:
    """Where nothing is to be marked, the first words are shown."""
    shown = opening(LONG)
    assert (shown.start, shown.hits) == (0, [])
    assert LONG[: shown.end].endswith(("river.", "kiln", "the", "Pell", "of", "stands", "by"))
    assert opening("short").end == len("short")


def test_words_are_counted_in_the_title_and_behind_it() -> None:
    """Each phrase by itself."""
    assert Seeker(read_query("kiln ash")).counts("Kiln, kiln", "ash and kilns") == [(2, 0), (0, 1)]


@pytest.mark.parametrize("unit", ["kiln ", "first — ", "阿 ", "é", "a_"])
def test_a_long_text_costs_as_much_more_as_it_is_longer(unit: str) -> None:
    """Four times the text takes about four times as long, however often the words stand in it."""
    seeker = Seeker(read_query('"first kiln" kil* 阿里 a e'))
    assert growth(seeker.passage, unit, 40_000) < 8
