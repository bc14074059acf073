"""Find the dates and weekdays in a sentence, in English and Chinese, and say whether its evidence bears them out.

A date counts with the components that are written: “in March” asks for a month alone, “23 March 2026” for all three.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.language.pattern import pattern

_MONTH_NAMES = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTH_NAMES.split())
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_WEEKDAYS = _WEEKDAY_NAMES.split()
_CHINESE_WEEKDAYS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}

# The first that matches at a place is taken, so the fuller forms come first. March, May and August alone must follow a
# preposition, since they are words and names as well.
_NUMERIC = [pattern(rf"(?<![\w.]){_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)")]
_NAMED = [
    pattern(rf"(?<![\w.]){_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?(?!\w)"),
    pattern(rf"(?<!\w){_MONTH} {_DAY}(?![\w.%]|:\d)(?:,? {_YEAR})?"),
    pattern(rf"(?<!\w){_MONTH},? {_YEAR}(?!\w)"),
    pattern(rf"(?<![\w.]){_DAY}(?= ?(?:–|-|to|and) ?\d?\d(?:st|nd|rd|th)? {_MONTH})"),
    pattern(
        rf"(?:(?<!\w)(?i:in|of|since|until|by|early|late|mid|during|last|this|next|through|from|before|after)[ -]){_MONTH}(?!\w| [A-Z])"
    ),
    pattern(r"(?<!\w)(?P<month>January|February|April|June|July|September|October|November|December)(?!\w)"),
]
# Which of them begin with the month's name, so that they are tried where a name begins and nowhere else.
_MONTH_FIRST = frozenset({_NAMED[1], _NAMED[2], _NAMED[5]})
_CHINESE = [
    pattern(r"(?P<year>(?:19|20)\d\d) ?年 ?(?P<month>1?\d) ?月(?: ?(?P<day>[0-3]?\d) ?[日号])?"),
    pattern(r"(?<![\d.])(?P<month>1?\d) ?月 ?(?P<day>[0-3]?\d) ?[日号]"),
    pattern(r"(?<![\d.个])(?P<month>1?\d) ?月(?![日内里])"),
]
# No form has a month's name as a part of another word, as “Mar” is of “Market”.
_BEGINS_MONTH = pattern(rf"(?<!\w)(?:{'|'.join((*MONTHS, *(name[:3] for name in MONTHS), 'Sept'))})(?!\w)")
# A date with a month's name begins no farther before the name than the first (“31st and 31st of” has the longest way to
# go), and ends no farther behind the name's beginning than the second.
_BEFORE, _BEHIND = 16, 40
_MAYBE_WEEKDAY = pattern("day|周|星期|礼拜")
_WEEKDAY = pattern(rf"(?<!\w)(?:{'|'.join(_WEEKDAYS)})(?!\w)|(?:星期|周|礼拜)[一二三四五六日天](?![\d个次])")


class WrittenDate(NamedTuple):
    """A date as it is written at [start, end): what is not written is None; a weekday counts from 0, a Monday."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def written_dates(text: str) -> list[WrittenDate]:
    """Return the dates and weekdays of a text, in order, without overlap."""
    found: list[WrittenDate] = []
    for match in _in_any_form(text):
        if all(match.end() <= each.start or each.end <= match.start() for each in found):
            found.append(_date(match))
    if _MAYBE_WEEKDAY.search(text):
        found += [_weekday(match) for match in _WEEKDAY.finditer(text)]
    return sorted(found, key=lambda each: each.start)


def _in_any_form(text: str) -> Iterator[re.Match[str]]:
    """Yield what matches each form in turn; no form is tried where no sign of it stands."""
    if "-" in text:
        yield from (match for form in _NUMERIC for match in form.finditer(text))
    if months := [month.start() for month in _BEGINS_MONTH.finditer(text)]:
        first, last = max(0, months[0] - _BEFORE), months[-1] + _BEHIND
        for form in _NAMED:
            if form in _MONTH_FIRST:
                yield from (match for start in months if (match := form.match(text, start, last)))
            else:
                yield from form.finditer(text, first, last)
    if "月" in text:
        yield from (match for form in _CHINESE for match in form.finditer(text))


def falls_on(written: WrittenDate, day: date) -> bool:
    """Say whether a date, or weekday, is that of a day."""
    if written.weekday is not None:
        return written.weekday == day.weekday()
    return agrees(written, WrittenDate(0, 0, day.year, day.month, day.day))


def agrees(written: WrittenDate, known: WrittenDate) -> bool:
    """Say whether `known` bears out every component that is written; only the year may be left unsaid by it."""
    if written.weekday is not None or known.weekday is not None:
        return written.weekday == known.weekday
    if written.year is not None and known.year not in (None, written.year):
        return False
    return written.month in (None, known.month) and written.day in (None, known.day)


def _date(match: re.Match[str]) -> WrittenDate:
    parts = match.groupdict()
    month, day, year = parts["month"], parts.get("day"), parts.get("year")
    return WrittenDate(
        match.start(),
        match.end(),
        int(year) if year else None,
        int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3]],
        int(day) if day else None,
    )


def _weekday(match: re.Match[str]) -> WrittenDate:
    word = match.group()
    number = _WEEKDAYS.index(word) if word in _WEEKDAYS else _CHINESE_WEEKDAYS[word[-1]]
    return WrittenDate(match.start(), match.end(), weekday=number)
