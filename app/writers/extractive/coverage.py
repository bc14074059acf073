"""What a story covers, in a plain sentence of the writer's own: what kinds of records, of what, from whom and of which days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.language.tokens import content_words
from app.story.draft import Span
from app.story.publishers import independent
from app.writers.extractive.articles import with_article
from app.writers.extractive.calling import word_of
from app.writers.extractive.chinese import place_of, spaced
from app.writers.extractive.english import day_text
from app.writers.extractive.headline import Line
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.subject import FIELD_WORDS, Subject

_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z]\w*[A-Z0-9]\w*")
_MOST_PLACES, _MOST_NAMES = 3, 3
# “World Labs” shares a word with “world model”: what so few of the records name, by a word more than theirs, is not what they are about.
_BARELY = 0.1
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "article": ("An article", "articles", "报道"),
    "post": ("A post", "posts", "帖子"),
    "comment": ("A comment", "comments", "评论"),
    "paper": ("A paper", "papers", "论文"),
    "release": ("A release", "releases", "发布说明"),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a story quotes, what it is about, and the `names` that stand in it, those first that it is most about."""

    chosen: Sequence[Passage]
    subject: Subject
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is said of the records: their kinds, what they name, their places and days, and who wrote them all; `resting` holds a passage of each place."""

    kinds: Sequence[str]
    names: Sequence[str]
    places: Sequence[str]
    days: tuple[date, date]
    speaker: str | None
    resting: Sequence[Passage]
    alone: bool
    more: bool
    on_forums: bool
    round_up: bool


def cover(coverage: Coverage, title: str, phrases: Phrases) -> Line:
    """Say what a story covers, and rest it on a passage of each place that is named and of the first and last day.

    Nothing is counted: a record may be withdrawn, and what is said must stay true.
    """
    ordered = sorted(coverage.chosen, key=lambda p: (p.record.published_at, p.index, p.order))
    first, last = ordered[0], ordered[-1]
    shown = _look_at(coverage, title, phrases)
    text = (_in_chinese if phrases.chinese else _in_english)(shown)
    named = [next(p for p in ordered if name in p.text) for name in shown.names]
    spans = [Span(p.record.id, p.field, p.start, p.end) for p in (first, last, *shown.resting, *named)]
    return Line(text, tuple(dict.fromkeys(spans)))


def _look_at(coverage: Coverage, title: str, phrases: Phrases) -> _Shown:
    """Look through the records for what is to be said of them."""
    by_record = {p.record.id: p for p in reversed(coverage.chosen)}
    kinds, counted, first = Counter[str](), Counter[str](), dict[str, Passage]()
    on_forums = True
    for passage in by_record.values():
        owner = phrases.voice.owner(passage.record)
        kinds[passage.record.kind] += 1
        on_forums = on_forums and owner.personal
        if place := place_of(owner).strip() if phrases.chinese else owner.venue:
            counted[place] += 1
            first[place] = passage
    places = sorted(counted, key=lambda place: (-counted[place], first[place].index))
    shown = places[:_MOST_PLACES]
    days = sorted(p.record.published_at.date() for p in by_record.values())
    own = independent([p.record for p in by_record.values()]) == 1
    return _Shown(
        [kind for kind in _KINDS if kinds[kind]],
        _names(coverage, title, chinese=phrases.chinese),
        shown,
        (days[0], days[-1]),
        phrases.voice.owner(coverage.chosen[0].record).speaker if own else None,
        [first[place] for place in shown],
        alone=len(by_record) == 1,
        more=len(places) > len(shown),
        on_forums=on_forums,
        round_up=not coverage.subject.cohesive,
    )


def _names(coverage: Coverage, title: str, *, chinese: bool) -> list[str]:
    """Return what a round-up names besides its title, or the one name that a story is about, else what its matter is called."""
    subject = coverage.subject
    named = [name for name in coverage.names if any(name in p.text for p in coverage.chosen)]
    if not subject.cohesive:
        held = title.casefold()
        return [name for name in named if name.casefold() not in held][:_MOST_NAMES]
    about = [name for name in named if not subject.common.isdisjoint(content_words(name)) and _is_held(name, coverage)]
    if not about:
        shares = {word: subject.shares.get(word, 0.0) for word in subject.common}
        if large := _written_large(coverage):
            return large
        called = word_of(coverage.chosen, shares, chinese=chinese)
        return [called] if called else []
    # “Mistral”, not “Mistral Small”.
    return sorted(about, key=lambda name: len(set(content_words(name)) - subject.common - FIELD_WORDS))[:1]


def _is_held(name: str, coverage: Coverage) -> bool:
    """Say whether a name says no more than the records' own words, or more than barely any of their quotes holds it."""
    if set(content_words(name)) <= coverage.subject.common:
        return True
    held = {p.record.id for p in coverage.chosen if name in p.text}
    return len(held) >= _BARELY * len({p.record.id for p in coverage.chosen})


def _written_large(coverage: Coverage) -> list[str]:
    """Return the word of the subject that is most written as only a name is: MCP, FernDB."""
    texts = {p.record.id: p.text for p in coverage.chosen if p.order and not p.chinese}
    found = Counter(word for text in texts.values() for word in dict.fromkeys(_CAPITAL.findall(text)))
    named = [word for word in found if not coverage.subject.common.isdisjoint(content_words(word))]
    return sorted(named, key=lambda word: -found[word])[:1]


def _in_english(shown: _Shown) -> str:
    first, last = shown.days
    when = day_text(first)
    if first != last:
        when = f"{day_text(first, year=first.year != last.year)} to {day_text(last)}"
    what = _KINDS[shown.kinds[0]][0] if shown.alone else _listed([_KINDS[kind][1] for kind in shown.kinds])
    if shown.kinds == ["release"]:
        what += f" of {shown.speaker}" if shown.speaker else ""
    else:
        what += f" about {with_article(shown.names[0])}" if shown.names and not shown.round_up else ""
        what += f" by {shown.speaker}" if shown.speaker else ""
    if shown.places:
        others = ["elsewhere" if shown.on_forums else "others"] if shown.more else []
        what += f" {'on' if shown.on_forums else 'from'} {_listed([*shown.places, *others])}"
    if not shown.round_up:
        return f"{what[0].upper()}{what[1:]}, {when}."
    also = f": also on {_listed([with_article(name) for name in shown.names])}" if shown.names else ""
    what = f"A round-up of {what}" if len(shown.kinds) > 1 else f"{what[0].upper()}{what[1:]}"
    return f"{what}, {when}{also}."


def _in_chinese(shown: _Shown) -> str:
    first, last = shown.days
    when = f"{first.year} 年 {first.month} 月 {first.day} 日"
    if first != last:
        when += f"至 {f'{last.year} 年 ' if last.year != first.year else ''}{last.month} 月 {last.day} 日"
    what = "、".join(_KINDS[kind][2] for kind in shown.kinds)
    whence = f"{'、'.join(shown.places)}{'等' if shown.more else ''}"
    if shown.round_up:
        also = f"，还谈到 {'、'.join(shown.names)}" if shown.names else ""
        return f"{when}，{whence}{'的' if whence else ''}{what}综述{also}。"
    about = f"关于{spaced(shown.names[0])}" if shown.names else ""
    return f"{when}，{whence}{about}{'的' if whence or about else ''}{what}。"


def _listed(words: Sequence[str]) -> str:
    """Set words in a row: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
