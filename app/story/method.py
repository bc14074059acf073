"""The note on method: who wrote, from what, and what was checked, in one plain paragraph for readers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from schemas.record import Record

ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_CHECKED = (
    "Before it was published, each quotation was found, character for character, in its record, and each sentence was "
    "checked against the quotations that it rests on."
)
# What is said of an angle that was asked for and that no record speaks of, by language.
_ANGLE_UNKNOWN = {
    "en": "None of the records speaks of the angle that was asked for, so the story follows what they are about.",
    "zh": "所给的记录都没有谈到所要求的角度，因此本文按记录本身的内容写成。",
}
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def records_digest(records: Sequence[Record]) -> str:
    """Digest what was written from: each record's id, version and words, in the order of their ids.

    A line for each record, "id version sha256(title NUL text)"; the digest is the SHA-256 of the lines.
    """
    lines = sorted(f"{record.id} {record.version} {_words_digest(record)}\n" for record in records)
    return "sha256:" + sha256("".join(lines).encode()).hexdigest()


def _words_digest(record: Record) -> str:
    return sha256("\x00".join((record.title or "", record.text or "")).encode()).hexdigest()


def digital_source_type(model: str | None) -> str:
    """Return the IPTC term for how the text came about: by a trained model, or by rules."""
    return TRAINED if model else ALGORITHMIC


def statement(
    language: str,
    writer: str,
    model: str | None,
    asked: int,
    cited: int,
    publishers: int,
    refused: int,
    *,
    edited: bool = False,
) -> str:
    """Write the paragraph that tells readers how the story was made, and whether a person `edited` it afterwards."""
    if language.startswith("zh"):
        return _chinese(writer, model, asked, cited, publishers, refused, edited=edited)
    who = (
        f"the model {model}" if model else f"Storywire's {writer} writer, a program of rules and not a language model,"
    )
    left = asked - cited
    of_them = f"{cited} of them" if asked > 1 else "it"
    reasons = f"a reason for each of the {left} left out" if left > 1 else "the reason for leaving the other out"
    sentences = [
        f"This story was written by a machine: {who} wrote it from {_count(asked, 'record')}.",
        f"It cites {of_them}, by {_count(publishers, 'independent publisher')}"
        + (f", and gives {reasons}." if left > 0 else "."),
        _CHECKED,
    ]
    if refused:
        sentences.append(
            f"{_count(refused, 'sentence')} did not pass and {'was' if refused == 1 else 'were'} left out."
        )
    sentences.append("A person edited it afterwards, under the same checks." if edited else "No person edited it.")
    sentences.append("What the records say is their authors' claim, not checked against the world.")
    return " ".join(sentences)


def with_unknown_angle(told: str, language: str) -> str:
    """Add to a statement that no record speaks of the angle that was asked for."""
    return told + _ANGLE_UNKNOWN["zh"] if language.startswith("zh") else f"{told} {_ANGLE_UNKNOWN['en']}"


def tells_of_unknown_angle(told: str) -> bool:
    """Say whether a statement tells that no record speaks of the angle that was asked for."""
    return told.endswith(tuple(_ANGLE_UNKNOWN.values()))


def _chinese(
    writer: str, model: str | None, asked: int, cited: int, publishers: int, refused: int, *, edited: bool
) -> str:
    who = f"模型 {model}" if model else f"Storywire 的 {writer} 写作程序（按规则工作，不是语言模型）"
    parts = [
        f"本文由机器写成：{who}根据 {asked} 条记录写作，引用其中 {cited} 条，来自 {publishers} 个相互独立的发布者"
        + (f"，未引用的 {asked - cited} 条各有说明。" if asked > cited else "。"),
        "发布之前，每处引文都已在原记录中逐字找到，每个句子都对照其引文核对过。",
    ]
    if refused:
        parts.append(f"有 {refused} 句未通过核对，已删去。")
    parts.append("此后经人工编辑，并通过同样的核对。" if edited else "没有人工编辑。")
    parts.append("记录所言是其作者的说法，未经事实核查。")
    return "".join(parts)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
