"""Judge whether a sentence is borne out by the quotes that it names: the same rules for every writer and every editor.

Nothing here understands a sentence. What is checked can be checked by anyone with the records at hand: the words between
quotation marks, the numbers, the dates, the names, the negations, and how much of the wording the quotes share. The rules
are published in docs/reference/verification.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.language.gazetteer import Gazetteer
from app.language.normalise import INVISIBLE, fold
from app.language.tokens import cjk_share, content_words
from app.story import polarity
from app.story.claimed import Claimed, claimed
from app.story.dates import written_dates
from app.story.evidence import Basis, Evidence
from app.story.names import missing_names
from app.story.numbers import figures, quantities
from app.story.opposites import contrary
from app.story.quotes import neighbouring_passages, passages_in
from app.story.roles import turned_around
from app.story.rough_numbers import rough_numbers
from schemas.base import Support, Verdict

__all__ = ["Evidence", "Judgement", "judge", "judge_by", "judge_headline"]

# So large a share of a sentence's telling words must be borne out before the rest is left to a reader.
TELLING_FLOOR = 0.6

# Joiners stay, since emoji and some scripts are built of them; all else that shows nothing, or turns the text, is hidden.
_HIDDEN = INVISIBLE.replace("\u200b-\u200f", "\u200b\u200e\u200f")
_MARK_UP = re.compile(
    rf"\{{\{{|\}}\}}|</?[a-z][^>]*>|\]\(|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff{_HIDDEN}]", re.IGNORECASE
)
_WORD = re.compile(r"\w")
SOME_CJK = 0.25


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its reason in plain English, and a code for each rule that spoke against the sentence."""

    verdict: Verdict
    reason: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Objection:
    """One rule's refusal: its code, and the reason with the words it is about."""

    code: str
    reason: str


FOUND = Judgement("found", "Everything in it that can be checked stands in the records it cites.")


def judge(
    text: str,
    evidence: Sequence[Evidence],
    support: Support,
    gazetteer: Gazetteer | None = None,
    exempt: Sequence[tuple[int, int]] = (),
) -> Judgement:
    """Judge a sentence against its evidence, one item for each quote that it names.

    Without a gazetteer names are known by their spelling alone. `exempt` are spans of the sentence, such as the linked
    title of an earlier story, whose names, dates and amounts are not the evidence's business; figures always are.
    """
    basis = Basis(evidence, (len(evidence), len({each.record.id for each in evidence})))
    if early := _without_basis(text, basis):
        return early
    reading = _Reading(text, basis, exempt)
    if objections := list(_common(reading, basis, gazetteer)):
        return _judgement(objections)
    if support != "verbatim" and _is_in_another_language(reading.own, basis):
        reason = "The sentence and its quotes are in different languages, and no translation was made."
        return Judgement("not_checkable", reason, ("other_language",))
    claim = claimed(reading.told, basis, support, gazetteer)
    objections = [*_grave(claim), *_form(reading, basis, support)] or list(_telling(claim, reading, basis, support))
    return _judgement(objections) if objections else _left_to_a_reader(claim)


def judge_headline(
    text: str, evidence: Sequence[Evidence], gazetteer: Gazetteer | None = None, counts: Iterable[int] = ()
) -> Judgement:
    """Judge a title or dek: its quotations, numbers, dates and names are borne out by the evidence of the story.

    `counts` are the story's own numbers, which it may state: records asked for, records cited, publishers.
    """
    basis = Basis(evidence, counts)
    judgement = judge_by(basis, text, gazetteer)
    if judgement.verdict != "found":
        return judgement
    return _judgement(list(_grave(claimed(_Reading(text, basis).told, basis, "analysis", gazetteer))))


def judge_by(basis: Basis, text: str, gazetteer: Gazetteer | None = None) -> Judgement:
    """Judge a title, dek, heading or question by a basis that several of them may share."""
    if early := _without_basis(text, basis):
        return early
    return _judgement(list(_common(_Reading(text, basis), basis, gazetteer)))


