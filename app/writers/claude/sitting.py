"""One way from records to a draft, by what is known of how much the model reads: notes, perhaps a choice among them, the story, mending."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256

from app.errors import Fault, NothingQuotableError, StorywireError
from app.story.draft import Draft
from app.writers.base import Assignment
from app.writers.claude.answer import Answer, Mending
from app.writers.claude.briefing import block, mending_text, records_text, rules, task_text
from app.writers.claude.composition import Composition
from app.writers.claude.gathering import MOST_GROUPS, fits_at_once, gather, group_tokens, groups_of, steps_of
from app.writers.claude.mending import mend, nearest
from app.writers.claude.notebook import Notebook, take_notes
from app.writers.claude.patience import Conversation, Step
from app.writers.claude.reply import Turn
from app.writers.claude.room import Room, own_tokens

_MOST_MENDING_TOKENS = 8_000
_NONCE_BYTES = 8


class Sitting:
    """An attempt to write a story within a room; raises NothingQuotableError where the records hold nothing to quote."""

    def __init__(self, assignment: Assignment, room: Room) -> None:
        """Read the records."""
        self._assignment = assignment
        self._room = room
        self._nonce = _nonce(assignment.seed)
        self._book = take_notes(assignment, MOST_GROUPS * group_tokens(room))
        if not self._book.asked():
            faults = [Fault(each.record_id, each.reason) for each in self._book.unused[:50]]
            raise NothingQuotableError("None of the records has words that can be quoted.", errors=faults)
        self._language = assignment.language or _language(self._book)

    def steps(self, count: Callable[[Turn], int]) -> list[Step]:
        """Return the calls that writing takes at most: a choice by groups, the story, and the turn that mends it.

        What is known already is counted, the rest estimated.
        """
        if fits_at_once(self._book, self._room):
            opening = self._opening(self._book)
            tokens = count(opening)
            return [Step("write", tokens, opening.max_tokens), self._mending_step(tokens)]
        return [*steps_of(groups_of(self._book, self._room), self._room), *self._last_steps()]

    def write(self, conversation: Conversation) -> Draft:
        """Write a draft; raises what asking raises, and SynthesisRefusedError where too little stands of what the model wrote."""
        book = self._book
        if not fits_at_once(book, self._room):
            briefing = (self._nonce, self._language)
            groups = groups_of(book, self._room)
            book = gather(conversation, self._assignment, book, groups, self._room, briefing, self._last_steps())
        opening = self._opening(book)
        answer, text = conversation.ask("write", opening, Answer, [self._mending_step(conversation.expected(opening))])
        composition = Composition(self._assignment, book, self._language, answer)
        if refused := composition.refused():
            self._mend_once(conversation, opening, text, composition, refused)
        return composition.draft()

    def _opening(self, book: Notebook) -> Turn:
        """Brief the model: rules that are the same each time, then the records, then the task."""
        last = max(each.record.published_at for each in book.asked())
        content = [
            block(records_text(book, self._nonce, self._language), is_kept=True),
            block(task_text(self._language, self._assignment.angle, last, self._nonce)),
        ]
        system = [block(rules("write"), is_kept=True)]
        return Turn(system, [{"role": "user", "content": content}], Answer, self._room.answer)

    def _last_steps(self) -> list[Step]:
        """Return the story's own calls, where what is picked fills the room."""
        tokens = own_tokens("write") + self._room.records
        return [Step("write", tokens, self._room.answer), self._mending_step(tokens)]

    def _mending_step(self, opening: int) -> Step:
        """Return the turn that mends: it reads the opening, the answer, and what was refused of it with what comes nearest."""
        return Step("mend", opening + 2 * self._room.answer, self._mending_tokens())

    def _mending_tokens(self) -> int:
        return min(_MOST_MENDING_TOKENS, self._room.answer)

    def _mend_once(
        self,
        conversation: Conversation,
        opening: Turn,
        text: str,
        composition: Composition,
        refused: Sequence[int],
    ) -> None:
        """Send back what was refused, once; where no use comes of it, the rest stands as it is."""
        checked = composition.checked()
        failed = [(n + 1, checked[n], nearest(checked[n].sentence.text, composition.book)) for n in refused]
        messages = [
            *opening.messages,
            {"role": "assistant", "content": [block(text)]},
            {"role": "user", "content": [block(mending_text(failed))]},
        ]
        # A short answer comes in one piece; only a long one needs the stream that keeps its connection from falling asleep.
        turn = Turn(opening.system, messages, Mending, self._mending_tokens(), is_streamed=False)
        try:
            mending, _ = conversation.ask("mend", turn, Mending)
        except StorywireError:
            # It is booked; what stands needs no mending, and what does not is dropped or makes the story too thin.
            return
        mend(composition, mending, frozenset(refused))


def _nonce(seed: str) -> str:
    """Return the word that fences the records in: no record can know it, and a synthesis that is written again has the same."""
    return sha256(seed.encode()).hexdigest()[: 2 * _NONCE_BYTES] if seed else secrets.token_hex(_NONCE_BYTES)


def _language(book: Notebook) -> str:
    """Return the language of most of the records."""
    counted: dict[str, int] = {}
    for notes in book.asked():
        language = notes.sentences[0].language
        counted[language] = counted.get(language, 0) + 1
    return max(counted, key=lambda language: (counted[language], language == "en", language))
