"""Find texts that say the same in the same words, and links that lead to the same item.

Exact likeness is settled by a folded key; near likeness by Jaccard on word shingles, with candidates found by prefix
filtering (Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins", 2006): two sets as alike as the
threshold share one of their few rarest shingles, so only those are looked up and no two texts are compared without reason.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.language.normalise import fold
from app.language.sentences import is_clipped
from app.language.tokens import cjk_share, words

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_SITE_SUFFIX = re.compile(
    r"\s+(?:[-|–—·•]|::|\\)\s+[^-|–—·•.!?:]{2,30}$|\s*[|_｜]\s*[^|_｜。！？]{2,16}$|\s+[-–—]\s*[^\s。！？]{2,12}$"
)
_BETWEEN_WORDS = re.compile(r"[^\w.%…]+")
_MOSTLY_CHINESE = 0.3
_MOST_TOKENS = 400
_SHORT = 25
_OPENING = 5
_LEAST_WORDS = 3
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    """What of a text is compared: its words, its shingles, its numbers, and whether it breaks off."""

    tokens: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]
    numbers: frozenset[str]
    clipped: bool


def group_duplicates(texts: Sequence[str], threshold: float = 0.8) -> list[int]:
    """Return for each text the index of the first that says the same, or its own where none does.

    `threshold` is the least Jaccard likeness of word shingles. Short texts must agree in every number; a text that is
    broken off is the same as one that it begins. Time grows with the texts' length, not with the square of their count.
    """
    prints = [_fingerprint(text) for text in texts]
    frequency = Counter(chain.from_iterable(each.shingles for each in prints))
    first_of: dict[tuple[str, ...], int] = {}
    by_shingle: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    by_opening: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    groups: list[int] = []
    for index, each in enumerate(prints):
        if not each.tokens:
            groups.append(index)
            continue
        rarest = _rarest(each.shingles, frequency, threshold)
        opening = each.tokens[:_OPENING]
        same = first_of.get(each.tokens)
        if same is None:
            candidates = sorted({i for shingle in rarest for i in by_shingle[shingle]} | set(by_opening[opening]))
            same = next((i for i in candidates if _same(prints[i], each, threshold)), None)
        groups.append(index if same is None else same)
        if same is None:
            first_of[each.tokens] = index
            by_opening[opening].append(index)
            for shingle in rarest:
                by_shingle[shingle].append(index)
    return groups


def _rarest(
    shingles: frozenset[tuple[str, ...]], frequency: Mapping[tuple[str, ...], int], threshold: float
) -> list[tuple[str, ...]]:
    """Return, of the rarest shingles of a text that two texts as alike as the threshold must share one of, those that any shares.

    What stands in no other text comes first among the rarest, and need not be looked up.
    """
    shared = [shingle for shingle in shingles if frequency[shingle] > 1]
    own = len(shingles) - len(shared)
    room = len(shingles) - ceil(threshold * len(shingles)) + 1 - own
    return sorted(shared, key=lambda shingle: (frequency[shingle], shingle))[:room] if room > 0 else []


def without_addresses(text: str) -> str:
    """Return a text without the web addresses that are written in it."""
    return _ADDRESS.sub(" ", text).strip()


def _fingerprint(text: str) -> _Fingerprint:
    """Return what of `text` is compared; a site's name behind a title is no part of it."""
    bare = without_addresses(text)
    if cjk_share(bare) > _MOSTLY_CHINESE:
        bare = _BETWEEN_WORDS.sub(
            "", _SITE_SUFFIX.sub("", bare)
        )  # Publishers disagree about spaces and commas in Chinese.
    tokens = words(bare)
    if len(bare) < _LONGEST_TITLE and (suffix := _SITE_SUFFIX.search(bare)):
        shorter = words(bare[: suffix.start()])
        tokens = shorter if len(shorter) >= _OPENING - 1 else tokens
    # A word or two over different links are different posts, so these must agree in every character but case.
    tokens = tokens[:_MOST_TOKENS] if len(tokens) >= _LEAST_WORDS else fold(text).split()
    size = 2 if len(tokens) <= _SHORT else 3
    padded = ("", *tokens, "") if tokens else ()
    shingles = frozenset(zip(*(padded[i:] for i in range(size)), strict=False))
    numbers = frozenset([token for token in tokens if not token.isalpha() and any(map(str.isdigit, token))])
    return _Fingerprint(tuple(tokens), shingles, numbers, is_clipped(bare))


