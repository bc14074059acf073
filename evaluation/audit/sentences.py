"""Check each sentence: it rests on quotes, says what they say, links what it names, and says it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from evaluation.audit.dossier import Dossier, Fault, Sentence
from evaluation.audit.words import Split, folded, leaks, names, numbers, split_quoted

_SUPPORT = {"verbatim", "paraphrase", "analysis"}
_RUN_KEYS = {"text", "entity", "beat", "story"}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# What a story may call a language of its records in its own words.
_LANGUAGES = {"en": "English", "zh": "Chinese", "de": "German", "fr": "French", "es": "Spanish", "ja": "Japanese"}


def check_sentences(dossier: Dossier) -> Iterator[Fault]:
    """Check every sentence by itself, and that none says again what another of its part says."""
    said: dict[tuple[str, str], str] = {}
    ids: set[str] = set()
    for sentence in dossier.sentences:
        yield from _check_form(sentence)
        yield from _check_quotes(dossier, sentence)
        yield from _check_words(dossier, sentence)
        yield from _check_runs(dossier, sentence)
        if sentence.given.get("id") in ids:
            yield Fault("shape", sentence.where, "its id is another's")
        ids.add(sentence.given.get("id") or "")
        # An answer may quote again what the body quotes; it may not say what another answer says.
        key = ("faq" if sentence.part == "faq" else "body", folded(sentence.text).casefold())
        if key in said:
            yield Fault("repeat", sentence.where, f"says what {said[key]} says")
        said.setdefault(key, sentence.where)
    if not any(sentence.part == "sections" for sentence in dossier.sentences):
        yield Fault("shape", "story", "has no sentence")


def _check_form(sentence: Sentence) -> Iterator[Fault]:
    if not sentence.text.strip():
        yield Fault("shape", sentence.where, "is empty")
    if leak := leaks(sentence.text):
        yield Fault("markup", sentence.where, f"shows {leak}")
    if sentence.given.get("support") not in _SUPPORT:
        yield Fault("shape", sentence.where, f"has the support {sentence.given.get('support')!r}")


def _check_quotes(dossier: Dossier, sentence: Sentence) -> Iterator[Fault]:
    ids = sentence.given.get("quotes") or []
    if not ids:
        yield Fault("support", sentence.where, "rests on no quote")
    for missing in [i for i in ids if i not in dossier.quotes]:
        yield Fault("support", sentence.where, f"names the quote {missing}, which is not there")
    implied = sorted({citation["number"] for citation, _ in dossier.cited(sentence)})
    given = sentence.given.get("citations") or []
    if len(given) != len(set(given)) or sorted(given) != implied:
        yield Fault("support", sentence.where, f"cites {given}, though its quotes imply {implied}")


def _check_words(dossier: Dossier, sentence: Sentence) -> Iterator[Fault]:
    """Check what stands between marks, and what the words around it claim."""
    cited = dossier.cited(sentence)
    quoted = [q["exact"] for _, q in cited] + [q["translation"] for _, q in cited if q.get("translation")]
    titles = [citation["title"] for citation, _ in cited if citation.get("title")]
    told = [run["text"] for run in sentence.given.get("runs") or [] if run.get("story")]
    sources = [folded(each) for each in (*quoted, *titles, *told)]
    split = split_quoted(sentence.text, lambda words: any(folded(words) in source for source in sources))
    for words in split.unfounded:
        yield Fault(
            "quotation", sentence.where, f"puts words between marks that stand in none of its quotes: {words[:60]!r}"
        )
    if sentence.given.get("support") == "verbatim":
        text = folded(sentence.text)
        if not any(folded(quote["exact"]) in text for _, quote in cited):
            yield Fault("support", sentence.where, "is called verbatim and holds none of its quotes")
    yield from _check_claims(dossier, sentence, split, " ".join(quoted))


def _check_claims(dossier: Dossier, sentence: Sentence, split: Split, evidence: str) -> Iterator[Fault]:
    """Check the numbers and names that are not inside quoted words."""
    cited = dossier.cited(sentence)
    fields = " ".join(field_words(citation, dossier.records.get(citation["record_id"])) for citation, _ in cited)
    earlier = [dossier.stories[run["story"]] or {} for run in sentence.given.get("runs") or [] if run.get("story")]
    told = " ".join(f"{each.get('title')} {date_words(each.get('published_at'))}" for each in earlier)
    ground = f"{evidence} {fields} {told}"
    counts = {str(len(cited)), str(len({citation["number"] for citation, _ in cited}))}
    if unborne := numbers(split.around) - numbers(ground) - counts:
        yield Fault("number", sentence.where, f"names numbers that its quotes and records do not: {sorted(unborne)}")
    known = folded(ground).casefold()
    if unknown := [name for name in names(split.around) if folded(name).casefold() not in known]:
        yield Fault("name", sentence.where, f"names what its quotes and records do not: {sorted(unknown)}")
    for run in sentence.given.get("runs") or []:
        # A linked name may stand in quoted words, and then it is in the evidence as well.
        if run.get("entity") and folded(run["text"]).casefold() not in known:
            yield Fault("name", sentence.where, f"links {run['text']!r}, which neither its quotes nor its records name")


def _check_runs(dossier: Dossier, sentence: Sentence) -> Iterator[Fault]:
    listed = {entity["slug"] for entity in dossier.story.get("entities") or []}
    for run in sentence.given.get("runs") or []:
        links = [key for key in ("entity", "beat", "story") if run.get(key)]
        if set(run) - _RUN_KEYS or not run.get("text") or len(links) > 1:
            yield Fault("shape", sentence.where, f"has a run that the contract does not know: {run}")
        for key in links:
            slug = run[key]
            target = {"entity": dossier.entities, "beat": dossier.beats, "story": dossier.stories}[key].get(slug)
            if target is None:
                yield Fault("link", sentence.where, f"links the {key} {slug!r}, which does not resolve")
            elif key != "story" and folded(run["text"]).casefold() not in _surfaces(target):
                yield Fault(
                    "link", sentence.where, f"links the words {run['text']!r} to {slug!r}, of which they are no name"
                )
            if key == "entity" and slug not in listed:
                yield Fault("link", sentence.where, f"links {slug!r}, which the story's entities lack")
    strangers = [
        citation["number"] for citation, _ in dossier.cited(sentence) if citation["record_id"] not in dossier.asked
    ]
    if strangers and not any(run.get("story") for run in sentence.given.get("runs") or []):
        yield Fault("link", sentence.where, f"tells of an earlier story by citations {strangers} and does not name it")


def _surfaces(target: dict[str, Any]) -> set[str]:
    """Return the folded names of an entity or a beat; English names may stand in the genitive."""
    aliases = [alias for group in (target.get("aliases") or {}).values() for alias in group]
    found = {folded(name).casefold() for name in (target["name"], *aliases)}
    return found | {f"{name}'s" for name in found} | {f"{name}'" for name in found}


def field_words(citation: dict[str, Any], record: dict[str, Any] | None) -> str:
    """Return the words of a record's own fields from which a sentence may take names, dates and counts."""
    record = record or {}
    engagement = record.get("engagement") or {}
    parts = [citation["source"]["name"], citation["source"]["slug"], *(str(value) for value in engagement.values())]
    parts += [record.get(key) or "" for key in ("title", "community", "author")]
    parts += [date_words(record.get("published_at")), _LANGUAGES.get(record.get("language") or "", "")]
    return " ".join(parts)


def date_words(moment: str | None) -> str:
    """Return a moment's year, month and day in the forms in which a sentence may name them."""
    if not moment:
        return ""
    at = datetime.fromisoformat(moment).astimezone(UTC)
    return f"{at:%Y-%m-%d} {at.year} {at.month} {at.day} {_MONTHS[at.month - 1]} {at:%A}"
