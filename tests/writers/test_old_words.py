"""Words from long before: told with their day, and never as if they were said now."""

from __future__ import annotations

from tests.writers.press import Given, Press, post
from tests.writers.test_headlines import DESK, TOLD
from tests.writers.test_thought import ARTICLE, BAN, comment, headed

YEAR = 24 * 365
NOW_SAID = "The ban of Moth 7 leaves the tide table of Greyfin Rock to a clerk."
THEN_SAID = "Moth 7 makes the tide table of Greyfin Rock a joy to read at sea."


def told() -> list[Given]:
    """Return news of a day, one voice of that day and one of the year before."""
    return [post(YEAR, BAN, **ARTICLE), comment(YEAR + 1, NOW_SAID), comment(1, THEN_SAID)]


def test_a_voice_from_long_before_bears_its_day(press: Press) -> None:
    """Reactions of the newest record's time need no date; one that is half a year older has its own, with the year."""
    old, new = (f"“{THEN_SAID.removesuffix('.')}", f"“{NOW_SAID.removesuffix('.')}")
    reactions = headed(press.write(told())[1], "What people make of it")
    assert (old in reactions, new in reactions) == (True, True)
    assert reactions.count(" on 4 May 2026") == 1
    assert "2027" not in reactions


def test_a_chinese_story_dates_old_voices_too(press: Press) -> None:
    """The rule is the same in Chinese."""
    given = [
        post(YEAR, "港务局禁止飞蛾七号使用灰鳍岩的潮汐表。", **ARTICLE),
        comment(YEAR + 1, "飞蛾七号离开以后，灰鳍岩的潮汐表交给了一个文员。"),
        comment(1, "飞蛾七号让灰鳍岩的潮汐表在海上读起来很有意思。"),
    ]
    assert "2026 年 5 月 4 日" in headed(press.write(given)[1], "人们怎么看")


def dek_of(press: Press, *more: Given) -> str:
    """Return the dek of three reports of a day and of more."""
    return press.write([*(post(YEAR + n, text, **DESK) for n, text in enumerate(TOLD[:3])), *more])[1].dek


def test_yesterday_is_the_day_before_the_newest_record_or_no_dek(press: Press) -> None:
    """A dek tells no day, so that a sentence with “yesterday” stands in it only where it is of the newest day."""
    words = f"Yesterday {TOLD[3][0].lower()}{TOLD[3][1:]}"
    assert "Yesterday" in dek_of(press, post(YEAR, words, external_id="day", **DESK))
    assert "Yesterday" not in dek_of(press, post(YEAR - 24 * 9, words, external_id="day", **DESK))


def test_the_dek_is_of_the_newest_words_where_there_are_any(press: Press) -> None:
    """What would stand below the title gives way to newer words where it is from a year before."""
    words = "The trawler was lifted from the sandbank at dawn by two boats of the coast."
    same_day, year_before = (post(hours, words, external_id="dawn", **DESK) for hours in (YEAR + 4, 4))
    lost = post(YEAR + 3, TOLD[3], **DESK)
    assert "was lifted from" in dek_of(press, lost, same_day)
    assert "lost its anchor" in dek_of(press, lost, year_before)
