"""The train of thought: what happened, what people make of it, where they disagree, what is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.story.draft import DraftSection, DraftSentence
from app.writers.extractive.dispute import Opposition
from app.writers.extractive.grouping import grouped_voices
from app.writers.extractive.news import is_news, is_old
from app.writers.extractive.own_work import built_by_authors
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.round_up import round_up
from app.writers.extractive.sections import by_record, in_time, section, split
from app.writers.extractive.selection import NEAR
from app.writers.extractive.subject import Subject

_MOST_SECTIONS = 5
_MOST_UNKNOWN = 4
_DISPUTED_PART = 3
_LONG_SECTION = 12
_OF_THE_SUBJECT = 0.3
# What a text says within so many sentences may lead a story.
_SOON = 4
_DAYS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of passages besides their words: which stand against which, the identities of what leaves something `open`, and the ids of the records that `head` the story."""

    oppositions: Sequence[Opposition] = ()
    open: Collection[int] = ()
    head: Collection[str] = ()


def arrange(
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    beats: Mapping[str, Sequence[str]],
    beat_names: Mapping[str, Mapping[str, str]],
    marks: Marks,
    naming: Naming | None = None,
) -> tuple[DraftSection, ...]:
    """Arrange what is quoted in two to five headed sections; where `naming` is given, many voices are parted by what they name."""
    if not subject.cohesive:
        return round_up(chosen, phrases, beats, beat_names, naming)
    newest = max(p.record.published_at for p in chosen)
    disputes = _disputes(chosen, marks.oppositions)
    disputed = {id(p) for each in disputes for p in each.passages}
    thread = subject.thread
    undisputed = [p for p in chosen if id(p) not in disputed]
    parts = [(name, _standing(found)) for name, found in _parts(undisputed, marks, subject)]
    headings = {**phrases.headings, **(phrases.of_question if thread and thread.question else {})}
    room = _MOST_SECTIONS - sum(bool(passages) for _, passages in parts) - bool(disputes)
    sections = [
        section(heading, passages, phrases, newest if name not in {"happened", "details"} else None)
        for name, found in parts
        for heading, passages in _headed(name, found, headings[name], phrases, None if thread else naming, room)
    ]
    if disputes:
        place = len(sections) - bool(parts[-1][1])
        sections.insert(place, _dispute_section(disputes, phrases, newest))
    if len(sections) == 1:
        sections = split(parts, phrases) or sections
    return tuple(sections)


def _headed(
    name: str, found: Sequence[Passage], heading: str, phrases: Phrases, naming: Naming | None, room: int
) -> list[tuple[str, Sequence[Passage]]]:
    """Return a part under its heading, or, of many voices, what they name in groups under headings of their own, and what they built last."""
    if not found:
        return []
    if name != "reaction" or naming is None:
        return [(heading, found)]
    built = built_by_authors(found) if room > 0 else []
    rest = [p for p in found if p not in built]
    groups = grouped_voices(rest, naming, phrases.topics, phrases.voices_on, room - bool(built)) if rest else []
    return [
        *((own or heading, passages) for own, passages in groups),
        *([(phrases.headings["built"], built)] if built else []),
    ]


