"""What writers keep between stories: in the deployment's own values, so that every process knows what one has seen."""

from __future__ import annotations

from contextlib import suppress

from app.errors import StorywireError
from app.store.deployment import forget_setting, get_setting, put_setting
from app.store.session import Database


class WritersMemory:
    """Keeps short texts by name in the database, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Open nothing yet."""
        self._database = database

    def recall(self, name: str) -> str | None:
        """Return what was kept under a name; None where nothing was."""
        with self._database.read() as session:
            return get_setting(session, name)

    def keep(self, name: str, value: str | None) -> None:
        """Keep a value, or forget it; a story does not fail for what a busy database cannot keep just now."""
        with suppress(StorywireError), self._database.write("nothing") as session:
            if value is None:
                forget_setting(session, name)
            else:
                put_setting(session, name, value)
