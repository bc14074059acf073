"""Measure the parts of the engine against what people, or links, say of the records of a corpus.

* Same item: groups of records that lead to one page, or of which one names the other. A pair is right if some group
  holds both. The groups know links and not texts, so that precision is a lower bound: two pages may say the same.
* Beats: `labels/beats.jsonl` (how it was made stands beside it), strict and with the second beat accepted.
* Language: where a record's letters are all but wholly of one script that says which language it is in, or which not.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from app.language.detect import detect_language
from app.language.duplicates import group_duplicates
from app.store import records
from app.story.record_id import record_id
from app.writers.extractive.subject import find_duplicates
from evaluation.corpus import Corpus
from evaluation.service import Service
from schemas.record import Record

Row = tuple[str, float | int]
_LABELS = Path(__file__).parent / "labels" / "beats.jsonl"
_GENERAL = "general"
_SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff]"),
    # Without the dot between names, which Chinese uses as well.
    "ja": re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "Latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}
# Languages that share a script count as one: their letters say no more.
_FAMILY = {"uk": "ru", "be": "ru", "bg": "ru", "sr": "ru", "mk": "ru", "fa": "ar", "ur": "ar"}
_OTHERS_AT_MOST = 0.3
_LEAST_LETTERS = 12


def measure_gold(service: Service, corpus: Corpus) -> list[Row]:
    """Return each figure with its name; the service must hold the corpus's records."""
    ids = _ids(corpus)
    return [*_same_item(service, corpus, ids), *_beats(service), *_languages(service, list(ids.values()))]


def _ids(corpus: Corpus) -> dict[str, str]:
    """Return the id here of each external id: gold names records without their source."""
    given = (json.loads(line) for line in corpus.record_lines())
    return {each["external_id"]: record_id(each["source"], each["external_id"]) for each in given}


def _same_item(service: Service, corpus: Corpus, ids: Mapping[str, str]) -> Iterator[Row]:
    groups: dict[str, list[list[str]]] = defaultdict(list)
    for line in corpus.lines("gold/gold_same_item.jsonl"):
        members = [ids[external_id] for external_id in line["external_ids"] if external_id in ids]
        groups[line["why"]].append(members)
    wanted = {why: _pairs(each) for why, each in groups.items()}
    every = set[tuple[str, str]]().union(*wanted.values())
    keys = sorted({key for pair in every for key in pair})
    with service.deployment.database.read() as session:
        found = records.get_many(session, keys)
    known = [found[key] for key in keys if key in found]
    yield "same item: records", len(known)
    yield "same item: pairs that are one", len(every)
    texts = [f"{record.title or ''}\n{record.text or ''}" for record in known]
    ways = {"texts alone": _by_text(known, texts), "texts and links": _by_record(known)}
    for way, pairs in ways.items():
        yield f"same item, {way}: precision", _share(len(pairs & every), len(pairs))
        yield f"same item, {way}: recall", _share(len(pairs & every), len(every))
        for why, expected in wanted.items():
            yield f"same item, {way}: recall of “{why}”", _share(len(pairs & expected), len(expected))


def _by_text(known: Sequence[Record], texts: Sequence[str]) -> set[tuple[str, str]]:
    clusters: dict[int, list[str]] = defaultdict(list)
    for record, first in zip(known, group_duplicates(texts), strict=True):
        clusters[first].append(record.id)
    return _pairs(clusters.values())


def _by_record(known: Sequence[Record]) -> set[tuple[str, str]]:
    clusters: dict[str, list[str]] = defaultdict(list)
    repeats = find_duplicates(known)
    for record in known:
        clusters[repeats.get(record.id, record.id)].append(record.id)
    return _pairs(clusters.values())


def _pairs(groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(set(group)), 2)}


def _beats(service: Service) -> Iterator[Row]:
    """Compare the beat that the API puts first for a record with its labels."""
    strict = lenient = absent = 0
    labels = [json.loads(line) for line in _LABELS.read_text(encoding="utf-8").splitlines()]
    for label in labels:
        detail = service.get(f"/records/{record_id(label['source'], label['external_id'])}")
        if detail is None:
            absent += 1
            continue
        first = detail["beats"][0]["slug"] if detail["beats"] else _GENERAL
        strict += first == label["beat"]
        lenient += first in {label["beat"], label["also"]}
    judged = len(labels) - absent
    yield "beats: records labelled and here", judged
    yield "beats: accuracy, strict", _share(strict, judged)
    yield "beats: accuracy, second beat accepted", _share(lenient, judged)


def _languages(service: Service, ids: Sequence[str]) -> Iterator[Row]:
    """Compare the detector with the script of each record's text, whatever the source said of its language."""
    right, seen = defaultdict[str, int](int), defaultdict[str, int](int)
    with service.deployment.database.read() as session:
        found = records.get_many(session, ids)
    for record in found.values():
        text = f"{record.title or ''}\n{record.text or ''}"[:1_000]
        script = _script(text)
        if script is None:
            continue
        language = detect_language(text) or ""
        language = _FAMILY.get(language, language)
        seen[script] += 1
        right[script] += language == script if script != "Latin" else language not in _SCRIPTS
    for script in sorted(seen):
        yield f"language: records in the script of {script}", seen[script]
        yield f"language: accuracy for {script}", _share(right[script], seen[script])
    yield "language: accuracy where the script shows it", _share(sum(right.values()), sum(seen.values()))


def _script(text: str) -> str | None:
    """Return the one script that nearly all letters of a text are of, or None; Japanese mixes two."""
    counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()}
    if counts["ja"]:
        counts["ja"] += counts.pop("zh")
    total = sum(counts.values())
    most = max(counts, key=lambda name: counts[name])
    clear = total >= _LEAST_LETTERS and total - counts[most] <= _OTHERS_AT_MOST * total
    return most if clear else None


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
