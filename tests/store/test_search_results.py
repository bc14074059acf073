"""A search finds the stories and records that hold the words, best first, each once, and nothing that is not to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from app.errors import InvalidCursorError
from app.newsroom.deployment import Deployment
from app.store import cursor as cursors
from app.store import records, search_results
from app.store.search_results import SearchFilter, statement
from app.store.story_documents import passages, searched_words
from schemas.search import FoundRecord, FoundStory
from tests.newsroom.desk import publish, short_draft, stock, usual_draft
from tests.store.making import START, prepared

FOG = "Moth 7 forgets the harbour names after an hour of fog."
TIDE = "It answers in four seconds flat."


@contextmanager
def newest(number: int) -> Iterator[None]:
    """Have so few rows ranked together that a handful of records fills several spans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_results, "_NEWEST", number)
        yield


def add(deployment: Deployment, *names: str, **changes: Any) -> None:
    """Store records called by names, a minute apart."""
    with deployment.database.write() as session:
        records.upsert(session, [prepared(name, minute=ord(name[0]), **changes) for name in names])


def called(item: FoundStory | FoundRecord) -> str:
    """Return the name by which the tests know what was found."""
    return item.slug if isinstance(item, FoundStory) else str(item.url).rsplit("/", 1)[-1]


def found(deployment: Deployment, wanted: SearchFilter | str, limit: int = 100) -> list[str]:
    """Return the names of all that is found, page by page, in order."""
    asked = SearchFilter(wanted) if isinstance(wanted, str) else wanted
    seen, cursor = list[str](), None
    while True:
        with deployment.database.read() as session:
            items, cursor = search_results.page(session, asked, limit, cursor)
        assert len(items) == limit or cursor is None
        seen += map(called, items)
        if cursor is None:
            return seen


def test_words_phrases_beginnings_and_chinese_are_found(deployment: Deployment) -> None:
    """All words have to be there, in any form of case and accent; the same query finds the same on both databases."""
    add(deployment, "a", title="A kiln at the café", text="Glaze and ash.")
    add(deployment, "b", title=None, text="灰釉陶瓷在新窑里。 GPT-4o writes of kilns.")
    add(deployment, "c", title="Ash", text="The kilnwright’s gpt 4o, an ash glaze.")
    assert found(deployment, "kiln") == ["a"]
    assert found(deployment, "kil*") == ["a", "b", "c"]
    assert found(deployment, "KILN* Cafe") == found(deployment, "café") == ["a"]
    assert found(deployment, '"ash glaze"') == ["c"]
    assert found(deployment, "gpt-4o") == found(deployment, "gpt-4*") == ["b", "c"]
    assert found(deployment, "陶瓷") == found(deployment, "新窑 gpt") == ["b"]
    assert found(deployment, "瓷陶") == []
    assert found(deployment, '"glaze and ash"') == ["a"]


def test_bad_syntax_is_words(deployment: Deployment) -> None:
    """No query breaks the index of either database; marks alone find nothing."""
    add(deployment, "a", title="A kiln", text="Ash. And or not title, a.")
    for query in (
        "a*",
        "a\u0301\u200d*",
        "kiln AND",
        "NOT kiln",
        "title: kiln",
        "kiln) OR (ash",
        "kiln & | ! <-> ash:*",
        "^kiln",
        "'kiln\\' ash",
    ):
        assert found(deployment, query) == ["a"], query
    for query in (
        '"',
        "*",
        "()",
        "'; --",
        "\\'",
        "“”",
        "ⅷ",
        "ʰ",
        "½",
        "ㅎ",
        "ก้",
        "𝕏",
        "ﬀ:*",
        "🜂",
        "\U0002f520",
        "kiln\U0002f520zz",
    ):
        assert found(deployment, query) == [], query


def test_a_query_as_long_as_may_be_is_answered(deployment: Deployment) -> None:
    """Of many short words, too."""
    words = [f"{first}{second}" for first in "abcdefghijklm" for second in "nopqrstuvwxyz"]
    add(deployment, "a", title=None, text=" ".join(words))
    assert found(deployment, " ".join(words)[:500]) == ["a"]
    assert found(deployment, " ".join(f"{word}*" for word in words)[:499]) == ["a"]


def test_what_is_about_the_words_comes_before_what_names_them(deployment: Deployment) -> None:
    """A title counts for more than the text, a short text for more than a long one, and both for less than much time."""
    padding = "The village fair had music and cake. " * 40
    add(deployment, "a", title="Kiln news", text="The kiln was lit.")
    add(deployment, "b", title=None, text="The kiln was lit.")
    add(deployment, "c", title=None, text=f"The kiln was lit. {padding}")
    assert found(deployment, "kiln") == ["a", "b", "c"]
    with deployment.database.write() as session:
        records.upsert(session, [prepared("d", minute=60 * 24 * 365, title=None, text=f"The kiln was lit. {padding}")])
    assert found(deployment, "kiln") == ["d", "a", "b", "c"]


