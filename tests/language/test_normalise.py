"""Text has one form in which it is stored, one in which it is printed on a line, and one in which it is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.normalise import clean_text, fold, printable_line

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\x00b\x07c\x1b[31m\td\x85e\x7f", "abc[31m\tde"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("\ufffe \uffff \ufdd0 \U0001ffff", "\ufffd \ufffd \ufffd \ufffd"),
        ("cafe\u0301", "café"),
        ("e\x00\u0301", "é"),
        ("👩\u200d🔬 \u202eabc\u202c \u200b", "👩\u200d🔬 \u202eabc\u202c \u200b"),
        ("plain words stay", "plain words stay"),
    ],
)
def test_stored_text_obeys_the_published_rule(given_text: str, stored: str) -> None:
    """Line ends, controls, surrogates, noncharacters and composition are settled; format characters stay."""
    assert clean_text(given_text) == stored


@given(ANY_TEXT)
def test_clean_text_is_clean(value: str) -> None:
    """Whatever comes in, what is stored encodes as UTF-8, is in NFC, has no control but tab and newline, and stays so."""
    stored = clean_text(value)
    stored.encode()
    assert unicodedata.is_normalized("NFC", stored)
    assert not [c for c in stored if unicodedata.category(c) == "Cc" and c not in "\t\n"]
    assert clean_text(stored) == stored


@pytest.mark.parametrize(
    ("value", "limit", "line"),
    [
        ("  one\n two\t three ", None, "one two three"),
        ("safe\u202e txt.exe\u2066 \U000e0041\u200bend", None, "safe txt.exe end"),
        ("The committee adjourned until Monday", 20, "The committee…"),
        ("The committee adjourned until Monday", 36, "The committee adjourned until Monday"),
        ("委员会决定把会议推迟到下周一再继续讨论", 8, "委员会决定把会…"),
        ("word", 0, ""),
    ],
)
def test_a_printable_line_is_one_line_without_anything_hidden(value: str, limit: int | None, line: str) -> None:
    """White space is folded, hidden characters go, and what is too long is cut at a word."""
    assert printable_line(value, limit) == line


@given(ANY_TEXT, st.integers(1, 30))
def test_a_printable_line_keeps_its_limit(value: str, limit: int) -> None:
    """No line is longer than asked for, and none holds a break, a control or a direction mark."""
    line = printable_line(value, limit)
    assert len(line) <= limit
    assert not [
        c for c in line if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(c) == "RLO"
    ]


def test_folding_makes_writings_of_one_name_equal() -> None:
    """Case, width, typographic quotes and white space make no difference between two writings."""
    assert fold("The  “Ｑｕｉｌｌ”\n Project’s") == fold('the "quill" project\'s') == 'the "quill" project\'s'
