"""Where the files of a run lie, and which files of tests are begun first: both for the time that a run takes, and for no proof."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

# Linux keeps this folder in memory, which has no disk to wait for. A process that is killed loses nothing of it, a machine would.
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a random name is made in it
_LEAST_BYTES = 4 * 1024**3

# What takes longest, by the clock of two cores. A file that is not named comes after these.
LONGEST = (
    "tests/faults/test_plan.py",
    "tests/api/test_coherence.py",
    "tests/store/test_copying.py",
    "tests/reader/test_reading.py",
    "tests/contract/test_conformance.py",
    "tests/typescript/test_hostile.py",
    "tests/api/test_record_lines.py",
    "tests/reader/test_attacks.py",
    "tests/reader/test_desk.py",
    "tests/test_demonstration.py",
    "tests/test_migrations.py",
    "tests/typescript/test_examples.py",
    "tests/rules/test_examples.py",
    "tests/cli/test_batch_kills.py",
    "tests/jobs/test_batch.py",
    "tests/rules/test_book.py",
    "tests/api/test_front.py",
    "tests/writers/claude/test_faults_served.py",
    "tests/writers/claude/test_injection.py",
    "tests/store/test_record_pages.py",
    "tests/newsroom/test_ingest_helpers.py",
    "tests/benchmarks/test_contenders.py",
    "tests/writers/claude/test_endpoint.py",
    "tests/typescript/test_typescript.py",
    "tests/api/test_attacks.py",
    "tests/writers/test_attacks.py",
    "tests/views/test_attacks.py",
    "tests/newsroom/test_mirror.py",
    "tests/store/test_replica.py",
    "tests/writers/claude/test_looking.py",
)
_PLACES = {name: place for place, name in enumerate(LONGEST)}


def use_memory() -> None:
    """Let temporary files lie in memory where there is room for them and nobody has said where they belong (TMPDIR)."""
    if "TMPDIR" in os.environ or not os.access(_IN_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_IN_MEMORY).free >= _LEAST_BYTES:
        os.environ["TMPDIR"] = str(_IN_MEMORY)
        tempfile.tempdir = None


def place_in_line(file: str) -> int:
    """Return where a file of tests stands among all."""
    return _PLACES.get(file, len(LONGEST))
