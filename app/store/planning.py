"""What a database's planner is told where it would choose worse than we do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression
from sqlmodel import Session


def along_no_index(session: Session, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column so that SQLite goes along no index of it: behind a plus. PostgreSQL chooses by its statistics."""
    if session.get_bind().dialect.name != "sqlite":
        return column
    return UnaryExpression(column, operator=operators.custom_op("+"), type_=column.type)