def test_stories_and_records_stand_in_one_list(deployment: Deployment) -> None:
    """A story is found by its title, dek, headings, questions and sentences; `type` asks for one sort alone."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given)
    everything = found(deployment, "Moth")
    assert set(everything) == {story.slug, "reply", "report", "launch"}
    assert found(deployment, SearchFilter("Moth", type="story")) == [story.slug]
    assert found(deployment, SearchFilter("Moth", type="record")) == [name for name in everything if name != story.slug]
    for query in ("make of it", "how fast", "who wants the patch", "“four seconds flat”"):
        assert found(deployment, SearchFilter(query, type="story")) == [story.slug]


def test_what_is_not_published_is_not_found(deployment: Deployment) -> None:
    """Neither drafts, nor stories taken back, nor withdrawn records, nor words that a record no longer has."""
    reply = stock(deployment)[1]
    publish(deployment, short_draft(reply, FOG), [reply], name="draft", status="draft")
    publish(deployment, short_draft(reply, FOG), [reply], name="gone", status="retracted")
    assert found(deployment, SearchFilter("fog", type="story")) == []
    add(deployment, "a", "b", title="Zither")
    with deployment.database.write() as session:
        records.erase(session, prepared("a").id)
    assert found(deployment, "zither") == ["b"]
    with deployment.database.write() as session:
        records.upsert(session, [prepared("b", title="Lute", digest=b"other")])
    assert (found(deployment, "zither"), found(deployment, "lute")) == ([], ["b"])


def test_filters_let_through_what_they_name(deployment: Deployment) -> None:
    """Of both sorts: beat, entity, source, language with its regions, and time from the one moment to before the other."""
    reply = stock(deployment)[1]
    fog = publish(deployment, short_draft(reply, FOG), [reply], name="fog").slug
    add(deployment, "a", text="Fog.", entities={"moth-7": 1}, beats=[("open-source-ai", 0.6, ())], source="lobsters")
    add(deployment, "b", text="Fog.", language="zh-Hant")
    add(deployment, "c", text="Fog.", language="zha")
    everything = found(deployment, "fog")
    assert sorted(everything) == sorted([fog, "reply", "a", "b", "c"])
    minute = START + timedelta(minutes=ord("b"))
    for wanted, names in (
        (SearchFilter("fog", beat="open-source-ai"), {fog, "a", "reply"}),
        (SearchFilter("fog", beat="open-source-ai", type="record", source="lobsters"), {"a", "reply"}),
        (SearchFilter("fog", entity="moth-7"), {fog, "a", "reply"}),
        (SearchFilter("fog", source="lobsters"), {fog, "a", "reply"}),
        (SearchFilter("fog", source="pell-gazette"), {"b", "c"}),
        (SearchFilter("fog", language="zh"), {"b"}),
        (SearchFilter("fog", language="zh-Hant"), {"b"}),
        (SearchFilter("fog", language="z%"), set[str]()),
        (SearchFilter("fog", published_after=minute), {"b", "c", "reply"}),
        (SearchFilter("fog", published_before=minute), {fog, "a"}),
        (SearchFilter("fog", source="nowhere"), set[str]()),
    ):
        assert {name for name in found(deployment, wanted) if name != "reply"} == names - {"reply"}, wanted


def test_pages_join_to_the_list_while_others_are_stored(deployment: Deployment) -> None:
    """Everything stands on one page, in one order, whatever is stored meanwhile, in one span of rows and in several."""
    reply = stock(deployment)[1]
    publish(deployment, short_draft(reply, FOG), [reply], name="fog")
    add(deployment, *"abcdefghijk", text="Fog in the morning, fog at night.")
    add(deployment, *"lmno", title="Fog", text="Fog.")
    for size in (3, 500):
        with newest(size):
            expected = found(deployment, "fog")
            assert (len(expected), len(set(expected))) == (17 if size == 3 else 17 + 4, len(expected))
            seen, cursor = list[str](), None
            for number in range(len(expected) // 4 + 1):
                with deployment.database.read() as session:
                    items, cursor = search_results.page(session, SearchFilter("fog"), 4, cursor)
                seen += map(called, items)
                if size == 3 and number < 4:
                    add(deployment, f"z{number}", title="Fog fog fog", text="Fog.")
            assert (seen, cursor) == (expected, None)


def test_a_cursor_of_another_search_is_refused(deployment: Deployment) -> None:
    """It belongs to its words and its filters."""
    add(deployment, "a", "b", "c")
    with deployment.database.read() as session:
        _, cursor = search_results.page(session, SearchFilter("kiln"), 1)
        for other in (SearchFilter("pell"), SearchFilter("kiln", type="record")):
            with pytest.raises(InvalidCursorError):
                search_results.page(session, other, 1, cursor)


def test_a_cursor_that_is_forged_is_refused(deployment: Deployment) -> None:
    """Its checksum keeps no secret: a position of another shape is no place in the list."""
    wanted = SearchFilter("kiln")
    filters = {"list": "search"} | asdict(wanted)
    add(deployment, "a")
    positions: list[list[int | str]] = [
        [],
        [1],
        ["a"] * 7,
        [1, 1, 1, 1, 1, 1, 1],
        [1, 0, 1, 0, 1, "record"],
        [1, 0, 1, 0, 1, "comment", 1],
    ]
    for position in positions:
        with deployment.database.read() as session, pytest.raises(InvalidCursorError):
            search_results.page(session, wanted, 1, cursors.encode(position, filters))


def test_a_snippet_is_the_records_own_text(deployment: Deployment) -> None:
    """Cut from `start` to `end` it is there in code points, mark-up and all, and the hits are the words in it."""
    words = "🜂 <b>First</b>\u3000kiln &amp; <script>alert('Kiln')</script> 窑 kiln."
    add(deployment, "a", title="🏺 The kiln of Pell", text=words)
    with deployment.database.read() as session:
        (item,), _ = search_results.page(session, SearchFilter("kiln 窑"), 10)
    for snippet, field in zip(item.snippets, ("🏺 The kiln of Pell", words), strict=True):
        assert field[snippet.start : snippet.end] == snippet.text
    told = [[s.text[hit.start : hit.end] for hit in s.hits] for s in item.snippets]
    assert told == [["kiln"], ["kiln", "Kiln", "窑", "kiln"]]


def test_a_snippet_of_a_story_names_its_sentence(deployment: Deployment) -> None:
    """What is shown beside title and dek are the sentences with most of the words; words far down leave the opening."""
    given = stock(deployment)
    stored = publish(deployment, usual_draft(given), given)
    with deployment.database.read() as session:
        (item,), _ = search_results.page(session, SearchFilter("harbour fog", type="story"), 1)
    assert isinstance(item, FoundStory)
    sentences = {sentence.id: sentence.text for sentence in stored.story().body()}
    assert [(s.field, s.text) for s in item.snippets if s.field == "dek"] == [("dek", FOG)]
    named = [s for s in item.snippets if s.field == "sentence"]
    assert [s.text for s in named] == [sentences[str(s.sentence)][s.start : s.end] for s in named]
    assert named


def test_passages_are_what_the_index_holds(deployment: Deployment) -> None:
    """Every word of the index stands in a passage, and no other."""
    given = stock(deployment)
    stored = publish(deployment, usual_draft(given), given)
    title, body = searched_words(stored.story())
    told = [words for _, _, words in passages(orjson.loads(stored.document))]
    assert sorted(told) == sorted([*title.split("\n"), *body.split("\n")])


def test_words_that_only_the_index_finds_leave_the_opening(deployment: Deployment) -> None:
    """What stands beyond what is read for a snippet is found, and the text's beginning is shown without a mark."""
    add(deployment, "a", title=None, text=f"{'Cake and music. ' * 9_000}Marzipan.")
    with deployment.database.read() as session:
        (item,), _ = search_results.page(session, SearchFilter("marzipan"), 1)
        assert item.snippets[0].hits != []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.language.search_hits.Seeker.passage", lambda *_: None)
            (item,), _ = search_results.page(session, SearchFilter("marzipan"), 1)
    assert (item.snippets[0].text[:15], item.snippets[0].hits) == ("Cake and music.", [])


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", ["story", "record"])
def test_sqlite_goes_through_the_index_from_the_newest(deployment: Deployment, sort: str) -> None:
    """Whatever is filtered by, nothing is sorted, and each row is found by its key: PRAGMA-free plans of SQLite's own."""
    names = ["beat", "entity", "source", "language", "published_after", "published_before"]
    values = dict.fromkeys([*names, "regions", "match"], "x") | {"top": 9, "bottom": 0, "most": 5, "width": 2}
    with deployment.database.read() as session:
        for chosen in ([], names, *([name] for name in names)):
            asked = text(f"EXPLAIN QUERY PLAN {statement(sort, 'sqlite', chosen)}")
            plan = [str(row[-1]) for row in session.connection().execute(asked, values)]
            assert plan[0].startswith(f"SCAN {sort}_search VIRTUAL TABLE INDEX")
            assert "SEARCH item USING INTEGER PRIMARY KEY (rowid=?)" in plan
            rest = [step for step in plan[1:] if "CORRELATED" not in step]
            assert all(step.startswith("SEARCH") and "PRIMARY KEY" in step for step in rest), plan
