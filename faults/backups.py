"""Backups: one that was made while jobs were under way is put in the place of the database (F14), and one made with `cp` is none (F15)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from app.store.session import Database
from faults.account import Result, unfinished
from faults.plan import Plan
from faults.processes import ROOT, forked, until
from faults.site import SLOTS, Site

_STORIES = "SELECT s.id, s.slug, r.document FROM story s JOIN story_revision r ON r.story_pk = s.pk"


def restored(plan: Plan) -> Result:
    """F14: the database is replaced by a backup made under load; what was not done then is done again, as the same stories."""
    lots = plan.often(100, 16)
    with plan.site(lots) as site:
        site.submit(range(lots))
        site.worker()
        until(lambda: site.left() <= lots * 2 // 3, 60)
        url = _back_up(plan, site)
        site.settle(240)
        first, account = _stories(site.deployment.database), site.account()
        for each in site.processes:
            each.kill()
        database = Database(url)
        again = unfinished(database)
        environment = site.environment | {"STORYWIRE_DATABASE_URL": url}
        worker = forked(["worker", "--jobs", str(SLOTS)], environment, site.watch())
        until(lambda: not unfinished(database), 240, 0.1)
        worker.kill()
        second = _stories(database)
        database.close()
    result = Result("F14", plan.database, "1 backup restored", account, 0).hold()
    result.note = (
        f"{again} jobs of {lots} done again, {len(first.items() & second.items())} stories with the same id and slug"
    )
    result.must(be=first == second, else_say="other stories")
    result.must(be=again > 0, else_say="nothing was left to do")
    return result


def _stories(database: Database) -> dict[str, tuple[str, str]]:
    """Return each story's id and slug, by its synthesis."""
    with database.read() as session:
        rows = list(session.connection().execute(text(_STORIES)))
    return {json.loads(document)["methodology"]["synthesis_id"]: (i, slug) for i, slug, document in rows}


def _back_up(plan: Plan, site: Site) -> str:
    """Make a backup while the database is in use, as the documents say; return the address of a database made of it."""
    if plan.cluster:
        return plan.cluster.restore(plan.name(), site.url.partition("?")[0].rpartition("/")[2])
    copy = site.folder / "backup.db"
    with closing(sqlite3.connect(_file(site))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise RuntimeError("the backup is broken")
    return f"sqlite:///{copy}"


def copied(plan: Plan) -> Result:
    """F15, a control: `cp` of the file alone leaves out what was committed, and the documents say so."""
    if plan.cluster:
        return Result("F15", plan.database, "", skipped=True, note="a folder of PostgreSQL's is no file")
    times = plan.often(20, 4)
    lacking = 0
    with plan.site(times) as site:
        for number in range(times):
            site.submit(range(number, number + 1))
            copy = site.folder / f"copy-{number}.db"
            shutil.copy(_file(site), copy)
            lacking += _jobs(copy) < number + 1
    result = Result("F15", plan.database, f"{times} copies", note=f"{lacking} lacked what was committed")
    told = (ROOT / "docs/how-to/deploy.md").read_text(encoding="utf-8")
    result.must(be="never with `cp`" in told, else_say="the documents do not warn of it")
    result.must(be=lacking > 0, else_say="no copy lacked anything: the control shows nothing")
    return result


def _file(site: Site) -> Path:
    return Path(site.url.removeprefix("sqlite:///"))


def _jobs(file: Path) -> int:
    """Return how many jobs a copy holds; none where it is not even whole."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM synthesis").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0
