"""Verification: whether sentences are borne out by the words of records."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Input, Output, Time, Verdict


class QuoteVerdict(Output):
    """Whether one quote stands in its record, character for character."""

    id: str
    record_id: str
    verdict: Verdict
    reason: str


class SentenceVerdict(Output):
    """Whether a sentence is borne out, and the reason; `reasons` holds a code for each refusal."""

    id: str
    text: str
    verdict: Verdict
    reason: str
    reasons: list[str]
    quotes: list[QuoteVerdict]


class Verification(Output):
    """The verdict on every sentence of a story revision, made now."""

    story: str
    revision: int
    checked_at: Time
    rules_version: str
    found: int
    not_found: int
    not_checkable: int
    sentences: list[SentenceVerdict]


class SentenceClaim(Input):
    """A sentence of anyone's and the records it is said to rest on."""

    text: Annotated[str, Field(min_length=1, max_length=4_000)]
    record_ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(min_length=1, max_length=50)]


class VerificationRequest(Input):
    """Sentences to check against records."""

    sentences: Annotated[list[SentenceClaim], Field(min_length=1, max_length=200)]


class ClaimVerdict(Output):
    """Whether a sentence is borne out by its records, the reason, and the passages that bear it out."""

    text: str
    verdict: Verdict
    reason: str
    reasons: list[str]
    evidence: list[ClaimEvidence]


class ClaimEvidence(Output):
    """A span of a record that bears on a claim: `record[field][start:end] == exact`."""

    record_id: str
    field: str
    exact: str
    start: int
    end: int


class VerificationReport(Output):
    """The verdict on each sentence sent, in order."""

    checked_at: Time
    rules_version: str
    sentences: list[ClaimVerdict]


ClaimVerdict.model_rebuild()
