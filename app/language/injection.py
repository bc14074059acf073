"""Recognise text that speaks to a model instead of to people, and requests that a writer should not repeat as news.

Detection is a label and no defence: what keeps an attack out of a story is that only verified quotes of plain statements
are printed. The patterns are our own, for the kinds that OWASP lists as LLM01, prompt injection.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator

from ahocorasick import Automaton  # type: ignore[import-not-found]  # a C extension that ships no types

from app.language.normalise import INVISIBLE, fold
from app.language.orders import FOREIGN, ORDERS, REQUEST, WHISPERS
from app.language.sentences import Span, split_sentences

# What holds none of these cannot match one of the patterns; they are looked for all at once, in one pass.
_CLUES = Automaton()
for _clue in (
    "ignor", "disregard", "forget", "overrid", "bypass", "instruct", "prompt", "you are now", "from now on", "system", "respon", "reply", "answer", "output",
    "pretend", "<|", "[inst", "<<sys", "###", "untrusted", "language model", "an ai", "an llm", "summar", "headline", "http", "decode", "base64",
    "mode enabled", "maintenance mode", "anything now", "act as", "behave as", "you are an", "you will", "you must", "say ", "repeat", "print", "{{", "tool_use", "password", "passcode", "everything", "assistant", "slug", "faq", "record_", "records", "cite ", "quote ", "complete ", "continue ", "code", "headline", "first sentence", "footnote", "story", "trusted", "encode", "rot13", "type ", "write ", "title",
    "above", "section", "attribute", "agreed to", "switched off", "human:", "user:", "conversation", "指令", "指示", "提示", "忽略", "无视", "忘", "你现在", "从现在", "语言模型", "输出", "回答", "回复", "命令", "プロンプト", "지시", "명령",
    "프롬프트", "instruc", "instruç", "anweisung", "istruzion", "инструкц", "указан", "التعليمات", "निर्देश", "talimat", "instrukcj", "instruks", "hướng dẫn", "instruksi",
):  # fmt: skip
    _CLUES.add_word(_clue, _clue)
_CLUES.make_automaton()
# What holds none of these cannot match WHISPERS, which takes long to search for; the last two kinds count only together.
_WHISPER, _SPEAKING, _OPENING = 1, 2, 4
_WHISPER_CLUES = Automaton()
for _kind, _clues in (
    (_WHISPER, (
        "<|", "inst]", "<<sys", "<</sys", "<system", "</system", "<instruction", "</instruction", "##", "assistant: ", "[system", "[admin", "[assistant",
        "instruction", "directive", "prompt", "trusted", "ambiguity", "[end of", "distractor", "do anything now", "mode enabled", "maintenance mode", "override:",
        "{{", "tool_use", "record_id", "decode ", " must", "requires that", "require that", "permit you", "you must say", "already agreed", "switched off",
        "do not do anything", "do nothing else", "not supposed to tell", "this conversation", "access code", "password", "passcode", "instead of outputting",
        "without any ",
    )),
    (_SPEAKING, ("say", "output", "print", "respond", "reply", "write", "type", "repeat")),
    (_OPENING, ('"', "[")),
):  # fmt: skip
    for _clue in _clues:
        _WHISPER_CLUES.add_word(_clue, _kind)
_WHISPER_CLUES.make_automaton()
# What holds none of these cannot match FOREIGN: what orders are called, or else who is told to be whom, and what to put where.
_FOREIGN_CLUES = Automaton()
for _clue in (
    "instru", "istruzion", "indicacion", "ordens", "órdenes", "anweisung", "befehl", "vorgabe", "talimat", "polece", "opdracht", "perintah", "bỏ qua",
    "инструкци", "указани", "команд", "تجاهل", "निर्देश", "プロンプト", "지시", "명령", "프롬프트", "지침",
    "指令", "指示", "提示", "命令", "规则", "内容", "要求", "设定", "系统消息", "你现在是", "扮演", "从现在", "作为", "回答", "回复", "输出", "写出", "摘要", "总结", "概括", "标题", "报道",
):  # fmt: skip
    _FOREIGN_CLUES.add_word(_clue, _clue)
_FOREIGN_CLUES.make_automaton()
_HIDDEN = re.compile("[\U000e0020-\U000e007e]{6,}|[\u200b-\u200d\u2060-\u2064\ufeff]{12,}|\u202e[^\u202c\n]{12,}")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_SPACED_OUT = re.compile(r"(?<!\w)(?:\w ){4,}\w(?!\w)")
# Letters that are spaced out have three others between the first and the last, and that is quicker to look for.
_MAY_BE_SPACED_OUT = re.compile(r" \w \w \w ")
# The look back stands behind the first character, so that the inside of a word is left at once.
_BLOB = re.compile(r"[A-Za-z0-9+/](?<![A-Za-z0-9+/]{2})[A-Za-z0-9+/]{23,}={0,2}")
# A blob is as long at least, and holds no white space.
_SHORTEST_BLOB = 24
_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝіӏνοαρτκеѵ", "aeopcyxijshdqwilvoaptkev")
_LATIN = re.compile("[a-z]")
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u052f]")


def speaks_to_model(text: str) -> bool:
    """Say whether a sentence is addressed to a model that reads the record, in clear or in a thin disguise.

    Talking about such attacks is no attack. Disguises seen through: invisible characters, letters spaced out, look-alike
    letters, reversed text, ROT13 and Base64.
    """
    return _hides_words(text) or any(map(_addresses_model, _readings(text)))


def injected_spans(text: str) -> list[Span]:
    """Return the sentences of `text` that are addressed to a model; none, at once, where no word of it could be."""
    if not _may_speak_to_model(text):
        return []
    return [span for span in split_sentences(text) if speaks_to_model(text[span.start : span.end])]


def is_instruction(text: str) -> bool:
    """Say whether a sentence of `text` tells its reader, or an assistant, to do something: “Please write …”, “Subscribe …”, “请…”.

    This is broader than `speaks_to_model` and includes honest advice; a writer has better sentences to quote.
    """
    readings = list(_readings(text))
    return (
        _hides_words(text)
        or any(map(_addresses_model, readings))
        or any(
            REQUEST.match(reading[span.start : span.end].lstrip("\"'“‘>*_-•([ "))
            for reading in readings
            for span in split_sentences(reading)
        )
    )


def _may_speak_to_model(text: str) -> bool:
    """Say whether any sentence of `text` might be addressed to a model: quick, and never wrong when it says no."""
    return _hides_words(text) or any(map(_has_clue, _readings(text)))


def _hides_words(text: str) -> bool:
    """Say whether a text holds a run of characters that do not show, long enough to be words."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def _has_clue(reading: str) -> bool:
    """Say whether a folded text holds one of the words without which no pattern matches."""
    return next(_CLUES.iter(reading), None) is not None


