"""A model that lies in known ways: right sentences of the records, and the same with one thing made false. Seeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from tests.writers.claude.acts import Sent
from tests.writers.claude.models import Line, answer, is_mending, lines_of, telling

Lie = Callable[[Line, Sequence[Line], Random], dict[str, Any] | None]

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\d)")
_NAME = re.compile(
    r"(?<=[a-z,] )[A-Z][a-z]{3,}(?= |,|\.|’|')|Lantern|Northlight|Pikestaff|Scribewell|FernDB|Ovenbird|Wrenfield|北光|云杉地图|青禾"
)
_OTHER_NAMES = ("Quayside", "Marlow", "Heronbrook", "Ravensgate", "Okafor", "Brackwater", "Umberfield", "Sallowdene")
_OTHER_NAMES_ZH = ("Quayside", "Marlow", "Heronbrook", "Ravensgate")
_AFFIRMED = re.compile(r"\b(is|are|was|were|has|have|will|can|could|should|would|did|does|do)\b(?! not|n['’]t| no)")
_DENIED = re.compile(r" not\b(?! only| just)|(?<=\w)n['’]t\b")
_AFFIRMED_ZH = re.compile(r"(?<![不没])(会|能|是|可以|愿意|需要)")
_DENIED_ZH = re.compile(r"没有|并未|不(?=会|能|是|可以|愿意|需要)")
_INVENTED = ("and that settles it for good", "as everybody in town knows", "which nobody disputes any longer")
_INVENTED_ZH = ("这件事就此了结", "镇上人人都知道", "已经没有人怀疑")

_PREDICATE = re.compile(r"(?<=[a-z,] )(?!need|hundred|speed|used to)[a-z]{3,}ed\b(?! to\b)")
_PREDICATE_ZH = re.compile(r"翻译|宣布|要求|表示|出版|推荐|关闭|批评|导致|核实|使用|暂停|公布|训练|接受|发现|审读")
_OTHER_VERBS_TOLD = """
abandoned accused acquired admired apologised arrested attacked banned betrayed bought bribed burned cancelled cheated condemned
copied criticised deleted denied destroyed dismissed donated expelled faked fined forgot hated hid insulted invented kissed lost painted
poisoned praised rejected sold stole
"""
_OTHER_VERBS = _OTHER_VERBS_TOLD.split()
_OTHER_VERBS_ZH_TOLD = """
收购 起诉 偷走 抨击 赞扬 拒绝 取消 放弃 抄袭 出售 禁止 删除 嘲笑 隐瞒 烧毁 忘记 毒害 解雇 贿赂 讨厌
"""
_OTHER_VERBS_ZH = _OTHER_VERBS_ZH_TOLD.split()


def is_chinese(words: str) -> bool:
    """Say whether a sentence is Chinese."""
    return bool(re.search("[\u4e00-\u9fff]", words))


def number(line: Line, _: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Change one number."""
    found = list(_NUMBER.finditer(line.words))
    if not found:
        return None
    place = random.choice(found)
    other = str(random.randint(101, 98_765))
    return telling(line) | {"text": line.words[: place.start()] + other + line.words[place.end() :]}


