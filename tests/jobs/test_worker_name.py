"""Whether a worker's process is still there can be told by its name, on the same machine alone."""

from __future__ import annotations

import subprocess
import sys

from app.jobs.worker_name import is_gone, worker_name

_NAME = "from app.jobs.worker_name import worker_name; print(worker_name())"


def test_names_of_the_living_are_not_gone_and_differ() -> None:
    """Two workers of one process have names of their own."""
    one, other = worker_name(), worker_name()
    assert one != other
    assert not is_gone(one)


def test_a_process_that_ended_is_gone() -> None:
    """Its number is nobody's any more."""
    name = subprocess.run([sys.executable, "-c", _NAME], check=True, capture_output=True, text=True).stdout.strip()
    assert is_gone(name)


def test_a_number_that_another_process_bears_now_is_not_taken_for_the_first() -> None:
    """The same number with another beginning was another process."""
    node, pid, began, word = worker_name().split("/")
    assert is_gone("/".join((node, pid, f"{began}0", word)))


def test_of_other_machines_nothing_is_known() -> None:
    """Neither of those nor of names that are of no such form."""
    _, pid, began, word = worker_name().split("/")
    for name in ("/".join(("elsewhere", pid, f"{began}0", word)), "", "a worker", "node/x/1/2"):
        assert not is_gone(name)
