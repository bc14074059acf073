"""storywire synthesize."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.cli.preparation import prepared_deployment
from app.errors import InvalidInputError
from app.jobs.desk import write_now
from app.store import records as kept
from app.story.record_id import record_id
from app.views import plain_text
from schemas import strict_json
from schemas.synthesis import SynthesisRequest


@click.command()
@click.option("--record", "ids", multiple=True, metavar="ID", help="A record to write from; may be repeated.")
@click.option(
    "--records",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of ids, one a line, or of records as they were ingested.",
)
@click.option("--language", help="The language of the story; that of most of the records where left out.")
@click.option("--beat", help="The beat to file it under.")
@click.option("--angle", help="What the story should be about, in words.")
@click.option("--provider", help="Who writes; the deployment's own choice where left out.")
@click.option("--model", help="The model that writes; the provider's own choice where left out.")
@click.option("--max-cost-usd", help="What the story may cost, in US dollars.")
@click.option("--draft", is_flag=True, help="Do not publish it.")
@click.option("--json", "as_json", is_flag=True, help="Print the story as JSON.")
def synthesize(
    ids: tuple[str, ...], files: tuple[Path, ...], *, draft: bool, as_json: bool, **wishes: str | None
) -> None:
    """Write a story from records and print it."""
    wanted = [*ids, *(found for file in files for found in _ids(file))]
    if not wanted:
        raise click.UsageError("Name at least one record, with --record or --records.")
    request = _request({"record_ids": wanted, "publish": not draft, **wishes})
    with prepared_deployment() as deployment:
        stored = write_now(deployment, request)
        if as_json:
            click.echo(stored.document)
            return
        story = stored.story()
        with deployment.database.read() as session:
            cited = kept.get_many(session, [citation.record_id for citation in story.citations])
    click.echo(plain_text.render(story, cited))


def _request(given: dict[str, Any]) -> SynthesisRequest:
    try:
        return SynthesisRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _ids(file: Path) -> list[str]:
    """Read ids, one a line; where a line is a record, its id is derived from its source and its own id."""
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.startswith(b"{"):
            found.append(_id_of(file, number, line))
        elif line.strip():
            found.append(line.strip().decode("utf-8", "replace"))
    return found


def _id_of(file: Path, number: int, line: bytes) -> str:
    try:
        record = strict_json.loads(line, repair_strings=True)
        return record_id(record["source"], record["external_id"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(f"{file}:{number} is neither an id nor a record.") from error
