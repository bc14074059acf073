"""The same records give the same story in every process, in whichever order its sets give what they hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_WRITES_ALL = """
import sys, hashlib
from pathlib import Path
from app.newsroom.vocabulary import VocabularyCache
from app.store.session import Database
from tests.writers.press import SETS, Press, sample

database = Database(f"sqlite:///{sys.argv[1]}")
with database.read() as session:
    press = Press(VocabularyCache().current(session))
database.close()
told = "".join(str(press.write(sample(path))[1]) for path in SETS)
print(hashlib.sha256(told.encode()).hexdigest())
"""


def test_a_story_does_not_depend_on_how_python_hashes(empty_database: Path) -> None:
    """Two processes with other seeds for hashes write the samples alike, each word of the drafts and each weight."""
    root = str(Path(__file__).parents[2])
    told = [
        subprocess.run(
            [sys.executable, "-c", _WRITES_ALL, str(empty_database)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] != ""
