"""A draft becomes a story by the house's rules: a writer that lies, or errs, gets nothing past them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.story.assemble import Assembly
from app.story.draft import Draft, DraftQuestion, DraftSection, DraftSentence, DraftUnused, Span, StoryLink
from app.story.materials import Byline, Materials
from schemas.beat import BeatRef
from schemas.record import Image, Record
from schemas.story import Run, Sentence, Story, Unused
from tests.story.newsdesk import GAZETTEER, REDDIT, record, span_of

NOW = datetime(2026, 4, 9, 12, tzinfo=UTC)
TERN = record(external_id="tern")
TABLE = record(
    "The tide table of Tern 3 was wrong on 9 days. Harbour Labs has not said why.",
    external_id="table",
    author="u/plain_sail",
    title="Nine wrong days",
    image=Image(url="https://tide.example/1.png", credit="plain_sail"),
)
BEHIND = record("Quayside Labs closed its doors in March.", external_id="behind", author="u/old_rope", title=None)
GONE = record(external_id="gone").id
RUNS = "It runs on 24 GB and was trained on 2.8 trillion tokens."
WRONG = "The tide table of Tern 3 was wrong on 9 days."


def says(words: str, of: Record) -> DraftSentence:
    """Return a sentence that quotes a record with its owner."""
    return DraftSentence(f"{of.author} wrote: “{words}”", (span_of(words, of),))


SOUND = (says(RUNS, TERN), says(WRONG, TABLE))


def draft(*sentences: DraftSentence, **changes: object) -> Draft:
    """Return a draft of one section with these sentences, or the two sound ones."""
    whole = Draft(
        language="en",
        title="Tern 3 weights are out",
        dek="The tide table of Tern 3 was wrong on 9 days.",
        title_spans=(span_of(RUNS, TERN),),
        dek_spans=(span_of(WRONG, TABLE),),
        sections=(DraftSection("What happened", (sentences or SOUND,)),),
        relevance={TERN.id: 1.0, TABLE.id: 0.5},
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # the fields of a draft, whichever a test changes


def assemble(given: Draft, refused: Sequence[DraftUnused] = ()) -> Assembly:
    """Check a draft against the two records, and one behind an earlier story."""
    return Assembly(
        given,
        Materials(
            asked=[TERN, TABLE],
            records={each.id: each for each in (TERN, TABLE, BEHIND)},
            sources={"reddit": REDDIT},
            gazetteer=GAZETTEER,
            entity_names={"harbour-labs": "Harbour Labs", "quayside-labs": "Quayside Labs", "lantern": "Lantern"},
            entity_kinds={"harbour-labs": "organization", "quayside-labs": "organization", "lantern": "model"},
            refused=refused,
        ),
    )


def story(given: Draft, refused: Sequence[DraftUnused] = ()) -> Story:
    """Assemble the story of a draft."""
    return finish(assemble(given, refused))


def finish(assembly: Assembly) -> Story:
    """Make an assembly a story."""
    byline = Byline(
        story_id="sty_1",
        synthesis_id="syn_1",
        revision=1,
        status="published",
        beat=BeatRef(slug="open-source-ai", name="Open Source AI"),
        beat_scores=[],
        public_url="https://news.example",
        provider="scribe",
        model=None,
        prompt_version="1",
        now=NOW,
        published_at=NOW,
    )
    return assembly.story(byline, ("tern-0000", "https://news.example/stories/tern-0000"))


def texts(found: Story) -> list[str]:
    """Return the sentences of the sections."""
    return [s.text for section in found.sections for p in section.paragraphs for s in p.sentences]


def test_a_sound_draft_becomes_a_story_whole() -> None:
    """Sentences are numbered and linked, quotes cut, citations counted, the picture taken, and nothing is refused."""
    found = story(draft(says(RUNS, TERN), says(WRONG, TABLE), says("Harbour Labs has not said why.", TABLE)))
    [section] = found.sections
    assert section.paragraphs[0].sentences[2] == Sentence(
        id="s3",
        runs=[
            Run(text="u/plain_sail wrote: “"),
            Run(text="Harbour Labs", entity="harbour-labs"),
            Run(text=" has not said why.”"),
        ],
        support="verbatim",
        quotes=["q3"],
        citations=[2],
    )
    assert [(c.number, c.record_id, [q.exact for q in c.quotes]) for c in found.citations] == [
        (1, TERN.id, [RUNS]),
        (2, TABLE.id, [WRONG, "Harbour Labs has not said why."]),
    ]
    assert (found.title, found.title_quotes, found.dek_quotes) == ("Tern 3 weights are out", ["q1"], ["q2"])
    assert [(e.slug, e.mentions, e.salience) for e in found.entities] == [("harbour-labs", 1, 1.0)]
    assert found.image == TABLE.image
    assert found.methodology.unused == []
    assert (found.methodology.cited_count, found.methodology.rejected_sentences) == (2, 0)
    assert (found.methodology.evidence_from, found.methodology.publisher_count) == (TERN.published_at, 2)


LIES = {
    "words that nobody wrote": replace(SOUND[0], text="u/marlow_tk wrote: “It runs on a toaster.”"),
    "a number of its own": replace(SOUND[0], text=f"After 31 tests u/marlow_tk wrote: “{RUNS}”"),
    "a number changed in a paraphrase": DraftSentence("Tern 3 runs on 48 GB.", SOUND[0].spans, "paraphrase"),
    "a name of its own": replace(SOUND[0], text=f"u/marlow_tk told Quayside Labs: “{RUNS}”"),
    "another's words": replace(SOUND[0], text=f"u/marlow_tk wrote: “{WRONG}”"),
    "no quote": replace(SOUND[0], spans=()),
    "a span past the end": replace(SOUND[0], spans=(Span(TERN.id, "text", 0, 100_000),)),
    "a span before the beginning": replace(SOUND[0], spans=(Span(TERN.id, "text", -5, 10),)),
    "an empty span": replace(SOUND[0], spans=(Span(TERN.id, "text", 5, 5),)),
    "a record that was not asked for": replace(SOUND[0], spans=(Span("rec_none", "text", 0, 5),)),
    "mark-up": replace(SOUND[0], text=f"<b>u/marlow_tk</b> wrote: “{RUNS}”"),
    "its own objection": replace(SOUND[0], objection="The model took it back."),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_refused_and_the_story_stands_without_it(lie: DraftSentence) -> None:
    """The sentence is counted and dropped, with a reason; what else the draft holds stays, and the record is accounted for."""
    made = assemble(draft(lie, SOUND[1]))
    assert [each.text for each in made.refused] == [lie.text]
    assert all(each.judgement.reason for each in made.refused)
    found = story(draft(lie, SOUND[1]))
    assert texts(found) == [SOUND[1].text]
    assert found.methodology.rejected_sentences == 1
    assert found.methodology.unused == [
        Unused(record_id=TERN.id, reason="no_quotable_text", detail="verification refused its sentences")
    ]


def test_what_stands_whole_or_not_at_all_is_not_left_in_half() -> None:
    """Where one of two sides is refused, the other is not printed as if nobody had held anything against it."""
    lie = LIES["words that nobody wrote"]
    both = DraftSection("Where they disagree", ((SOUND[1], lie), (SOUND[0],)), whole=True)
    made = assemble(draft(sections=(both,)))
    assert [each.text for each in made.refused] == [lie.text]
    assert texts(story(draft(sections=(both,)))) == [SOUND[0].text]


def test_a_draft_of_nothing_but_lies_is_empty() -> None:
    """There is no story to make of it."""
    made = assemble(draft(*LIES.values()))
    assert made.is_empty
    assert len(made.refused) == len(LIES)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"title": "Tern 3 weights cost 900 dollars"}, "Open Source AI"),
        ({"title": "Quayside Labs buys Tern 3"}, "Open Source AI"),
        ({"title": "“Tern 3 is a toaster”, they say"}, "Open Source AI"),
        ({"title": "Tern 3 weights are out", "title_spans": ()}, "Open Source AI"),
        ({"title_spans": (Span(TERN.id, "text", 0, 100_000),)}, "Open Source AI"),
        ({"title_spans": (Span("rec_none", "text", 0, 5),)}, "Open Source AI"),
        ({"title": "What 2 records say of Tern 3"}, "What 2 records say of Tern 3"),
    ],
)
def test_a_title_that_is_not_borne_out_gives_way(changes: dict[str, object], title: str) -> None:
    """An invented number, name or quotation, or a title that rests on nothing, gives way to the beat; the story's own counts may stand."""
    found = story(draft(**changes))
    assert found.title == title
    assert found.title_quotes == ["q1"]


