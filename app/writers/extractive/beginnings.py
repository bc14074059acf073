"""The clean beginning of a title or text that is cut short: whole words, and no more of a sentence than can stand."""

from __future__ import annotations

import re

from app.language.normalise import INVISIBLE
from app.language.prose import plain_title
from app.language.sentences import CJK, EMOJI, is_complete, split_sentences

# What no quotation may hold, for text in small letters.
MARKUP = re.compile(
    rf"\*\*|__|`|\]\(|\{{\{{|\}}\}}|<[/!]?[a-z]|javascript:|&(?:#x?[0-9a-f]+|[a-z]{{2,8}});|https?:|www\.|[\x00-\x1f\x7f-\x9f\ufffd{INVISIBLE}]"
)
_NOT_A_BEGINNING = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_FIRST_OF_TWO = re.compile(r"(?<=[a-z]{3})-(?=\s*(?:\.\.\.|…)\s*$)")
_CLAUSE = re.compile(r".{30,}(?=[,;:—–]\s|[，；：。])")
# The beginning of a cut text ends with a clause where it can, and never with a word that needs another.
_STOP_WITHIN = re.compile(r".{30,}(?=[.!?] [A-Z]|[。！？])|.{15,}\b[a-z]{3,}(?=[.!?] [A-Z])", re.DOTALL)
_DANGLING = re.compile(
    r"\s+(?:a|an|the|of|to|is|are|was|my|our|your|their|its|and|or|as|then|than|that|it|in|on|at|for|with|by|from|being|but)$",
    re.IGNORECASE,
)
# A beginning that ends so is open: what would have followed may turn it into its opposite.
_OPEN = re.compile(
    r"\s(?:will|would|can|could|may|might|must|should|shall|has|have|had|did|does|do|not|no|never|until|unless|without|if|what|which|who|how|when|where|why|whether)$"
    # And so is a comparison of which nobody knows with what: “three times as many lamps”.
    r"|\sas (?:many|much|few|little)(?: [\w'’-]+){0,2}$"
)
_DENIES = re.compile(r"\b(?:not|no|never|nobody|nothing|none|without)\b|n['’]t\b", re.IGNORECASE)
# Where the last phrase of a beginning begins, behind words enough to say something.
_UNDONE = re.compile(
    r"(?<=\w)\s+(?:of|to|for|with|without|by|from|at|on|in|into|as|than|and|or|but|after|before|because|since|until|while|when|where|what|who|which|that|how|why|whether|if|about|over|between|through|against)\s(?=[^,;:]*$)"
)
_LONGEST_BEGINNING = 110
_MOST_READ, _SHORTEST_CUT = 500, 190


def is_open(body: str) -> bool:
    """Say whether a beginning ends with a word that another must follow."""
    return bool(_OPEN.search(body.lower()))


def own_sentence(text: str) -> str:
    """Return the sentence that a text begins with where only its manner speaks against it: a small first letter, or dots at the end of all.

    People write so; a text that a machine cuts is longer.
    """
    if not text or text[0].isspace():
        return ""
    large = text[0].upper() + text[1:]
    first = next(iter(split_sentences(large[:_MOST_READ])), None)
    body = text[: first.end].rstrip() if first and first.start == 0 else ""
    if body.endswith("..") and len(text) < _SHORTEST_CUT and body == text.rstrip():
        body = body.rstrip(".")
        return body if is_complete(large[: len(body)] + ".") else ""
    return body if text[0].islower() and "\n" not in body and is_complete(large[: len(body)]) else ""


def clean_beginning(value: str) -> str:
    """Return the longest clean run of whole words from the start of a text that is cut short."""
    span = plain_title(value[:400])
    body = value[span.start : span.end]
    if broken := MARKUP.search(body.lower()):
        body = body[: broken.start()]
    body = re.split(rf"[{EMOJI}]", body, maxsplit=1)[0]
    # Three full stops come from a machine that cuts anywhere; the one character is an author's own.
    is_whole_word = body.rstrip().endswith("…") and len(body) <= _LONGEST_BEGINNING
    if len(body) <= _LONGEST_BEGINNING and (first := _FIRST_OF_TWO.search(body)):
        # What stands before the hyphen is whole, and the last word that is known.
        body, is_whole_word = body[: first.start()], True
    cut_short = is_whole_word or len(body) > _LONGEST_BEGINNING or bool(_NOT_A_BEGINNING.search(body))
    if cut_short:
        cut = _NOT_A_BEGINNING.sub("", body)[:_LONGEST_BEGINNING]
        if cut and not is_whole_word and not re.match(rf"[{CJK}]", cut[-1]):
            cut = cut.rsplit(None, 1)[0] if " " in cut else cut
        body = cut
    if stop := _STOP_WITHIN.match(body):
        body = stop[0]
    elif clause := _CLAUSE.match(body):
        body = clause[0]
    elif cut_short and not (is_whole_word or _DENIES.search(body)) and (phrases := list(_UNDONE.finditer(body))):
        # Of the last phrase nobody knows how it ends; a denial without it could be one of something else.
        body = body[: phrases[-1].start()]
    while (shorter := _DANGLING.sub("", body)) != body:
        body = shorter
    return body.rstrip(" \t\n,;:，；：、-–—(（[“\"‘'")