def _addresses_model(reading: str) -> bool:
    """Say whether a folded text matches one of the patterns."""
    if not _has_clue(reading):
        return False
    if ORDERS.search(reading) or (_may_whisper(reading) and WHISPERS.search(reading)):
        return True
    return next(_FOREIGN_CLUES.iter(reading), None) is not None and FOREIGN.search(reading) is not None


def _may_whisper(reading: str) -> bool:
    """Say whether a folded text holds what every pattern of WHISPERS has one of."""
    kinds = 0
    for _, kind in _WHISPER_CLUES.iter(reading):
        kinds |= kind
        if kinds & _WHISPER or kinds == _SPEAKING | _OPENING:
            return True
    return False


def _readings(text: str) -> Iterator[str]:
    """Yield the text as a reader sees it, folded, then what it says when each disguise that it shows signs of is taken off."""
    folded = fold(text if text.isascii() else _INVISIBLE.sub("", text))
    yield folded
    if not folded.isascii() and _LATIN.search(folded) and _GREEK_OR_CYRILLIC.search(folded):
        plain = folded.translate(_LOOK_ALIKES)
        yield "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    if _MAY_BE_SPACED_OUT.search(text) and _SPACED_OUT.search(text):
        yield " ".join(chunk.replace(" ", "") for chunk in re.split(r"\s{2,}|(?<=[.!?])\s", text.casefold()))
    if "\u202e" in text or "snoitcurtsni" in folded:
        yield folded[::-1]
    if "vafgehpg" in folded or "rot13" in folded:
        yield codecs.encode(folded, "rot13")
    if max(map(len, text.split()), default=0) >= _SHORTEST_BLOB:
        for blob in _BLOB.findall(text)[:8]:
            yield _decoded(blob)


def _decoded(blob: str) -> str:
    """Return what a Base64 string says in plain ASCII, or nothing where it says nothing."""
    try:
        plain = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return fold(plain) if plain.isprintable() else ""
