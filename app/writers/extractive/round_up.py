"""The sections of a round-up, whose records share no subject: news under the beats that it fits, talk under its topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from app.story.draft import DraftSection
from app.story.filing import GENERAL
from app.writers.extractive.grouping import MANY_VOICES, grouped_voices
from app.writers.extractive.news import is_news
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.sections import by_record, in_time, section, split

_MOST_SECTIONS = 5
# Of so much talk, the beats that it fits say little.
_MOSTLY_TALK = 0.6


def round_up(
    chosen: Sequence[Passage],
    phrases: Phrases,
    beats: Mapping[str, Sequence[str]],
    beat_names: Mapping[str, Mapping[str, str]],
    naming: Naming | None = None,
) -> tuple[DraftSection, ...]:
    """Arrange what is quoted under the beats that it fits, the fullest first, or, where most of it is talk, under what people speak of."""
    ordered = sorted(chosen, key=in_time)
    talk = [p for p in ordered if not is_news(p)]
    is_talk = len(talk) >= _MOSTLY_TALK * len(chosen) and len({p.record.id for p in talk}) >= MANY_VOICES
    parts = (
        _of_talk(ordered, talk, phrases, naming)
        if is_talk and naming
        else _of_beats(ordered, talk, phrases, beats, beat_names)
    )
    if len(parts) < 2:  # noqa: PLR2004 - one heading over all of it parts nothing from anything
        return tuple(split([("happened", ordered)], phrases))
    return tuple(section(heading, passages, phrases) for heading, passages in parts)


def _of_talk(
    ordered: Sequence[Passage], talk: Sequence[Passage], phrases: Phrases, naming: Naming
) -> list[tuple[str, list[Passage]]]:
    """Return talk in groups by its topics and by what it names, behind what is told as news."""
    told = [p for p in ordered if p not in talk]
    first = [(phrases.headings["brief"], told)] if told else []
    groups = grouped_voices(by_record(talk), naming, phrases.topics, phrases.voices_on, _MOST_SECTIONS - 1 - len(first))
    besides = phrases.headings["said_besides" if len(groups) > 1 else "said"]
    return [*first, *((heading or besides, found) for heading, found in groups)]


def _of_beats(
    ordered: Sequence[Passage],
    talk: Sequence[Passage],
    phrases: Phrases,
    beats: Mapping[str, Sequence[str]],
    beat_names: Mapping[str, Mapping[str, str]],
) -> list[tuple[str, list[Passage]]]:
    """Return what is quoted under its beats, and what fits none that has two of it as news in brief and as talk."""
    fits = {
        p.record.id: [slug for slug in beats.get(p.record.id, ()) if slug in beat_names and slug != GENERAL]
        for p in ordered
    }
    sizes = Counter(slugs[0] for slugs in fits.values() if slugs)
    kept = [slug for slug, size in sizes.most_common(_MOST_SECTIONS - 2) if size > 1]
    filed: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in ordered:
        # What fits a beat best of which nothing else is told stands under the next that it fits.
        filed[next((slug for slug in fits[passage.record.id] if slug in kept), "")].append(passage)
    rest = filed.pop("", [])
    language = "zh" if phrases.chinese else "en"
    sections = [(beat_names[slug].get(language) or beat_names[slug]["en"], filed[slug]) for slug in kept]
    said = [p for p in rest if p in talk]
    brief = [p for p in rest if p not in talk]
    if min(len(brief), len(said)) == 1:
        # One sentence alone needs no heading of its own.
        brief, said = ([], rest) if len(said) > len(brief) else (rest, [])
    return [
        *sections,
        *((phrases.headings[name], found) for name, found in (("brief", brief), ("said", said)) if found),
    ]
