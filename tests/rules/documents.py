"""The parts of the documents that say what the code says: made from it here, compared by a test, written by `make docs`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from app.api import operations
from app.api.openapi import describe
from app.cli import storywire
from app.errors import every_problem
from app.settings import Settings
from app.views import FEEDS, VIEWS, llms, opml, sitemap
from app.views.base import Beside, FeedPage, Tombstone
from schemas.beat import BeatSummary
from schemas.story import Story
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
        ROOT / "docs/reference/operations.md": operations_page(),
        ROOT / "app/api/examples.json": examples(),
    }


def examples() -> str:
    """Return the examples of the API with the example of a story in each of its forms and feeds."""
    told = json.loads((ROOT / "app/api/examples.json").read_text(encoding="utf-8"))
    story = Story.model_validate(told["get_story"]["answer"]["application/json"])
    home = story.url.partition("/stories/")[0]
    beside = Beside(public_url=home)
    for view in VIEWS:
        for operation in ("get_story", "get_story_form"):
            told[operation]["answer"][view.media_type] = _as_example(view.media_type, view.render(story, beside))
    beat = story.beat
    for operation, path, title, stories in (
        ("get_feed", "/v1", "Storywire", [story]),
        ("get_beat_feed", f"/v1/beats/{beat.slug}", f"Storywire: {beat.name}", []),
        ("get_entity_feed", "/v1/entities/alibaba", "Storywire: Alibaba", []),
    ):
        shown = {
            feed.media_type: _as_example(
                feed.media_type, feed.render(_example_page(f"{home}{path}/feed.{feed.suffix}", title, stories, story))
            )
            for feed in FEEDS
        }
        slug = {"slug": path.rpartition("/")[2]} if operation != "get_feed" else {}
        told[operation] = {"parameters": {**slug, "form": "json"}, "answer": shown}
    beats = [BeatSummary(**beat.model_dump(), description="Companies and money.", record_count=2, story_count=1)]
    listed = sitemap.Address(story.url, story.updated_at, story.title, story.language, story.updated_at, is_news=True)
    index = sitemap.render_index([f"{home}/v1/sitemap-news.xml", f"{home}/v1/sitemap-1.xml"])
    told["get_sitemap"] = {"answer": {sitemap.media_type: index}}
    told["get_sitemap_part"] = {
        "parameters": {"part": "news"},
        "answer": {sitemap.media_type: sitemap.render([listed], "https://wire.example/")},
    }
    told["list_beat_feeds"] = {"answer": {opml.media_type: opml.render(beats, home)}}
    told["read_llms_txt"] = {"answer": {llms.media_type: llms.render(beats, [(story.slug, story.title)], home)}}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _example_page(address: str, title: str, stories: list[Story], retracted: Story) -> FeedPage:
    """Return a page of a feed; one without stories tells that the example's was retracted."""
    home = address.partition("/v1/")[0]
    reason = "Its first source was a hoax."
    tombstones = [] if stories else [Tombstone(retracted.id, retracted.url, retracted.updated_at, reason)]
    return FeedPage(
        title=title,
        home=f"{home}/",
        address=address,
        next_address=None,
        language=None,
        public_url=home,
        hubs=(),
        stories=stories,
        corrections={},
        tombstones=tombstones,
        updated=retracted.updated_at,
    )


def _as_example(media_type: str, text: str) -> object:
    return json.loads(text) if media_type.endswith("json") else text


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


def operations_page() -> str:
    """Return the page of operations: of each what the service says of it, who may call it and what it answers with."""
    described = describe(operations(), "", "")
    parts = [
        (
            "# Operations\n\n"
            "What the API can do. `/docs` of the running service shows the same, and `/openapi.json` describes parameters, bodies and examples in full. "
            "Reading takes\na key only where the deployment says so; whatever else takes one names the [scope](../how-to/keys.md).\n"
        )
    ]
    by_tag: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            by_tag.setdefault(told["tags"][0], []).append(_operation(method, path, told))
    parts += ["\n".join([f"## {tag}\n", *listed, ""]) for tag, listed in by_tag.items()]
    return "\n".join(parts)


def _operation(method: str, path: str, told: dict[str, Any]) -> str:
    """Return what is told of an operation, as it stands in the page."""
    text = told.get("description", "").replace("\n\n", " ")
    parameters = ", ".join(f"`{each['name']}`" for each in told.get("parameters", []))
    lines = [
        f"* **`{method.upper()} {path}`** (`{told['operationId']}`): {told['summary']}.{f' {text}' if text else ''}"
    ]
    if parameters:
        lines.append(f"  Takes {parameters}.")
    return "\n".join([*lines, f"  Answers {', '.join(sorted(told['responses']))}."])


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
