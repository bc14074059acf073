"""Verification reads the records again, as they are now, and says of each sentence what became of it."""

from __future__ import annotations

import json

import pytest

from app.errors import NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.verify import verify_claims, verify_story
from app.newsroom.withdraw import withdraw
from app.store import stories
from schemas.record import Record
from schemas.story import Paragraph, Section, Sentence, Story
from schemas.verification import (
    ClaimEvidence,
    QuoteVerdict,
    SentenceClaim,
    SentenceVerdict,
    VerificationRequest,
)
from tests.conftest import NOW
from tests.story.newsdesk import TEXT, record, sentence, story

FOUND = "Everything in it that can be checked stands in the records it cites."


def send(deployment: Deployment, *records: Record) -> None:
    """Send records as a source would."""
    sent = {
        "source",
        "external_id",
        "kind",
        "url",
        "author",
        "title",
        "text",
        "language",
        "published_at",
        "community",
        "engagement",
    }
    lines = [(number, each.model_dump_json(include=sent).encode()) for number, each in enumerate(records, 1)]
    assert {result.outcome for batch in ingest(deployment, lines) for result in batch} <= {"created", "updated"}


def publish(deployment: Deployment, **changes: object) -> Story:
    """Store a story without the checks that a synthesis passes."""
    made = story(**changes)
    with deployment.database.write() as session:
        stories.save(session, made, "first", None)
    return made


def claims(*sentences: str, record_ids: list[str]) -> VerificationRequest:
    """Ask about sentences on the same records."""
    return VerificationRequest(sentences=[SentenceClaim(text=text, record_ids=record_ids) for text in sentences])


def paragraph(*sentences: Sentence) -> list[Section]:
    """Return sections of one paragraph."""
    return [Section(heading=None, paragraphs=[Paragraph(sentences=list(sentences))])]


def test_a_sound_story_is_found_whole(deployment: Deployment) -> None:
    """Each sentence is found, each quote stands at its place, and the answer says when and by which rules."""
    send(deployment, record())
    made = publish(deployment)
    verification = verify_story(deployment, made.slug, NOW)
    assert (verification.found, verification.not_found, verification.not_checkable) == (2, 0, 0)
    assert (verification.story, verification.revision, verification.rules_version) == (made.slug, 1, "4")
    assert verification.checked_at == NOW
    assert verification.sentences[0] == SentenceVerdict(
        id="s1",
        text=made.body()[0].text,
        verdict="found",
        reason=FOUND,
        reasons=[],
        quotes=[
            QuoteVerdict(
                id="q1", record_id=record().id, verdict="found", reason="It stands at 58 to 114 of the record's text."
            )
        ],
    )


def test_a_story_that_says_more_than_its_quotes_is_told_so(deployment: Deployment) -> None:
    """A sentence with a number of its own, and one that names a quote the story lacks, are not found."""
    send(deployment, record())
    made = publish(
        deployment,
        sections=paragraph(
            sentence(1, "It runs on 48 GB.", ["q1"], [1], "paraphrase"),
            sentence(2, "It runs on 24 GB.", ["q9"], [1], "paraphrase"),
        ),
    )
    verdicts = verify_story(deployment, made.slug, NOW).sentences
    assert [(each.verdict, each.reasons) for each in verdicts[:2]] == [
        ("not_found", ["number_not_borne_out"]),
        ("not_found", ["no_quotes"]),
    ]


def test_a_quote_that_does_not_stand_refuses_its_sentence(deployment: Deployment) -> None:
    """Where the record says other words at the place of a quote, quote and sentence are not found."""
    send(
        deployment,
        record("Something else was written here, and it is long enough to be cut at the same place as the quote."),
    )
    made = publish(deployment)
    first = verify_story(deployment, made.slug, NOW).sentences[0]
    assert (first.verdict, first.reasons, first.quotes[0].verdict) == (
        "not_found",
        ["quote_not_in_record"],
        "not_found",
    )


def test_a_story_is_checked_against_the_version_it_cites(deployment: Deployment) -> None:
    """A record that was changed since still bears out what was quoted of it before."""
    send(deployment, record())
    made = publish(deployment)
    send(deployment, record("All is different now."))
    assert verify_story(deployment, made.slug, NOW).found == 2


def test_what_rests_on_a_record_that_is_gone_cannot_be_checked(deployment: Deployment) -> None:
    """A story whose record never came, or not in this version, is neither right nor wrong."""
    made = publish(deployment)
    verification = verify_story(deployment, made.slug, NOW)
    assert (verification.not_checkable, verification.sentences[0].reasons) == (2, ["record_unknown"])


def test_a_story_that_is_not_there_is_not_verified(deployment: Deployment) -> None:
    """An address without a story answers so."""
    with pytest.raises(NotFoundError):
        verify_story(deployment, "nothing-here-0000", NOW)


def test_claims_are_judged_in_order(deployment: Deployment) -> None:
    """Each sentence gets its own verdict and, where it is found, the passage that bears it out."""
    send(deployment, record())
    request = claims(
        "It was trained on 2.8 trillion tokens.", "It was trained on 3 trillion tokens.", record_ids=[record().id]
    )
    report = verify_claims(deployment, request)
    start = TEXT.index("It runs")
    exact = "It runs on 24 GB and was trained on 2.8 trillion tokens."
    assert [each.verdict for each in report.sentences] == ["found", "not_found"]
    assert report.sentences[0].evidence == [
        ClaimEvidence(record_id=record().id, field="text", exact=exact, start=start, end=start + len(exact))
    ]
    assert (report.checked_at, report.rules_version) == (NOW, "4")


def test_a_claim_on_unknown_records_cannot_be_refuted(deployment: Deployment) -> None:
    """What the known records bear out is found; what they do not might stand in the one that is not here."""
    send(deployment, record())
    ids = [record().id, record(external_id="t3_404").id]
    report = verify_claims(
        deployment, claims("It was trained on 2.8 trillion tokens.", "Whales sing in winter.", record_ids=ids)
    )
    assert [(each.verdict, each.reasons) for each in report.sentences] == [
        ("found", []),
        ("not_checkable", ["record_unknown"]),
    ]
    assert report.sentences[1].reason.endswith(f"others are not known here: {ids[1]}.")


def test_a_claim_on_withdrawn_records_cannot_be_checked(deployment: Deployment) -> None:
    """The words are gone, and with them the means to tell."""
    send(deployment, record())
    withdraw(deployment, record().id)
    report = verify_claims(deployment, claims("It was trained on 2.8 trillion tokens.", record_ids=[record().id]))
    assert [(each.verdict, each.reasons) for each in report.sentences] == [("not_checkable", ["record_withdrawn"])]
    assert "trillion" not in json.dumps(report.sentences[0].reason)
