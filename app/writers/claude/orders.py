"""Recognise orders about the story itself, and words in disguise: what a record says to whoever writes, and not to people.

It adds to `app.language.injection` what only matters where a model reads along, and may err: what it recognises is kept from the
model, and costs a story a sentence or a record.
"""

from __future__ import annotations

import re

_PARTS = (
    r"(?:headlines?|(?:section )?headings?|deks?|titles?|summar(?:y|ies)|(?:first|last|each|every) sentences?|footnotes?|bylines?|slugs?|faq|notes?|disclosures?"
    r"|stor(?:y|ies)|articles?|answers?|outputs?|respon[sc]es?)"
)
_DOINGS = (
    r"(?:begin|start|end|open|close|contain|include|mention|say|state|write|put|add|append|insert|print|repeat|link)s?"
)
_ORDERS = re.compile(
    rf"\b(?:must|requires?|shall|please)\b.{{0,60}}\b{_PARTS}\b.{{0,30}}\b{_DOINGS}\b"
    rf"|\b{_PARTS}\b.{{0,20}}\b(?:must|shall|has to|needs to) {_DOINGS}\b"
    rf"|\b(?:must|requires? (?:you )?to|shall|please|also)\s(?:\w+\s){{0,2}}?{_DOINGS}\b.{{0,60}}\b(?:the|your|every|each) {_PARTS}\b"
    r"|^\W*(?:put|place|insert) \S+ (?:under|in|into|at|on|above|below)\b|\bplease do (?:the same|so|this|that|as)\b"
    # Somebody is told what to say, word for word.
    r"|\b(?:then|please|must|only|just|and|to|promptly|now) (?:say|output|print|utter|respond with|reply with|type)\b[^.!?]{0,40}[:\"“‘]"
    r"|\bhow do (?:you|i|we) say [\"“‘']"
    # Somebody is told who they are.
    r"|^\W*you are (?:now )?(?:an? |the )?[A-Z]\w+, (?:an?|the) |\byour (?:core |main |sole |only |next )?(?:mission|role|job) is to\b"
    # What those who try such attacks like to see printed.
    r"|\b(?:i )?have been pwned\b|\baccess granted\b",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"(?<![\w.@/-])[a-z]+(?![\w.@/-])")
_MOST_SMALL_WORDS = 5
_DISGUISED = re.compile(
    r"^\W*(?:system|assistant|developer|human)\s*[:：>\]]|<!|<\||(?:\b\w[ .*_-]){8,}|[{}]|\\[nx\"]|\":", re.IGNORECASE
)


def gives_orders(text: str) -> bool:
    """Say whether any line of a text gives orders about the story, code and quotations among them."""
    return any(_ORDERS.search(line) for line in text.splitlines())


def is_message(name: str) -> bool:
    """Say whether what stands where a name should is running text."""
    return len(_SMALL_WORD.findall(name)) >= _MOST_SMALL_WORDS


def is_order(words: str) -> bool:
    """Say whether a sentence, title or name gives orders about the story, or hides what it says."""
    return bool(_ORDERS.search(words) or _DISGUISED.search(words))
