"""Recognise text that speaks to a model instead of to people, and requests that a writer should not repeat as news.

Detection is a label and no defence: what keeps an attack out of a story is that only verified quotes of plain statements are printed.
The patterns are our own, by the kinds of the OWASP list for language models (LLM01, prompt injection).
"""

import re

from app.language.normalise import INVISIBLE, fold
from app.language.sentences import Span, split_sentences

_EARLIER = r"(?:previous|prior|above|preceding|earlier|foregoing|existing|original|initial|former|old|other|your|these|those|the|any|all|my|system|safety)"
_ORDERS = r"(?:instructions?|prompts?|directions?|directives?|guidelines?|rules?|commands?|orders?|context|messages?|restrictions?|programming|training|text|constraints)"
_TO_MODEL = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override|bypass|discard|neglect|skip|erase|delete|cancel)\b(?: (?:about|everything in|absolutely|completely|all of|every one of))*(?: {_EARLIER})+(?: \w+)? {_ORDERS}\b",
            r"\b(?:ignore|disregard|forget) (?:everything|all|anything)(?: that)?(?: (?:i|you|we|was|has|is|were))?(?: \w+){0,3} (?:above|before|previously|so far|told|said|until now)\b",
        )
    )
)


def speaks_to_model(text: str) -> bool:
    """Say whether a sentence is addressed to a model that reads the record."""
    return bool(_TO_MODEL.search(fold(text)))


def is_instruction(text: str) -> bool:
    """Say whether a sentence tells its reader, or an assistant, to do something."""
    return bool(re.match("please", fold(text)))


def injected_spans(text: str) -> list[Span]:
    """Return the sentences of `text` that are addressed to a model."""
    hidden = re.search(f"[{INVISIBLE}]{{8,}}", text)
    return [
        s
        for s in split_sentences(text)
        if hidden or speaks_to_model(text[s.start : s.end])
    ]
