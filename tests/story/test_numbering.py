"""Quotes, citations and sentences are numbered in the order of their first use."""

from __future__ import annotations

import pytest

from app.story.draft import Span
from app.story.numbering import Numbering
from tests.story.newsdesk import record, span_of

ONE = record(external_id="one")
TWO = record("The tide table is wrong. Nobody reads it.", external_id="two")


def test_a_span_is_cut_once_and_numbered_when_first_used() -> None:
    """The same span keeps its number; a record's quotes stand together in the order in which they were used."""
    numbering = Numbering({ONE.id: ONE, TWO.id: TWO})
    table, runs = span_of("The tide table is wrong.", TWO), span_of("It runs on 24 GB", ONE)
    nobody = span_of("Nobody reads it.", TWO)
    assert [numbering.quote(each) for each in (table, runs, table, nobody)] == ["q1", "q2", "q1", "q3"]
    assert {i: [quote.id for quote in quotes] for i, quotes in numbering.by_record.items()} == {
        TWO.id: ["q1", "q3"],
        ONE.id: ["q2"],
    }
    assert numbering.owners == {"q1": TWO.id, "q2": ONE.id, "q3": TWO.id}
    assert (numbering.number(TWO.id), numbering.number(ONE.id)) == (1, 2)
    assert [quote.exact for quote in numbering.by_record[TWO.id]] == ["The tide table is wrong.", "Nobody reads it."]


def test_a_span_outside_its_record_is_no_quote() -> None:
    """What cannot be cut raises, and takes no number."""
    numbering = Numbering({ONE.id: ONE})
    with pytest.raises(ValueError, match="is not a span of the text"):
        numbering.quote(Span(ONE.id, "text", 0, 10_000))
    with pytest.raises(KeyError):
        numbering.quote(Span(TWO.id, "text", 0, 3))
    assert numbering.quotes == {}