class _Reading:
    """A sentence taken apart: what it quotes, and what is left of it when quotations and dates are blanked."""

    def __init__(self, text: str, basis: Basis, exempt: Sequence[tuple[int, int]] = ()) -> None:
        self.text = text
        self.own = _blank(text, exempt)
        passages = passages_in(text, basis.folded)
        self.invented = [text[start:end] for start, end, stands in passages if not stands]
        around = [(start - 1, end + 1) for start, end, _ in passages]
        self.printed = [text[max(start, 0) : end] for start, end in around]
        self.connective = _blank(self.own, around)
        self.dates = written_dates(self.connective)
        self.undated = _blank(
            basis.without_figured_names(self.connective), [(each.start, each.end) for each in self.dates]
        )
        self.quantities = quantities(self.undated)
        uncounted = _blank(self.undated, [(each.start, each.end) for each in self.quantities])
        self.rough = rough_numbers(uncounted)
        # A figure that a hyphen ties to a word is part of a name, which is told by the whole of it.
        counts = [
            (each.start, each.end) for each in self.quantities if self.undated[each.start - 1 : each.start] != "-"
        ]
        # Owners first: a figure in a name, as in 36氪, is part of it.
        self.told = _blank(basis.without_owners(self.undated), counts)
        for each in self.rough:
            self.told = self.told.replace(each.words, " ")


def _without_basis(text: str, basis: Basis) -> Judgement | None:
    """Return the verdict on a sentence that says nothing, or whose quotes cannot bear anything."""
    if not _WORD.search(text):
        return Judgement("not_found", "The sentence says nothing.", ("says_nothing",))
    if not basis.evidence:
        return Judgement("not_found", "The sentence rests on no quote.", ("no_quotes",))
    if basis.is_withdrawn:
        reason = "A record that it cites was withdrawn, and its words were erased."
        return Judgement("not_checkable", reason, ("record_withdrawn",))
    if basis.made_up:
        reason = f"The quote {_show(basis.made_up.exact)} does not stand in the {basis.made_up.field} of its record."
        return Judgement("not_found", reason, ("quote_not_in_record",))
    if basis.borrowed:
        reason = f"The words {_show(basis.borrowed.exact)} are somebody else's, whom the record's author quotes."
        return Judgement("not_found", reason, ("borrowed_words",))
    return None


def _common(reading: _Reading, basis: Basis, gazetteer: Gazetteer | None) -> Iterator[_Objection]:
    """Yield what speaks against any text of a story, a sentence or a headline."""
    if leak := _MARK_UP.search(reading.text):
        yield _Objection("mark_up", f"It leaks mark-up or hidden characters: {leak.group()!r}.")
    yield from _quotations(reading, basis)
    missing = basis.lacking(figures(basis.without_figured_names(reading.text)))
    uncounted = [each for each in reading.quantities if each.digits not in missing and not basis.has_quantity(each)]
    # Of “ninety-eight” nobody wants to be told that there is no “8”.
    spelled = " ".join(reading.text[each.start : each.end] for each in uncounted if each.in_words)
    if figures_alone := missing - figures(spelled):
        yield _Objection("number_not_borne_out", f"No quote or record field bears out {_join(sorted(figures_alone))}.")
    if undated := [each for each in reading.dates if not basis.has_date(each)]:
        shown = _join(reading.text[each.start : each.end] for each in undated)
        reason = f"No quote has the date {shown}, and no record it cites was published then."
        yield _Objection("date_not_borne_out", reason)
    if uncounted:
        shown = _join(reading.text[each.start : each.end] for each in uncounted)
        yield _Objection("number_not_borne_out", f"No quote or record field bears out {shown}.")
    if rough := [each.words for each in reading.rough if not basis.has_rough_number(each)]:
        yield _Objection("number_not_borne_out", f"No quote or record field bears out {_join(rough)}.")
    counted = [(each.start, each.end) for each in reading.quantities]
    if unnamed := missing_names(reading.undated, basis, gazetteer, counted):
        yield _Objection("name_not_borne_out", f"No quote or record field names {_join(unnamed)}.")


def _quotations(reading: _Reading, basis: Basis) -> Iterator[_Objection]:
    """Refuse words between quotation marks that stand in no quote, paired by nesting or each mark with the next."""
    invented = reading.invented
    neighbours = neighbouring_passages(reading.text)
    if neighbours and not invented:
        everything = " ".join(basis.folded).casefold()
        invented = [words for words in neighbours if fold(words).rstrip(".,!?;:…") not in everything]
    if invented:
        shown = ", ".join(_show(words) for words in invented)
        yield _Objection("quotation_not_in_quotes", f"None of its quotes holds the words in quotation marks {shown}.")


def _form(reading: _Reading, basis: Basis, support: Support) -> Iterator[_Objection]:
    """Refuse what is not as its kind of support asks."""
    if support == "verbatim":
        yield from _around_quotation(reading, basis)
    else:
        yield from _wording(reading.own, basis, support)


