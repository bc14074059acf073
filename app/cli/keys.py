"""storywire keys."""

from __future__ import annotations

from typing import get_args

import click

from app.cli.preparation import prepared_deployment
from app.language.normalise import printable_line
from app.store import keys as kept
from schemas.base import time_text
from schemas.key import Scope

SCOPES: tuple[Scope, ...] = get_args(Scope)
_LONGEST_NAME = 100


def _name(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return the name as given; raise click.BadParameter where a list of keys could not show it on one line."""
    del context, option
    # Some letters are printable by the book and show nothing, so that something has to be left without them.
    if len(value) <= _LONGEST_NAME and value.isprintable() and printable_line(value):
        return value
    raise click.BadParameter(f"a name is 1 to {_LONGEST_NAME} printable characters on one line.")


@click.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command()
@click.option("--name", required=True, callback=_name, help="Whose key it is, or what for.")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(SCOPES), help="May be repeated.")
def create(name: str, scopes: tuple[Scope, ...]) -> None:
    """Make a key and print it, alone, on standard output; it cannot be shown again."""
    with prepared_deployment() as deployment, deployment.database.write() as session:
        key, secret = kept.create(session, name, sorted(set(scopes), key=SCOPES.index), deployment.clock())
    click.echo(f"{key.id} ({key.name}): {', '.join(key.scopes)}. Keep it now, it is not shown again.", err=True)
    click.echo(secret)


@keys.command(name="list")
def list_keys() -> None:
    """List every key: id, name, scopes and times."""
    with prepared_deployment() as deployment, deployment.database.read() as session:
        for key in kept.every(session):
            state = f"revoked {time_text(key.revoked_at)}" if key.revoked_at else "valid"
            # A key made otherwise than by this command may bear any name, one that would steer a terminal too.
            name = printable_line(key.name)
            click.echo(f"{key.id}\t{name}\t{','.join(key.scopes)}\t{time_text(key.created_at)}\t{state}")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Make a key invalid, at once and for good."""
    with prepared_deployment() as deployment, deployment.database.write() as session:
        if not kept.revoke(session, key_id, deployment.clock()):
            raise click.ClickException(f"There is no valid key {key_id}.")
    click.echo(f"{key_id} is revoked.")
