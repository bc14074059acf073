"""After a change of what stories say as JSON, all are rendered anew, and whoever is killed meanwhile has lost nothing."""

from __future__ import annotations

import signal
import subprocess
import sys

import orjson
from sqlalchemy import text

from app.newsroom.deployment import Deployment
from app.newsroom.render_anew import render_anew
from app.settings import Settings
from app.store import stories
from benchmarks.newspaper import slug_of, story_of
from tests.conftest import PUBLIC_URL

_STORIES = 7

_KILLED_AFTER_TWO_BATCHES = """
import os, signal, sys
from app.main import open_deployment
from app.newsroom.render_anew import render_anew
from app.settings import Settings

done = render_anew(open_deployment(Settings(database_url=sys.argv[1], _env_file=None)), batch=2)
print(*next(done), *next(done), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def kept(deployment: Deployment) -> list[tuple[str, str, str]]:
    """Return of each story what is sent: its JSON, its tag and its summary."""
    with deployment.database.read() as session:
        rows = session.connection().execute(
            text("SELECT document, etag, summary FROM story_revision JOIN story ON pk = story_pk ORDER BY pk")
        )
        return [(document, etag, summary) for document, etag, summary in rows]


def age(deployment: Deployment) -> None:
    """Make every story look as an earlier version might have left it: fields in another order, and a summary that lacks one."""
    with deployment.database.write() as session:
        connection = session.connection()
        for pk, document, summary in connection.execute(
            text("SELECT pk, document, summary FROM story_revision JOIN story ON pk = story_pk")
        ).all():
            old = orjson.dumps(orjson.loads(document), option=orjson.OPT_SORT_KEYS).decode()
            less = orjson.dumps(
                {name: value for name, value in orjson.loads(summary).items() if name != "dek"}
            ).decode()
            values = {"pk": pk, "old": old, "less": less}
            connection.execute(
                text("UPDATE story_revision SET document = :old, etag = 'old' WHERE story_pk = :pk"), values
            )
            connection.execute(text("UPDATE story SET summary = :less WHERE pk = :pk"), values)


def test_all_is_rendered_anew_even_by_one_who_is_killed(settings: Settings, deployment: Deployment) -> None:
    """Two batches are kept when the process is killed; the next run does the rest, and a further one finds nothing to do."""
    with deployment.database.write() as session:
        for number in range(_STORIES):
            stories.save(session, story_of(number, PUBLIC_URL), "first", None)
    fresh = kept(deployment)
    age(deployment)
    assert all(old != new for old, new in zip(kept(deployment), fresh, strict=True))
    command = [sys.executable, "-c", _KILLED_AFTER_TWO_BATCHES, settings.database_url]
    killed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "2 2 4 4\n")
    assert [now == new for now, new in zip(kept(deployment), fresh, strict=True)] == [True] * 4 + [False] * 3
    assert list(render_anew(deployment, batch=2)) == [(2, 2), (3, 3)]
    assert kept(deployment) == fresh
    assert list(render_anew(deployment)) == [(_STORIES, 0)]


def test_a_story_rendered_anew_stays_what_it_was(deployment: Deployment) -> None:
    """Revision, words and place in the lists stay; no change is told, for nothing happened to the story."""
    with deployment.database.write() as session:
        stories.save(session, story_of(1, PUBLIC_URL), "first", None)
    with deployment.database.read() as session:
        before = stories.find(session, slug_of(1))
    age(deployment)
    list(render_anew(deployment))
    with deployment.database.read() as session:
        assert stories.find(session, slug_of(1)) == before
        assert session.connection().execute(text("SELECT count(*) FROM story_change")).scalar_one() == 1
