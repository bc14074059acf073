"""Make the indexes of a migration while the service goes on reading and writing, on PostgreSQL.

An index that is made within the migration's transaction stops every write to its table until it is there. `CREATE INDEX CONCURRENTLY`
stops none, and is refused within a transaction; so it comes before the migration, which then finds the index made.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect, text

from app.store.session import Database

# An index's table and columns, by its name, as the file of a migration has them in `beforehand`.
Wanted = Mapping[str, tuple[str, Sequence[str]]]

# One process at a time makes indexes, or two would make the same.
_LOCK = 7_406_914_222
_PAUSE_SECONDS = 0.1


def make_online(database: Database, wanted: Wanted) -> None:
    """Make indexes that are not there; nobody who reads or writes waits for it.

    It waits for whoever began to read or write before it, however long, since an index must not miss what they see. Killed, it leaves an
    index that is not valid, in whose place the next run makes another. A table or column that a migration on the way is still to make is
    passed over: so are its indexes, which that migration then makes itself.
    """
    with database.outside() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        _wait_for_turn(connection)
        for name, (table, columns) in wanted.items():
            if _has(connection, table, columns):
                _make(connection, name, table, columns)


def _wait_for_turn(connection: Connection) -> None:
    """Take the lock by asking again and again: a statement that waits for it would be waited for by the index that another makes."""
    asked = text("SELECT pg_try_advisory_lock(:lock)")
    while not connection.execute(asked, {"lock": _LOCK}).scalar_one():
        time.sleep(_PAUSE_SECONDS)


def _has(connection: Connection, table: str, columns: Sequence[str]) -> bool:
    """Say whether a table is there with all of these columns."""
    found = inspect(connection)
    return found.has_table(table) and {each["name"] for each in found.get_columns(table)}.issuperset(columns)


def _make(connection: Connection, name: str, table: str, columns: Sequence[str]) -> None:
    """Make an index, unless it is there and valid."""
    asked = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
    is_valid = connection.execute(asked, {"name": name}).scalar()
    if is_valid:
        return
    if is_valid is False:
        connection.execute(text(f"DROP INDEX CONCURRENTLY {name}"))
    connection.execute(text(f"CREATE INDEX CONCURRENTLY {name} ON {table} ({', '.join(columns)})"))
