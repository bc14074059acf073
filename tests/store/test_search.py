"""The search indexes stand any number of withdrawals."""

from __future__ import annotations

import pytest

from app.newsroom.deployment import Deployment
from app.store import records, search, stories
from app.store.records import RecordFilter
from app.store.session import Session
from app.store.stories import StoryFilter
from tests.newsroom.desk import bring_in
from tests.newsroom.test_relate import three_stories
from tests.store.making import prepared

# Each adds two levels to SQLite's index, which is malformed from 2,000 on.
_OFTEN = 1_100


def _found(session: Session, words: str) -> int:
    return records.count(session, RecordFilter(q=words))


def test_an_index_is_written_anew_any_number_of_times(deployment: Deployment) -> None:
    """It still finds what it held, never what was erased, and is given all its entries again before it has too many levels."""
    database = deployment.database
    kept, gone = prepared("kiln", title="A kiln for Pell"), prepared("loom", title="A loom for Pell")
    with database.write() as session:
        records.upsert(session, [kept, gone])
    with database.write() as session:
        assert records.erase(session, gone.id)
        connection, passing = session.connection(), [(99, "a passing loom", "")]
        for _ in range(_OFTEN):
            search.RECORDS.add(connection, passing)
            search.RECORDS.remove(connection, passing)
            search.RECORDS.forget(connection, lambda: [(1, "a kiln for pell", "")])
        assert (_found(session, "kiln"), _found(session, "loom")) == (1, 0)


@pytest.mark.sqlite
def test_erasing_refills_a_full_index_with_everything_but_what_is_erased(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records and stories alike are found after it by all of their words."""
    three_stories(deployment)
    [tin] = bring_in(
        deployment,
        [{"source": "x", "external_id": "t", "title": "Tin whistle", "published_at": "2026-05-05T08:00:00Z"}],
    )
    with deployment.database.write() as session:
        connection = session.connection()
        before = _found(session, "fog"), _found(session, "tin")
        monkeypatch.setattr(search, "_MOST_LEVELS", -1)
        records.erase(session, tin.id)
        stories.forget_searched_words(session)
        assert (_found(session, "fog"), _found(session, "tin")) == (before[0], 0)
        assert stories.count(session, StoryFilter(q="harbours")) == 1
        # What is taken out must be what was put in, or the index is malformed.
        connection.exec_driver_sql("INSERT INTO story_search (story_search) VALUES ('optimize')")


def test_a_phrase_stands_in_one_field(deployment: Deployment) -> None:
    """What ends a title and what begins the text are no phrase, in Chinese neither; each by itself is, and so is its beginning."""
    with deployment.database.write() as session:
        records.upsert(session, [prepared("fog", title="Bells of the fog", text="Pell rings twice.")])
        records.upsert(session, [prepared("雾", title="大雾港", text="口岸已经关闭")])
        for words in ('"fog Pell"', '"the fog Pell rings"', "雾港口", "港口*"):
            assert _found(session, words) == 0, words
        for words in ('"the fog"', '"Pell rings"', "bells rings", '"of the fog" "rings twice"', "大雾", "口岸*"):
            assert _found(session, words) > 0, words
