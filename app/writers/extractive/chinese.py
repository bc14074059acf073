"""The writer's voice in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from app.story.draft import DraftSentence
from app.writers.extractive.passages import Passage
from app.writers.extractive.voice import Owner, Voice, is_ended, is_pasted
from schemas.record import Record

_NOUN = {"post": "帖子", "comment": "评论", "article": "文章", "paper": "论文", "release": "发布说明"}


class ChineseVoice(Voice):
    """Writes attributions in Chinese."""

    language = "zh"

    def quote(self, passage: Passage, *, dated: bool = False, lead: str = "") -> DraftSentence:
        """Write a sentence that quotes a passage and says whose words they are."""
        owner = self.owner(passage.record)
        when = self._when(passage.record) if dated else self.undated()
        if passage.clipped:
            return self._fill(passage, lead, [f"{place_of(owner)}{when}的一篇{_NOUN[owner.kind]}以“{{}}”开头。"])
        if passage.is_title:
            return self._fill(passage, lead, self._headline_forms(owner, when, passage))
        return self._fill(passage, lead, self._sentence_forms(owner, when, passage))

    def again(self, passage: Passage) -> DraftSentence:
        """Quote a record that the sentence before quoted too."""
        noun = _NOUN[passage.record.kind]
        if passage.is_title and passage.record.kind == "comment":
            return self._fill(passage, "", ["这条评论写在标题“{}”之下。"])
        if passage.is_title:
            is_ = "中还有" if passage.beside else "是"
            return self._fill(passage, "", [f"这篇{noun}的标题{is_}“{{}}”。"])
        return self._fill(
            passage, "", [f"这篇{noun}接着写道：“{{}}”", "文中还说：“{}”", f"同一篇{noun}提到：“{{}}”"], "again"
        )

    def alone(self, passage: Passage) -> DraftSentence | None:
        """Say that nothing is known beyond one passage."""
        owner = self.owner(passage.record)
        if not (owner.venue or owner.speaker):
            return None
        known = "个标题" if passage.is_title else "一句"
        text = f"除了这{known}，{place_of(owner)}的这篇{_NOUN[owner.kind]}在这里别无所见。".replace("， ", "，")
        return DraftSentence(text, (self.span(passage),), "analysis")

    def together(self, passages: Sequence[Passage]) -> DraftSentence:
        """Name several releases, in the order of time, in one sentence."""
        first, last = (p.record.published_at.date() for p in (passages[0], passages[-1]))
        when = f"{first.year} 年 {first.month} 月 {first.day} 日"
        if first != last:
            year = f"{last.year} 年 " if last.year != first.year else ""
            when += f"至 {year}{last.month} 月 {last.day} 日"
        self._last_date = last
        named = [f"“{self.words(p)}”" for p in passages]
        return DraftSentence(
            f"{when}发布的有{'、'.join(named[:-1])}和{named[-1]}。", tuple(self.span(p) for p in passages)
        )

    def _headline_forms(self, owner: Owner, when: str, passage: Passage) -> list[str]:
        tongue = "" if passage.chinese else "英文"
        if not owner.personal:
            if owner.kind == "paper":
                return [f"一篇论文{when}以“{{}}”为题。"]
            name = place_of(owner)
            if passage.beside:
                return [f"{name}{when}的{tongue}标题中有“{{}}”。", f"“{{}}”，{name}{when}在{tongue}标题中写道。"]
            return [
                f"{name}{when}以“{{}}”为题作了报道。",
                f"{name}{when}的{tongue}标题是“{{}}”。",
                f"“{{}}”，这是{name}{when}的标题。",
            ]
        who = user_of(owner)
        if owner.kind == "comment":
            return [f"{who}{when}在标题“{{}}”之下发表评论。"]
        return [f"{who}{when}发帖，{tongue}标题是“{{}}”。", f"{who}{when}以“{{}}”为题发帖。"]

    def _sentence_forms(self, owner: Owner, when: str, passage: Passage) -> list[str]:
        tongue = "" if passage.chinese else "用英文"
        if owner.kind == "paper":
            return [f"一篇论文{when}{tongue}写道：“{{}}”"]
        if owner.kind == "release":
            called = f"{spaced(owner.release)}的" if owner.release else ""
            return [f"{called}发布说明{when}{tongue}{'列出' if passage.listed else '写道：'}“{{}}”"]
        verb = "贴出一段文字" if is_pasted(passage) else "问道" if passage.question else "写道"
        if owner.quoting:
            who = user_of(owner) if owner.personal else place_of(owner)
            return [f"{who}{when}{tongue}引述 {owner.quoting} 的话：“{{}}”"]
        who = user_of(owner) if owner.personal else place_of(owner)
        forms = [f"{who}{when}{tongue}{verb}：“{{}}”"]
        if not owner.personal and passage.chinese:
            forms.append(f"{who}{when}称：“{{}}”")
            if not passage.text.startswith("据"):
                forms.append(f"据{who}{when}报道：“{{}}”")
        return forms

    def _fill(self, passage: Passage, lead: str, forms: list[str], kind: str = "") -> DraftSentence:
        form = self.pick(forms, kind)
        goes_on = not form.endswith("”")
        words = self.words(passage, whole=not goes_on)
        text = " ".join(form.split()).replace("， ", "，").replace("： ", "：").replace("{}", words, 1)
        if text.endswith("”") and not is_ended(words):
            text += "。"
        return DraftSentence(lead + text, (self.span(passage, whole=not goes_on),))

    def _when(self, record: Record) -> str:
        year = self._last_date is None or self._last_date.year != record.published_at.year
        day = self.new_date(record)
        if not day:
            return ""
        told = f"{day.month} 月 {day.day} 日"
        return f" {day.year} 年 {told}" if year else f" {told}"


def place_of(owner: Owner) -> str:
    """Return what an owner's publication is called, set off from the Chinese around it."""
    return spaced(owner.venue or owner.speaker or "一家媒体")


def user_of(owner: Owner) -> str:
    """Return who on which forum or network an owner is."""
    venue = spaced(owner.venue or "论坛")
    return f"{venue}用户{spaced(owner.speaker)}" if owner.speaker else f"{venue}的一位用户"


def spaced(name: str) -> str:
    """Set a name off from the Chinese around it where it begins or ends in another script."""
    before = " " if name[0].isascii() else ""
    return before + name + (" " if name[-1].isascii() else "")


def chinese_name(owner: Owner) -> str:
    """Return how a dek names an owner."""
    if owner.kind == "paper":
        return "一篇论文"
    return owner.release or (user_of(owner) if owner.personal else place_of(owner)).strip()
