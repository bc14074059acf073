"""Read more than one call can hold: the model first picks, group by group, the sentences that a story could rest on.

It answers ids alone, and what goes on to the writing are the records' own sentences: nothing that a model said about them. A group of which
nothing comes is represented by the first sentences of its records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from app.errors import WriterFailedError
from app.story.draft import DraftUnused
from app.writers.base import AnswerAwaitedError, Assignment
from app.writers.claude.answer import LeftOut
from app.writers.claude.briefing import block, gathering_text, records_text, rules
from app.writers.claude.notebook import Notebook, Notes, Numbered
from app.writers.claude.patience import Conversation, Step, TooLongError
from app.writers.claude.reply import Turn
from app.writers.claude.room import Room, own_tokens

MOST_GROUPS = 24
_MOST_RECORDS = 60
_MOST_TOKENS = 30_000
_OF_ANSWER = 6_000
_LEADING = 2
_LEAST_PICKED = 4
# What a picked sentence takes of the writing call, as a rule, and how much of that call earlier stories may take.
_PER_SENTENCE = 60
_EARLIER_SHARE = 0.25
_SECONDS_OF_A_GROUP = 60.0


class Gathered(BaseModel):
    """What a group's call answers: ids of sentences, the most telling first, and the records that are of no use."""

    model_config = ConfigDict(extra="ignore")

    sentences: list[str]
    unused: list[LeftOut] = []


def group_tokens(room: Room) -> int:
    """Return how many tokens of records a group's call shows."""
    return min(_MOST_TOKENS, room.records)


def fits_at_once(book: Notebook, room: Room) -> bool:
    """Say whether the story can be written from everything at once."""
    return len(book.asked()) <= _MOST_RECORDS and sum(each.tokens for each in book.notes) <= room.records


def groups_of(book: Notebook, room: Room) -> list[list[Notes]]:
    """Return the records asked for in groups that a call can hold each."""
    groups: list[list[Notes]] = [[]]
    size = 0
    for notes in book.asked():
        if groups[-1] and (len(groups[-1]) == _MOST_RECORDS or size + notes.tokens > group_tokens(room)):
            groups.append([])
            size = 0
        groups[-1].append(notes)
        size += notes.tokens
    return groups


def steps_of(groups: Sequence[Sequence[Notes]], room: Room) -> list[Step]:
    """Return the calls that gathering takes."""
    own = own_tokens("gather")
    return [Step("gather", own + sum(n.tokens for n in group), min(_OF_ANSWER, room.answer)) for group in groups]


def gather(
    conversation: Conversation,
    assignment: Assignment,
    book: Notebook,
    groups: Sequence[Sequence[Notes]],
    room: Room,
    briefing: tuple[str, str],
    later: Sequence[Step],
) -> Notebook:
    """Return the notebook with what was picked alone, as much as one call holds; `briefing` is the nonce and the language.

    Raises what asking raises, but that a group of which nothing of use comes costs the story no more than its choice.
    """
    nonce, language = briefing
    steps = steps_of(groups, room)
    most = max(_LEAST_PICKED, room.records // _PER_SENTENCE // len(groups))
    conversation.ends += _SECONDS_OF_A_GROUP * len(groups)
    picked: list[list[Numbered]] = []
    reasons: dict[str, LeftOut] = {}
    awaited: AnswerAwaitedError | None = None
    for number, group in enumerate(groups):
        content = [
            block(records_text(book, nonce, language, group)),
            block(gathering_text(assignment.angle, most, nonce)),
        ]
        messages = [{"role": "user", "content": content}]
        turn = Turn([block(rules("gather"), is_kept=True)], messages, Gathered, steps[number].output_tokens)
        try:
            gathered, _ = conversation.ask("gather", turn, Gathered, [*steps[number + 1 :], *later])
        except AnswerAwaitedError as error:
            awaited = error  # One batch can answer all groups.
            continue
        except TooLongError:
            raise
        except WriterFailedError:
            picked.append([each for notes in group for each in notes.sentences[:_LEADING]])
            continue
        known = {each.id: each for notes in group for each in notes.sentences}
        picked.append([known[i] for i in dict.fromkeys(gathered.sentences) if i in known][:most])
        reasons.update({each.record: each for each in gathered.unused})
    if awaited is not None:
        raise awaited
    return _narrowed(book, picked, reasons, room)


def _narrowed(
    book: Notebook, picked: Sequence[Sequence[Numbered]], reasons: dict[str, LeftOut], room: Room
) -> Notebook:
    """Keep what was picked, a sentence of each group in turn, and what stands behind earlier stories, as far as there is room."""
    earlier = [notes for notes in book.notes if notes.earlier is not None]
    kept: set[str] = set()
    left = room.records * _EARLIER_SHARE
    for each in _in_turn([notes.sentences for notes in earlier]):
        left -= each.tokens
        if left >= 0:
            kept.add(each.id)
    left = room.records * (1 - _EARLIER_SHARE)
    opened: set[str] = set()
    for each in _in_turn(picked):
        label = each.id.partition(".")[0]
        left -= each.tokens + (0 if label in opened else _PER_SENTENCE // 2)
        if left >= 0:
            kept.add(each.id)
            opened.add(label)
    narrowed = book.narrowed(kept)
    for notes in book.asked():
        if notes.label not in opened:
            reason = reasons[notes.label].reason if notes.label in reasons else "over_budget"
            narrowed.unused.append(DraftUnused(notes.record.id, reason, "the writer left it out"))
    return narrowed


def _in_turn(lists: Sequence[Sequence[Numbered]]) -> Iterator[Numbered]:
    """Yield the first of each list, then the second of each, and so on."""
    for place in range(max(map(len, lists), default=0)):
        yield from (each[place] for each in lists if place < len(each))
