"""Reading, as a ratio to bare uvicorn that sends constant bytes of the same size: stories, 304, lists, feeds, search, and the memory that it takes.

`storywire serve` as its user runs it, with no setting but the database, on one core; the load comes from the other. How slices take turns
is told in `benchmarks.slices`.

    python -m benchmarks.reads [--stories 5000] [--rounds 5] [--seconds 2] [--keep FILE | --postgresql URL] [ROW…]

The figures of the README are of --stories 100000, which takes some minutes to make and three gigabytes; --keep makes it once. With --postgresql the
processor time is that of the service alone; the database server's is not counted, and it runs where the system puts it. How search grows with the
records is measured by `benchmarks.growth`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from app.store import cursor
from app.store.session import Database
from benchmarks.arguments import asking
from benchmarks.load import Load
from benchmarks.newspaper import PUBLIC_URL, kept_at, slug_of
from benchmarks.serving import bare, running, storywire
from benchmarks.slices import take_turns

_UNIFORM = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what is asked for, of so many stories, and what part of the limit is wanted."""

    name: str
    target: float
    targets: Callable[[int, str], list[str]]
    is_held: bool = False
    target_on_postgresql: float | None = None


def _one_page(_: int, __: str) -> list[str]:
    return ["/v1/stories?beat=beat-3"]


def _uniform_pages(stories: int, url: str) -> list[str]:
    """Return pages of any beat, beginning anywhere."""
    drawn = random.Random(2)
    database = Database(url)
    with database.read() as session:
        places = session.connection().execute(text("SELECT published_at, pk, beat FROM story")).all()
    database.close()
    chosen = drawn.choices(places[stories // 100 :], k=20_000)
    bound = {beat: {"beat": beat, "statuses": ("published",)} for beat in {place[2] for place in chosen}}
    return [f"/v1/stories?beat={beat}&cursor={cursor.encode([at, pk], bound[beat])}" for at, pk, beat in chosen]


ROWS = (
    Row("story", 0.80, lambda stories, _: [f"/v1/stories/{slug_of(stories - 1 - place)}" for place in range(50)], target_on_postgresql=0.75),
    Row("uniform", 0.60, lambda stories, _: [f"/v1/stories/{slug_of(n)}" for n in random.Random(1).choices(range(stories), k=_UNIFORM)], target_on_postgresql=0.10),
    Row("304", 0.90, lambda stories, _: [f"/v1/stories/{slug_of(stories - 1)}"], is_held=True),
    Row("list", 0.90, _one_page),
    Row("lists", 0.45, _uniform_pages),
    Row("feed", 0.88, lambda _, __: ["/v1/feed.json?limit=50"]),
)  # fmt: skip


def main() -> None:
    """Measure each row that was asked for."""
    parser = asking(__doc__, stories=5_000, rounds=5, seconds=2.0, may_keep=True)
    parser.add_argument("rows", nargs="*", default=[row.name for row in ROWS])
    parser.add_argument("--postgresql", metavar="URL", help="a database there instead, which is filled if it is empty")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.postgresql or f"sqlite:///{(asked.keep or Path(folder) / 'newspaper.db').absolute()}"
        kept_at(url, asked.stories)
        for row in ROWS:
            if row.name in asked.rows:
                _measure(row, url, Path(folder), asked)


def _measure(row: Row, url: str, folder: Path, asked: argparse.Namespace) -> None:
    targets = row.targets(asked.stories, url)
    target = row.target_on_postgresql if asked.postgresql else row.target
    with running(*storywire(url, PUBLIC_URL)) as ours:
        answer = ours.ask(targets[0])
        limit = bare(0, 304) if row.is_held else bare(len(answer.body))
        load = Load.of(folder / "targets", targets, answer.tag if row.is_held else None)
        with running(limit) as its:
            turns = take_turns({row.name: (ours, load)}, (its, load), asked.rounds, asked.seconds)[row.name]
        memory = ours.memory()
    verdict = "none" if target is None else turns.verdict(target)
    print(
        f"{row.name:8} {turns.by_rate} of the limit (by processor time {turns.by_time}; target {verdict}); "
        f"{len(answer.body)} bytes; memory {memory}",
        flush=True,
    )


if __name__ == "__main__":
    main()
