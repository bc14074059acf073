"""The parts of the documents that say what the code says: made from it here, compared by a test, written by `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from app.cli import storywire
from app.errors import every_problem
from app.settings import Settings
from tests.rules import excerpt
from tests.rules.tree import ROOT

_WIDTH = 100


def documents() -> dict[Path, str]:
    """Return every document that follows the code, as it should be."""
    readme = ROOT / "README.md"
    return {
        readme: _filled(readme.read_text(encoding="utf-8")),
        ROOT / "docs/reference/problems.md": problems_page(),
        ROOT / "docs/reference/commands.md": commands_page(),
    }


def settings_table() -> str:
    """Return the table of settings: their own names, defaults and descriptions, in their order."""
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    for field, info in Settings.model_fields.items():
        if info.description is None or info.is_required():
            raise ValueError(f"the setting {field} needs a description and a default")
        rows.append(f"| `STORYWIRE_{field.upper()}` | {_default(info.default)} | {info.description} |")
    return "\n".join(rows)


def problems_page() -> str:
    """Return the page of problems: each kind with its status, title and explanation, as the service itself gives them."""
    opening = (
        "# Problems\n\n"
        "Every error is answered as `application/problem+json` (RFC 9457). Its `type` is an address of the running service, where "
        "the same explanation\nstands; `status` and `title` are those below, `detail` says what happened this time, `instance` is the "
        'path that was asked, and `errors` names each\nplace of the input that is wrong, as `{"pointer", "detail"}`: a JSON Pointer, '
        "or a parameter's name.\n"
    )
    rows = ["| type | status | title | what to do |", "| --- | ---: | --- | --- |"]
    rows += [
        f"| `/problems/{kind.slug}` | {kind.status} | {kind.title} | {kind.explanation} |"
        for kind in sorted(every_problem(), key=lambda kind: (kind.status, kind.slug))
    ]
    return "\n".join([opening, *rows, ""])


def commands_page() -> str:
    """Return the page of commands: what each says of itself when it is asked for help."""
    opening = (
        "# The command line\n\n"
        "Every command reads the [settings](../../README.md#settings). What is wrong is said in one line on standard error; the exit code "
        "is then 1, or 2\nwhere the command was not understood.\n"
    )
    parts = [opening]
    for words in _commands(storywire, ("storywire",)):
        said = CliRunner().invoke(storywire, [*words[1:], "--help"], prog_name="storywire", terminal_width=_WIDTH)
        parts.append(f"## {' '.join(words)}\n\n```\n{said.stdout.strip()}\n```\n")
    return "\n".join(parts)


def _commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the words of a command and of each below it."""
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _commands(below, (*words, name))


def _default(value: object) -> str:
    """Return a setting's default as somebody would write it in the environment."""
    if value is None or value in ("", ()):
        return "(none)"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _filled(readme: str) -> str:
    """Return the README with the excerpts of a story and the table of settings put where they stand."""
    for opening, closing, text in (
        ("```\nTitle: ", "\n```", f"```\n{excerpt.as_text()}"),
        ("```json\n", "\n```", f"```json\n{excerpt.as_json()}"),
        ("| setting |", "\n\n", settings_table()),
    ):
        start = readme.index(opening)
        readme = readme[:start] + text + readme[readme.index(closing, start + len(opening)) :]
    return readme


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
