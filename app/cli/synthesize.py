"""storywire synthesize."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.cli.preparation import prepared_deployment
from app.cli.record_files import ids_in
from app.jobs.desk import write_now
from app.store import records as kept
from app.views import plain_text
from app.views.base import Beside
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
    wanted = [*ids, *(found for file in files for found in ids_in(file))]
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
    click.echo(plain_text.render(story, Beside(records=cited)))


def _request(given: dict[str, Any]) -> SynthesisRequest:
    try:
        return SynthesisRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
