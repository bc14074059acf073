"""A text is filed under the beats whose terms, entities and communities it holds."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.beats import MOST_TERMS, SCALE, THRESHOLD, BeatClassifier, BeatRules, BeatScore

OPEN_SOURCE = BeatRules(
    "open-source-ai",
    terms={"open weights": 3.0, "licence": 1.5, "开源模型": 3.0, "local": 0.5},
    entities={"hugging-face": 1.0},
    communities={"r/LocalLLaMA": 1.5},
)
REGULATION = BeatRules(
    "ai-regulation",
    terms={"lawsuit": 2.0, "licence": 1.5, "court": 1.0},
    entities={"eu-ai-act": 2.0},
    communities={},
)
GENERAL = BeatRules("general", terms={}, entities={}, communities={})
CLASSIFIER = BeatClassifier([OPEN_SOURCE, REGULATION, GENERAL])


def score(total: float) -> float:
    """Give the score that the weights' sum stands for."""
    return round(1 - exp(-total / SCALE), 4)


def test_weights_add_up_and_the_answer_says_what_decided() -> None:
    """Terms, an entity and the community each count, and are named strongest first."""
    answer = CLASSIFIER.scores("Open weights under a free licence, in court", ["hugging-face", "qwen"], "r/localllama")
    assert answer == [
        BeatScore("open-source-ai", score(7.0), ("open weights", "licence", "r/LocalLLaMA", "entity:hugging-face")),
        BeatScore("ai-regulation", score(2.5), ("licence", "court")),
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("OPEN-WEIGHTS now", ("open weights",)),
        ("open\nweights", ("open weights",)),
        ("open weightss or reopen weights", ()),
        ("最新开源模型发布", ("开源模型",)),
        ("开源的模型", ()),
    ],
)
def test_a_term_is_whole_words_and_in_chinese_a_substring(text: str, terms: tuple[str, ...]) -> None:
    """Case, hyphens and line wraps make no difference to a term; letters beside it do."""
    best = CLASSIFIER.best(text)
    assert (best.terms if best else ()) == terms


def test_saying_a_term_again_adds_nothing() -> None:
    """A text cannot shout its way into a beat."""
    answer = [BeatScore("ai-regulation", score(3.0), ("lawsuit", "court"))]
    assert (CLASSIFIER.scores("lawsuit in court " * 50), CLASSIFIER.scores("lawsuit " * 50)) == (answer, [])


def test_what_fits_no_beat_has_no_score() -> None:
    """A term that only supports stays below the threshold when alone; a text without terms has no score."""
    assert (CLASSIFIER.scores("a tennis court"), CLASSIFIER.best("")) == ([], None)


@pytest.mark.parametrize(
    ("text", "entities", "community", "expected"),
    [
        ("lawsuit", [], None, []),
        ("lawsuit", ["ftc"], None, ["ai-regulation"]),
        ("open weights", [], None, ["open-source-ai"]),
        ("", ["eu-ai-act"], None, ["ai-regulation"]),
        ("", ["hugging-face", "llama", "gemma"], None, []),
        ("local", ["hugging-face"], None, ["open-source-ai"]),
        ("weights", ["hugging-face", "llama"], None, []),
        ("", [], "r/LocalLLaMA", ["open-source-ai"]),
        ("", ["llama"], "r/opensource", ["open-source-ai"]),
    ],
)
def test_a_word_below_three_or_a_name_of_many_beats_needs_company(
    text: str, entities: list[str], community: str | None, expected: list[str]
) -> None:
    """One strong word decides with anything beside it, names that only support with a word or a community."""
    open_source = BeatRules(
        "open-source-ai",
        terms={"open weights": 3.0, "local": 0.5, "weights": 0.3},
        entities={"hugging-face": 0.9, "llama": 0.9, "gemma": 0.9},
        communities={"r/LocalLLaMA": 1.1, "r/opensource": 0.4},
    )
    regulation = BeatRules("ai-regulation", {"lawsuit": 2.0}, {"eu-ai-act": 2.0, "ftc": 0.2}, {})
    scores = BeatClassifier([open_source, regulation]).scores(text, entities, community)
    assert [beat.slug for beat in scores] == expected


def test_of_equal_beats_the_one_given_first_is_best() -> None:
    """A tie falls to the order of the rules."""
    reordered = BeatClassifier([REGULATION, OPEN_SOURCE])
    assert [beat.slug for beat in CLASSIFIER.scores("licence in court", ["hugging-face"])] == [
        "open-source-ai",
        "ai-regulation",
    ]
    assert [beat.slug for beat in reordered.scores("licence in court", ["hugging-face"])] == [
        "ai-regulation",
        "open-source-ai",
    ]


def test_at_most_eight_terms_are_named() -> None:
    """However much speaks for a beat, the answer names the eight strongest."""
    letters = "abcdefghijkl"
    rules = BeatRules("letters", {letter: float(weight) for weight, letter in enumerate(letters, 1)}, {}, {})
    best = BeatClassifier([rules]).best(" ".join(letters))
    assert best is not None
    assert best.terms == tuple(reversed(letters))[:MOST_TERMS]


def test_a_classifier_without_rules_files_nothing() -> None:
    """No beats make no error."""
    assert BeatClassifier([]).scores("open weights", ["qwen"], "r/LocalLLaMA") == []


@given(
    st.lists(st.sampled_from(["open weights", "licence", "court", "lawsuit", "local", "and", "开源模型"]), max_size=8)
)
def test_scores_are_ordered_shares_above_the_threshold(words: list[str]) -> None:
    """Every score lies between the threshold and one, best first, each beat once."""
    scores = CLASSIFIER.scores(" ".join(words))
    values = [beat.score for beat in scores]
    assert values == sorted(values, reverse=True)
    assert all(round(THRESHOLD, 4) <= value < 1 for value in values)
    assert len({beat.slug for beat in scores}) == len(scores)
