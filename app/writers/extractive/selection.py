"""Which passages are quoted: central to the subject, whole, new against what is chosen, and of many publishers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.story.publishers import publisher
from app.writers.extractive.accounting import FAR, OVER_BUDGET, SHARE_SPENT, Reason, repeats
from app.writers.extractive.chosen import Chosen
from app.writers.extractive.needless import is_beside_field, why_needless
from app.writers.extractive.passages import Passage
from app.writers.extractive.ranking import tells_of_itself
from app.writers.extractive.subject import MOST_RECORDS, Subject
from app.writers.extractive.turns import beside_subject, in_turn

# With so many records chosen, one that does not name what most of them name, and is less near to all than this, is not missed.
_ENOUGH, NEAR = 24, 0.7
# A quotation that opens with a quotation is hard to read: only the best of a record may.
_MARKS = '“"‘「'
_MOST_QUOTES = 42
_EXTRA_PER_RECORD = 0.6
_MOST_PER_RECORD = 3
_FEW_PER_RECORD = 2
_MANY = 10
# What a title is worth beside the words under it, where many records stand side by side.
_AS_TITLE = 0.5
_ALONE_PER_RECORD = 10
# A sentence of fewer words, or characters of Chinese, says no more than a title.
_TELLS, _TELLS_ZH = 7, 14


def choose(
    by_record: Mapping[str, Sequence[Passage]],
    subject: Subject,
    wanted: AbstractSet[int] = frozenset(),
    *,
    chinese: bool = False,
) -> tuple[list[Passage], dict[str, Reason]]:
    """Choose what to quote: first the best of each record, then more from those that hold more.

    `wanted` are the identities of passages that come before the best of their record, since they stand against another.

    Returns the passages and, for records left without one, why. With more records than a story can hold, the most relevant go first, publishers in turn.
    """
    publishers = {record_id: publisher(passages[0].record) for record_id, passages in by_record.items()}
    here = {passages[0].record.external_id for passages in by_record.values()}
    beside = beside_subject(by_record, subject, here)
    order = in_turn(by_record, subject, publishers, beside)
    planned = min(_MOST_QUOTES, round(len(order) * (1 + _EXTRA_PER_RECORD)))
    if len(order) <= 2:  # noqa: PLR2004 - one or two records are told at more length
        planned = _ALONE_PER_RECORD
    per_record = (
        _ALONE_PER_RECORD if len(order) <= 2 else _MOST_PER_RECORD if len(order) < _MANY else _FEW_PER_RECORD  # noqa: PLR2004 - as above
    )
    chosen = Chosen(publishers, subject.anchors, wanted)
    left_out: dict[str, Reason] = {}
    for record_id in order:
        best = _best_first(by_record[record_id], subject, chinese=chinese, many=len(order) >= _MANY)
        if wanted:
            best.sort(key=lambda p: id(p) not in wanted)
        why = (
            FAR
            if len(chosen.passages) >= _ENOUGH and record_id in beside and subject.nearness[record_id] < NEAR
            else OVER_BUDGET
            if len(chosen.passages) >= MOST_RECORDS
            else SHARE_SPENT
            if not chosen.has_room(best[0], planned, per_record)
            else why_needless(best[0], chosen.passages, subject, here, wanted)
        )
        if why:
            left_out[record_id] = why
            continue
        new = chosen.fresh(best)
        if new is None:
            left_out[record_id] = repeats(chosen.teller_of(best[0]))
        else:
            for told in chosen.add(new):
                chosen.tell_besides(told, by_record[told.record.id], subject)
            for passage in best:
                if id(passage) in wanted and passage is not new:
                    chosen.add(passage)
    _add_more(_readable(by_record, chinese=chinese), chosen, planned, per_record, left_out, subject)
    chosen.hold_back(left_out)
    quoted = {p.record.id for p in chosen.passages}
    left_out |= {told: repeats(teller) for told, teller in chosen.replaced.items() if told not in quoted}
    return chosen.passages, left_out


def _best_first(passages: Sequence[Passage], subject: Subject, *, chinese: bool, many: bool) -> list[Passage]:
    """Return a record's passages, the best first; among many records what a text says of the subject goes before its title.

    Titles side by side read as a list, and say less than the words under them; of another language a title is enough. What a release is called is
    said with whatever its notes say.
    """
    telling = many and any(_is_telling(p, subject, chinese=chinese) for p in passages)
    kind = passages[0].record.kind
    # Under a title nobody misses what somebody tells of himself.
    titled = many and any(p.is_title and not p.clipped for p in passages)
    return sorted(
        passages,
        key=lambda p: (
            (kind == "comment" and is_beside_field(p, subject))
            or (kind == "release" and p.is_title)
            or (titled and not p.is_title and tells_of_itself(p)),
            -p.score * (_AS_TITLE if telling and p.is_title else 1.0),
            p.order,
        ),
    )


def _is_telling(passage: Passage, subject: Subject, *, chinese: bool) -> bool:
    """Say whether a sentence of a text tells more of the subject than a title: no few words, and nothing of its author alone."""
    p = passage
    is_whole = p.order and p.chinese == chinese and p.length >= (_TELLS_ZH if chinese else _TELLS)
    return bool(
        is_whole and not (p.leaning or p.question or p.addendum or tells_of_itself(p)) and subject.is_told_in(p.words)
    )


def _readable(by_record: Mapping[str, Sequence[Passage]], *, chinese: bool) -> Mapping[str, Sequence[Passage]]:
    """Return what is in the story's language, of which a reader may want more, or everything where nothing is."""
    own = {i: [p for p in passages if p.chinese == chinese] for i, passages in by_record.items()}
    return own if any(own.values()) else by_record


def _add_more(
    by_record: Mapping[str, Sequence[Passage]],
    chosen: Chosen,
    planned: int,
    per_record: int,
    left_out: Mapping[str, Reason],
    subject: Subject,
) -> None:
    """Spend what length is left on the best of the rest, keeping novelty and the publishers' shares.

    What a record says besides is of the subject where it names it, or goes on from a sentence of its text that is chosen.
    """
    rest = [p for record_id, passages in by_record.items() if record_id not in left_out for p in passages]
    best = sorted((p for p in rest if not p.clipped), key=lambda p: (-p.score, p.index, p.order))
    floor = best[len(best) // 2].score if best else 0.0
    for passage in best:
        if len(chosen.passages) >= planned or (passage.score < floor and per_record != _ALONE_PER_RECORD):
            break
        if passage in chosen.passages or not chosen.has_room(passage, planned, per_record):
            continue
        # What somebody tells of himself is no more that a reader wants, but where one or two records are all.
        if per_record != _ALONE_PER_RECORD and passage.order and tells_of_itself(passage):
            continue
        strays = passage.leaning or not subject.is_told_in(passage.words)
        if passage.text[0] in _MARKS or (strays and not chosen.follows(passage)):
            continue
        if not chosen.says_already(passage):
            chosen.add(passage)
