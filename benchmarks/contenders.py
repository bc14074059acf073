"""The hot story, of all who serve it on one core: nginx, FastAPI with SQLModel, Django REST framework, Datasette and `storywire serve`, over the limit.

The limit is bare uvicorn (uvloop, httptools) that sends constant bytes of the same size. All serve the same JSON of the same stories; the load asks for
fifty in turn, from the other core. Before anything is measured each contender's answer is compared with what our store holds.

    python -m benchmarks.contenders [--stories 2000] [--rounds 7] [--seconds 2] [--keep FILE] [NAME…]

The names are storywire and those of `benchmarks.peers.starting`. --keep makes the newspaper, and beside it its rows, once.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.arguments import asking
from benchmarks.load import Load
from benchmarks.newspaper import PUBLIC_URL, kept, slug_of
from benchmarks.peers.relational import documents
from benchmarks.peers.starting import PEERS, Peer, Stories
from benchmarks.serving import Server, bare, running, storywire
from benchmarks.slices import Turns, take_turns

OURS = "storywire"
_HOT = 50
# What is asked of the hot story: so much of the limit, and so many times each of these.
_OF_LIMIT = 0.80
_TIMES = {"fastapi+sqlmodel": 150, "django-rest": 200, "datasette": 20}


def main() -> None:
    """Start those that can be, see that they serve the same, and let them take turns."""
    parser = asking(__doc__, stories=2_000, rounds=7, seconds=2.0, may_keep=True)
    parser.add_argument("names", nargs="*", default=[OURS, *PEERS])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        newspaper = kept(asked.keep or folder / "newspaper.db", asked.stories)
        slugs = [slug_of(asked.stories - 1 - place) for place in range(min(_HOT, asked.stories))]
        stories = Stories(newspaper, folder, newspaper.with_suffix(".rows.db"))
        load = Load.of(folder / "targets", [f"/v1/stories/{slug}" for slug in slugs])
        contenders: dict[str, tuple[Server, Load]] = {}
        if OURS in asked.names:
            server = stack.enter_context(running(*storywire(newspaper, PUBLIC_URL)))
            contenders[OURS] = server, load
        for peer in _startable(asked.names):
            server = stack.enter_context(peer.runs(stories, slugs))
            its = Load.of(folder / f"{peer.name}.targets", [peer.target(slug) for slug in slugs])
            contenders[peer.name] = server, its
            _see_that_it_serves(peer, server, newspaper, slugs[0])
        size = len(dict(documents(newspaper, slugs[:1]))[slugs[0]].encode())
        limit = stack.enter_context(running(bare(size))), load
        _tell(take_turns(contenders, limit, asked.rounds, asked.seconds), contenders, size)


def _startable(names: list[str]) -> list[Peer]:
    """Return the peers that are asked for and can be started; say of each other one what it lacks."""
    found = [peer for name, peer in PEERS.items() if name in names]
    for peer in found:
        if peer.lacks:
            print(f"{peer.name}: skipped ({peer.lacks})")
    return [peer for peer in found if not peer.lacks]


def _see_that_it_serves(peer: Peer, server: Server, newspaper: Path, slug: str) -> None:
    """Raise SystemExit where a peer says something else of a story than our store."""
    ((_, document),) = documents(newspaper, [slug])
    if peer.story(server.ask(peer.target(slug)).body) != json.loads(document):
        raise SystemExit(f"{peer.name} does not serve the same story")


def _tell(found: dict[str, Turns], contenders: dict[str, tuple[Server, Load]], size: int) -> None:
    """Print who serves how much of the limit, and how many times as much we do, in the same rounds."""
    print(f"{size} bytes of JSON; medians of the rounds, with the middle half")
    _row("", "of the limit", "by processor time", "storywire over it", "by processor time", "memory", "target")
    ours = found.get(OURS)
    for name, turns in found.items():
        cells, verdict = ["", ""], turns.verdict(_OF_LIMIT) if name == OURS else ""
        if ours is not None and name != OURS:
            cells = [str(ours.by_rate.over(turns.by_rate)), str(ours.by_time.over(turns.by_time))]
            verdict = ours.verdict(_TIMES[name], turns) if name in _TIMES else ""
        _row(name, str(turns.by_rate), str(turns.by_time), *cells, str(contenders[name][0].memory()), verdict)


def _row(*cells: str) -> None:
    widths = (18, 26, 26, 20, 20, 46, 0)
    print("".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)), flush=True)


if __name__ == "__main__":
    main()
