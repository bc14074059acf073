"""What a row of the plan is given: a database of its own kind, a folder, a seed, and how long it may take."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from faults.account import Result
from faults.site import Site
from tests.store.cluster import Cluster


@dataclass(slots=True)
class Plan:
    """How the rows are run: `is_short` is the form that a test runs, `cluster` the PostgreSQL server, None for SQLite."""

    folder: Path
    seed: int
    is_short: bool
    cluster: Cluster | None = None
    _made: int = 0
    _ready: bool = False

    @property
    def database(self) -> str:
        """What the database is called in the table."""
        return "PostgreSQL" if self.cluster else "SQLite"

    def often(self, long: int, short: int) -> int:
        """Return how often something is done."""
        return short if self.is_short else long

    def random(self) -> Random:
        """Return the chance of one row, the same for the same seed."""
        return Random(self.seed)

    def name(self) -> str:
        """Return a name that no other database of this run has."""
        self._made += 1
        return f"plan_{self._made}"

    @contextmanager
    def site(self, lots: int, seconds: float = 0.15, folder: Path | None = None) -> Iterator[Site]:
        """Give a site with a new database, and end its processes afterwards."""
        name = self.name()
        place = folder or self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        made = Site(self._database(name, place), place, lots, seconds)
        try:
            yield made
        finally:
            made.close()

    def _database(self, name: str, place: Path) -> str:
        """Copy a database that a site without records has made ready, which takes a second; return the address."""
        model = self.folder / "model"
        if not self._ready:
            url = self.cluster.copy("model") if self.cluster else f"sqlite:///{model}/model.db"
            Site(url, model, 0).close()
            self._ready = True
        if self.cluster:
            return self.cluster.copy(name, "model")
        shutil.copy(model / "model.db", place / f"{name}.db")
        return f"sqlite:///{place}/{name}.db"

    def say(self, words: str) -> None:
        """Tell whoever waits how far it is."""
        sys.stderr.write(f"  {self.database}: {words}\n")
        sys.stderr.flush()


Row = Callable[[Plan], Result]
