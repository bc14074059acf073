"""The train of thought: what happened, what people make of it, where they disagree, what is not known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from app.story.draft import DraftSection, DraftSentence
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.subject import Subject

_PARAGRAPH = 3
_MOST_SECTIONS = 5
_MOST_UNKNOWN = 4
_MOST_DISPUTE = 6
_LONG_SECTION = 12
_LEAST_REACTION = 3
_SHARED = 2
_OF_THE_SUBJECT = 0.3
_NEWS = re.compile(r"(?:breaking|just in|news|快讯|突发)\b", re.IGNORECASE)
_DOMAIN = re.compile(r"@?(?:[\w-]+\.)?[\w-]+\.(?:com|org|net|co\.uk|news|de|fr|cn)")
_PERSONAL = frozenset({"post", "comment"})


def arrange(
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    beats: Mapping[str, Sequence[str]],
    beat_names: Mapping[str, Mapping[str, str]],
) -> tuple[DraftSection, ...]:
    """Arrange what is quoted in two to five headed sections."""
    if not subject.cohesive:
        return _round_up(chosen, phrases, beats, beat_names)
    parts = _parts(chosen)
    sections = [
        _section(
            phrases.headings[name],
            passages,
            phrases,
            dated=name in {"happened", "details"},
            lead=phrases.leads.get(name, ""),
        )
        for name, passages in parts
        if passages
    ]
    if len(sections) == 1:
        sections = _split(parts, phrases) or sections
    return tuple(sections)


def _parts(chosen: Sequence[Passage]) -> list[tuple[str, list[Passage]]]:
    """Give each passage its part. A record's passages stay together, unless one is what the record asks or doubts."""
    news = [p for p in chosen if _is_news(p)]
    voices = [p for p in chosen if p not in news]
    if not news:
        news, voices = _seed(voices)
    unknown = _unknown(chosen, news, voices)
    news = [p for p in news if p not in unknown]
    voices = [p for p in voices if p not in unknown]
    dispute = _dispute(voices)
    voices = [p for p in voices if p not in dispute]
    happened = sorted(news, key=_in_time)
    details: list[Passage] = []
    if len(happened) > _LONG_SECTION:
        heads = _first_of_each(happened)
        if len(heads) > _LONG_SECTION:
            middle = len(heads) // 2
            late = {id(p) for p in heads[middle:]}
            cut = {p.record.id for p in heads if id(p) in late}
            details = [p for p in happened if p.record.id in cut]
        else:
            details = [p for p in happened if p not in heads]
        happened = [p for p in happened if p not in details]
    return [
        ("happened", happened),
        ("details", details),
        ("reaction", _by_record(sorted(voices, key=lambda p: (-p.score, p.index)))),
        ("dispute", dispute),
        ("unknown", unknown),
    ]


def _is_news(passage: Passage) -> bool:
    """Say whether a passage tells what happened: an article, or a post that is a headline and no one's own view."""
    if passage.record.kind not in _PERSONAL:
        return not passage.reports_voices
    if passage.record.kind != "post" or passage.question or passage.personal or passage.clipped:
        return False
    return (passage.is_title and not passage.record.text) or _is_desk(passage)


def _is_desk(passage: Passage) -> bool:
    """Say whether a post is a newsroom's: it calls itself news, or its handle is a publication's own domain."""
    return bool(_NEWS.match(passage.record.text or "") or _DOMAIN.fullmatch(passage.record.author or ""))


