"""storywire copy."""

from __future__ import annotations

import sys
from collections import Counter

import click

from app.store import copying


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy all that the database FROM holds into the empty database TO; each is an address as DATABASE_URL has it.

    From SQLite to PostgreSQL and back, with every record, revision, key and change as it is; search indexes are made anew. Stopped or
    killed at any point it goes on there when it is run again. At the end the rows of both are compared by number and
    digest; both digests are printed. TO must hold nothing else, and FROM must have the schema of this version.
    """
    rows: Counter[str] = Counter()
    hidden = not sys.stderr.isatty()
    with click.progressbar(copying.copy(source, target), label="copying", file=sys.stderr, hidden=hidden) as batches:
        for table, number in batches:
            rows[table] += number
    for table, number in rows.items():
        click.echo(f"{number} {table}")
    for url in (source, target):
        number, digest = copying.digest_at(url)
        click.echo(f"{digest} {number} rows")
