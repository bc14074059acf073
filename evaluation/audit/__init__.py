"""Audit a published story from the outside: what the contract promises, checked through HTTP answers alone.

Nothing here knows the code that made the story. A fault is a promise broken, whoever wrote the sentence; the checks are
as strict as the contract and do not repeat the service's own rules, so that an error in those shows here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evaluation.audit.citations import check_citations
from evaluation.audit.dossier import Dossier, Fault, Outside, gather
from evaluation.audit.method import check_method
from evaluation.audit.sentences import check_sentences
from evaluation.audit.story import check_story
from evaluation.audit.views import check_views

__all__ = ["Fault", "Outside", "audit"]

_CHECKS: tuple[Callable[[Dossier], Iterator[Fault]], ...] = (
    check_story,
    check_citations,
    check_sentences,
    check_method,
    check_views,
)


def audit(story: dict[str, Any], outside: Outside, asked: Sequence[str]) -> list[Fault]:
    """Return every fault of a story that was asked for from the record ids `asked`; an empty list is what is promised.

    `outside` answers for the rest of the API: records, entities, beats, the verification and the views.
    """
    dossier = gather(story, outside, asked)
    return [fault for check in _CHECKS for fault in check(dossier)]
