"""Ask for the rows of any number of keys with a statement whose text is the same however many there are.

With a parameter for each key the text would be put together and prepared anew for each count. SQLite reads the keys from
one JSON array, PostgreSQL takes an array as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, SQLColumnExpression, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Keys(TypeDecorator[Iterable[str]]):
    """Keys as one parameter."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what the database takes."""
        return dialect.type_descriptor(ARRAY(String) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | str:
        """Give the keys as the database takes them."""
        keys = list(value or ())
        return keys if dialect.name == "postgresql" else orjson.dumps(keys).decode()


class _Among(FunctionElement[bool]):
    """The condition that a column holds one of the keys."""

    name = "among"
    type = Boolean()
    inherit_cache = True


@compiles(_Among)
def _read_from_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the library's own
    column, keys = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - both are SQLAlchemy's own writing


@compiles(_Among, "postgresql")
def _take_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the library's own
    column, keys = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY({keys})"


def among(column: SQLColumnExpression[str], name: str) -> ColumnElement[bool]:
    """Return the condition that a column of text holds one of the strings that are given with the statement under a name."""
    return _Among(column, bindparam(name, type_=_Keys()))
