"""Who publishes a record, and how a share of a story is held back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.publishers import capped, independent, linked_host, publisher
from tests.story.newsdesk import record


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "author:reddit:u/marlow_tk"),
        ({"author": "U/Marlow_TK"}, "author:reddit:u/marlow_tk"),
        ({"kind": "comment", "url": "https://quay.example/a"}, "author:reddit:u/marlow_tk"),
        ({"kind": "article", "source": "quay-post"}, "site:quay-post"),
        ({"kind": "paper", "source": "arxiv", "author": "I. Marlow"}, "author:arxiv:i. marlow"),
        ({"kind": "release", "source": "github", "author": "tern"}, "author:github:tern"),
        ({"kind": "paper", "source": "arxiv", "author": None}, "site:arxiv"),
        ({"author": None, "url": "https://www.quay.example/a"}, "host:quay.example"),
        ({"author": None, "url": "https://old.reddit.com/r/x"}, "unknown:reddit:r/localtide"),
        ({"author": None, "url": None}, "unknown:reddit:r/localtide"),
        ({"author": None, "url": None, "community": None}, "unknown:reddit:"),
    ],
)
def test_a_person_publishes_where_one_is_named_else_the_site(changes: dict[str, Any], key: str) -> None:
    """On a forum, of papers and of releases the author is the publisher, in any letter case; elsewhere the site, or what a post links to."""
    assert publisher(record(**changes)) == key


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (None, None),
        ("https://www.quay.example/a", "quay.example"),
        ("https://x.com/a", None),
        ("https://notx.com/a", "notx.com"),
        ("https://[broken", None),
        ("mailto:a@b.example", None),
    ],
)
def test_a_platform_is_nobodys_own_host(url: str | None, host: str | None) -> None:
    """A link to the platform itself tells nothing of who publishes; one that cannot be read neither."""
    assert linked_host(url) == host


def test_ten_posts_of_one_author_or_one_text_on_two_sites_are_one_publisher() -> None:
    """Independence is counted by author and site, and a syndicated text joins those that carry it."""
    posts = [record(external_id=str(n)) for n in range(10)]
    names = ("quay-post", "bay-news", "reef-daily")
    sites = [record(external_id=name, kind="article", source=name, author=f"{name} staff") for name in names]
    assert independent(posts) == 1
    assert independent([*posts, *sites]) == 4
    assert independent(sites, {sites[0].id: [sites[1].id]}) == 2
    assert independent(sites, {sites[0].id: ["rec_elsewhere"]}) == 3
    assert independent([]) == 0


def test_sites_that_one_author_fills_are_one_publisher() -> None:
    """A weblog and its newsletter, all by one person, are that person; a site that others write for too stays a site."""
    blogs = [
        record(external_id=name, kind="article", source=name, author="Ada Quill") for name in ("quill", "quill-mail")
    ]
    paper = [
        record(external_id=name, kind="article", source="bay-news", author=name) for name in ("Ada Quill", "Ben Oar")
    ]
    unsigned = [record(external_id=name, kind="article", source=name, author=None) for name in ("reef", "tide")]
    assert independent(blogs) == 1
    assert independent([*blogs, *paper]) == 2
    assert independent([*blogs, *paper, *unsigned]) == 4


def test_a_share_over_the_limit_is_spread_over_the_others() -> None:
    """One publisher of five that carries most is held to 40 %, and the others share the rest as they did before."""
    weights = {"a": 16.0, "b": 1.0, "c": 1.0, "d": 1.0, "e": 1.0}
    assert capped(weights, str) == pytest.approx({"a": 0.4, "b": 0.15, "c": 0.15, "d": 0.15, "e": 0.15})


def test_of_four_publishers_none_is_held_back() -> None:
    """With fewer than five there is nobody to spread to; the shares only sum to 1."""
    assert capped({"a": 7.0, "b": 1.0, "c": 1.0, "d": 1.0}, str) == {"a": 0.7, "b": 0.1, "c": 0.1, "d": 0.1}


@given(st.dictionaries(st.text("abcdefgh", min_size=2, max_size=2), st.floats(1e-3, 1e6), min_size=1, max_size=40))
def test_shares_sum_to_one_and_keep_the_limit(weights: dict[str, float]) -> None:
    """Whatever the weights, shares sum to 1, and no publisher of five or more has over 40 %."""
    shares = capped(weights, lambda name: name[0])
    sums: dict[str, float] = {}
    for name, share in shares.items():
        sums[name[0]] = sums.get(name[0], 0.0) + share
    assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
    assert len(sums) < 5 or max(sums.values()) <= 0.4 + 1e-9
