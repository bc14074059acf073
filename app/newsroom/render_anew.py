"""Render every story anew, after a change of what its JSON says or of what lists show of it."""

from __future__ import annotations

from collections.abc import Iterator

from app import __version__
from app.newsroom.deployment import Deployment
from app.store import rendering
from app.store.deployment import get_setting, put_setting

_PROGRESS = "rendered"


def render_anew(deployment: Deployment, batch: int = 100) -> Iterator[tuple[int, int]]:
    """Render revision by revision in the order of their keys; yield how many were looked at and changed, after each batch.

    A batch is one transaction, which keeps the place as well: stopped at any point it goes on there when it is run again by the
    same version, and begins anew by another. Whoever holds what did not change goes on to get 304.
    """
    looked_at = changed = 0
    while True:
        with deployment.database.write() as session:
            after = _resume_after(get_setting(session, _PROGRESS))
            found = rendering.after(session, after, batch)
            changed += rendering.render(session, found)
            looked_at += len(found)
            reached = found[-1].key if len(found) == batch else (0, 0)
            put_setting(session, _PROGRESS, f"{__version__} {reached[0]} {reached[1]}")
        yield looked_at, changed
        if len(found) < batch:
            return


def _resume_after(kept: str | None) -> tuple[int, int]:
    """Return the key of the last revision that this version rendered."""
    version, _, key = (kept or "").partition(" ")
    if version != __version__ or not key:
        return 0, 0
    story, _, revision = key.partition(" ")
    return int(story), int(revision)
