"""WebSub hubs as they are kept: up to which change each was told, who is at it, and which feeds changed since.

There are as many hubs as a setting names, so what is known of one is a single remembered value, not a row of a table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace

import orjson
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.store import changes
from app.store.change_tables import METADATA
from app.store.deployment import get_setting, put_setting
from app.store.job_rows import MICROS
from app.store.tables import SettingRow

_CHANGE, _REVISION, _STORY = (METADATA.tables[name] for name in ("story_change", "story_revision", "story"))
_KEY = "websub "
# A request takes no longer, and each follows a renewal.
LEASE_SECONDS = 60
# A hub that was away while more happened is told in several rounds, so that none reads for long.
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Hub:
    """What is known of a hub; moments are microseconds since 1970, `due_at` is 0 while it has nothing to be told.

    `fence` counts who was at it, so that one who has lost the hub settles nothing.
    """

    after: int
    due_at: int = 0
    failures: int = 0
    holder: str | None = None
    fence: int = 0
    lease_until: int = 0


@dataclass(slots=True)
class Touched:
    """The beats and entities whose feeds changed, up to a change."""

    until: int
    beats: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)


def get(session: Session, url: str) -> Hub | None:
    """Return what is known of a hub; None where it has never been named before."""
    kept = get_setting(session, _KEY + url)
    return None if kept is None else Hub(**orjson.loads(kept))


def waiting(session: Session, urls: Sequence[str], now: int) -> list[str]:
    """Return the hubs for which there is something to do; whether somebody is at them is not looked at."""
    newest = changes.latest(session)
    known = {url: get(session, url) for url in urls}
    return [url for url, hub in known.items() if hub is None or (hub.after < newest and hub.due_at <= now)]


def take(session: Session, url: str, holder: str, now: int, gathering: int, gone: Collection[str]) -> Hub | None:
    """Take a hub that is to be told now; None where somebody is at it, or it is not its time.

    Whoever first sees that something changed lets more gather for some seconds, so that all of it is told at once. A hub
    that was never named before is told of what happens from now on. Those who are `gone` hold nothing.
    """
    hub, newest = get(session, url), changes.latest(session)
    if hub is None:
        _put(session, url, Hub(newest))
        return None
    if hub.after >= newest or (hub.lease_until >= now and hub.holder not in gone):
        return None
    if not hub.due_at:
        _put(session, url, replace(hub, due_at=now + gathering * MICROS))
        return None
    if hub.due_at > now:
        return None
    taken = replace(hub, holder=holder, fence=hub.fence + 1, lease_until=now + LEASE_SECONDS * MICROS)
    _put(session, url, taken)
    return taken


def renew(session: Session, url: str, held: Hub, now: int) -> bool:
    """Renew the lease on a hub; say whether it is still held."""
    hub = get(session, url)
    if hub is None or hub.fence != held.fence:
        return False
    _put(session, url, replace(hub, lease_until=now + LEASE_SECONDS * MICROS))
    return True


def settle(session: Session, url: str, held: Hub, until: int | None, due_at: int) -> None:
    """Give a hub back: it was told of everything up to a change, or, where that is None, is to be tried again later."""
    hub = get(session, url)
    if hub is None or hub.fence != held.fence:
        return
    after, failures = (hub.after, hub.failures + 1) if until is None else (until, 0)
    _put(session, url, Hub(after, due_at, failures, fence=hub.fence))


def forget_others(session: Session, urls: Collection[str]) -> None:
    """Forget the hubs that are named no longer: one that is named again is told of what happens from then on."""
    key = col(SettingRow.key)
    named = [_KEY + url for url in urls]
    session.exec(delete(SettingRow).where(key.startswith(_KEY, autoescape=True), key.not_in(named)))


def touched(session: Session, after: int) -> Touched:
    """Return whose feeds changed since a change: of each story what it is filed under now, and was before.

    Of a revision whose words were erased nothing is known any more.
    """
    connection = session.connection()
    found = select(_CHANGE.c.seq, _CHANGE.c.story_pk, _CHANGE.c.revision, _STORY.c.beat)
    found = found.join(_STORY, _STORY.c.pk == _CHANGE.c.story_pk).where(_CHANGE.c.seq > after)
    rows = connection.execute(found.order_by(_CHANGE.c.seq).limit(_AT_ONCE)).all()
    told = Touched(rows[-1].seq if rows else after, {row.beat for row in rows})
    wanted = {(row.story_pk, revision) for row in rows for revision in (row.revision - 1, row.revision)}
    for story_pk, revision in wanted:
        its = (_REVISION.c.story_pk == story_pk) & (_REVISION.c.revision == revision)
        document = connection.execute(select(_REVISION.c.document).where(its)).scalar()
        if document is not None:
            story = orjson.loads(document)
            told.beats.add(story["beat"]["slug"])
            told.entities.update(entity["slug"] for entity in story["entities"])
    return told


def _put(session: Session, url: str, hub: Hub) -> None:
    put_setting(session, _KEY + url, orjson.dumps(asdict(hub)).decode())