def _around_quotation(reading: _Reading, basis: Basis) -> Iterator[_Objection]:
    """Refuse a verbatim sentence that holds none of its quotes whole, or says too much of its own around it."""
    if not _prints_whole(reading.printed, [each.exact for each in basis.evidence]):
        reason = "It is called verbatim, yet holds none of its quotes whole between quotation marks."
        yield _Objection("verbatim_without_words", reason)
    if polarity.denies_speech(reading.connective):
        yield _Objection("polarity_changed", "It denies that the words it quotes were said.")


def _prints_whole(printed: Sequence[str], exacts: Sequence[str]) -> bool:
    """Say whether one of the quotes stands whole in what is printed between quotation marks, both folded."""
    # In ASCII what stands as it is stands when folded too, and most quotes do.
    if any(exact in passage and exact.isascii() and passage.isascii() for exact in exacts for passage in printed):
        return True
    folded = [fold(each) for each in printed]
    return any(exact in passage for exact in map(fold, exacts) for passage in folded)


def _wording(own: str, basis: Basis, support: Support) -> Iterator[_Objection]:
    """Refuse a paraphrase or a reading that turns its quotes around."""
    if polarity.is_reversed(own, basis.words, closest=support == "paraphrase"):
        yield _Objection("polarity_changed", "It denies what its quotes affirm, or affirms what they deny.")
    if support == "paraphrase" and (word := contrary(own, basis.words)):
        yield _Objection("polarity_changed", f"Its quotes say the contrary of “{word}”.")
    if word := turned_around(own, [*basis.words, *(each.title for each in basis.records if each.title)]):
        yield _Objection("roles_reversed", f"Its quotes have “{word}” the other way round: who does it, and to whom.")
    if not content_words(own):
        yield _Objection("says_nothing", "It has no words that could be borne out.")


def _grave(claim: Claimed) -> Iterator[_Objection]:
    """Refuse a word of accusation, harm, law, money, death, leaving or quarrel that no quote bears out."""
    if claim.grave:
        yield _Objection("claim_not_borne_out", f"None of its quotes says {_join(claim.grave)}.")


def _telling(claim: Claimed, reading: _Reading, basis: Basis, support: Support) -> Iterator[_Objection]:
    """Refuse a sentence too little of which is borne out to leave the rest to a reader."""
    shares = support == "verbatim" or claim.held or not basis.content.isdisjoint(content_words(reading.own))
    if not shares or (claim.others and claim.share < TELLING_FLOOR):
        lacking = claim.others or sorted(set(content_words(reading.own)) - basis.content)
        reason = f"Its quotes hold too few of its words; they lack {_join(lacking[:5])}."
        yield _Objection("too_little_in_common", reason)


def _left_to_a_reader(claim: Claimed) -> Judgement:
    """Return the verdict on a sentence that nothing speaks against: found, or a reader's to judge."""
    if claim.others:
        reason = (
            f"All else is borne out; whether its quotes say as much as {_join(claim.others[:5])}, a reader must judge."
        )
        return Judgement("not_checkable", reason, ("left_to_reader",))
    if claim.apart:
        reason = (
            f"Its quotes have {_join(claim.apart[:5])}, but where they speak of something else; a reader must judge."
        )
        return Judgement("not_checkable", reason, ("left_to_reader",))
    return FOUND


def _is_in_another_language(own: str, basis: Basis) -> bool:
    """Say whether one side is Chinese or Japanese and the other is not, in every quote, without a translation."""
    in_cjk = cjk_share(own) > SOME_CJK
    return all(not each.translation and (cjk_share(each.exact) > SOME_CJK) != in_cjk for each in basis.evidence)


def _judgement(objections: Sequence[_Objection]) -> Judgement:
    if not objections:
        return FOUND
    reasons = dict.fromkeys(each.reason for each in objections)
    return Judgement("not_found", " ".join(reasons), tuple(dict.fromkeys(each.code for each in objections)))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with spaces where the spans are, so that what is left keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (min(end, len(text)) - start) + text[end:]
    return text


def _join(words: Iterable[str]) -> str:
    return ", ".join(f"“{word.strip()}”" for word in words)


def _show(words: str, limit: int = 80) -> str:
    return f"“{words if len(words) <= limit else words[: limit - 1] + '…'}”"
