"""Verify what stands in a story, or what anyone says of the records: the records are read again, and the rules run now."""

from collections.abc import Mapping
from datetime import datetime

from app.errors import NotFoundError
from app.language.gazetteer import Gazetteer
from app.newsroom.deployment import Deployment
from app.store import records, sources, stories
from app.store.session import Session
from app.story.claims import RecordReader, judge_claim
from app.story.quotes import RULES_VERSION, matches
from app.story.runs import story_spans
from app.story.verification import Evidence, Judgement, judge
from schemas.citation import Citation, Quote
from schemas.record import Record
from schemas.story import Sentence, Story
from schemas.verification import (
    ClaimVerdict,
    QuoteVerdict,
    SentenceClaim,
    SentenceVerdict,
    Verification,
    VerificationReport,
    VerificationRequest,
)


def verify_story(deployment: Deployment, slug: str, now: datetime) -> Verification:
    """Judge every sentence of a story's current revision against the versions of the records that it cites.

    Raises NotFoundError where there is no such story.
    """
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
        if stored is None:
            raise NotFoundError("There is no story at this address.")
        story = stored.story()
        cited = _cited_records(session, story)
        gazetteer = deployment.vocabulary.current(session).gazetteer
    quotes = {quote.id: (citation, quote) for citation in story.citations for quote in citation.quotes}
    verdicts = [_judge_sentence(sentence, quotes, cited, gazetteer) for sentence in story.body()]
    counts = {kind: sum(each.verdict == kind for each in verdicts) for kind in ("found", "not_found", "not_checkable")}
    return Verification(
        story=stored.slug,
        revision=stored.revision,
        checked_at=now,
        rules_version=RULES_VERSION,
        sentences=verdicts,
        **counts,
    )


def verify_claims(deployment: Deployment, request: VerificationRequest) -> VerificationReport:
    """Judge sentences of anyone's against the records that each names, in order.

    Where a record is unknown or was withdrawn, what the others do not bear out cannot be checked.
    """
    reader = RecordReader()
    known: dict[str, Record] = {}
    verdicts = []
    for claim in request.sentences:
        wanted = set(claim.record_ids)
        with deployment.database.read() as session:
            # Only the last claim's records are kept: most requests name the same ones throughout, and memory is bounded.
            known = {id_: record for id_, record in known.items() if id_ in wanted}
            known |= records.get_many(session, wanted - known.keys())
            names = {
                slug: source.name for slug, source in sources.refs(session, {r.source for r in known.values()}).items()
            }
            gazetteer = deployment.vocabulary.current(session).gazetteer
        verdicts.append(_judge_claim(claim, known, names, gazetteer, reader))
    return VerificationReport(checked_at=deployment.clock(), rules_version=RULES_VERSION, sentences=verdicts)


def _cited_records(session: Session, story: Story) -> dict[int, Record]:
    """Return the record of each citation, at the version cited, by the citation's number; what is gone is left out."""
    current = records.get_many(session, [citation.record_id for citation in story.citations])
    found = {}
    for citation in story.citations:
        record = current.get(citation.record_id)
        if record and record.status == "active" and record.version != citation.record_version:
            record = records.version(session, citation.record_id, citation.record_version)
        if record:
            found[citation.number] = record
    return found


def _judge_sentence(
    sentence: Sentence,
    quotes: Mapping[str, tuple[Citation, Quote]],
    cited: Mapping[int, Record],
    gazetteer: Gazetteer,
) -> SentenceVerdict:
    """Judge a sentence: first each quote where it says that it stands, then the sentence by its quotes."""
    named = [quotes[quote_id] for quote_id in sentence.quotes if quote_id in quotes]
    checked = [_check_quote(quote, citation, cited.get(citation.number)) for citation, quote in named]
    judgement = _without_quotes(sentence, checked)
    if judgement is None:
        evidence = [
            Evidence(
                cited[citation.number], quote.field, quote.exact, quote.translation, citation.source.name, quote.start
            )
            for citation, quote in named
        ]
        judgement = judge(sentence.text, evidence, sentence.support, gazetteer, story_spans(sentence))
    return SentenceVerdict(
        id=sentence.id,
        text=sentence.text,
        verdict=judgement.verdict,
        reason=judgement.reason,
        reasons=list(judgement.codes),
        quotes=checked,
    )


def _without_quotes(sentence: Sentence, checked: list[QuoteVerdict]) -> Judgement | None:
    """Return the verdict on a sentence whose quotes are not all where they are said to be, or None."""
    if len(checked) < len(sentence.quotes):
        return Judgement("not_found", "It names a quote that the story does not hold.", ("no_quotes",))
    if wrong := next((each for each in checked if each.verdict == "not_found"), None):
        return Judgement("not_found", f"{wrong.id}: {wrong.reason}", ("quote_not_in_record",))
    if gone := next((each for each in checked if each.verdict == "not_checkable"), None):
        code = "record_withdrawn" if "withdrawn" in gone.reason else "record_unknown"
        return Judgement("not_checkable", f"{gone.id}: {gone.reason}", (code,))
    return None


def _check_quote(quote: Quote, citation: Citation, record: Record | None) -> QuoteVerdict:
    """Say whether a quote stands in its record, character for character, at the place it names."""
    if record is None:
        verdict, reason = "not_checkable", "Its record, in the version cited, is not here."
    elif record.status == "withdrawn":
        verdict, reason = "not_checkable", "Its record was withdrawn, and its words were erased."
    elif matches(record, quote):
        verdict, reason = "found", f"It stands at {quote.start} to {quote.end} of the record's {quote.field}."
    else:
        verdict, reason = (
            "not_found",
            f"Other words stand at {quote.start} to {quote.end} of the record's {quote.field}.",
        )
    return QuoteVerdict.model_validate(
        {"id": quote.id, "record_id": citation.record_id, "verdict": verdict, "reason": reason}
    )


def _judge_claim(
    claim: SentenceClaim,
    known: Mapping[str, Record],
    source_names: Mapping[str, str],
    gazetteer: Gazetteer,
    reader: RecordReader,
) -> ClaimVerdict:
    """Judge a claim by those of its records that can be read."""
    wanted = list(dict.fromkeys(claim.record_ids))
    active = [known[id_] for id_ in wanted if id_ in known and known[id_].status == "active"]
    verdict = judge_claim(claim.text, active, source_names, gazetteer, reader)
    if verdict.verdict != "not_found" or len(active) == len(wanted):
        return verdict
    missing = [id_ for id_ in wanted if id_ not in known]
    withdrawn = [id_ for id_ in wanted if id_ in known and known[id_].status == "withdrawn"]
    code, what, ids = (
        ("record_unknown", "not known here", missing) if missing else ("record_withdrawn", "withdrawn", withdrawn)
    )
    reason = f"The records that can be read do not bear it out, and others are {what}: {', '.join(ids)}."
    return verdict.model_copy(update={"verdict": "not_checkable", "reason": reason, "reasons": [code]})
