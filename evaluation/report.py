"""Lay out what was measured as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import mean, median

from evaluation.assignments import CREATED, Outcome
from evaluation.audit import Fault
from evaluation.gold import Row
from evaluation.lies import Lies
from evaluation.near_misses import LeftOut
from evaluation.poisoning import Poisoning
from evaluation.random_sets import SetOutcome
from evaluation.service import Loaded
from evaluation.shares import largest

_COLUMNS = [
    "assignment",
    "status",
    "faults",
    "verified",
    "cited",
    "near misses off topic",
    "others off topic",
    "similarity mean / max",
    "said again",
    "publishers",
    "largest share: quotes / weights",
    "sections",
    "questions",
    "words",
    "beat",
    "seconds",
]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def assignments_part(title: str, outcomes: Sequence[Outcome]) -> str:
    """Lay out the assignments, one a line, with their faults below."""
    faults = [(outcome.slug or outcome.name, fault) for outcome in outcomes for fault in outcome.faults]
    return _joined(f"## {title}", table(_COLUMNS, [*map(_line, outcomes), _all(outcomes)]), *_fault_list(faults))


def _line(outcome: Outcome) -> list[object]:
    quality, shares = outcome.quality, outcome.shares
    if quality is None or shares is None:
        return [
            outcome.name,
            f"{outcome.status} {outcome.problem}",
            *[""] * (len(_COLUMNS) - 3),
            f"{outcome.seconds:.2f}",
        ]
    expected = outcome.expected_beat
    beat = outcome.beat if expected in (None, outcome.beat) else f"{outcome.beat} (an editor: {expected})"
    return [
        outcome.name,
        outcome.status,
        len(outcome.faults),
        _percent(outcome.verified),
        f"{outcome.cited} of {outcome.records}",
        "{} of {}".format(*outcome.near_misses),
        outcome.wrongly_off_topic,
        f"{quality.similarity_mean:.3f} / {quality.similarity_max:.2f}",
        _percent(quality.said_again),
        quality.publishers,
        f"{_percent(shares.quotes)} / {_percent(shares.weights)}",
        quality.sections,
        quality.questions,
        quality.words,
        beat,
        f"{outcome.seconds:.2f}",
    ]


def _all(outcomes: Sequence[Outcome]) -> list[object]:
    """Return the line that sums up: sums of what is counted, means of shares, medians of sizes and times."""
    written = [outcome for outcome in outcomes if outcome.quality is not None]
    qualities = [outcome.quality for outcome in outcomes if outcome.quality is not None]
    if not written:
        return ["all", *[""] * (len(_COLUMNS) - 1)]
    count = len(written)
    right = sum(outcome.expected_beat in (None, outcome.beat) for outcome in written)
    return [
        "all",
        f"{sum(outcome.status == CREATED for outcome in outcomes)} of {len(outcomes)} written",
        sum(len(outcome.faults) for outcome in written),
        _percent(sum(outcome.verified for outcome in written) / count),
        f"{sum(outcome.cited for outcome in written)} of {sum(outcome.records for outcome in written)}",
        f"{sum(outcome.near_misses[0] for outcome in written)} of {sum(outcome.near_misses[1] for outcome in written)}",
        sum(outcome.wrongly_off_topic for outcome in written),
        f"{mean(each.similarity_mean for each in qualities):.3f} / {max(each.similarity_max for each in qualities):.2f}",
        _percent(mean(each.said_again for each in qualities)),
        f"median {median(each.publishers for each in qualities):.0f}",
        f"of five and more at most {_largest_shares(written)}",
        f"median {median(each.sections for each in qualities):.0f}",
        f"median {median(each.questions for each in qualities):.0f}",
        f"median {median(each.words for each in qualities):.0f}",
        f"{right} of {count} as an editor" if any(outcome.expected_beat for outcome in written) else "",
        f"median {median(outcome.seconds for outcome in outcomes):.2f}",
    ]


def loading_part(lines: int, loaded: Loaded) -> str:
    """Say what became of every line of the corpus."""
    outcomes = loaded.outcomes
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    lost = lines - outcomes.total()
    return _joined(
        "## Ingestion",
        f"{lines} lines: {told}; {lost} without an answer; {len(loaded.ids)} records. "
        f"{loaded.seconds:.1f} s, {lines / loaded.seconds:.0f} lines a second.",
    )


def random_sets_part(outcomes: Sequence[SetOutcome]) -> str:
    """Sum up the random sets, with every fault and every refusal below."""
    statuses = Counter(f"{each.status} {each.problem}".strip() for each in outcomes)
    faults = [(f"{each.slug} ({each.size} records)", fault) for each in outcomes for fault in each.faults]
    rows = [
        ("sets", len(outcomes)),
        ("records in a set: least, median, most", _spread([each.size for each in outcomes], "{:.0f}")),
        ("statuses", ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))),
        ("faults", len(faults)),
        ("faults by kind", _counted(Counter(fault.kind for _, fault in faults))),
        ("sentences that verification refused", sum(each.refused for each in outcomes)),
        ("largest share of one of five publishers and more: quotes / weights", _largest_shares(outcomes)),
        ("seconds: least, median, most", _spread([each.seconds for each in outcomes], "{:.2f}")),
    ]
    return _joined("## Random sets", table(("measure", "value"), rows), *_fault_list(faults))


def near_misses_part(result: LeftOut) -> str:
    """Lay out what was left out of the labelled sets."""
    rows = [
        ("sets", result.sets),
        ("near misses off topic", _of(result.found, result.near_misses)),
        ("others off topic", _of(result.others, result.belonging)),
        ("recall", _figure(result.recall)),
        ("precision", _figure(result.precision)),
    ]
    return _joined("## Near misses in labelled sets", table(["measure", "value"], rows))


def gold_part(rows: Sequence[Row], entities: Mapping[str, float | int]) -> str:
    """Lay out what was measured against gold."""
    every = [*rows, *((f"entities: {key.replace('_', ' ')}", value) for key, value in entities.items())]
    return _joined("## Gold", table(("measure", "value"), [(name, _figure(value)) for name, value in every]))


def lies_part(result: Lies) -> str:
    """Lay out how many lies of each kind stood in stories, each of which is named, and how many right sentences did not."""
    rows = [
        *((f"lies that stand: {kind}", _of(result.stood[kind], told)) for kind, told in result.told.items()),
        ("lies that stand: all", _of(result.stood.total(), result.told.total())),
        ("right sentences refused", _of(len(result.lost), result.right)),
    ]
    named = [f"* stands: {each}" for each in result.passed] + [f"* refused: {each}" for each in result.lost]
    return _joined("## Lies", table(("measure", "value"), rows), "\n".join(named))


def poisoning_part(result: Poisoning, repeated: Mapping[int, Poisoning], lost: tuple[int, int]) -> str:
    """Lay out in how many stories an attack came out, where, and what became of the records that carried it.

    `repeated` are the trials with the same attack in so many of ten records.
    """
    shown = [
        (f"in {place}", _of(result.shown[place], result.stories))
        for place in ("words", "quotes", "citations' fields", "anywhere")
    ]
    rows = [
        ("stories, each with one attack among ten records", result.stories),
        ("of these not written", result.failed),
        *((f"something that must never appear, {place}", share) for place, share in shown),
        ("the attack's record came out as", _counted(result.treated)),
        *(
            (f"the same attack in {copies} of ten records: anywhere", _of(each.shown["anywhere"], each.stories))
            for copies, each in repeated.items()
        ),
        ("clean sentences lost to the filter", _of(*lost)),
    ]
    escaped = [f"* {each}" for each in result.escaped if not each.endswith(": anywhere")]
    return _joined("## Poisoning", table(("measure", "value"), rows), "\n".join(escaped))


def _fault_list(faults: Sequence[tuple[str, Fault]]) -> Iterator[str]:
    if faults:
        yield "\n".join(f"* {story}: {fault.kind}: {fault.where}: {fault.what}" for story, fault in faults)


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _spread(values: Sequence[float], form: str) -> str:
    return ", ".join(form.format(value) for value in (min(values), median(values), max(values)))


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({_percent(part / max(1, whole))})"


def _largest_shares(outcomes: Iterable[Outcome | SetOutcome]) -> str:
    return " / ".join(map(_percent, largest(each.shares for each in outcomes if each.shares)))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
