"""What a story is asked to be, as options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from schemas.synthesis import SynthesisRequest

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OF_IDS = "A file of ids, one a line, or of records as they were ingested."

language = click.option("--language", help="The language of the story; that of most of the records where left out.")
max_cost_usd = click.option(
    "--max-cost-usd", type=click.FloatRange(0, 10_000), help="What each story may cost, in US dollars."
)


def request_of(given: dict[str, Any]) -> SynthesisRequest:
    """Return a request as it was given on the command line; raise a usage error, which names what is wrong with it."""
    try:
        return SynthesisRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
