"""One process for a whole run that has imported the service; what is to be killed, frozen or raced is forked from it, in no time."""

from __future__ import annotations

import multiprocessing

# Whatever of these cannot be had is imported by each process for itself, as late.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "tests.conftest",
        "faults.entry",
        "alembic.command",
        "anthropic",
        "app.cli.synthesize",
        "app.writers.claude.endpoint",
    ]
)
