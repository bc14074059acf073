"""Who publishes a record: what independence and diversity are counted by.

Ten posts of one author are one publisher; so is a text that several sites carry (see the writer's
duplicates). On a forum or a social network the author publishes, elsewhere the site does, but where it only keeps what
others hand in: papers are their authors', and releases their project's. Posts whose
author the source does not tell are counted together for each community: independence that cannot
be shown is not claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from schemas.record import Record

# What a person says; a site or an institution publishes the rest.
PERSONAL = frozenset({"post", "comment"})
# What a site only keeps for those who made it.
_HANDED_IN = frozenset({"paper", "release"})
_PLATFORMS = (
    "reddit.com",
    "redd.it",
    "ycombinator.com",
    "bsky.app",
    "lobste.rs",
    "twitter.com",
    "x.com",
    "mastodon.social",
)


def publisher(record: Record) -> str:
    """Return a key that is the same for records of one publisher."""
    if record.kind not in PERSONAL and not (record.author and record.kind in _HANDED_IN):
        return f"site:{record.source}"
    if record.author:
        return f"author:{record.source}:{record.author.casefold()}"
    host = linked_host(record.url)
    if host:
        return f"host:{host}"
    return f"unknown:{record.source}:{(record.community or '').casefold()}"


@lru_cache(maxsize=4_096)
def linked_host(url: str | None) -> str | None:
    """Return the host that a post links to, without www, or None where it is the platform itself."""
    if not url:
        return None
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not host or any(host == name or host.endswith("." + name) for name in _PLATFORMS):
        return None
    return host


def capped(
    weights: Mapping[str, float],
    key_of: Callable[[str], str],
    share: float = 0.4,
    least_publishers: int = 5,
) -> dict[str, float]:
    """Return the weights, summing to 1, with no publisher over `share` where there are enough of them.

    What is over is spread over the others in proportion, which can lift another over the limit, so it
    is done until it holds.
    """
    total = sum(weights.values())
    shares = {name: weight / total for name, weight in weights.items()} if total else dict(weights)
    groups: dict[str, list[str]] = {}
    for name in shares:
        groups.setdefault(key_of(name), []).append(name)
    if len(groups) < least_publishers:
        return shares
    fixed: set[str] = set()
    while True:
        sums = {group: sum(shares[name] for name in names) for group, names in groups.items()}
        over = {group for group, value in sums.items() if group not in fixed and value > share + 1e-12}
        if not over:
            return shares
        fixed |= over
        free = sum(value for group, value in sums.items() if group not in fixed)
        left = 1 - share * len(fixed)
        for group, names in groups.items():
            factor = share / sums[group] if group in fixed else left / free if free else 0.0
            for name in names:
                shares[name] *= factor


def independent(records: Iterable[Record], syndicated: Mapping[str, Sequence[str]] | None = None) -> int:
    """Count independent publishers; records that carry one text (`syndicated`, by id) are one, and so are sites that one author fills."""
    return len(set(publishers(records, syndicated).values()))


def publishers(records: Iterable[Record], syndicated: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """Return a key for each record's publisher by the record's id, the same for those that `independent` counts as one."""
    known = list(records)
    keys = {record.id: publisher(record) for record in known}
    filled = _filled_by_one(known, keys)
    if not syndicated:
        return {record_id: f"author:{filled[key]}" if key in filled else key for record_id, key in keys.items()}
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for first, others in syndicated.items():
        for other in others:
            if first in keys and other in keys:
                parent[root(keys[other])] = root(keys[first])
    for key, author in filled.items():
        parent[root(key)] = root(f"author:{author}")
    return {record_id: root(key) for record_id, key in keys.items()}


def _filled_by_one(records: Sequence[Record], keys: Mapping[str, str]) -> dict[str, str]:
    """Return the sites all of whose records are by one author, with the author's name: a person who publishes in two places is one."""
    authors: dict[str, set[str | None]] = {}
    for record in records:
        if record.kind not in PERSONAL:
            authors.setdefault(keys[record.id], set()).add(record.author and record.author.casefold())
    return {key: name for key, names in authors.items() if len(names) == 1 and (name := next(iter(names)))}