def _same(one: _Fingerprint, other: _Fingerprint, threshold: float) -> bool:
    """Say whether two texts say the same, as `group_duplicates` has it."""
    shorter, longer = sorted((one, other), key=lambda each: len(each.tokens))
    if shorter.clipped and _begins(longer.tokens, shorter.tokens):
        return True
    if len(shorter.tokens) <= _SHORT and one.numbers != other.numbers:
        return False
    # The two kinds of shingle cannot meet, so texts on each side of the border between short and long never match.
    common = len(one.shingles & other.shingles)
    united = len(one.shingles) + len(other.shingles) - common
    return common / united >= threshold


def _begins(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Say whether a broken-off text is how another begins; its last word may be cut."""
    whole = len(shorter) - 1
    return whole >= _OPENING and longer[:whole] == shorter[:whole]


_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|ref(?:_\w+|errer)?|source|src|share\w*|spm|from|feature|si|cmpid|cmp|ocid|"
    r"smid|s|t|context|sr_share|guccounter|__twitter_impression|amp|outputtype|embeds?_\w+|rss|at_\w+|ns_\w+|wt\.\w+|trk|_hsenc|_hsmi|isfreemail|"
    r"chksm|scene|reflink\w*|mod|unlocked_article_code|accesstoken|giftid|f",
    re.IGNORECASE,
)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|old|new|np|i)\.(?=[^.]+\.)")
# Sites that write one item's link in several ways: host, what of path and query names the item, and the key's beginning.
_BY_ID = (
    ("reddit.com", re.compile(r"(?:/(?:r|u|user)/[^/]+)?/comments/([a-z0-9]+)(?:/[^/?]*/([a-z0-9]+))?", re.IGNORECASE), "reddit.com/comments/"),
    ("redd.it", re.compile(r"/([a-z0-9]+)", re.IGNORECASE), "reddit.com/comments/"),
    ("youtube.com", re.compile(r"/watch\?(?:.*&)?v=([\w-]+)"), "youtube.com/watch?v="),
    ("youtu.be", re.compile(r"/([\w-]+)"), "youtube.com/watch?v="),
    ("x.com", re.compile(r"/[^/]+/status(?:es)?/(\d+)"), "x.com/status/"),
    ("twitter.com", re.compile(r"/[^/]+/status(?:es)?/(\d+)"), "x.com/status/"),
    ("arxiv.org", re.compile(r"/(?:abs|pdf|html)/(\d{4}\.\d{4,5})"), "arxiv.org/abs/"),
)  # fmt: skip


def same_story_key(url: str) -> str | None:
    """Return the canonical form of a web link, equal for links to the same item; None for home pages and what is no link.

    Scheme, www and mobile hosts, tracking parameters, fragments and trailing slashes go; posts on Reddit, X and YouTube and papers
    on arXiv are named by their id alone.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme.casefold() not in {"http", "https"} or not host:
        return None
    host = _HOST_PREFIX.sub("", host)
    if item := _by_id(host, f"{parts.path}?{parts.query}"):
        return item
    path = _INDEX_PAGE.sub("", parts.path.rstrip("/")).removesuffix("/amp").rstrip("/")
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k))
    if not path and not query:
        return None
    where = host if port in {None, 80, 443} else f"{host}:{port}"
    return f"{where}{path}{'?' + urlencode(query) if query else ''}"


def _by_id(host: str, rest: str) -> str | None:
    """Return the key of an item on a site that writes one item's link in several ways, or None elsewhere."""
    for site, pattern, beginning in _BY_ID:
        if host == site and (match := pattern.match(rest)):
            ids = [part for part in match.groups() if part]
            # Reddit's ids are the same in any case; those of YouTube are not.
            return beginning + "/".join(part.lower() if "reddit" in beginning else part for part in ids)
    return None