def test_a_dek_that_is_not_borne_out_gives_way_to_the_first_sentence() -> None:
    """As with the title, but there is always a sentence to take its place."""
    found = story(draft(dek="A thousand sailors are angry with Tern 3."))
    assert (found.dek, found.dek_quotes) == (SOUND[0].text, ["q1"])


def test_a_sentence_is_not_said_twice_in_the_body() -> None:
    """The same words, whatever their case, stand once in the sections; an answer may take them up."""
    again = replace(SOUND[0], text=SOUND[0].text.replace("wrote", "Wrote"))
    found = story(draft(SOUND[0], again, SOUND[1], faq=(DraftQuestion("What does it run on?", (SOUND[0],)),)))
    assert texts(found) == [SOUND[0].text, SOUND[1].text]
    assert [s.text for s in found.faq[0].answer] == [SOUND[0].text]


def test_sections_and_questions_that_lost_everything_are_left_out() -> None:
    """No heading stands over nothing, and no question without an answer."""
    sections = (DraftSection("Lies", ((LIES["no quote"],),)), DraftSection("What happened", (SOUND,)))
    found = story(draft(sections=sections, faq=(DraftQuestion("Is it a toaster?", (LIES["mark-up"],)),)))
    assert [section.heading for section in found.sections] == ["What happened"]
    assert found.faq == []


