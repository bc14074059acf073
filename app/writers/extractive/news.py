"""Whether a passage tells what happened, or what somebody thinks of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.passages import Passage
from schemas.record import Record

# For text in small letters: to look for both cases at once takes three times as long.
_EVENT = re.compile(
    r"\b(?:announc(?:es|ed)|releas(?:es|ed)|launch(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed)|publish(?:es|ed)|open[- ]sourc(?:es|ed)"
    r"|confirm(?:s|ed)|acquir(?:es|ed)|buys|bought|sells|sold|sue[sd]?|ban(?:s|ned)|block(?:s|ed)|halt(?:s|ed)|veto(?:es|ed)|sign(?:s|ed)|fil(?:es|ed)"
    r"|reject(?:s|ed)|approv(?:es|ed)|threaten(?:s|ed)|designat(?:es|ed)|warn(?:s|ed)|lays? off|laid off|kick(?:s|ed) off|fin(?:es|ed)"
    r"|hir(?:es|ed)|recruit(?:s|ed)|join(?:s|ed)|pull(?:s|ed)|leak(?:s|ed)|hack(?:s|ed)|solv(?:es|ed)|wins?|won|los(?:es|t)|rais(?:es|ed)"
    r"|lift(?:s|ed)|cut(?:s)?|drop(?:s|ped)|accus(?:es|ed)|order(?:s|ed)|suspend(?:s|ed)|investigat(?:es|ed|ing)|clos(?:es|ed)|toss(?:es|ed)"
    r"|admit(?:s|ted)|agree(?:s|d)|merg(?:es|ed)|paus(?:es?|ed)|takes? over|has been|have been|been merged)\b"
    r"|发布|宣布|推出|上线|开源|收购|起诉|成立|回应|起火|签署|达成|禁止|暂停|撤回|披露|获批|受理|调整|升级|开放|裁员|涨价|败诉|批准|下调|上调",
)
# What has not happened yet when it is said is no news of what did.
_AHEAD = re.compile(
    r"\b(?:soon|coming|upcoming|imminent|expected|rumou?rs?|may be|might|could|about to|teas(?:es|ing)|this week\?)\b|即将|或将|预计|传闻|据传|有望",
)
_NEWS = re.compile(r"(?:breaking|just in|news|快讯|突发)\b", re.IGNORECASE)
# Anybody may write under a domain of their own; these are named as publications are.
_PAPER = re.compile(
    r"(?!.*\.bsky\.social$)@?(?:[\w-]+\.)?[\w-]*(?:times|post|news|guardian|journal|tribune|herald|gazette|courier|chronicle|observer|bbc|cnn|reuters|bloomberg|wsj|npr|axios|politico|economist|atlantic|wired|verge|techcrunch|404media|propublica|daily|press)[\w-]*(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:i|my|me|we|our|you|your|anyone)\b|[?？]|我|你")
_OLD = timedelta(days=180)
# On these whoever posts a link gives it the headline of what is behind it.
LINK_SITES = frozenset({"hackernews", "lobsters"})


def is_news(passage: Passage) -> bool:
    """Say whether a passage tells what happened: an article's, a desk's, or a post's that is a headline and no one's own view."""
    record = passage.record
    if record.kind not in PERSONAL:
        return not passage.reports_voices
    if record.kind != "post" or record.parent_external_id or passage.question or passage.personal:
        return False
    if is_desk(record) or (record.text and _announces(record)):
        return True
    if not passage.is_title:
        return False
    return not record.text if record.source in LINK_SITES else tells_event(passage) or not (record.text or passage.tone)


def _announces(record: Record) -> bool:
    """Say whether a post is headed by what somebody did, and not by what its author did, thinks or asks."""
    title = (record.title or "").lower()
    return bool(_EVENT.search(title)) and not _OWN.search(title)


def is_desk(record: Record) -> bool:
    """Say whether a post is a newsroom's: it calls itself news, or its handle is a publication's domain."""
    return _is_paper(record.author or "") or bool(_NEWS.match(record.text or ""))


@lru_cache(maxsize=4_096)
def _is_paper(author: str) -> bool:
    return _PAPER.fullmatch(author) is not None


def tells_event(passage: Passage) -> bool:
    """Say whether a passage says that somebody did something."""
    return bool(_EVENT.search(passage.text.lower()))


def first_event_end(small: str) -> int:
    """Return where in a text in small letters the first word ends that says what somebody did, in code points; -1 where none stands."""
    found = _EVENT.search(small)
    return found.end() if found else -1


def events(text: str) -> frozenset[str]:
    """Return the words of a text that say what somebody did."""
    return frozenset(word for found in _EVENT.findall(text.lower()) for word in content_words(found))


def looks_ahead(passage: Passage) -> bool:
    """Say whether a passage tells what is still to come, or only rumoured."""
    return bool(_AHEAD.search(passage.text.lower()))


def is_old(record: Record, newest: datetime) -> bool:
    """Say whether a record is so much older than the newest that its words, told without their day, would pass for current."""
    return newest - record.published_at > _OLD


def takes_side(passage: Passage) -> bool:
    """Say whether a passage is somebody's own praise or blame."""
    record = passage.record
    # A headline above nothing is passed on, and a comment stands under another's: neither need be its poster's own view.
    if passage.is_title:
        said = record.kind == "post" and (passage.personal or (record.text and not is_news(passage)))
    else:
        said = record.kind == "comment" or passage.personal
    return record.kind in PERSONAL and bool(said) and passage.tone != 0
