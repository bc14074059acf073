"""Check a model's translation against the sentence that it translates, as far as this can be done without a model.

A sentence of the story may rest on a translation, so that a false one would bear out a falsehood. Checked are the numbers, by their
value (3亿 is 300 million), the dates, the names, whether something is denied, the length, and the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.language.gazetteer import Gazetteer
from app.language.tokens import cjk_share
from app.story.dates import agrees, written_dates
from app.story.evidence import Basis, Evidence
from app.story.names import is_ordinary, missing_names
from app.story.numbers import quantities
from app.story.polarity import is_reversed
from app.writers.claude.manners import FIRST_WORD, Objection, is_of_other_script, objection_to
from app.writers.claude.notebook import Notebook, Numbered

_CHINESE_NUMBER = re.compile(r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九])?[零〇一二两三四五六七八九十百千万亿]+")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_CJK = 0.25
_LATIN = "en"
_GLOSSED = r"\s*[(（]([^()（）]+)[)）]"
# How many characters a translation has for one of the original: into Chinese, out of it, and between alphabets.
_RATIOS = {(False, True): (0.12, 1.2), (True, False): (0.9, 9.0)}
_LIKE = (0.4, 2.8)
_SPARE = 12
_CHINESE_MONTH = re.compile(r"([一二三四五六七八九十]{1,2})(?=月)")


def objection_to_translation(
    original: Numbered, words: str, book: Notebook, language: str, gazetteer: Gazetteer | None
) -> Objection | None:
    """Return the code and reason of the first thing that is wrong with a translation; None where nothing is."""
    return next(_objections(original, words, book, language, gazetteer), None)


def _objections(
    original: Numbered, words: str, book: Notebook, language: str, gazetteer: Gazetteer | None
) -> Iterator[Objection]:
    said = original.text
    least, most = _RATIOS.get((cjk_share(said) > _CJK, is_of_other_script(words, _LATIN)), _LIKE)
    if not least * len(said) - _SPARE // 3 <= len(words) <= most * len(said) + _SPARE:
        yield "translation_length", f"The translation of {original.id} is too short or too long."
        return
    if is_of_other_script(re.sub(_GLOSSED, " ", words), language):
        yield "translation_language", f"The translation of {original.id} is not in the story's language."
    if early := objection_to(words, book, language):
        yield early[0], f"In the translation of {original.id}: {early[1]}"
    dates = written_dates(words)
    known = written_dates(_CHINESE_MONTH.sub(lambda match: str(_chinese(match[1])), said))
    if any(not any(agrees(date, each) for each in known) for date in dates):
        yield "translation_date", f"The translation of {original.id} has a date that the sentence has not."
    undated = words
    for date in dates:
        undated = undated[: date.start] + " " * (date.end - date.start) + undated[date.end :]
    if missing := _values(undated) - _values(said):
        shown = ", ".join(f"{value.normalize():f}" for value in sorted(missing))
        yield "translation_number", f"The translation of {original.id} has a number that the sentence has not: {shown}."
    if unnamed := _unnamed(original, undated, gazetteer):
        reason = f"The translation of {original.id} names what the sentence does not, or leaves out the name's original form in brackets"
        yield "translation_name", f"{reason}: {', '.join(unnamed)}."
    if is_reversed(words, [said], closest=True):
        yield (
            "translation_denial",
            f"The translation of {original.id} denies what the sentence affirms, or the reverse.",
        )


def _unnamed(original: Numbered, words: str, gazetteer: Gazetteer | None) -> list[str]:
    """Return the names that neither stand in the sentence nor have their original form from it in brackets behind them."""
    basis = Basis([Evidence(original.shown, original.span.field, _cut(original), None, "")])
    missing = missing_names(words, basis, gazetteer)
    # A capital may be owed to the place, and hide a name; of words in another language nothing shows which.
    if (first := FIRST_WORD.match(words)) and not _is_known(words, gazetteer):
        small = first[1].lower()
        if not is_ordinary(small) and small not in basis.named:
            missing = list(dict.fromkeys([first[1], *missing]))
    return [name for name in missing if not _is_glossed(name, words, original.text)]


def _is_known(words: str, gazetteer: Gazetteer | None) -> bool:
    """Say whether words begin with a name that the gazetteer knows, and that is looked for in the sentence as such."""
    return gazetteer is not None and any(mention.start == 0 for mention in gazetteer.find(words))


def _is_glossed(name: str, words: str, said: str) -> bool:
    """Say whether a name, or the words of which it is one, has brackets behind it with words of the sentence."""
    for match in re.finditer(rf"{re.escape(name)}(?:[ '’-]\w+){{0,4}}{_GLOSSED}", words):
        if match[1].strip() and match[1].strip() in said:
            return True
    return False


def _cut(original: Numbered) -> str:
    field = original.shown.title if original.span.field == "title" else original.shown.text
    return (field or "")[original.span.start : original.span.end]


def _values(text: str) -> set[Decimal]:
    """Return the numbers of a text by value, the scale counted in; one alone counts nothing."""
    found = {Decimal(each.digits) * 10**each.scale for each in quantities(text)}
    found |= {value for match in _CHINESE_NUMBER.finditer(text) if (value := _chinese(match.group())) is not None}
    return {value for value in found if value > 1}


def _chinese(figure: str) -> Decimal | None:
    """Read a number such as 126, 一百二十六, 3.5亿 or 二十万; None where it is none."""
    total, section, digit = Decimal(0), Decimal(0), None
    for part in re.findall(r"\d[\d,]*(?:\.\d+)?|.", figure):
        if part[0].isdecimal():
            digit = Decimal(part.replace(",", ""))
        elif part in _DIGITS:
            # 二〇二六 is a year, read digit by digit.
            digit = Decimal(_DIGITS[part]) if digit is None or section or not digit else digit * 10 + _DIGITS[part]
        elif part in _SMALL:
            section += (Decimal(1) if digit is None else digit) * _SMALL[part]
            digit = None
        else:
            section += digit or 0
            if not section:
                return None
            total, section, digit = total + section * _LARGE[part], Decimal(0), None
    return total + section + (digit or 0)
