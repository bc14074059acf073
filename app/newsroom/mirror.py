"""Keep a deployment in step with another: its stories are taken over as they are, each quote checked as it arrives.

A story and how far the mirror has come are stored in one transaction, so that a mirror which is killed goes on where it was.
What is taken over keeps its id, slug, address and revision; its JSON is the original's, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from app.errors import UnavailableError
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.original import Original
from app.store import records, stories
from app.store.deployment import get_setting, put_setting
from app.store.session import Session
from app.story.quotes import matches
from schemas.change import Change
from schemas.record import Record, RecordInput
from schemas.story import Story

Outcome = Literal["kept", "taken_down", "unchanged", "moved_on", "refused"]
_SENT = frozenset(RecordInput.model_fields)
_TAKEN_DOWN = frozenset({"retraction", "unpublication"})
_RETRACTED = "The story was retracted."
_WORDED = ("title_quotes", "dek_quotes", "sections", "story_so_far", "faq", "entities", "citations", "related")


@dataclass(frozen=True, slots=True)
class Step:
    """What was done about a story: kept, taken down, left as it was, left for a change to come, or refused for a reason."""

    change: Change
    outcome: Outcome
    reason: str | None = None


class _RefusedError(Exception):
    """The story is not as its records say, or cannot be kept here."""


class _MovedOnError(Exception):
    """The story was changed again meanwhile; the change that says so will come."""


def reached(deployment: Deployment, original: Original) -> int:
    """Return the number of the last change of the original that was mirrored; 0 before the first."""
    with deployment.database.read() as session:
        return int(get_setting(session, _setting(original)) or 0)


def catch_up(deployment: Deployment, original: Original, wait: int = 0) -> Iterator[Step]:
    """Do what the next changes of the original ask for, of each story the last; yield what was done, once it is stored.

    Nothing is yielded where there is no change within so many seconds. Raises UnavailableError where the original, or the
    database, is away; what was yielded stands.
    """
    found = original.changes(reached(deployment, original), wait)
    last = {change.story_id: change for change in found.items}
    erased = {change.story_id for change in found.items if change.kind == "erasure"}
    for change in sorted(last.values(), key=lambda change: change.seq):
        yield _Turn(deployment, original, change, erases=change.story_id in erased).step()


class _Turn:
    """One story's turn: what the original says of it, and what becomes of it here."""

    def __init__(self, deployment: Deployment, original: Original, change: Change, *, erases: bool) -> None:
        """Look at what is kept of the story."""
        self._deployment, self._original, self._change, self._erases = deployment, original, change, erases
        with deployment.database.read() as session:
            stored = stories.find_by_id(session, change.story_id)
        self._kept = stored.story() if stored else None

    def step(self) -> Step:
        """Do what the change asks for."""
        change, kept = self._change, self._kept
        if change.kind in _TAKEN_DOWN:
            return self._take_down()
        is_shown = kept is not None and kept.status not in ("draft", "retracted")
        if kept is not None and is_shown and not self._erases and kept.revision >= change.revision:
            return self._done("unchanged")
        try:
            story, missing = self._arriving()
            self._bring_in(missing)
            self._check(story, {})
        except _MovedOnError:
            return self._take_down() if self._erases else self._done("moved_on")
        except (_RefusedError, ValidationError) as error:
            reason = str(error) if isinstance(error, _RefusedError) else "It is not of a form that this version reads."
            return self._refuse(reason)
        return self._keep(story)

    def _arriving(self) -> tuple[Story, list[Record]]:
        """Fetch the story, and the versions of what it cites that are not here, and check it by them before any is kept.

        Raises where it does not stand, or is there no longer; UnavailableError where a cache, or a server that follows the
        original's, answers with an earlier revision: it is asked again later.
        """
        story = self._original.story(self._change.slug)
        if story is None or story.id != self._change.story_id:
            raise _MovedOnError
        if story.revision < self._change.revision:
            told = f"{self._original.address} answers with an earlier revision of {story.slug} than it tells of."
            raise UnavailableError(told)
        with self._deployment.database.read() as session:
            here = records.states(session, [citation.record_id for citation in story.citations])
        missing: list[Record] = []
        for citation in story.citations:
            _, number = here.get(citation.record_id, ("", 0))
            if number < citation.record_version:
                missing += self._versions(citation.record_id, number + 1)
        self._check(story, {(record.id, record.version): record for record in missing})
        return story, missing

    def _versions(self, record_id: str, first: int) -> list[Record]:
        """Fetch a record from a version on, in order; raise where it was withdrawn meanwhile."""
        current = self._original.record(record_id)
        if current is None:
            raise _MovedOnError
        earlier = [self._original.version(record_id, number) for number in range(first, current.version)]
        found = [record for record in (*earlier, current) if record is not None]
        if len(found) <= len(earlier):
            raise _MovedOnError
        return found

    def _keep(self, story: Story) -> Step:
        """Store the story in place of what was kept, and erase the records that it says were withdrawn."""
        withdrawn = [each.record_id for each in story.methodology.unused if each.reason == "withdrawn"]
        gone = {*withdrawn, *self._withdrawn()}
        erases = self._erases or bool(gone)
        with self._deployment.database.write() as session:
            is_taken = stories.is_taken(session, story.slug, story.id)
            if not is_taken:
                cause = self._change.cause or "correction"
                stories.adopt(session, story, cause, self._change.note, erases=self._erases)
                self._end(session, gone, erases=erases)
        if is_taken:
            return self._refuse("Another story has its slug here.")
        self._forget(erases=erases)
        return Step(self._change, "kept")

    def _take_down(self, outcome: Outcome = "taken_down", reason: str | None = None) -> Step:
        """Leave nothing of the story but that it was here; of one that was never here, nothing at all."""
        kept, change, gone = self._kept, self._change, self._withdrawn()
        with self._deployment.database.write() as session:
            if kept is not None:
                left = _without_words(kept, change)
                cause = change.cause or "retraction"
                stories.adopt(session, left, cause, change.note or _RETRACTED, erases=True)
            self._end(session, gone, erases=kept is not None)
        self._forget(erases=kept is not None or self._erases)
        return Step(change, outcome, reason)

    def _refuse(self, reason: str) -> Step:
        """Keep nothing of what does not stand; what was kept before stays, unless words of it were erased."""
        return self._take_down("refused", reason) if self._erases else self._done("refused", reason)

    def _done(self, outcome: Outcome, reason: str | None = None) -> Step:
        with self._deployment.database.write() as session:
            self._end(session)
        return Step(self._change, outcome, reason)

    def _end(self, session: Session, gone: Iterable[str] = (), *, erases: bool = False) -> None:
        """Erase records, and note how far the mirror has come.

        Only where it `erases` words of a story is the index of stories written anew, which takes time in proportion to all of it.
        """
        for record_id in gone:
            records.erase(session, record_id)
        if erases:
            stories.forget_searched_words(session)
        put_setting(session, _setting(self._original), str(self._change.seq))

    def _forget(self, *, erases: bool) -> None:
        if erases:
            self._deployment.database.forget()

    def _withdrawn(self) -> list[str]:
        """Return which records of the story are at the original no longer, where something was erased.

        Those too that it cited in an earlier revision alone: they were brought in for it.
        """
        if not self._erases:
            return []
        with self._deployment.database.read() as session:
            linked = records.states(session, stories.records_of(session, self._change.story_id))
        here = [record_id for record_id, (status, _) in linked.items() if status == "active"]
        return [record_id for record_id in here if self._original.record(record_id) is None]

    def _bring_in(self, versions: Iterable[Record]) -> None:
        """Ingest versions of records as anybody's, so that they are found here by words, beats and entities too."""
        for version in versions:
            line = version.model_dump_json(include=set(_SENT), exclude_none=True).encode()
            (result,) = next(iter(ingest(self._deployment, [(1, line)])))
            if result.problem is not None or result.id != version.id:
                told = result.problem.detail if result.problem else "Its id is another."
                raise _RefusedError(f"The record {version.id} is refused: {told}")

    def _check(self, story: Story, arriving: Mapping[tuple[str, int], Record]) -> None:
        """Raise where a quote does not stand in its record, character for character, at the place that it names.

        The record is looked for among those that are arriving, then here.
        """
        with self._deployment.database.read() as session:
            for citation in story.citations:
                at = citation.record_id, citation.record_version
                record = arriving.get(at) or records.version(session, *at)
                if record is None or record.status != "active":
                    raise _RefusedError(f"The record {citation.record_id} is not here, or is withdrawn.")
                for quote in citation.quotes:
                    if not matches(record, quote):
                        raise _RefusedError(f"{quote.id} does not stand in {record.id}.")
        known = {quote.id for citation in story.citations for quote in citation.quotes}
        for sentence in story.body():
            if not sentence.quotes or not known.issuperset(sentence.quotes):
                raise _RefusedError(f"{sentence.id} rests on no quote of the story.")


def _without_words(kept: Story, change: Change) -> Story:
    """Return what is left of a story that was taken back: its name and number, and that it was here."""
    is_draft = change.kind == "unpublication" or (change.kind == "erasure" and kept.status == "draft")
    return kept.model_copy(
        update={
            "slug": change.slug,
            "revision": max(change.revision, kept.revision),
            "status": "draft" if is_draft else "retracted",
            "published_at": None if is_draft else kept.published_at,
            "updated_at": change.at,
            "title": "Taken down",
            "dek": "",
            "word_count": 0,
            "image": None,
            **{name: [] for name in _WORDED},
        }
    )


def _setting(original: Original) -> str:
    return f"mirrored {original.address}"
