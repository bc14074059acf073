"""Texts that say the same are found as one, quickly, and links to one item have one key."""

import json
import os
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language import duplicates
from app.language.duplicates import group_duplicates, same_story_key

TITLE = "Harbour council votes to close the old lock in May"


@pytest.mark.parametrize(
    "other",
    [
        "harbour council votes to close the old lock in may!",
        "Harbour council votes to close the old lock in May - The Verge",
        "Harbour council votes to close the old lock in May | River Daily",
        "Harbour council votes to close the old lo…",
        "Harbour Council Votes to Close the Old Lock in May https://a.test/x",
        "Harbour council voted to close the old locks in May",
    ],
)
def test_a_title_with_other_trimmings_is_the_same(other: str) -> None:
    """Case, punctuation, a site's name, a link, clipping and the endings of words make no other title."""
    assert group_duplicates([TITLE, other]) == [0, 0]


@pytest.mark.parametrize(
    "other",
    [
        "Harbour council votes to keep the old lock open until May",
        "Harbour council votes to close 2 old locks in May",
        "Harbour council",
        "",
    ],
)
def test_a_title_that_says_something_else_is_another(other: str) -> None:
    """Another verb, another number, or a mere beginning that is not marked as cut is another title."""
    assert group_duplicates([TITLE, other]) == [0, 1]


def test_releases_that_differ_in_a_number_are_not_the_same() -> None:
    """Titles made by machines differ in their version alone."""
    assert group_duplicates(["tern-python 2.38.0 is released", "tern-python 2.38.1 is released"]) == [0, 1]


def test_chinese_titles_are_the_same_but_for_spaces_and_marks() -> None:
    """Publishers disagree about spaces around Latin names and about punctuation."""
    texts = [
        "海港局 Tern 2.5 用户突破百万 推出四项新功能",
        "海港局Tern2.5用户突破百万，推出四项新功能",
        "海港局推出新的浮标",
    ]
    assert group_duplicates(texts) == [0, 0, 2]


def test_long_texts_with_a_few_words_changed_are_the_same() -> None:
    """A syndicated text with an edited word, and one that is cut short, are the first one again."""
    text = " ".join(f"Sentence {i} tells of the {('lock', 'dam', 'weir')[i % 3]} and its keeper." for i in range(30))
    assert group_duplicates([text, text.replace("Sentence 7 tells", "Sentence 7 speaks"), text[:200]]) == [0, 0, 0]


def test_a_word_or_two_over_other_links_are_other_posts() -> None:
    """Where next to nothing is said, every character counts."""
    assert group_duplicates(
        ["Benchmarks: https://a.test/1", "Benchmarks: https://a.test/2", "benchmarks: https://a.test/1"]
    ) == [0, 1, 0]


@given(st.lists(st.text("abc d", max_size=12), max_size=12))
def test_groups_point_to_the_first_of_them(texts: list[str]) -> None:
    """Each index points to itself or to an earlier text that points to itself, and equal texts are together."""
    groups = group_duplicates(texts)
    assert all(first <= index and groups[first] == first for index, first in enumerate(groups))
    assert all(groups[texts.index(text)] == groups[i] for i, text in enumerate(texts) if text.split())


def test_few_pairs_are_compared_even_where_all_texts_share_most_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two million pairs of two thousand like texts, fewer than one in fifty is compared."""
    compared = 0

    def counting(*arguments: object) -> bool:
        nonlocal compared
        compared += 1
        return bool(same(*arguments))

    same: Callable[..., bool] = vars(duplicates)["_same"]
    monkeypatch.setattr(duplicates, "_same", counting)

    count = 2000
    group_duplicates(
        [f"The keeper of lock {i} in ward {i * 7 % 97} reports a calm night and clear water" for i in range(count)]
    )
    assert 0 < compared < count * (count - 1) / 2 / 50


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.a.test/news/lock/?utm_source=x&id=7#top", "a.test/news/lock?id=7"),
        ("http://m.a.test/news/lock/index.html", "a.test/news/lock"),
        ("https://a.test:8443/x?b=2&a=1", "a.test:8443/x?a=1&b=2"),
        ("https://old.reddit.com/r/locks/comments/1AbC2d/some_title/", "reddit.com/comments/1abc2d"),
        ("https://www.reddit.com/r/locks/comments/1abc2d/_/k9x1y/", "reddit.com/comments/1abc2d/k9x1y"),
        ("https://redd.it/1abc2d", "reddit.com/comments/1abc2d"),
        ("https://youtu.be/AbC_d-1?si=xyz", "youtube.com/watch?v=AbC_d-1"),
        ("https://www.youtube.com/watch?app=m&v=AbC_d-1", "youtube.com/watch?v=AbC_d-1"),
        ("https://twitter.com/who/status/12345?s=20", "x.com/status/12345"),
        ("https://arxiv.org/pdf/2601.01234v2.pdf", "arxiv.org/abs/2601.01234"),
        ("https://a.test/", None),
        ("https://a.test", None),
        ("https://a.test/?utm_source=x", None),
        ("ftp://a.test/x", None),
        ("http://[broken/x", None),
        ("https://a.test:port/x", None),
        ("", None),
    ],
)
def test_links_to_one_item_have_one_key(url: str, key: str | None) -> None:
    """What only says how a reader came there is no part of a link's key, and a home page has none."""
    assert same_story_key(url) == key


@given(st.text(max_size=40))
def test_any_text_may_be_asked_for_its_key(text: str) -> None:
    """A broken link is no error, and a key asked for again is the same."""
    key = same_story_key("https://a.test/" + text)
    assert key is None or key.startswith("a.test")
    assert same_story_key(text) is None or "://" in text


def test_labelled_groups_of_the_corpus_are_found() -> None:
    """Links and titles together find nine in ten of the labelled pairs, and hardly a pair that is not one."""
    folder = os.environ.get("STORYWIRE_CORPUS")
    if not folder:
        pytest.skip("STORYWIRE_CORPUS names no corpus")
    labelled = [
        json.loads(line) for line in Path(folder, "gold", "gold_same_item.jsonl").read_text("utf-8").splitlines()
    ]
    # Items of one day's page of current events share its link and nothing else.
    wanted = {i for group in labelled for i in group["external_ids"] if not i.startswith("wce:")}
    records: dict[str, dict[str, str]] = {}
    for path in sorted(Path(folder, "records").glob("*.jsonl")):
        for record in map(json.loads, path.read_text("utf-8").splitlines()):
            if record["external_id"] in wanted:
                records.setdefault(record["external_id"], record)
    ids = list(records)
    groups = group_duplicates([records[i].get("title") or records[i].get("text") or "" for i in ids])
    keys = [same_story_key(records[i].get("url") or "") for i in ids]
    found = {
        frozenset((ids[a], ids[b]))
        for a, b in combinations(range(len(ids)), 2)
        if groups[a] == groups[b] or (keys[a] and keys[a] == keys[b])
    }
    gold = {
        frozenset(pair)
        for group in labelled
        for pair in combinations([i for i in group["external_ids"] if i in records], 2)
    }
    assert len(found & gold) / len(gold) >= 0.9
    assert len(found & gold) / len(found) >= 0.95
