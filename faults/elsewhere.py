"""Rows that tests of the suite prove already: migrations that are killed (F4) and raced (F5), and every fault of a model's endpoint (F16)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence

from faults.account import Result
from faults.plan import Plan
from faults.processes import ROOT

_MIGRATIONS = "tests/test_migrations.py::"
_POSTGRESQL = "tests/store/test_postgresql.py::"
_COUNT = re.compile(r"(\d+) passed")


def migration_killed(plan: Plan) -> Result:
    """F4: a migration is killed before each of its statements and run again."""
    if plan.cluster:
        return Result("F4", plan.database, "", skipped=True, note="its transactions hold the schema too")
    name = "test_a_migration_killed_at_any_statement_and_run_again_reaches_the_newest_schema"
    return _proved(plan, "F4", "kill at each statement", [_MIGRATIONS + name])


def migrations_raced(plan: Plan) -> Result:
    """F5: four processes migrate at once."""
    named = _POSTGRESQL + "test_many_that_migrate_at_once_all_succeed"
    if plan.cluster is None:
        named = _MIGRATIONS + "test_processes_that_migrate_at_once_all_succeed"
    return _proved(plan, "F5", "4 migrate at once", [named])


def endpoint_faulty(plan: Plan) -> Result:
    """F16: the model's endpoint refuses, breaks off, drips, says nothing, or answers what nobody asked for."""
    if plan.cluster:
        return Result("F16", plan.database, "", skipped=True, note="no matter of the database")
    return _proved(plan, "F16", "every fault of an endpoint", ["tests/writers/claude/test_endpoint.py"])


def _proved(plan: Plan, row: str, injected: str, tests: Sequence[str]) -> Result:
    """Run tests, unless the suite that runs this runs them anyway."""
    result = Result(row, plan.database, injected, note=", ".join(tests))
    if plan.is_short:
        result.skipped, result.note = True, f"the suite runs {result.note}"
        return result
    given = {"STORYWIRE_ALL_CASES": "1"}
    if plan.cluster:
        given["STORYWIRE_POSTGRES_BIN"] = str(plan.cluster.programs)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=False)  # noqa: S603 - our own tests
    count = _COUNT.search(ended.stdout)
    result.injected = f"{injected}: {count[1] if count else 0} tests"
    result.must(be=ended.returncode == 0 and count is not None, else_say=ended.stdout.strip().splitlines()[-1])
    return result
