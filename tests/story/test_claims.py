"""Anyone's sentence is held against whole records, and the passages that bear on it are named."""

from __future__ import annotations

import pytest

from app.story.claims import RecordReader, judge_claim
from schemas.verification import ClaimEvidence, ClaimVerdict
from tests.story.newsdesk import GAZETTEER, TEXT, record, span_of

POST = record()
NEWS = record(
    "The council met on Tuesday. It voted 7 to 2 against a second data centre by the river. Neighbours had complained of the noise.",
    external_id="t3_2",
    title="Council stops data centre",
    author="Ines Duarte",
)


def judged(text: str) -> ClaimVerdict:
    """Judge a claim against both records."""
    return judge_claim(text, [POST, NEWS], {"reddit": "Reddit"}, GAZETTEER, RecordReader())


def passage(words: str, of: object = POST) -> ClaimEvidence:
    """Return the evidence that words of a record are."""
    source = NEWS if of is NEWS else POST
    span = span_of(words, source)
    return ClaimEvidence(record_id=source.id, field=span.field, exact=words, start=span.start, end=span.end)


def test_a_paraphrase_is_found_with_its_passages() -> None:
    """The sentences that together hold a claim's rare words are its evidence, each a span of its record."""
    verdict = judged("The council voted 7 to 2 against the data centre.")
    assert (verdict.verdict, verdict.reasons) == ("found", [])
    assert verdict.evidence[0] == passage("It voted 7 to 2 against a second data centre by the river.", NEWS)
    assert {NEWS.id} == {each.record_id for each in verdict.evidence}


def test_quoted_words_are_found_where_they_stand() -> None:
    """A quotation is located to the character, in whichever record holds it."""
    verdict = judged("u/marlow_tk wrote: “I do not believe they will keep it open”.")
    assert (verdict.verdict, verdict.evidence[0]) == ("found", passage("I do not believe they will keep it open"))


@pytest.mark.parametrize(
    ("text", "verdict", "codes"),
    [
        ("Ines Duarte wrote: “I do not believe they will close it”.", "not_found", ["quotation_not_in_records"]),
        ("The council voted 6 to 2 against a second data centre.", "not_found", ["number_not_borne_out"]),
        (
            "The council voted 7 to 2 for a second data centre by the bridge in Lantern.",
            "not_found",
            ["name_not_borne_out"],
        ),
        ("They will keep it open, they believe.", "not_found", ["polarity_changed"]),
        ("Whales sing in winter.", "not_found", ["too_little_in_common"]),
        ("The council will demolish every library, museum and school.", "not_found", ["claim_not_borne_out"]),
        ("The council will paint every library, museum and school.", "not_found", ["too_little_in_common"]),
        ("The council voted 7 to 2 against the wonderful data centre tulips.", "not_checkable", ["left_to_reader"]),
        ("Did the council vote against it?", "not_checkable", ["question"]),
        ("It is what it is.", "not_checkable", ["says_nothing"]),
        ("—", "not_checkable", ["says_nothing"]),
        ("议会投票反对第二个数据中心。", "not_checkable", ["other_language"]),
    ],
)
def test_what_is_not_borne_out_says_why(text: str, verdict: str, codes: list[str]) -> None:
    """A wrong number, name, quotation or negation is told apart from what nobody said, and from what claims nothing."""
    judgement = judged(text)
    assert (judgement.verdict, judgement.reasons) == (verdict, codes)


def test_a_record_is_read_once() -> None:
    """Many claims on one record split it into sentences once."""
    reader = RecordReader()
    first = reader.passages([POST])
    assert [each.text for each in first] == [POST.title, *(f"{each}." for each in TEXT.rstrip(".").split(". "))]
    assert all(one is other for one, other in zip(first, reader.passages([POST]), strict=True))


def test_endless_records_are_read_in_part() -> None:
    """Of a record 100,000 code points are read for a paraphrase, and two million of all; what was not read is not refuted."""
    long = [record("Tides turn. " * 20_000 + "The harbour froze.", external_id=f"t3_{number}") for number in range(22)]
    reader = RecordReader()
    passages = reader.passages(long)
    assert {each.span.record_id for each in passages} == {each.id for each in long[:20]}
    assert max(each.span.end for each in passages) <= 100_000
    verdict = judge_claim("The harbour froze in winter.", long[:1], {}, GAZETTEER, reader)
    assert (verdict.verdict, verdict.reasons) == ("not_checkable", ["partly_read"])


def test_quotations_are_found_however_long_a_record_is() -> None:
    """Quoted words are looked for in the whole text."""
    long = record("Tides turn. " * 20_000 + "The harbour froze.")
    verdict = judge_claim("“The harbour froze.”", [long], {}, GAZETTEER, RecordReader())
    assert (verdict.verdict, verdict.evidence[0].exact) == ("found", "The harbour froze.")
