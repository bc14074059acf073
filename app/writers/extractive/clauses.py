"""Whether a short English sentence has a verb that says when: “HR told us 380, not 400.” does, “40,000 tokens per second.” does not."""

from __future__ import annotations

import re

# What nearly always says when, for text in small letters.
FINITE = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|should|shall|\w{2,}ed|\w+n['’]t|\w+['’](?:s|re|ve|ll|d)|says?|said|makes?|made|gets?|got|goes|went|takes?|took|runs?|ran|works?|shows?|means?|needs?|wants?|looks?|feels?|seems?|thinks?|knows?|comes?|came|gives?|gave|keeps?|kept|beats?|wins?|won|lost|loses|costs?|read|reads|write|writes|wrote|sent|sends)\b"
)
# Beside these, in a whole sentence: who is named so does something, and what was told, heard or paid was.
_CLAUSE = re.compile(
    FINITE.pattern
    + r"|\b(?:i|he|she|we|they)\s\w|\b(?:told|tells|heard|hears|saw|sees|left|leaves|paid|pays|sold|sells|bought|buys|built|builds|broke|breaks|chose|did|drew|fell|falls|felt|feels|found|finds|grew|grows|held|holds|hits|led|leads|met|meets|put|puts|rose|rises|spent|spends|stood|stands|stays|taught|became|becomes|began|begins|brought|brings|helps|hurts|happens|matters|lives|dies|ends|starts|stops|plays|turns|uses|lies|lacks|sounds|remains|calls|asks)\b"
)
_LEAST_WITHOUT_VERB = 7
# Of so few characters a Chinese sentence of a newsroom is a line under its headline that says nothing without it: “漫剧的新价值。”
_LEAST_CHINESE = 12


def is_fragment(small: str, length: int, *, chinese: bool, is_said: bool) -> bool:
    """Say whether a short English sentence does without a verb, as “40,000 tokens per second.” does, or a Chinese one that nobody `is_said` to have posted has hardly a word."""
    if chinese:
        return not is_said and length < _LEAST_CHINESE
    return length < _LEAST_WITHOUT_VERB and not _CLAUSE.search(small)
