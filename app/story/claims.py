"""Judge anyone's sentence against whole records: find the passages that could bear it out, then judge it against them.

A sentence that quotes is judged by where its quoted words stand. Any other is held against the few sentences of the
records that share most of its rare words; how rare a word is, the records themselves tell.
"""

import re
from collections.abc import Mapping, Sequence

from app.language.gazetteer import Gazetteer
from app.language.tokens import cjk_share, content_words
from app.story.bearing import Bearing, Passage, passages_of
from app.story.draft import Span
from app.story.evidence import Evidence
from app.story.quotes import locate, quoted_passages
from app.story.verification import SOME_CJK, Judgement, judge
from schemas.record import Record
from schemas.verification import ClaimEvidence, ClaimVerdict

# The support score that a claim needs; set on published development sets alone.
SUPPORT_FLOOR = 0.45
# Chinese is scored by pairs of characters, most of which change with the words beside them; no development set tells how many.
SUPPORT_FLOOR_CJK = SUPPORT_FLOOR / 3
# So many code points of a record are read for a paraphrase, and of all records by one reader; quoted words are looked
# for everywhere.
MOST_OF_RECORD = 100_000
MOST_OF_ALL = 2_000_000

_WORD = re.compile(r"\w")
_QUESTION = re.compile(r"[?？][\"”’')\]]*\s*$")


class RecordReader:
    """Reads records into passages, each record once, and no more than the limits at the head of this module."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: dict[tuple[str, int], list[Passage]] = {}
        self._left = MOST_OF_ALL

    def passages(self, records: Sequence[Record]) -> list[Passage]:
        """Return the sentences of the records' titles and texts, as far as they are read."""
        return [passage for record in records for passage in self._of(record)]

    def has_read_all(self, records: Sequence[Record]) -> bool:
        """Say whether nothing of the records was left unread."""
        return all((each.id, each.version) in self._read and len(each.text or "") <= MOST_OF_RECORD for each in records)

    def _of(self, record: Record) -> list[Passage]:
        key = record.id, record.version
        if key not in self._read and self._left > 0:
            self._left -= min(len(record.text or ""), MOST_OF_RECORD)
            self._read[key] = [
                *passages_of(record, "title", MOST_OF_RECORD),
                *passages_of(record, "text", MOST_OF_RECORD),
            ]
        return self._read.get(key, [])


def judge_claim(
    text: str,
    records: Sequence[Record],
    source_names: Mapping[str, str],
    gazetteer: Gazetteer,
    reader: RecordReader,
) -> ClaimVerdict:
    """Judge a sentence against active records; `source_names` says how each source is called, by slug.

    The verdict's evidence are the passages that bear on the sentence, for it or against it.
    """
    if not _WORD.search(text) or not content_words(text):
        return _verdict(text, Judgement("not_checkable", "It has no words that could be borne out.", ("says_nothing",)))
    quoted = [text[start:end] for start, end in quoted_passages(text)]
    if not quoted and _QUESTION.search(text):
        return _verdict(text, Judgement("not_checkable", "A question claims nothing.", ("question",)))
    spans = []
    for words in quoted:
        span = next((found for record in records if (found := locate(record, words))), None)
        if span is None:
            reason = f"None of the records holds the words in quotation marks “{words}”."
            return _verdict(text, Judgement("not_found", reason, ("quotation_not_in_records",)))
        spans.append(span)
    read = reader.passages(records)
    if not quoted and _are_in_another_language(text, read):
        reason = "The sentence and the records are in different languages, and no translation was made."
        return _verdict(text, Judgement("not_checkable", reason, ("other_language",)))
    bearing = Bearing(text, read)
    spans += [span for each in bearing.passages() if (span := each.span) not in spans]
    by_id = {record.id: record for record in records}
    evidence = [_evidence(by_id[span.record_id], span, source_names) for span in spans]
    judgement = _judge(text, evidence, bearing, gazetteer, is_quotation=bool(quoted))
    if judgement.verdict == "not_found" and not reader.has_read_all(records):
        reason = "What was read of the records does not bear it out, and they are too long to be read whole."
        judgement = Judgement("not_checkable", reason, ("partly_read",))
    return _verdict(text, judgement, evidence, spans)


def _judge(
    text: str, evidence: Sequence[Evidence], bearing: Bearing, gazetteer: Gazetteer, *, is_quotation: bool
) -> Judgement:
    """Judge a claim by the passages found for it: a quotation by where it stands, anything else as a paraphrase."""
    if not evidence:
        return Judgement("not_found", "No passage of the records has a word of it.", ("too_little_in_common",))
    judgement = judge(text, evidence, "verbatim" if is_quotation else "paraphrase", gazetteer)
    floor = SUPPORT_FLOOR_CJK if cjk_share(text) > SOME_CJK else SUPPORT_FLOOR
    if judgement.verdict == "found" and not is_quotation and bearing.score() < floor:
        reason = "No few sentences in a row have enough of its rarer words."
        return Judgement("not_found", reason, ("too_little_in_common",))
    return judgement


def _are_in_another_language(text: str, passages: Sequence[Passage]) -> bool:
    """Say whether a sentence is Chinese or Japanese and all that was read is not, or the other way about."""
    in_cjk = cjk_share(text) > SOME_CJK
    return bool(passages) and all((cjk_share(each.text) > SOME_CJK) != in_cjk for each in passages)


def _evidence(record: Record, span: Span, source_names: Mapping[str, str]) -> Evidence:
    words = ((record.title if span.field == "title" else record.text) or "")[span.start : span.end]
    return Evidence(record, span.field, words, None, source_names.get(record.source, record.source))


def _verdict(
    text: str, judgement: Judgement, evidence: Sequence[Evidence] = (), spans: Sequence[Span] = ()
) -> ClaimVerdict:
    return ClaimVerdict(
        text=text,
        verdict=judgement.verdict,
        reason=judgement.reason,
        reasons=list(judgement.codes),
        evidence=[
            ClaimEvidence(record_id=span.record_id, field=span.field, exact=each.exact, start=span.start, end=span.end)
            for each, span in zip(evidence, spans, strict=True)
        ],
    )