def _seed(voices: list[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Take the posts that began the talk as what happened, where nobody reported it."""
    posts = [p for p in voices if p.record.kind == "post" and not p.question] or voices
    first = sorted(posts, key=lambda p: (p.record.published_at, p.index, p.order))
    share = max(1, len(voices) // 3)
    records = list(dict.fromkeys(p.record.id for p in first))[:share]
    news = [p for p in voices if p.record.id in records]
    return news, [p for p in voices if p.record.id not in records]


def _unknown(chosen: Sequence[Passage], news: list[Passage], voices: list[Passage]) -> list[Passage]:
    """Return what is asked, rumoured or left open, but never all that there is."""
    usual = sorted(p.score for p in chosen)[len(chosen) // 2]
    # A question of something else, though somebody asked it, leaves nothing of the subject open.
    open_ = [p for p in chosen if (p.question or p.hedged) and not p.clipped and p.score >= _OF_THE_SUBJECT * usual]
    open_.sort(key=lambda p: (-p.hedged, -p.score, p.index))
    kept: list[Passage] = []
    for passage in open_:
        side = news if passage in news else voices
        if len([p for p in side if p not in kept]) > 1 and len(kept) < _MOST_UNKNOWN:
            kept.append(passage)
    return _by_record(sorted(kept, key=_in_time))


def _dispute(voices: list[Passage]) -> list[Passage]:
    """Return records that speak for and against the same thing, in turn, where enough voices remain besides."""
    plain = [p for p in voices if p.tone and not (p.clipped or p.leaning or p.question)]
    good = sorted((p for p in plain if p.tone > 0), key=lambda p: (-p.score, p.index))
    bad = sorted((p for p in plain if p.tone < 0), key=lambda p: (-p.score, p.index))
    room = min(_MOST_DISPUTE // 2, (len({p.record.id for p in voices}) - _LEAST_REACTION) // 2)
    order: dict[str, int] = {}
    for one in good:
        other = next((p for p in bad if p.record.id not in order and len(one.words & p.words) >= _SHARED), None)
        if other is None or one.record.id in order or len(order) >= 2 * room or other.record.id == one.record.id:
            continue
        order[one.record.id], order[other.record.id] = len(order), len(order) + 1
    return sorted((p for p in voices if p.record.id in order), key=lambda p: (order[p.record.id], p.order))


def _section(
    heading: str, passages: Sequence[Passage], phrases: Phrases, *, dated: bool = False, lead: str = ""
) -> DraftSection:
    """Write a section: passages as sentences, a few to a paragraph, a record's own never apart."""
    phrases.voice.start_section()
    paragraphs: list[list[DraftSentence]] = [[]]
    before: Passage | None = None
    for place, passage in enumerate(passages):
        same = before is not None and before.record.id == passage.record.id
        if len(paragraphs[-1]) >= _PARAGRAPH and not same:
            paragraphs.append([])
        if same:
            paragraphs[-1].append(phrases.voice.again(passage))
        else:
            paragraphs[-1].append(phrases.voice.quote(passage, dated=dated, lead="" if place else lead))
        before = passage
    if len(paragraphs) > 1 and len(paragraphs[-1]) == 1:
        last = paragraphs.pop()
        paragraphs[-1] += last
    return DraftSection(heading, tuple(tuple(p) for p in paragraphs))


def _split(parts: Sequence[tuple[str, list[Passage]]], phrases: Phrases) -> list[DraftSection]:
    """Make two sections of one: the beginning and the rest, or what is told and that no more is known."""
    passages = next(found for _, found in parts if found)
    if len(passages) > 1:
        middle = max(1, len(passages) // 2)
        while (
            middle < len(passages) - 1
            and passages[middle].record.id == passages[middle - 1].record.id
            and len({p.record.id for p in passages}) > 1
        ):
            middle += 1
        return [
            _section(phrases.headings["happened"], passages[:middle], phrases, dated=True),
            _section(phrases.headings["details"], passages[middle:], phrases),
        ]
    sections = [_section(phrases.headings["happened"], passages, phrases, dated=True)]
    # Words about a quote in another language cannot be checked against it.
    alone = phrases.voice.alone(passages[0]) if passages[0].chinese == phrases.chinese else None
    if alone:
        sections.append(DraftSection(phrases.headings["unknown"], ((alone,),)))
    return sections


def _round_up(
    chosen: Sequence[Passage],
    phrases: Phrases,
    beats: Mapping[str, Sequence[str]],
    beat_names: Mapping[str, Mapping[str, str]],
) -> tuple[DraftSection, ...]:
    """Arrange records without a common subject under their beats, the fullest first, the rest at the end."""
    language = "zh" if phrases.chinese else "en"
    filed: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in chosen:
        fits = [slug for slug in beats.get(passage.record.id, ()) if slug in beat_names]
        filed[fits[0] if fits else ""].append(passage)
    sizes = Counter({slug: len(passages) for slug, passages in filed.items() if slug})
    kept = [slug for slug, size in sizes.most_common(_MOST_SECTIONS - 1) if size > 1]
    rest = [p for slug, passages in filed.items() if slug not in kept for p in passages]
    sections = [
        _section(
            beat_names[slug].get(language) or beat_names[slug]["en"],
            sorted(filed[slug], key=_in_time),
            phrases,
            dated=True,
        )
        for slug in kept
    ]
    if rest and sections:
        sections.append(_section(phrases.headings["elsewhere"], sorted(rest, key=_in_time), phrases, dated=True))
    if len(sections) < 2:  # noqa: PLR2004 - one heading over all of it parts nothing from anything
        sections = _split([("happened", sorted(chosen, key=_in_time))], phrases)
    return tuple(sections)


def _in_time(passage: Passage) -> tuple[object, int, int]:
    return (passage.record.published_at, passage.index, passage.order)


def _first_of_each(passages: Sequence[Passage]) -> list[Passage]:
    seen: dict[str, Passage] = {}
    for passage in passages:
        seen.setdefault(passage.record.id, passage)
    return list(seen.values())


def _by_record(passages: Sequence[Passage]) -> list[Passage]:
    """Bring a record's passages together at the place of its first, in the record's own order."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.record.id, []).append(passage)
    return [p for group in groups.values() for p in sorted(group, key=lambda p: p.order)]
