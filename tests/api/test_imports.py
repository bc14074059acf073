"""What the API loads before it is needed: nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("anthropic", "alembic", "sklearn", "numpy", "limits", "prometheus_client", "httpx", "psycopg")


def test_importing_the_application_loads_nothing_heavy() -> None:
    """No model's SDK, no migrations, no numbers: each is imported where it is first used."""
    code = f"import app.main, sys; print(*sorted(set(sys.modules) & {set(HEAVY)!r}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert loaded == []
