"""A quick read of a file that was away is answered again once the file is back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UnavailableError
from app.store.quick_reads import Question, SqliteReads

ASK = Question("SELECT count(*) FROM api_key", ())


def test_a_file_that_comes_back_is_read_again(empty_database: Path, tmp_path: Path) -> None:
    """No file is made in its place, and one that somebody else made there is not held on to."""
    file, away = tmp_path / "news.db", tmp_path / "away.db"
    away.write_bytes(empty_database.read_bytes())
    reads = SqliteReads(str(file))
    with pytest.raises(UnavailableError):
        reads.rows(ASK)
    assert not file.exists()
    file.touch()
    with pytest.raises(UnavailableError):
        reads.rows(ASK)
    file.unlink()
    away.rename(file)
    assert reads.rows(ASK) == [(0,)]
    reads.close()
