"""Queries that are turned into SQL once, and after that only given their values.

SQLAlchemy looks over a statement's parts each time that it is executed, to find what it compiled before, and writes each
list of values into the text anew. For a synthesis, which asks twenty short questions, that took as long as the database did.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, SelectBase
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

# A query for a list is another text for each length of it. So many are kept, and then made anew.
_MOST_TEXTS = 512
# What a query's rows are is not known before it is asked, which type checkers do not follow.
_named_tuple: Any = namedtuple  # noqa: PYI024 - as above


class _Text(NamedTuple):
    """A query as one dialect has it for lists of certain lengths.

    What it is always given, what each place is called, which lists stand where, and what makes a row of a driver's tuple.
    """

    sql: str
    fixed: Mapping[str, Any]
    order: Sequence[str] | None
    spread: Mapping[str, Sequence[str]]
    row: Callable[[tuple[Any, ...]], Any]


class CompiledQuery:
    """A query whose parameters may be lists (`bindparam(…, expanding=True)`).

    Rows come as the driver gives them: it is for columns of text, numbers and bytes, which need no translation.
    """

    def __init__(self, query: SelectBase) -> None:
        """Take the query; its SQL is made when it is first asked."""
        self._query = query
        self._texts: dict[tuple[str | int, ...], _Text] = {}

    def rows(self, session: Session, **values: Any) -> Sequence[Any]:  # noqa: ANN401 - whatever a column may hold
        """Ask the query; return all rows, each a tuple whose columns have names, too."""
        connection = session.connection()
        dialect = connection.dialect
        key: tuple[str | int, ...] = (
            dialect.name,
            *[len(value) for value in values.values() if isinstance(value, list)],
        )
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = self._made(dialect, values)
        given = {**text.fixed, **values}
        for name, names in text.spread.items():
            given.update(zip(names, given.pop(name), strict=True))
        if text.order is None:
            return connection.exec_driver_sql(text.sql, given).all()
        return list(map(text.row, _asked_of_sqlite(connection, text.sql, tuple([given[name] for name in text.order]))))

    def _made(self, dialect: Dialect, values: Mapping[str, Any]) -> _Text:
        """Turn the query into SQL for lists of such lengths."""
        if len(self._texts) >= _MOST_TEXTS:
            self._texts.clear()
        state = self._query.compile(dialect=dialect).construct_expanded_state(dict(values))
        spread = state.parameter_expansion
        varying = {*values, *(name for names in spread.values() for name in names)}
        fixed = {name: value for name, value in state.parameters.items() if name not in varying}
        names = [column.key or "" for column in self._query.selected_columns]
        row = partial(tuple.__new__, _named_tuple("row", names, rename=True))
        return _Text(state.statement, fixed, state.positiontup, spread, row)


def _asked_of_sqlite(connection: Connection, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Ask the driver itself, within the connection's transaction: what SQLAlchemy does around it takes longer than most answers."""
    driver: Any = connection.connection.dbapi_connection
    try:
        found: list[tuple[Any, ...]] = driver.execute(sql, values).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, values, error, sqlite3.Error, dialect=connection.dialect) from error
    return found
