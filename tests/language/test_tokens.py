"""Words for comparing, ranking and searching are the same however a writer spells, bends or spaces them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.tokens import cjk_share, content_words, search_text, words


def test_names_with_numbers_stay_one_word() -> None:
    """A version or a model's name is one word, and hyphens between plain words are none."""
    assert words("GPT-4o, k3 and 3.5: open-source") == ["gpt-4o", "k3", "and", "3.5", "open", "sourc"]


def test_chinese_becomes_pairs_of_characters() -> None:
    """A run of Chinese is its overlapping pairs, apart from the Latin words beside it."""
    assert words("阿里云Tern发布") == ["阿里", "里云", "tern", "发布"]
    assert words("云") == ["云"]


@pytest.mark.parametrize(
    "forms",
    [["release", "releases", "released", "releasing"], ["model", "models", "Model's"], ["company", "companies"], ["plan", "planned", "planning"],
     ["box", "boxes"], ["train", "trained", "training", "trains"]],
)  # fmt: skip
def test_forms_of_one_word_are_one_word(forms: list[str]) -> None:
    """The plural, the past and the participle of a plain English word are compared as one."""
    assert len({tuple(words(form)) for form in forms}) == 1


@pytest.mark.parametrize("word", ["thing", "string", "speed", "process", "analysis", "status", "king"])
def test_words_that_only_look_bent_are_left_alone(word: str) -> None:
    """An ending that is part of the word stays."""
    assert words(word) == [word]


def test_content_words_leave_grammar_out() -> None:
    """English and Chinese stop words carry nothing."""
    assert content_words("The models were not released by us, 我们发布了新模型") == [
        "model",
        "releas",
        "发布",
        "新模",
        "模型",
    ]


def test_the_share_of_chinese_is_of_what_shows() -> None:
    """White space counts for nothing."""
    assert cjk_share("云端 ab") == 0.5
    assert cjk_share("plain") == cjk_share("") == 0.0


def test_search_text_sets_chinese_characters_apart() -> None:
    """An index that splits at spaces finds each character; the rest is as it was."""
    assert search_text("新Tern模型 ok") == "新 Tern 模 型 ok"
    assert search_text("Nothing  to do") == "Nothing  to do"


@given(st.text(max_size=60))
def test_search_text_only_adds_spaces(text: str) -> None:
    """No character is lost or changed."""
    assert search_text(text).replace(" ", "") == text.replace(" ", "")
