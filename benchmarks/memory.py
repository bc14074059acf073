"""The memory of one serving process: over stories that are asked for by the whole corpus, and whether it grows with the requests.

One process of `storywire serve` as its user runs it. What is asked is mixed, unless some kinds of it are named: stories of the whole corpus in any order, and
lists, feeds and searches that hardly ever come twice. `of its own` is what the process cannot give back; pages of the database that it has mapped are counted beside it, and the system takes
those back when it wants them.

    python -m benchmarks.memory [--stories 2000] [--requests 50000] [--keep FILE] [--plot FILE] [story|list|feed|search …]

The figures of the README are of --stories 100000 --requests 1000000, some minutes of load after the corpus is made.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.arguments import asking, verdict
from benchmarks.load import Load
from benchmarks.newspaper import BEATS, PUBLIC_URL, WORDS, kept, slug_of
from benchmarks.plot import Axis, lines
from benchmarks.serving import LOAD_CORE, Memory, running, storywire

TARGET_MEGABYTES = 250
# From its middle to its end a run may take so many times the memory.
TARGET_GROWTH = 1.02
_TARGETS = 200_000
_SLICE_SECONDS = 5.0
_STEPS = 10


def main() -> None:
    """Ask as often as wanted, and tell the memory at every tenth of it."""
    parser = asking(__doc__, stories=2_000, may_keep=True)
    parser.add_argument("kinds", nargs="*", default=list(_KINDS))
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--plot", type=Path, help="where a picture of it is put")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = kept(asked.keep or Path(folder) / "newspaper.db", asked.stories)
        load = Load.of(Path(folder) / "targets", mixed(asked.stories, asked.kinds))
        with running(*storywire(file, PUBLIC_URL)) as server:
            print(f"{0:>9} requests: {server.memory()}", flush=True)
            seen, done = list[tuple[float, Memory]](), 0.0
            while done < asked.requests:
                done += _SLICE_SECONDS * load.rate(server.port, _SLICE_SECONDS, int(done), LOAD_CORE)
                if done >= asked.requests * (len(seen) + 1) / _STEPS:
                    seen.append((done, server.memory()))
                    print(f"{done:>9.0f} requests: {seen[-1][1]}", flush=True)
    own = [memory.private for _, memory in seen]
    most, growth = max(own), own[-1] / own[(len(own) - 1) // 2]
    print(
        f"memory   {most} MB of its own at most (target {TARGET_MEGABYTES}: {verdict(is_met=most <= TARGET_MEGABYTES)})"
    )
    print(f"growth   {growth:.3f} from the middle to the end (target {TARGET_GROWTH}: {verdict(is_met=growth <= TARGET_GROWTH)})")  # fmt: skip
    if asked.plot:
        asked.plot.write_text(_plot(seen), encoding="utf-8")


def _plot(seen: Sequence[tuple[float, Memory]]) -> str:
    across = Axis.over("requests", [done for done, _ in seen])
    up = Axis.over("megabytes", [memory.shared_out for _, memory in seen])
    named = {
        "of its own": [(done, float(memory.private)) for done, memory in seen],
        "with the pages of the database that it maps": [(done, float(memory.shared_out)) for done, memory in seen],
    }
    return lines("Memory of one serving process, by the number of requests", across, up, named)


def mixed(stories: int, kinds: Sequence[str]) -> list[str]:
    """Return what is asked for: of all kinds nine stories in ten, and of the rest lists, feeds and searches."""
    drawn = random.Random(4)
    chosen = [_KINDS[kind] for kind in kinds]
    makers = drawn.choices([make for make, _ in chosen], [often for _, often in chosen], k=_TARGETS)
    return [make(drawn, stories) for make in makers]


def _story(drawn: random.Random, stories: int) -> str:
    return f"/v1/stories/{slug_of(drawn.randrange(stories))}"


def _list(drawn: random.Random, _: int) -> str:
    filters = f"beat=beat-{drawn.randrange(BEATS)}&entity=lantern-{drawn.randrange(2_000)}"
    return f"/v1/stories?{filters}&limit={drawn.randint(5, 50)}"


def _feed(drawn: random.Random, _: int) -> str:
    return f"/v1/feed.json?beat=beat-{drawn.randrange(BEATS)}&limit={drawn.randint(5, 50)}"


def _search(drawn: random.Random, _: int) -> str:
    return f"/v1/search?q={'+'.join(drawn.sample(WORDS, 2))}"


# How a target of each kind is made, and in how many of a hundred cases it is of this kind.
_KINDS: Mapping[str, tuple[Callable[[random.Random, int], str], int]] = {
    "story": (_story, 90),
    "list": (_list, 5),
    "feed": (_feed, 3),
    "search": (_search, 2),
}


if __name__ == "__main__":
    main()
