"""Find the words in a text that are not its author's: a line behind “>”, a passage between marks, what “she wrote:” leads up to.

Where it cannot be told how far another's words go, all that may be theirs is taken for theirs: a story that leaves out a
reply loses a voice, and one that gives a rebuttal's author the words he rebuts says what is not so.
"""

import re

from app.language.pattern import pattern
from app.language.sentences import Span

# A paragraph behind “>” goes on to a blank line, as in Markdown, whether its further lines bear the mark or not.
_BLOCK = pattern(r"(?:^|(?<=\n))[ \t]*(?:>|&gt;)+(?![=>\d])[^\n]*(?:\n[ \t]*[^\s][^\n]*)*")
# GitHub's notes and warnings bear the mark too, and are the author's own.
_CALLOUT = pattern(r"\s*>\s*\[!\w+\]")
# Some sites run quoted paragraphs and replies together, and keep no sign of where a reply begins. “A > B” compares.
_RUN_TOGETHER = pattern(r"(?<=[.!?…:;,”\"])\s+(?:>|&gt;){1,2}\s?(?=[A-Z“\"‘.\[…][^\n]{15})[^\n]*")
_LONGEST = 1_500
_BETWEEN_MARKS = pattern(
    # Of a quotation of several paragraphs each opens, and only the last closes.
    rf"“[^“”]{{1,{_LONGEST}}}(?:”|(?=\s“))|「[^「」]{{1,{_LONGEST}}}」"
    rf"|(?<![\w\"])\"(?=\S)[^\"\n]{{1,{_LONGEST}}}(?<=\S)\"(?!\w)"
)
_SAID = (
    r"sa(?:id|ys)|writes|wrote|tweet(?:s|ed)|posted|repl(?:ies|ied|y)|respon(?:ds|ded|se)|answered|ask(?:s|ed)|explain(?:s|ed)|stat(?:es|ed|ement)|"
    r"noted|argue[sd]|commented|added|quot(?:e|ed|ing)|put it|told [\w ]{2,30}|letter|message|e-?mail|memo|prompt|output|excerpt|passage|abstract"
)
# A line that ends in a colon and names somebody's saying leads up to the paragraph behind it; a list is the author's own.
_LEADS_UP = pattern(
    rf"(?:^|(?<=\n))(?P<lead>[^\n]*(?:\b(?:{_SAID})\b[^\n.!?:]{{0,40}}|(?:说|表示|写道|称|回应|原文|如下)[^\n。！？：]{{0,8}}))[)\]*_”\"]*[:：][*_]*[ \t]*\n"
    r"\s*(?![-*•\d])(?P<said>[^\n]*)"
)
_OWN = pattern(r"\b(?:I|my|My|we|We|our|Our)\b")
# “Anthropic:” alone on a line is a speaker where the text names him in a sentence too, and else a heading.
_NAME_ALONE = pattern(
    r"(?:^|(?<=\n))[*_ \t]*(?:\[)?(?P<name>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})(?:\]\([^)\n]*\))?(?: \([^)\n]{1,40}\))?[*_]*:[*_]*[ \t]*\n\s*(?P<said>[^\n]*)"
)


def borrowed_spans(text: str) -> list[Span]:
    """Return the stretches of `text` that hold another's words, in no order; they may overlap."""
    found: list[Span] = []
    if ">" in text or "&gt;" in text:
        found += [Span(*block.span()) for block in _BLOCK.finditer(text) if not _CALLOUT.match(block[0])]
        found += [Span(*run.span()) for run in _RUN_TOGETHER.finditer(text)]
    if "“" in text or '"' in text or "「" in text:
        found += [Span(*marks.span()) for marks in _BETWEEN_MARKS.finditer(text)]
    if ":\n" in text or "：\n" in text or ": \n" in text or "*\n" in text:
        found += [Span(*lead.span("said")) for lead in _LEADS_UP.finditer(text) if not _OWN.search(lead["lead"])]
        found += [
            Span(*lead.span("said"))
            for lead in _NAME_ALONE.finditer(text)
            if re.search(rf"(?<=[a-z,] ){re.escape(lead['name'])}\b", text)
        ]
    return found


def is_borrowed(start: int, end: int, borrowed: list[Span]) -> bool:
    """Say whether a sentence lies within another's words."""
    return any(span.start <= start and end <= span.end for span in borrowed)
