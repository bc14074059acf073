"""The fault plan's short form holds, and its counts would tell where it did not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs.desk import write_now
from faults.__main__ import ROWS
from faults.account import Account, Result
from faults.lots import record_ids
from faults.plan import Plan
from faults.processes import ROOT
from schemas.synthesis import SynthesisRequest


@pytest.fixture(scope="module")
def programs() -> str | None:
    """Return the folder of PostgreSQL's programs, where one is named; read before settings are hidden from tests."""
    return os.environ.get("STORYWIRE_POSTGRES_BIN")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_short_form_holds(database: str, programs: str | None) -> None:
    """Processes are killed, frozen and asked to end, the disk fills up, the server crashes: nothing is lost or doubled."""
    if database == "postgresql" and not programs:
        pytest.skip("needs PostgreSQL: STORYWIRE_POSTGRES_BIN names no folder of its programs")
    environment = os.environ | ({"STORYWIRE_POSTGRES_BIN": programs} if programs else {})
    command = [sys.executable, "-m", "faults", "--short", "--on", database]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [line.split(" | ")[0] for line in ended.stdout.splitlines()[2:]] == [f"| {row}" for row in ROWS]


def test_what_is_missing_and_what_is_doubled_is_counted(tmp_path: Path) -> None:
    """Of three stories that were asked for, one was written, one twice, one never; the model was asked once too often."""
    with Plan(tmp_path, 1, is_short=True).site(3, 0) as site:
        site.submit(range(3))
        with site.deployment.database.write() as session:
            session.connection().exec_driver_sql("UPDATE synthesis SET same_as = NULL, status = 'failed'")
        for lot in (0, 1, 1):
            write_now(site.deployment, SynthesisRequest(record_ids=record_ids(lot)))
        account = site.account()
    assert (account.jobs, account.stories, account.missing, account.doubled, account.repeated) == (3, 3, 1, 1, 1)
    assert len(account.problems) == 3


def test_a_call_after_its_answer_was_saved_is_counted(tmp_path: Path) -> None:
    """The processes note when they have saved an answer, the model when it is asked."""
    with Plan(tmp_path, 1, is_short=True).site(1, 0) as site:
        write_now(site.deployment, SynthesisRequest(record_ids=record_ids(0)))
        (call,) = site.model.calls
        assert [site.model.begun_after({call.stage: call.began + late}) for late in (1, -1)] == [0, 1]


def test_a_row_fails_for_whatever_must_never_be() -> None:
    """Anything missing, doubled, repeated beyond the bound or paid for again is told in the table, and fails."""
    account = Account(
        jobs=9, stories=9, missing=1, doubled=2, repeated=5, after_saved=3, problems=("syn_a failed: no",)
    )
    result = Result("F1", "SQLite", "1 kill -9", account, bound=4).hold()
    assert result.wrong == ["1 missing", "2 doubled", "3 called after saved", "5 calls repeated", "syn_a failed: no"]
    assert result.cells()[3:9] == ["9", "9", "1", "2", "5/4", "3"]
    assert Result("F1", "SQLite", "1 kill -9", Account(jobs=9, stories=9, repeated=4), bound=4).hold().wrong == []
