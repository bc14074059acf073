"""Whether an author takes back what a passage of his says: in the same breath, in the next sentence, or as another's words."""

from __future__ import annotations

import re

from app.writers.extractive.passages import Passage

_AHEAD = 320
_BEFORE = 4
# For text in small letters. What turns round stands first in the next sentence …
_TURNS = re.compile(
    r"[\s\W]*(?:but|however|that said|having said|although|though|yet|still,|except|nope|no[,.]|wrong|nonsense|bullshit|really\?|lol|sure[,.]|not (?:true|so|really|quite|sure)|which is (?:wrong|false)|then again|on the other hand)\b"
    r"|[\s\W]*(?:但|不过|然而|可是|其实不|并不是|错)"
)
# … or these in the few that follow.
_TAKEN_BACK = re.compile(
    r"\bi(?: (?:really|just|still|strongly|honestly))?(?: (?:do not|don['’]t|cannot|can['’]t|would not|wouldn['’]t)(?: \w+)? (?:buy|believe|agree|think so|see (?:it|how|why))| (?:doubt|disagree))\b"
    r"|\b(?:does not|doesn['’]t|makes no) (?:\w+ )?(?:make (?:any )?sense|sense|add up|hold up)\b|\b(?:this|that|it|which|he|she)(?:['’]s| is| was) (?:just |simply |plain |flat[- ]out |completely |totally )*(?:wrong|false|nonsense|untrue|not true|misleading|bullshit|a lie)\b"
    r"|\bnot (?:buying|convinced)\b|我不(?:信|认同|同意)|说不通|站不住脚"
)
# Whose claim it is, is said in it: not the author's.
_OF_OTHERS = re.compile(
    r"\b(?:some|many|most|people|they|others|everyone|everybody|fans|folks|so many)(?: \w+)? (?:claims?|says?|said|saying|claim(?:ing|ed)|think|thinks|believe|insist|keep (?:saying|claiming))\b|\b(?:supposedly|allegedly|apparently|so-called)\b|有人(?:说|认为|觉得)"
)
_BUT = re.compile(r"[,;:—–.!?-]\s*(?:but|though|although|however|yet|instead)\b|[，。](?:但|不过|可是|然而)")


def is_turned(passage: Passage) -> bool:
    """Say whether a passage is no evidence of its author's side, since he turns it round, takes it back, or tells it of others."""
    small = passage.text.lower()
    if _OF_OTHERS.search(small) or _BUT.search(small):
        return True
    text = passage.record.text or ""
    at = 0 if passage.is_title else passage.end
    after = text[at : at + _AHEAD].lower()
    # A quoted line stands above the answer to it, which is the author's.
    quoted = not passage.is_title and ">" in text[max(0, passage.start - _BEFORE) : passage.start]
    return quoted or bool(_TURNS.match(after) or _TAKEN_BACK.search(after))
