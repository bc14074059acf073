"""Check the methodology: every record asked for is accounted for once, and every figure and link in it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from evaluation.audit.dossier import Dossier, Fault

_REASONS = {"duplicate", "off_topic", "no_quotable_text", "suspected_injection", "withdrawn", "over_budget"}
_WHERE = "methodology"
_RECORD_ID = re.compile(r"rec_\w+")
_FORMS = {
    "records_digest": re.compile(r"sha256:[0-9a-f]{64}"),
    "digital_source_type": re.compile(r"https?://\S+/(?:trainedAlgorithmicMedia|algorithmicMedia)"),
    "generated_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"),
    "synthesis_id": re.compile(r"syn_\w+"),
    "provider": re.compile(r"\S+"),
    "prompt_version": re.compile(r"\S+"),
    "statement": re.compile(r"\S[^\n]+"),
}


def check_method(dossier: Dossier) -> Iterator[Fault]:
    """Check accounting, counts, forms, and the synthesis that the story names."""
    yield from _check_accounting(dossier)
    yield from _check_counts(dossier)
    method = dossier.story.get("methodology") or {}
    for key, form in _FORMS.items():
        if not form.fullmatch(str(method.get(key) or "")):
            yield Fault("accounting", _WHERE, f"has the {key} {method.get(key)!r}")
    if set(method.get("usage") or {}) < {"input_tokens", "output_tokens", "cost_usd"}:
        yield Fault("accounting", _WHERE, "does not say what the writing cost")
    synthesis = dossier.outside.get(f"/syntheses/{method.get('synthesis_id')}") or {}
    if synthesis.get("status") != "succeeded" or synthesis.get("story") != dossier.story.get("slug"):
        yield Fault("accounting", _WHERE, "names a synthesis that did not make this story")


def _check_accounting(dossier: Dossier) -> Iterator[Fault]:
    """Check that each record asked for is cited or unused, not both, and that no other is in the story.

    Records behind earlier stories are cited by the story so far alone.
    """
    unused = (dossier.story.get("methodology") or {}).get("unused") or []
    cited = {citation["record_id"]: citation["number"] for citation in dossier.citations}
    left_out = Counter(each["record_id"] for each in unused)
    asked = set(dossier.asked)
    if missing := asked - set(cited) - set(left_out):
        yield Fault("accounting", _WHERE, f"does not account for {sorted(missing)}")
    if both := set(cited) & set(left_out):
        yield Fault("accounting", _WHERE, f"has both cited and unused {sorted(both)}")
    if twice := [record_id for record_id, times in left_out.items() if times > 1]:
        yield Fault("accounting", _WHERE, f"leaves out more than once {twice}")
    outside_history = {n for s in dossier.sentences if s.part != "story_so_far" for n in s.given.get("citations") or []}
    for record_id, number in cited.items():
        if record_id not in asked and number in outside_history:
            yield Fault("accounting", f"citation {number}", "was not asked for, and is no record of an earlier story")
    if strangers := set(left_out) - asked:
        yield Fault("accounting", _WHERE, f"leaves out what was not asked for {sorted(strangers)}")
    for each in unused:
        if each["reason"] not in _REASONS:
            yield Fault("accounting", _WHERE, f"gives the reason {each['reason']!r}")
        if each["reason"] == "duplicate" and not asked & set(_RECORD_ID.findall(each.get("detail") or "")):
            yield Fault("accounting", _WHERE, f"does not say of what {each['record_id']} is a duplicate")


def _check_counts(dossier: Dossier) -> Iterator[Fault]:
    method = dossier.story.get("methodology") or {}
    asked = [citation for citation in dossier.citations if citation["record_id"] in dossier.asked]
    if method.get("record_count") != len(dossier.asked):
        yield Fault("accounting", _WHERE, f"counts {method.get('record_count')} records of {len(dossier.asked)}")
    if method.get("cited_count") not in {len(asked), len(dossier.citations)}:
        yield Fault("accounting", _WHERE, f"counts {method.get('cited_count')} cited of {len(asked)}")
    # Whoever is not named may be anyone, so this is the most publishers that there can be.
    most = len({(c["source"]["slug"], (c["author"] or c["record_id"]).casefold()) for c in dossier.citations})
    if not 1 <= (method.get("publisher_count") or 0) <= most:
        yield Fault("accounting", _WHERE, f"counts {method.get('publisher_count')} publishers of at most {most}")
    refused = method.get("rejected_sentences")
    if not isinstance(refused, int) or refused < 0 or method.get("human_edited") is not False:
        yield Fault("accounting", _WHERE, "does not say what was refused, or calls a machine's story edited")
    yield from _check_span(dossier, [citation["published_at"] for citation in asked])


def _check_span(dossier: Dossier, times: list[str]) -> Iterator[Fault]:
    """Check that the evidence's first and last moment span what is cited."""
    method = dossier.story.get("methodology") or {}
    first, last = method.get("evidence_from"), method.get("evidence_until")
    if first is None or last is None:
        yield Fault("accounting", _WHERE, "does not say from when the evidence is")
        return
    moments = [datetime.fromisoformat(each) for each in (first, *sorted(times), last)]
    if moments[0] != min(moments) or moments[-1] != max(moments):
        yield Fault("accounting", _WHERE, f"has evidence from {first} until {last}, which is not what it cites")
