"""The storywire command: one file a subcommand (or a few that belong together), each listed once here.

A subcommand's file is imported when it is called, so that `storywire --help` and `serve` start fast.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from types import ModuleType

import click

from app import __version__
from app.errors import SettingsError, StorywireError

# The name of each subcommand and where it is, in the order of the help.
COMMANDS = {
    "serve": "app.cli.serve:serve",
    "migrate": "app.cli.migrate:migrate",
    "doctor": "app.cli.doctor:doctor",
    "keys": "app.cli.keys:keys",
    "ingest": "app.cli.ingest:ingest",
    "synthesize": "app.cli.synthesize:synthesize",
    "worker": "app.cli.worker:worker",
    "copy": "app.cli.copy:copy",
    "compare": "app.cli.compare:compare",
    "mirror": "app.cli.mirror:mirror",
    "mcp": "app.cli.mcp:mcp",
    "relink": "app.cli.relink:relink",
    "render": "app.cli.render:render",
    "demo": "app.cli.demo:demo",
    "openapi": "app.cli.openapi:openapi",
    "version": "app.cli.version:version",
}


class LateGroup(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand, or return None where there is none of the name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(_import_at_once(module), name)
        return command


def _import_at_once(name: str) -> ModuleType:
    """Import a module without looking for garbage meanwhile: there is none, and looking costs a tenth of the time.

    What has been imported stays for good, so it is taken out of what is looked through from then on.
    """
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="storywire")
def storywire() -> None:
    """Record ids in, a structured story out in which every sentence rests on quotes."""


def main() -> None:
    """Run the command; what is wrong is said in one plain line on standard error, with exit code 1."""
    try:
        storywire(prog_name="storywire")
    except SettingsError as error:
        _give_up(str(error))
    except StorywireError as error:
        _give_up(" ".join([error.detail, *(f"{fault.pointer}: {fault.detail}" for fault in error.errors)]))


def _give_up(sentence: str) -> None:
    click.echo(f"storywire: {sentence}", err=True)
    sys.exit(1)
