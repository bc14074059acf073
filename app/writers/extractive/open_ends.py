"""What the quoted records say is not known, beside what was chosen of them: a reader wants to hear of it, though it is never the best sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.story.publishers import PERSONAL, publisher
from app.writers.extractive.asking import says_open
from app.writers.extractive.likeness import alike
from app.writers.extractive.passages import Passage
from app.writers.extractive.shares import PUBLISHER_SHARE, SEVERAL_PUBLISHERS
from app.writers.extractive.subject import Subject

_MOST = 2
_ALIKE = 0.5


def open_ends(
    held: Mapping[str, Sequence[Passage]], chosen: Sequence[Passage], subject: Subject, *, chinese: bool
) -> list[Passage]:
    """Return what newsrooms whose records are quoted say that nobody knows or says, best first: at most two, none that is chosen or told by it.

    No publisher gets more than its share of quotes by it.
    """
    if not subject.cohesive:
        return []
    taken = {id(p) for p in chosen}
    found = [
        p
        for record_id in dict.fromkeys(p.record.id for p in chosen if p.record.kind not in PERSONAL)
        for p in held[record_id]
        if p.order and p.chinese == chinese and id(p) not in taken and says_open(p, subject)
    ]
    found.sort(key=lambda p: (-p.score, p.index, p.order))
    quoted = Counter(publisher(p.record) for p in chosen)
    kept: list[Passage] = []
    for passage in found:
        own = quoted[publisher(passage.record)] + 1
        fits = len(quoted) < SEVERAL_PUBLISHERS or own <= PUBLISHER_SHARE * (quoted.total() + 1)
        if fits and len(kept) < _MOST and all(alike(passage, p) < _ALIKE for p in (*chosen, *kept)):
            kept.append(passage)
            quoted[publisher(passage.record)] += 1
    return kept
