"""Two serving processes against one: how many times as many requests are answered, for a hot story and for searches that nobody made before.

One process has a core, two have two cores, and slices of both take turns. The load has a core of its own where the machine has three; where it has two, it
shares one with the second process, and takes more of it the quicker an answer is. So what says how two processes hinder each other is the ratio by processor
time: twice the processor seconds of a request of one over those of a request of two is what two free cores would give.

    python -m benchmarks.workers [--stories 2000] [--rounds 7] [--seconds 2] [--keep FILE]
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from benchmarks.arguments import asking, verdict
from benchmarks.load import Load
from benchmarks.newspaper import PUBLIC_URL, WORDS, kept, slug_of
from benchmarks.serving import LOAD_CORE, SERVER_CORE, SERVER_CORES, running, storywire
from benchmarks.slices import Spread, take_turns

TARGET = 1.7
_SEARCHES = 20_000


def main() -> None:
    """Let one process and two take turns at each kind of request."""
    asked = asking(__doc__, stories=2_000, rounds=7, seconds=2.0, may_keep=True).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = kept(asked.keep or Path(folder) / "newspaper.db", asked.stories)
        if LOAD_CORE in SERVER_CORES:
            print("the load shares a core with the second process: see the ratio by processor time")
        for name, targets in (("story", [f"/v1/stories/{slug_of(asked.stories - 1)}"]), ("search", searches())):
            load = Load.of(Path(folder) / "targets", targets)
            both = ",".join(map(str, SERVER_CORES))
            with (
                running(*storywire(file, PUBLIC_URL), core=SERVER_CORE) as one,
                running(*storywire(file, PUBLIC_URL, "--workers", "2"), core=both) as two,
            ):
                turns = take_turns({name: (two, load)}, (one, load), asked.rounds, asked.seconds)[name]
            free = Spread([2 * ratio for ratio in turns.by_time.ratios])
            told = verdict(is_met=free.median >= TARGET)
            print(f"{name:8} {turns.by_rate} times one; by processor time {free} (target {TARGET}: {told})", flush=True)


def searches() -> list[str]:
    """Return searches for two words, of which hardly any comes twice."""
    drawn = random.Random(3)
    return [f"/v1/search?type=story&q={'+'.join(drawn.sample(WORDS, 2))}&limit={drawn.randint(5, 40)}" for _ in range(_SEARCHES)]  # fmt: skip


if __name__ == "__main__":
    main()
