"""What a story tells, it tells once: title, dek, body and answers share it out among them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from app.story.draft import Span
from app.writers.extractive.likeness import tells_again
from app.writers.extractive.once import Told
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.subject import Subject
from tests.writers.press import Given, Press, drafted, post

ARTICLE = {"kind": "article", "community": None, "author": None}
TITLE = "Harbour office bans Moth 7 from the tide table of Greyfin Rock"
TEXT = (
    "Skippers of Greyfin Rock had asked for an end of Moth 7 since the spring. "
    "Moth 7 costs Greyfin Rock $900 a month, and the harbour office pays. "
    "A clerk reads the sky over Greyfin Rock in the place of Moth 7 from May on."
)


def told() -> list[Given]:
    """Return an article, and what six others say of its event."""
    return [
        post(0, TEXT, title=TITLE, source="harbour-post", **ARTICLE),
        post(1, "Two inns of Greyfin Rock sell a beer that bears the name of Moth 7.", source="fen-courier", **ARTICLE),
        post(2, "Children of the coast draw Moth 7 with wings, above Greyfin Rock.", source="tide-times", **ARTICLE),
        post(3, "A trawler needs more than Moth 7 to find the harbour of Greyfin Rock."),
        post(4, "Old pilots sang of Moth 7 long before it stood on Greyfin Rock."),
        post(5, "Somebody painted Moth 7 green before the regatta of Greyfin Rock."),
        post(6, "The bishop blessed Moth 7 and the boats below Greyfin Rock in May."),
    ]


def test_the_title_is_not_printed_again_where_its_record_says_more(press: Press) -> None:
    """The record that heads the story is quoted by its text."""
    draft = press.write(told())[1]
    assert draft.title == TITLE
    assert not [s.text for s in drafted(draft) if TITLE in s.text]


def test_a_sentence_that_heads_the_story_answers_nothing(press: Press) -> None:
    """A title that is a sentence of a text is told above; the body keeps it in front of what goes on from it, and no answer tells it."""
    assignment = press.assign(told())
    passages = [p for index, record in enumerate(assignment.records) for p in passages_of(record, index, 9)]
    head = next(p for p in passages if p.order == 2)
    subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={})
    for body in ([head], [head, *(p for p in passages if p.record is head.record and p.order == 3)]):
        kept = Told([*body, *(p for p in passages if p.record is not head.record)], passages, subject)
        kept.head([Span(head.record.id, head.field, head.start, head.end)])
        assert not kept.may_take(head)
        assert kept.is_printed(head)
        assert any(p is head for p in kept.body) == (len(body) == 2)


def test_nothing_is_quoted_twice(press: Press) -> None:
    """Of dek, body and answers each quotes what no other does, be it in much the same words."""
    assignment, draft = press.write(told())
    spans = [
        *draft.dek_spans,
        *(span for sentence in drafted(draft) for span in sentence.spans),
        *(span for item in draft.faq for sentence in item.answer for span in sentence.spans),
    ]
    passages = {
        (p.record.id, p.field, p.start): p for i, r in enumerate(assignment.records) for p in passages_of(r, i, 9)
    }
    quoted = [passages[span.record_id, span.field, span.start] for span in spans]
    assert len({id(p) for p in quoted}) == len(quoted)
    assert not [
        (one.text, other.text) for one, other in combinations(quoted, 2) if tells_again(one, other, frozenset())
    ]


def test_a_round_up_is_headed_by_its_news(press: Press) -> None:
    """Records without a common subject are titled by what one of them reports, and the dek says that it is a round-up."""
    given = [
        post(0, title="Fen town opens a library of two thousand maps", source="fen-courier", **ARTICLE),
        post(1, title="Choir of the coast wins a prize in the mountains", source="tide-times", **ARTICLE),
        post(2, title="Bakers raise the price of rye bread for a third time", source="harbour-post", **ARTICLE),
        post(3, "My neighbour keeps nine goats and a parrot in an attic."),
        post(4, "Nobody found the key of the old observatory."),
    ]
    titles = {str(each["title"]) for each in given if each.get("title")}
    draft = press.write(given)[1]
    assert draft.title in titles
    assert draft.dek == (
        "A round-up of articles and posts from r/TinyModels, Fen Courier, Tide Times and others, 4 May 2026."
    )


def test_the_dek_is_of_the_subject_rather_than_of_what_is_left(press: Press) -> None:
    """Where the body tells all of the subject, the dek tells some of it again, and not the one thing that is of something else."""

    def said(number: int, source: str, title: str | None, text: str | None, **fields: Any) -> Given:
        return post(24 * number, text, source=source, title=title, community=None, **fields)

    given = [
        said(
            1,
            "coast-daily",
            "Mistral will cut 120 jobs in Paris",
            "Mistral will cut 120 jobs in Paris by the end of June, two people familiar with the plan said.",
        ),
        said(
            2,
            "lamp-times",
            "Mistral denies plan to cut jobs",
            "Mistral denied on Tuesday that it plans to cut jobs in Paris. “There is no such plan,” it said.",
        ),
        said(
            2,
            "fen-courier",
            "Mistral layoffs would hit 300, union says",
            "The union said that the layoffs at Mistral would hit 300 people, not 120.",
        ),
        said(
            2,
            "reddit",
            "Is Mistral actually laying people off?",
            "Nobody on my team has heard anything. Is Mistral actually laying people off, or is this a rumor?",
        ),
        said(3, "reddit", None, "They told us yesterday. It is 120 people, and it is mostly sales.", kind="comment"),
        said(2, "hackernews", "Mistral to cut 120 jobs", None),
        said(
            3,
            "pier-news",
            "Mistral opens an office in Seoul",
            "Mistral opened an office in Seoul this week and will hire 40 people there.",
        ),
    ]
    assert "cut 120 jobs" in press.write([{**each, "external_id": f"x{n}"} for n, each in enumerate(given)])[1].dek


def told_twice(press: Press) -> tuple[list[Passage], Told]:
    """Return the passages of records of which the second tells what the title of the first does, and a body that prints all but that title."""
    given = [
        post(0, "Its light reaches the islands of the north.", title="Greyfin buys Moth 7 for $3 million", **ARTICLE),
        post(
            1,
            title="At last Moth 7 is bought by Greyfin for about $2.97 million",
            **ARTICLE | {"source": "fen-courier"},
        ),
        *(post(n, f"Pilots sing of {what} below Moth 7.") for n, what in enumerate(("fog", "oars", "gulls"), 2)),
    ]
    passages = [p for n, record in enumerate(press.assign(given).records) for p in passages_of(record, n, 9)]
    subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={})
    return passages, Told(passages[1:], passages, subject)


def test_what_stands_above_another_record_does_not_tell_again(press: Press) -> None:
    """Where a record's headline is told above and its text in the body, another's headline of the same act and sum is left to it."""
    (title, text, repeat, *others), told = told_twice(press)
    told.put_above(title)
    assert told.body == [text, *others]
    assert told.repeats == {repeat.record.id: title.record.id}


def test_what_an_answer_tells_the_body_does_not_tell_again(press: Press) -> None:
    """What is asked for is told where it is asked."""
    (title, text, repeat, *others), told = told_twice(press)
    told.tell([title])
    assert (told.body, told.answers) == ([text, *others], [title])
    assert told.repeats == {repeat.record.id: title.record.id}


def test_the_last_that_is_quoted_of_a_record_above_the_body_stays(press: Press) -> None:
    """A title or dek rests on what is quoted of its record."""
    (title, _, repeat, *_), told = told_twice(press)
    told.put_above(repeat)
    told.put_above(title)
    assert repeat in told.body


def test_what_is_needed_may_be_taken_from_a_body_that_leans_on_one(press: Press) -> None:
    """An answer takes nothing out of all that is quoted, so that the body alone may lean more on one publisher where there is hardly a question else."""
    sources = ["fen-courier"] * 4 + [f"coast-{n}" for n in range(6)]
    things = ["oars", "fog", "gulls", "nets", "tar", "rope", "sails", "bells", "knots", "lamps"]
    given = [
        post(n, f"Nine pilots sing of {what} on {n} mornings.", **ARTICLE | {"source": source})
        for n, (what, source) in enumerate(zip(things, sources, strict=True))
    ]
    passages = [p for n, record in enumerate(press.assign(given).records) for p in passages_of(record, n, 9)]
    told = Told(passages, passages, Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={}))
    assert [told.may_take(passages[-1], needed=needed) for needed in (False, True)] == [False, True]


def test_an_answer_may_take_the_best_where_its_record_says_something_else(press: Press) -> None:
    """Where a question is needed the body gives up even its best sentence, and goes on quoting its record by another."""
    given = [
        post(
            0, "Moth 7 reads the tide table of Greyfin. Its maker, a lighthouse firm, tests Moth 7 in fog.", **ARTICLE
        ),
        *(post(n, f"Pilots sing of {what} below Moth 7.") for n, what in enumerate(("fog", "oars", "gulls"), 2)),
    ]
    passages = [p for n, record in enumerate(press.assign(given).records) for p in passages_of(record, n, 9)]
    best, besides, *others = passages
    best.score = 2.0
    besides.leaning = False
    told = Told(
        [best, *others], passages, Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={})
    )
    assert [told.may_take(best, needed=needed) for needed in (False, True)] == [False, True]
    told.tell([best], swapped=True)
    assert (told.body, told.answers) == ([besides, *others], [best])


def test_what_is_asked_below_is_not_asked_in_the_body_too(press: Press) -> None:
    """The body leaves out a question that is answered below, unless it quotes its record by nothing else."""
    for text, left in (("Pilots of Greyfin sleep longer beside Moth 7.", 1), (None, 2)):
        given = [
            post(0, text, title="Does Moth 7 read the tide table of Greyfin?"),
            post(1, "Keepers of Greyfin sing of fog below Moth 7."),
        ]
        passages = [p for n, record in enumerate(press.assign(given).records) for p in passages_of(record, n, 9)]
        subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={})
        told = Told(passages, passages, subject)
        told.leave_asked({"Does Moth 7 read the tide table of Greyfin?"})
        assert len(told.body) == left + (text is not None)
        assert any(p.question for p in told.body) is (text is None)