def name(line: Line, _: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Put another's name in the place of one."""
    found = list(_NAME.finditer(line.words))
    if not found:
        return None
    place = random.choice(found)
    other = random.choice(_OTHER_NAMES_ZH if is_chinese(line.words) else _OTHER_NAMES)
    return telling(line) | {"text": line.words[: place.start()] + other + line.words[place.end() :]}


def verb(line: Line, _: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Say that something else was done."""
    chinese = is_chinese(line.words)
    found = list((_PREDICATE_ZH if chinese else _PREDICATE).finditer(line.words))
    if not found:
        return None
    place = random.choice(found)
    other = random.choice([each for each in (_OTHER_VERBS_ZH if chinese else _OTHER_VERBS) if each not in line.words])
    return telling(line) | {"text": line.words[: place.start()] + other + line.words[place.end() :]}


def negation(line: Line, _: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Deny what is affirmed, or affirm what is denied."""
    chinese = is_chinese(line.words)
    denied = list((_DENIED_ZH if chinese else _DENIED).finditer(line.words))
    if denied and len(denied) == 1:
        return telling(line) | {"text": line.words[: denied[0].start()] + line.words[denied[0].end() :]}
    affirmed = list((_AFFIRMED_ZH if chinese else _AFFIRMED).finditer(line.words))
    if not affirmed or denied:
        return None
    place = random.choice(affirmed)
    at = place.start() if chinese else place.end()
    return telling(line) | {"text": f"{line.words[:at]}{'不' if chinese else ' not'}{line.words[at:]}"}


def wrong_record(line: Line, lines: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Let a sentence rest on a sentence of another record."""
    others = [each for each in lines if each.record != line.record and each.words != line.words]
    return telling(line) | {"cites": [random.choice(others).id]} if others else None


def invented_quote(line: Line, _: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Set words between quotation marks that nobody wrote: all of them, or some more behind what somebody did."""
    chinese = is_chinese(line.words)
    words = random.choice(_INVENTED_ZH if chinese else _INVENTED)
    bare = line.words.rstrip(".。!?！？")
    if "“" in bare or '"' in bare:
        return None
    verb = " 写道：" if chinese else " wrote: "
    forms = (f"“{words}”", f"“{bare}{'，' if chinese else ', '}{words}”", f"“{line.words}” “{words}”")
    return {"text": f"{line.owner}{verb}{random.choice(forms)}", "cites": [line.id], "support": "verbatim"}


def invented_id(line: Line, lines: Sequence[Line], random: Random) -> dict[str, Any] | None:
    """Cite what was never shown, beside what was or alone."""
    unknown = random.choice(("R99.S1", f"{line.record}.S99", "rec_abcdefgh", "S1", line.record, lines[0].id.lower()))
    return telling(line) | {"cites": random.choice(([unknown], [line.id, unknown]))}


ALTERED: Mapping[str, Lie] = {
    "number": number,
    "name": name,
    "another verb": verb,
    "negation": negation,
    "invented quote": invented_quote,
}
MISPLACED: Mapping[str, Lie] = {"wrong record": wrong_record, "invented id": invented_id}
KINDS = (*ALTERED, *MISPLACED)


class Liar:
    """Answers with every right sentence in two forms and with so many lies of each kind; keeps which was which."""

    def __init__(self, seed: int, lies_of_kind: int) -> None:
        """Lie by a seed."""
        self._random = Random(seed)
        self._lies_of_kind = lies_of_kind
        self.right: list[str] = []
        self.lies: dict[str, set[str]] = {kind: set() for kind in KINDS}

    def __call__(self, sent: Sent) -> dict[str, Any]:
        """Answer; when sentences are sent back, insist on them."""
        if is_mending(sent):
            return {"sentences": []}
        # What an earlier story rests on has no place in the body, where right sentences of it are rightly refused.
        every = [line for line in lines_of(sent) if line.earlier is None]
        chinese = sum(is_chinese(line.words) for line in every) * 2 > len(every)
        lines = [line for line in every if is_chinese(line.words) == chinese]
        # Who lies about a sentence's place leaves its words as they are, so that each sentence is used in one way alone.
        told, misplaced = lines[::2], lines[1::2]
        right = [telling(line) for line in told]
        right += [_quoting(line, chinese=chinese) for line in told if "“" not in line.words]
        self.right = [each["text"] for each in right]
        lies = [*self._lies(lines, told, ALTERED), *self._lies(lines, misplaced, MISPLACED)]
        body = [*right, *lies]
        self._random.shuffle(body)
        return answer(telling(lines[0]), telling(lines[0]), body)

    def _lies(self, lines: Sequence[Line], used: Sequence[Line], kinds: Mapping[str, Lie]) -> Iterator[dict[str, Any]]:
        for kind, lie in kinds.items():
            for _ in range(self._lies_of_kind * 4):
                made = lie(self._random.choice(used), lines, self._random)
                taken = {*self.right, *(text for texts in self.lies.values() for text in texts)}
                if made and made["text"] not in taken and len(self.lies[kind]) < self._lies_of_kind:
                    self.lies[kind].add(made["text"])
                    yield made


def _quoting(line: Line, *, chinese: bool) -> dict[str, Any]:
    verb = " 写道：" if chinese else " wrote: "
    return {"text": f"{line.owner}{verb}“{line.words}”", "cites": [line.id], "support": "verbatim"}