def _parts(chosen: Sequence[Passage], marks: Marks, subject: Subject) -> list[tuple[str, list[Passage]]]:
    """Give each passage its part. A record's passages stay together, unless one is what the record asks or doubts.

    What the title tells of comes first, and else what happened first.
    """
    open_, thread = marks.open, subject.thread
    if thread:
        # What is replied to is what happened.
        open_ = [place for place in open_ if all(id(p) != place for p in chosen if p.record.id == thread.root.id)]
    news = [p for p in chosen if is_news(p) or (thread and p.record.id == thread.root.id)]
    voices = [p for p in chosen if p not in news]
    if not news:
        news, voices = _seed(voices)
    unknown = _unknown(chosen, news, voices, open_)
    news = [p for p in news if p not in unknown]
    voices = [p for p in voices if p not in unknown]
    happened = sorted(news, key=in_time)
    first = [] if thread else _lead(happened, marks.head, subject)
    happened = [p for p in happened if p not in first]
    details: list[Passage] = []
    if len(happened) > _LONG_SECTION:
        heads = _first_of_each(happened)
        late = {p.record.id for p in heads[len(heads) // 2 :]} if len(heads) > 1 else set[str]()
        details = [p for p in happened if p.record.id in late]
        happened = [p for p in happened if p not in details]
    return [
        ("happened", [*first, *happened]),
        ("details", details),
        ("reaction", by_record(sorted(voices, key=lambda p: (-p.score, p.index)))),
        ("unknown", unknown),
    ]


def _lead(happened: Sequence[Passage], head: Collection[str], subject: Subject) -> list[Passage]:
    """Return what a story leads with that does not begin with it: what the record that heads it tells under its title, or, of a wide set, the first that is no stray.

    What was told within days is told in its order.
    """
    own = [p for p in happened if p.record.id in head and not p.is_title]
    if own and own[0].order <= _SOON and not own[0].leaning:
        return own if own[0].record.published_at - happened[0].record.published_at > _DAYS else []
    if not subject.nearness:
        return []
    few_papers = 2 * sum(p.record.kind == "paper" for p in happened) < len(happened)
    strays = {p.record.id for p in happened if _is_far(p, subject) or (few_papers and p.record.kind == "paper")}
    first = next((p.record.id for p in happened if p.record.id not in strays), "")
    return [p for p in happened if p.record.id == first]


def _is_far(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage's record names at its head nothing of what most name, and is far from all."""
    chief, record_id = subject.chief, passage.record.id
    return chief is not None and subject.nearness.get(record_id, 1.0) < NEAR and not chief.is_named_by(record_id)


def _disputes(chosen: Sequence[Passage], oppositions: Sequence[Opposition]) -> list[Opposition]:
    """Return the oppositions of which all is quoted, as many as leave most of the story to tell what it is about."""
    quoted = {id(p) for p in chosen}
    taken: set[int] = set()
    kept: list[Opposition] = []
    for each in oppositions:
        ids = {id(p) for p in each.passages}
        # One more who stands against a claim that is told takes up little.
        part = _DISPUTED_PART - (not ids.isdisjoint(taken))
        if ids <= quoted and (len(taken | ids) * part <= len(chosen) or (not kept and len(chosen) >= len(ids) + 2)):
            kept.append(each)
            taken |= ids
    return kept


def _dispute_section(disputes: Sequence[Opposition], phrases: Phrases, newest: datetime) -> DraftSection:
    """Set those who disagree one against another, each claim a paragraph of its own, and after them what tells of both sides."""
    phrases.voice.start_section()
    paragraphs: list[list[DraftSentence]] = []
    led: list[str] = []
    before: Passage | None = None
    for each in disputes:
        lead = ""
        if each.claim and each.claim is not before:
            paragraphs.append([phrases.voice.quote(each.claim, dated=is_old(each.claim.record, newest))])
            lead = min(phrases.leads[each.manner], key=led.count)
            led.append(lead)
        elif not each.claim and (before or not paragraphs):
            paragraphs.append([])
        before = each.claim
        paragraphs[-1].append(phrases.voice.quote(each.counter, dated=is_old(each.counter.record, newest), lead=lead))
    return DraftSection(phrases.headings["dispute"], tuple(tuple(p) for p in paragraphs), whole=True)


def _seed(voices: list[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Take the posts that began the talk as what happened, where nobody reported it."""
    posts = [p for p in voices if p.record.kind == "post" and not p.question] or voices
    first = sorted(posts, key=lambda p: (p.record.published_at, p.index, p.order))
    share = max(1, len(voices) // 3)
    records = list(dict.fromkeys(p.record.id for p in first))[:share]
    news = [p for p in voices if p.record.id in records]
    return news, [p for p in voices if p.record.id not in records]


def _unknown(
    chosen: Sequence[Passage], news: list[Passage], voices: list[Passage], open_: Collection[int]
) -> list[Passage]:
    """Return what is asked or left open, but never all that there is.

    What was open when it began is settled by what came later, so that only questions may be older than half of the rest.
    """
    usual = sorted(p.score for p in chosen)[len(chosen) // 2]
    middle = sorted(p.record.published_at for p in chosen)[len(chosen) // 2].date()
    # A question of something else, though somebody asked it, leaves nothing of the subject open.
    left = [
        p
        for p in chosen
        if id(p) in open_
        and (p.question or p.record.published_at.date() >= middle)
        and p.score >= _OF_THE_SUBJECT * usual
    ]
    left.sort(key=lambda p: (p.question, -p.score, p.index))
    kept: list[Passage] = []
    for passage in left:
        side = news if passage in news else voices
        if len([p for p in side if p not in kept]) > 1 and len(kept) < _MOST_UNKNOWN:
            kept.append(passage)
    return by_record(sorted(kept, key=in_time))


def _standing(passages: Sequence[Passage]) -> list[Passage]:
    """Leave out what leans on a sentence that now stands elsewhere, unless it is all that its record says here."""
    kept = {(p.record.id, p.order) for p in passages if not p.leaning}
    alone = {record_id for record_id in {p.record.id for p in passages} if not any(k[0] == record_id for k in kept)}
    return [p for p in passages if not p.leaning or p.record.id in alone or (p.record.id, p.order - 1) in kept]


def _first_of_each(passages: Sequence[Passage]) -> list[Passage]:
    seen: dict[str, Passage] = {}
    for passage in passages:
        seen.setdefault(passage.record.id, passage)
    return list(seen.values())
