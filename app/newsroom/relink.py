"""Link records and file them under beats anew, after the vocabulary was edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.newsroom.deployment import Deployment
from app.newsroom.prepare_record import links_of
from app.newsroom.vocabulary import Vocabulary
from app.store import relinking
from app.store.deployment import get_setting, put_setting
from app.store.relinking import Relinkable
from app.store.session import Session

# How many of the newest records an editor sees linked at once after writing an entity.
_AT_ONCE = 2_000
_PROGRESS = "relinked"


def relink(deployment: Deployment, batch: int = 500) -> Iterator[int]:
    """Link every record anew, oldest first; yield how many were done after each batch, which is one transaction.

    Stopped at any point it goes on there when it is run again, unless the vocabulary was edited in between: then it
    begins anew. Run again after the end it starts from the beginning.
    """
    done = 0
    while True:
        with deployment.database.write("records") as session:
            vocabulary = deployment.vocabulary.current(session)
            after = _resume_after(session, vocabulary.version)
            found = relinking.after(session, after, batch)
            _relink(session, vocabulary, found)
            reached = found[-1].key if len(found) == batch else 0
            put_setting(session, _PROGRESS, f"{vocabulary.version} {reached}")
        done += len(found)
        yield done
        if len(found) < batch:
            return


def relink_naming(session: Session, vocabulary: Vocabulary, spellings: Sequence[str]) -> int:
    """Link the newest 2,000 records that hold one of these spellings anew; return how many there were."""
    found = relinking.holding(session, spellings, _AT_ONCE)
    _relink(session, vocabulary, found)
    return len(found)


def _resume_after(session: Session, version: int) -> int:
    """Return the key of the last record that was linked by this version of the vocabulary, or 0."""
    of_version, _, reached = (get_setting(session, _PROGRESS) or "").partition(" ")
    return int(reached) if of_version == str(version) else 0


def _relink(session: Session, vocabulary: Vocabulary, found: Sequence[Relinkable]) -> None:
    relinking.replace_links(
        session,
        [(each.key, each.published_at, links_of(vocabulary, each.text, each.community)) for each in found],
    )
