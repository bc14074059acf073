"""Folding makes the spellings of a name equal and never loses where a character stood."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.surfaces import fold_surface, fold_text

_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
_DOTTED_I = 0x130
SURROGATES = range(0xD800, 0xE000)


def standard_fold(text: str) -> str:
    """Fold a surface with the standard library alone, as a reader of the stories would check a link."""
    straight = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return " ".join(straight.casefold().split())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Qwen", "qwen"),
        ("\uff31\uff57\uff45\uff4e\uff13", "qwen3"),
        ("Moore\u2019s  Law", "moore's law"),
        ("Hugging\u00a0Face", "hugging face"),
        ("Hugging\nFace", "hugging face"),
        ("Hugging \n   Face", "hugging face"),
        ("Hugging\tFace", "hugging face"),
        ("Hugging\n\nFace", "hugging\v\vface"),
        ("Hugging\n \nFace", "hugging\vface"),
        ("STRASSE", "strasse"),
        ("\u03a3\u03a5\u03a3", "\u03c3\u03c5\u03c3"),
        ("通义\u3000千问", "通义 千问"),
        ("", ""),
    ],
)
def test_spellings_of_one_name_fold_alike(text: str, folded: str) -> None:
    """Case, width, quotation marks and one line wrap are folded away; a blank line still parts two words."""
    assert fold_surface(text) == folded


def test_each_character_folds_to_one_that_the_standard_library_calls_equal() -> None:
    """Folding keeps every character's length, and what it makes equal NFKC and casefold make equal too."""
    characters = [chr(code) for code in range(sys.maxunicode + 1) if code not in SURROGATES]
    wrong = [
        hex(ord(character))
        for character in characters
        if len(folded := fold_text(character).folded) != 1 or standard_fold(folded) != standard_fold(character)
    ]
    # The dotted capital I folds to a stand-in of its own, which equals nothing but itself.
    assert wrong == [hex(_DOTTED_I)]


@given(st.text(alphabet="aZ\u0130\uff31\u2019 \u00a0\n\t中", max_size=40))
def test_a_place_in_the_fold_leads_back_to_its_character(text: str) -> None:
    """Each character of the fold but white space stands for the one of the original that its span gives."""
    fold = fold_text(text)
    kept = [place for place, character in enumerate(fold.cased) if not character.isspace()]
    originals = [text[slice(*fold.span(place, place + 1))] for place in kept]
    assert originals == [character for character in text if not character.isspace()]
    assert len(fold.folded) == len(fold.cased)
