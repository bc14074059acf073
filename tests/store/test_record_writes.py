"""What arrives is stored once, its earlier words stay readable, and what is withdrawn is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.newsroom.deployment import Deployment
from app.store import records, search, sources
from app.store.prepared import PreparedRecord
from app.store.records import RecordFilter
from app.store.session import Database
from schemas.record import Outcome, Record, RecordBeat, RecordDetail, RecordEntity
from schemas.source import Source
from tests.store.making import START, prepared

KILN = prepared("kiln", entities={"pell": 2}, beats=[("crafts", 0.7, ("kiln",))])
ID = KILN.id


def _send(database: Database, *sent: PreparedRecord) -> list[Outcome]:
    with database.write() as session:
        return records.upsert(session, sent)


def _get(database: Database) -> Record | None:
    with database.read() as session:
        return records.get(session, ID)


def _found(database: Database, query: str) -> int:
    with database.read() as session:
        return records.count(session, RecordFilter(q=query))


def test_a_record_is_kept_whole_with_what_was_read_from_it(deployment: Deployment) -> None:
    """Every field comes back as it was sent."""
    assert _send(deployment.database, KILN) == ["created"]
    with deployment.database.read() as session:
        kept = records.detail(session, ID)
    assert kept == RecordDetail(
        id=ID,
        source="pell-gazette",
        community="r/Kilns",
        external_id="kiln",
        kind="post",
        url="https://pell.example/kiln",
        author="ash_carter",
        title="A kiln for Pell",
        text="The village of Pell fired its first kiln on Monday.",
        language="en",
        published_at=START,
        collected_at=START + timedelta(minutes=1),
        parent_external_id=None,
        engagement={"score": 3},
        image=None,
        status="active",
        version=1,
        beats=[RecordBeat(slug="crafts", score=0.7, terms=["kiln"])],
        entities=[RecordEntity(slug="pell", mentions=2)],
        suspected_injection=False,
        raw={"row": 7},
    )


def test_the_same_record_again_is_unchanged(deployment: Deployment) -> None:
    """Sending twice is sending once, also within one batch."""
    assert _send(deployment.database, KILN, KILN) == ["created", "unchanged"]
    assert _send(deployment.database, KILN) == ["unchanged"]
    with deployment.database.read() as session:
        assert [source.record_count for source in sources.every(session)] == [1]


def test_new_words_make_a_version_and_the_old_ones_stay_readable(deployment: Deployment) -> None:
    """A story that quotes version 1 goes on finding it."""
    _send(deployment.database, KILN)
    before = _get(deployment.database)
    assert _send(deployment.database, prepared("kiln", text="The kiln cracked.", minute=5)) == ["updated"]
    after = _get(deployment.database)
    assert before is not None
    assert after is not None
    assert (after.version, after.text) == (2, "The kiln cracked.")
    with deployment.database.read() as session:
        versions = [records.version(session, ID, number) for number in (0, 1, 2, 3)]
    earlier = before.model_copy(update={"published_at": after.published_at})
    assert versions == [None, earlier, after, None]


def test_words_that_come_back_are_a_version_of_their_own(deployment: Deployment) -> None:
    """A, then B, then A again is three versions: each was there."""
    other = prepared("kiln", text="The kiln cracked.")
    assert _send(deployment.database, KILN, other, KILN) == ["created", "updated", "updated"]
    with deployment.database.read() as session:
        texts = [record.text for number in (1, 2, 3) if (record := records.version(session, ID, number))]
    assert texts == [KILN.text, other.text, KILN.text]


def test_what_changes_beside_the_words_makes_no_version(deployment: Deployment) -> None:
    """Votes and what the source sent are put in place unsaid; who wrote, where and when stays, since stories state it."""
    _send(deployment.database, KILN)
    before = _get(deployment.database)
    louder = KILN._replace(
        engagement='{"score":90}',
        url=None,
        author="somebody-else",
        raw=None,
        published_at=KILN.published_at + 1,
        collected_at=KILN.collected_at + 1,
    )
    assert _send(deployment.database, louder) == ["unchanged"]
    assert before is not None
    assert _get(deployment.database) == before.model_copy(update={"engagement": {"score": 90}})


def test_links_and_index_follow_the_words(deployment: Deployment) -> None:
    """What the old words led to is gone, what the new ones lead to is there."""
    _send(deployment.database, KILN)
    assert (_found(deployment.database, "village"), _found(deployment.database, "cracked")) == (1, 0)
    _send(deployment.database, prepared("kiln", text="The kiln cracked.", entities={"kiln-makers": 1}))
    assert (_found(deployment.database, "village"), _found(deployment.database, "cracked")) == (0, 1)
    with deployment.database.read() as session:
        assert records.entities_of(session, [ID]) == {ID: {"kiln-makers": 1}}
        assert records.beats_of(session, [ID]) == {ID: [RecordBeat(slug="general", score=0.0, terms=[])]}


def test_other_words_keep_the_time_and_the_author_that_stories_state(deployment: Deployment) -> None:
    """A next version is of the words alone, and stands in lists where the record stood."""
    later = prepared("glaze", minute=3, entities={"pell": 1})
    _send(deployment.database, KILN, later)
    moved = KILN._replace(published_at=KILN.published_at + 600_000_000, author="somebody-else")
    _send(deployment.database, moved._replace(text="The kiln cracked.", digest=b"another"))
    with deployment.database.read() as session:
        listed, _ = records.page(session, RecordFilter(entity="pell"), 10)
    assert [(record.external_id, record.author) for record in listed] == [
        ("glaze", later.author),
        ("kiln", KILN.author),
    ]


def test_links_can_be_replaced_without_the_words(deployment: Deployment) -> None:
    """A vocabulary that was edited reads old records anew."""
    _send(deployment.database, KILN)
    with deployment.database.write() as session:
        records.replace_links(session, [(1, KILN.published_at, prepared("kiln", entities={"monday": 1}).links)])
    with deployment.database.read() as session:
        assert records.entities_of(session, [ID]) == {ID: {"monday": 1}}


def test_sources_are_made_on_first_sight_and_count_what_comes(deployment: Deployment) -> None:
    """A known slug has its printed name; times are those of the earliest and latest record, in any order."""
    _send(deployment.database, prepared("b", minute=5), prepared("c", minute=9), prepared("x", source="hackernews"))
    _send(deployment.database, prepared("a"))
    with deployment.database.read() as session:
        found = sources.every(session)
        named = sources.refs(session, ["hackernews", "nowhere"])
    hackernews = Source(
        slug="hackernews",
        name="Hacker News",
        kind="forum",
        home_page="https://news.ycombinator.com",
        record_count=1,
        first_record_at=START,
        last_record_at=START,
    )
    gazette = Source(
        slug="pell-gazette",
        name="Pell Gazette",
        kind="social",
        home_page=None,
        record_count=3,
        first_record_at=START,
        last_record_at=START + timedelta(minutes=9),
    )
    assert found == [hackernews, gazette]
    assert {slug: ref.name for slug, ref in named.items()} == {"hackernews": "Hacker News"}


def test_a_withdrawn_record_is_emptied_and_stays_so(deployment: Deployment) -> None:
    """Its id is known, its words are not, and sending it again is refused."""
    _send(deployment.database, KILN, prepared("kiln", text="The kiln cracked."))
    with deployment.database.write() as session:
        assert [records.erase(session, ID), records.erase(session, ID)] == [True, False]
        assert not records.erase(session, "rec_" + "a" * 26)
    assert _send(deployment.database, KILN) == ["rejected"]
    assert _get(deployment.database) == Record(
        id=ID,
        source="pell-gazette",
        community=None,
        external_id="",
        kind="post",
        url=None,
        author=None,
        title=None,
        text=None,
        language=None,
        published_at=START,
        collected_at=START + timedelta(minutes=1),
        parent_external_id=None,
        engagement={},
        image=None,
        status="withdrawn",
        version=2,
    )
    with deployment.database.read() as session:
        assert records.version(session, ID, 1) is None
        assert records.entities_of(session, [ID]) == {}
        assert [records.count(session, RecordFilter(q=q)) for q in (None, "village", "kiln")] == [0, 0, 0]
        assert [source.record_count for source in sources.every(session)] == [0]


@pytest.mark.sqlite
def test_no_byte_of_a_withdrawn_record_is_left_in_the_files(deployment: Deployment, tmp_path: Path) -> None:
    """Title, text, author, address and what the source sent, of every version: not in the tables, the index or the log."""
    words = ("Zanzibarium", "quillwort", "oxlipped", "murmurant", "plinthward", "hazelworth")
    first = prepared("secret", title=words[0], text=words[1], author=words[2], raw=f'"{words[3]}"')
    crowd = [prepared(f"crowd-{number}", text=f"Stall {number} sold {number * 7} jars.") for number in range(200)]
    _send(deployment.database, first, *crowd)
    _send(deployment.database, prepared("secret", title=words[4], text=words[5], author=None, raw=None))
    deployment.database.forget()
    assert _holding(tmp_path, *words), "the words must be there before they can go"
    with deployment.database.write() as session:
        records.erase(session, first.id)
    deployment.database.forget()
    assert _holding(tmp_path, *words) == []
    assert _found(deployment.database, "stall") == len(crowd)


def _holding(folder: Path, *words: str) -> list[str]:
    """Say which words stand in any file, in whole or but for a first letter, which an index may keep apart."""
    content = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file()).lower()
    return [word for word in words if word[1:].lower().encode() in content]


def test_an_index_finds_words_phrases_and_chinese(deployment: Deployment) -> None:
    """Accents and case do not matter, all words must be there, and a phrase must stand together."""
    _send(
        deployment.database,
        prepared("a", title="Café au lait", text="A slow morning in Pell"),
        prepared("b", title="通义千问发布新模型", text=None),
        prepared("c", title="Morning, slow", text="gpt-4o mini"),
    )
    queries = (
        "CAFE",
        "slow morning",
        "“slow morning”",
        "千问",
        "问千",
        "morning 千问",
        "gpt-4o",
        "4o-gpt",
        "!?",
        'a"b',
    )
    assert [_found(deployment.database, query) for query in queries] == [1, 2, 1, 1, 0, 0, 1, 0, 0, 0]


def test_the_index_is_asked_nothing_but_words(deployment: Deployment) -> None:
    """The signs of FTS5's own language mean nothing here and break nothing, but for the star that ends the beginning of a word."""
    _send(deployment.database, KILN)
    queries = (
        '"',
        "kiln OR absent",
        "kiln NOT village",
        "title:kiln",
        "kil*",
        "ki*ln",
        "NEAR(kiln village)",
        "(",
        "^kiln",
        "-kiln",
    )
    assert [_found(deployment.database, query) for query in queries] == [0, 0, 0, 0, 1, 0, 0, 0, 1, 1]


def test_indexes_name_what_migrations_leave_out() -> None:
    """The two search indexes are known by name to whoever compares the schema."""
    assert [index.table for index in search.INDEXES] == ["record_search", "story_search"]
