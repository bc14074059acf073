"""Run migrations so that they can be killed at any statement and run again, by any number of processes at once.

Each run is one write of `Database`: one transaction that begins with BEGIN IMMEDIATE on SQLite and with the write lock on
PostgreSQL. Whoever comes second waits, then finds nothing left to do. Alembic's own way on SQLite, where Python commits
before some statements, leaves half a schema behind when it is killed.

The address is handed over by `app.store.migrate`, or read from the settings when Alembic's own command runs this.
"""

from __future__ import annotations

from contextlib import closing

from alembic import context
from sqlalchemy import inspect, text
from sqlalchemy.sql.schema import SchemaItem

from app.settings import Settings
from app.store.editions import mark
from app.store.search import INDEXES
from app.store.session import Database
from app.store.webhook_tables import METADATA

_LOCK_SECONDS = 3


def _is_ours_to_compare(_item: SchemaItem, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """Leave the search indexes, and the tables that FTS5 keeps behind them, out of `alembic check`."""
    return kind != "table" or not any((name or "").startswith(index.table) for index in INDEXES)


def _migrate() -> None:
    """Run what is asked for in one transaction."""
    url = context.config.attributes.get("url") or Settings().database_url
    with closing(Database(url)) as database, database.write("nothing") as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            # Whoever waits for a table holds up all that come after; so it gives up, and is run again.
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_object=_is_ours_to_compare,
            transactional_ddl=True,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if inspect(connection).has_table("deployment"):
            mark(connection, "stories")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: they read what is there before they change it.")
_migrate()