@pytest.mark.parametrize(
    "question", ["Why did 900 people leave Tern 3?", "Will Quayside Labs buy Tern 3?", "Is it “a toaster”?"]
)
def test_a_question_that_is_not_borne_out_is_refused(question: str) -> None:
    """A question's numbers, names and quotations stand somewhere in the records that the story cites."""
    item = DraftQuestion(question, (SOUND[0],))
    made = assemble(draft(faq=(item, DraftQuestion("What does Tern 3 run on?", (SOUND[0],)))))
    assert [each.question for each in made.faq] == ["What does Tern 3 run on?"]
    assert [each.text for each in made.refused] == [question]


def test_a_record_that_only_a_refused_question_cites_is_not_cited() -> None:
    """The answer goes with its question: nothing else rests on its record, which stands among the unused."""
    asked = DraftQuestion("Why does Lantern forget Paris?", (SOUND[1],))
    found = story(draft(SOUND[0], faq=(asked, DraftQuestion("What does it run on?", (SOUND[0],)))))
    assert [item.question for item in found.faq] == ["What does it run on?"]
    assert [citation.record_id for citation in found.citations] == [TERN.id]
    assert [each.record_id for each in found.methodology.unused] == [TABLE.id]
    assert found.methodology.rejected_sentences == 1


@pytest.mark.parametrize("heading", ["900 people leave", "Quayside Labs steps in", "<b>What happened</b>"])
def test_a_heading_that_is_not_borne_out_is_left_off(heading: str) -> None:
    """The section stays without it, and it counts as refused."""
    found = story(draft(sections=(DraftSection(heading, (SOUND,)),)))
    assert [section.heading for section in found.sections] == [None]
    assert found.methodology.rejected_sentences == 1


def test_the_story_so_far_may_quote_what_is_behind_earlier_stories() -> None:
    """Its record is cited and weighed, but is none of those asked for, and its publisher none of this story's."""
    lead = "As told in an earlier story: "
    told = DraftSentence(
        f"{lead}“Quayside Labs closed its doors in March.”",
        (span_of("Quayside Labs closed its doors in March.", BEHIND),),
        links=(StoryLink(11, 27, "an-earlier-story-0000"),),
    )
    found = story(draft(story_so_far=(told,)))
    assert [run.story for run in found.story_so_far[0].runs if run.story] == ["an-earlier-story-0000"]
    assert [c.record_id for c in found.citations] == [TERN.id, TABLE.id, BEHIND.id]
    assert sum(c.weight for c in found.citations) == pytest.approx(1, abs=1e-9)
    assert (found.methodology.record_count, found.methodology.cited_count) == (2, 2)
    assert found.methodology.publisher_count == 2


def test_every_record_asked_for_is_cited_or_accounted_for_once() -> None:
    """What the writer says of a record it cites all the same is dropped; what was refused beforehand is told."""
    unused = (DraftUnused(TERN.id, "off_topic", "so it says"), DraftUnused(TABLE.id, "duplicate", f"of {TERN.id}"))
    found = story(draft(SOUND[0], unused=unused), [DraftUnused(GONE, "withdrawn")])
    assert [c.record_id for c in found.citations] == [TERN.id]
    assert found.methodology.unused == [
        Unused(record_id=TABLE.id, reason="duplicate", detail=f"of {TERN.id}"),
        Unused(record_id=GONE, reason="withdrawn", detail=None),
    ]
    assert (found.methodology.record_count, found.methodology.cited_count) == (3, 1)


def test_no_writer_gives_an_author_the_words_that_he_quotes() -> None:
    """A writer that quotes a block quotation as its record's author is refused; so is a title that rests on one."""
    words = "Quayside Labs closed its doors in March."
    quoting = record(f"> {words}\n\nThey did not.", external_id="tern", author="u/old_rope")
    materials = Materials(
        asked=[quoting],
        records={quoting.id: quoting},
        sources={"reddit": REDDIT},
        gazetteer=GAZETTEER,
        entity_names={},
        entity_kinds={},
    )
    lie = says(words, quoting)
    sound = says("They did not.", quoting)
    told = draft(lie, sound, title=words, title_spans=lie.spans, dek="They did not.", dek_spans=sound.spans)
    assembly = Assembly(told, materials)
    assert [each.judgement.codes for each in assembly.refused] == [("borrowed_words",)]
    assert texts(printed := finish(assembly)) == [sound.text]
    assert printed.title == "Open Source AI"
