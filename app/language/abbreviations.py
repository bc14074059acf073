"""Know which full stops belong to an abbreviation, an initial or a number in a list, and end no sentence."""

import re


def _listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(words.split())


_NEVER_LAST = _listed(
    "mr mrs ms dr prof gen sen rep gov col lt sgt capt st mt rev hon fig figs eq eqs sec vol pp ch vs v e.g eg i.e ie cf "
    "approx est incl resp ca viz al ft messrs pres supt cmdr adm maj dept assn tel ext ver ed eds"
)
_SELDOM_LAST = _listed(
    "u.s u.k u.n e.u d.c u.s.a inc corp ltd co llc plc bros a.m p.m etc jr sr ph.d m.d b.s m.s jan feb mar apr jun jul aug sep sept "
    "oct nov dec mon tue wed thu fri ave blvd rd univ gov.uk l.a n.y vols"
)
_BEFORE_NUMBER = _listed("no nos p art par para nr")
STARTERS = _listed(
    "the a an this that these those it its he she they we you i there here in on at as if when while but and so or yet for from "
    "with what who why how where my our your his her their no not now then after before since until although though however "
    "meanwhile also even many most some all both one two by to is are was were do does did has have had will would can could "
    "should may might let lets just still once under over through during because according despite instead"
)
_WORD_BEFORE = re.compile(r"[\w.&]+$")
_LONGEST_LIST_NUMBER = 2
_BEFORE_LIST_NUMBER = ("", ".", "!", "?", ":", ";", "：")


def full_stop_ends(text: str, begin: int, dot: int, word: str) -> bool:
    """Say whether the single full stop at `dot`, with `word` next, is more than the mark of an abbreviation."""
    match = _WORD_BEFORE.search(text, max(begin, dot - 24), dot)
    before = match[0] if match else ""
    if not before:
        return True
    folded, bare = before.casefold(), before.replace(".", "")
    starts = word[:1].isupper() and word.casefold() in STARTERS
    if folded in _NEVER_LAST:
        return False
    if folded in _BEFORE_NUMBER:
        return not word[:1].isdigit()
    initials = bare.isalpha() and bare.isascii() and len(before) == 2 * len(bare) - 1 and before != "I"
    if folded in _SELDOM_LAST or initials:
        return starts
    lead = text[begin : dot - len(before)].rstrip()
    # A small number behind another stop, or at the very start, counts an item of a list.
    return not before.isdigit() or len(before) > _LONGEST_LIST_NUMBER or lead[-1:] not in _BEFORE_LIST_NUMBER
