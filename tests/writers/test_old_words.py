"""Words from long before: told with their day, and never as if they were said now."""

from __future__ import annotations

from tests.writers.press import Given, Press, post
from tests.writers.test_headlines import DESK, SECOND, TOLD
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


def test_yesterday_is_the_day_before_the_newest_record_or_bears_its_day(press: Press) -> None:
    """A dek tells no day, unless it holds a sentence with “yesterday” that is not of the newest day."""
    words = f"Yesterday {SECOND[0].lower()}{SECOND[1:]}"
    assert dek_of(press, post(YEAR, words, external_id="day", **DESK)).endswith(
        "says @harbourtimes.example on Bluesky."
    )
    later = post(
        YEAR + 26, "Moth 7 came back to the coast, where a clerk wrote the tide table for the trawler.", **DESK
    )
    before = dek_of(press, post(YEAR, words, external_id="day", **DESK), later)
    assert before.endswith("@harbourtimes.example on Bluesky said on 4 May 2027.")


def test_the_dek_is_not_of_words_from_long_before(press: Press) -> None:
    """What was said of the same things a year before stands under no title of today."""
    same_day, year_before = (post(hours, SECOND, external_id="dawn", **DESK) for hours in (YEAR + 4, 4))
    assert "lost its anchor" in dek_of(press, same_day)
    assert "lost its anchor" not in dek_of(press, year_before)
