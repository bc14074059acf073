"""Queries that are turned into SQL once, and after that only given their values.

SQLAlchemy looks over a statement's parts each time that it is executed, to find what it compiled before, and writes each
list of values into the text anew. For a synthesis, which asks twenty short questions, that took as long as the database did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Row, SelectBase
from sqlmodel import Session

# A query for a list is another text for each length of it. So many are kept, and then made anew.
_MOST_TEXTS = 512


class _Text(NamedTuple):
    """A query as one dialect has it for lists of certain lengths: what it is always given, what each place is called, and which lists stand where."""

    sql: str
    fixed: Mapping[str, Any]
    order: Sequence[str] | None
    spread: Mapping[str, Sequence[str]]


class CompiledQuery:
    """A query whose parameters may be lists (`bindparam(…, expanding=True)`).

    Rows come as the driver gives them: it is for columns of text, numbers and bytes, which need no translation.
    """

    def __init__(self, query: SelectBase) -> None:
        """Take the query; its SQL is made when it is first asked."""
        self._query = query
        self._texts: dict[tuple[str | int, ...], _Text] = {}

    def rows(self, session: Session, **values: Any) -> Sequence[Row[Any]]:  # noqa: ANN401 - whatever a column may hold
        """Ask the query; return all rows."""
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
        return connection.exec_driver_sql(text.sql, tuple([given[name] for name in text.order])).all()

    def _made(self, dialect: Dialect, values: Mapping[str, Any]) -> _Text:
        """Turn the query into SQL for lists of such lengths."""
        if len(self._texts) >= _MOST_TEXTS:
            self._texts.clear()
        state = self._query.compile(dialect=dialect).construct_expanded_state(dict(values))
        spread = state.parameter_expansion
        varying = {*values, *(name for names in spread.values() for name in names)}
        fixed = {name: value for name, value in state.parameters.items() if name not in varying}
        return _Text(state.statement, fixed, state.positiontup, spread)
