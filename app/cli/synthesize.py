"""storywire synthesize."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from app.cli import wishes
from app.cli.batch_file import BatchFile
from app.cli.preparation import prepared_deployment
from app.cli.record_files import ids_in
from app.jobs.desk import write_now
from app.store import records as kept
from app.views import plain_text
from app.views.base import Beside


@click.command()
@click.option("--record", "ids", multiple=True, metavar="ID", help="A record to write from; may be repeated.")
@click.option("--records", "files", multiple=True, metavar="FILE", type=wishes.FILE, help=wishes.OF_IDS)
@click.option(
    "--batch",
    metavar="FILE",
    type=wishes.FILE,
    help="A file of sets, one JSON object a line, as POST /v1/syntheses takes it: all are written, at half the price, within a day or so.",
)
@click.option("--fall-back", is_flag=True, help="Of a batch: write at once, at the full price, what no batch answers.")
@click.option("--retry", is_flag=True, help="Of a batch: begin again what has failed.")
@click.option("--cancel", is_flag=True, help="Of a batch: stop what is under way; what is answered by then is written.")
@click.option(
    "--every",
    type=click.FloatRange(0.01, 3600),
    default=60.0,
    show_default=True,
    help="Of a batch: seconds between two looks at it.",
)
@wishes.language
@click.option("--beat", help="The beat to file it under.")
@click.option("--angle", help="What the story should be about, in words.")
@click.option("--provider", help="Who writes; the deployment's own choice where left out.")
@click.option("--model", help="The model that writes; the provider's own choice where left out.")
@wishes.max_cost_usd
@click.option("--draft", is_flag=True, help="Do not publish it.")
@click.option("--json", "as_json", is_flag=True, help="Print the story as JSON; of a batch, a line of JSON for each.")
def synthesize(
    ids: tuple[str, ...],
    files: tuple[Path, ...],
    batch: Path | None,
    *,
    draft: bool,
    as_json: bool,
    **wanted: Any,  # noqa: ANN401 - whatever click makes of the options that a request has
) -> None:
    """Write a story from records and print it; or, with --batch, one from each set of a file.

    A batch goes on where it was when the same command is given again, whatever happened meanwhile. Its other options hold for each set that does
    not say otherwise. The exit code is 1 where a set ended in a problem.
    """
    how = {name: wanted.pop(name) for name in ("every", "fall_back", "retry", "cancel")}
    if draft:
        wanted["publish"] = False
    if batch is not None:
        if ids or files:
            raise click.UsageError("A batch names its records itself.")
        told = BatchFile(batch, wanted, as_json=as_json)
        with prepared_deployment() as deployment:
            told.write(deployment, **how)
        sys.exit(1 if told.problems else 0)
    if any(how[name] for name in ("fall_back", "retry", "cancel")):
        raise click.UsageError("--fall-back, --retry and --cancel are of a batch: name its file with --batch.")
    record_ids = [*ids, *(found for file in files for found in ids_in(file))]
    if not record_ids:
        raise click.UsageError("Name at least one record, with --record or --records.")
    request = wishes.request_of({"record_ids": record_ids, **wanted})
    with prepared_deployment() as deployment:
        stored = write_now(deployment, request)
        if as_json:
            click.echo(stored.document)
            return
        story = stored.story()
        with deployment.database.read() as session:
            cited = kept.get_many(session, [citation.record_id for citation in story.citations])
    click.echo(plain_text.render(story, Beside(records=cited)))
