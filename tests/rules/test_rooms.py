"""Whatever a room holds is listed where its users look for it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from app.cli import COMMANDS
from app.main import open_deployment
from app.providers import Kind
from app.settings import Settings
from tests.rules.tree import ROOT


def _held(room: str) -> set[str]:
    """Return the modules and packages of a room, but for its base and what is private to it."""
    return {
        path.stem
        for path in (ROOT / "app" / room).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    } - {"__init__", "__main__", "base"}


def test_every_writer_can_be_asked_for(tmp_path: Path) -> None:
    """Each file or folder of the room holds a writer that a deployment can have, which bears the name it is asked for by."""
    everybody = get_args(Kind)
    deployment = open_deployment(Settings(database_url=f"sqlite:///{tmp_path / 'storywire.db'}", providers=everybody))
    deployment.database.close()
    assert {name: writer.name for name, writer in deployment.writers.items()} == {name: name for name in everybody}
    places = {type(writer).__module__.removeprefix("app.writers.") for writer in deployment.writers.values()}
    assert places == _held("writers")


def test_every_command_is_listed() -> None:
    """Each subcommand has a file of its own name, and each file that defines one is listed."""
    files = {path.stem for path in (ROOT / "app/cli").glob("*.py") if "@click." in path.read_text(encoding="utf-8")}
    assert {name: f"app.cli.{name}:{name}" for name in files - {"__init__"}} == COMMANDS
