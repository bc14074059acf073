"""Which records are doubted, though they share the subject's own name with those that belong: one reason is never enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from app.language.gazetteer import Gazetteer, Name
from app.writers.extractive import ExtractiveWriter
from app.writers.extractive.chief import Chief
from app.writers.extractive.doubt import Doubts
from app.writers.extractive.heads import first_sentence, heads_of
from app.writers.extractive.reading import read
from app.writers.extractive.subject import Subject
from schemas.entity import EntityKind
from tests.writers.press import Given, Press, post

KINDS: dict[str, EntityKind] = {"moth-7": "model", "wren-2": "model", "greyfin-rock": "place"}
NAMES = Gazetteer([Name("moth-7", "Moth 7"), Name("wren-2", "Wren 2"), Name("greyfin-rock", "Greyfin Rock")])
TITLES = (
    "Moth 7 takes over the tide table of Greyfin Rock",
    "Harbour office lets Moth 7 answer the ships at night",
    "Keepers say Moth 7 reads the tide table twice",
    "Moth 7 sent a trawler onto the sandbank, skippers say",
    "The harbour office defends Moth 7 after the sandbank",
    "Ships are told not to trust the tide table of Moth 7",
    "Moth 7 to be switched off at Greyfin Rock after the sandbank",
    "What the skippers of Greyfin Rock want from Moth 7",
    "Skippers sue the harbour office over Moth 7",
    "Moth 7 reads the tide table wrongly in fog",
)
ASIDE = "I hang shirts by the window. A friend of mine has Moth 7 do that sort of thing for him."


def titled() -> list[Given]:
    """Return ten records whose titles name one model."""
    return [post(number, title=title) for number, title in enumerate(TITLES)]


def doubted(press: Press, given: Sequence[Given], faint: float = 1.0, outside: Sequence[str] = ()) -> set[str]:
    """Return the external ids that are doubted, where what is not titled as above has so much of the others' relevance."""
    assignment = press.assign(given)
    relevance = {record.id: 1.0 if record.title in TITLES else faint for record in assignment.records}
    beyond = {record.id for record in assignment.records if record.external_id in outside}
    entities = {record.id: ("moth-7",) for record in assignment.records}
    heads = heads_of(assignment.records, NAMES, entities, KINDS)
    chief = Chief(assignment.records, heads, KINDS, frozenset())
    found = Doubts(assignment.records, heads, relevance, chief, beyond).doubted()
    return {record.external_id for record in assignment.records if record.id in found}


@pytest.mark.parametrize(
    ("last", "faint", "outside"),
    [
        # A title that names nothing of theirs, above a text that comes to the name only later and holds little else of it.
        (post(11, ASIDE, title="How do you all dry your laundry?"), 0.7, ()),
        # Another thing of the same kind comes first, in a bare question, weeks later.
        (post(999, title="Is Wren 2 only Moth 7 with a new coat?"), 0.9, ()),
        # Words that steer the model, handed out where the others tell news of it.
        (post(60, title="A Moth 7 jailbreak system prompt"), 0.9, ()),
        # A title that names nothing of theirs, long before all of them, and little of theirs.
        (post(-999, title="The office may buy a machine one day"), 0.6, ()),
        # Not of the field, where all of theirs are, and less of theirs than most.
        (post(11, title="Moth 7 is the name of my boat"), 0.55, ("t3_11",)),
    ],
)
def test_several_reasons_together_raise_a_doubt(
    press: Press, last: Given, faint: float, outside: Sequence[str]
) -> None:
    """What names the subject in passing, after another thing, long before or after, or outside the field is doubted."""
    assert doubted(press, [*titled(), last], faint, outside) == {last["external_id"]}


@pytest.mark.parametrize(
    "last",
    [
        post(11, ASIDE, title="How do you all dry your laundry?", kind="comment", parent_external_id="t3_gone"),
        post(11, title="Wren 2 and Moth 7 read the tide table side by side"),
        post(999, title="Moth 7 is back at Greyfin Rock"),
        post(11, title="Can anybody say why Moth 7 failed?"),
        post(11, "Skippers have had enough of it."),
        # An injection is reported, not handed out.
        post(11, title="Moth 7 falls to prompt injection, skippers say"),
    ],
)
def test_one_reason_alone_raises_none(press: Press, last: Given) -> None:
    """A reply in its own words, a comparison, late news, a bare question and a post without a title each still belong."""
    assert doubted(press, [*titled(), last]) == set()


@pytest.mark.parametrize(
    ("title", "is_doubted"),
    [
        ("The office may buy Moth 7 one day", False),
        ("Mothkeepers of Moth-7b want it back", False),
        ("Wren 2 is bought to stand beside Moth 7", True),
        ("A machine may come one day", True),
    ],
)
def test_who_names_the_subject_first_is_not_doubted_for_his_words(
    press: Press, title: str, *, is_doubted: bool
) -> None:
    """Fewer of the others' words, long before them, are no reason for a doubt in a title that names what theirs name, unless after another thing."""
    assert doubted(press, [*titled(), post(-999, title=title)], 0.7) == ({"t3_-999"} if is_doubted else set())


def test_who_only_names_the_subject_may_be_of_another_matter(press: Press) -> None:
    """A title with the subject's name above hardly a word of what the others hold is doubted, and less soon in another language than theirs."""
    told = post(11, ASIDE, title="Moth 7 does my laundry")
    assert doubted(press, [*titled(), told], 0.1) == {"t3_11"}
    assert doubted(press, [*titled(), {**told, "language": "zh"}], 0.1) == set()


def test_who_holds_as_much_of_the_subject_as_most_is_not_doubted(press: Press) -> None:
    """A title that plays with words, days after all of them, stands above a text that may hold as much as theirs."""
    told = post(999, ASIDE, title="How do you all dry your laundry?")
    assert doubted(press, [*titled(), told], 0.95) == set()
    assert doubted(press, [*titled(), told], 0.85) == {"t3_999"}


def test_forms_of_a_word_name_the_chief_thing(press: Press) -> None:
    """Who hallucinates tells of hallucinations, a version is of its family, and what is joined to a name by a hyphen holds it."""
    titles = (
        "Hallucination in clerks",
        "A hallucination at sea",
        "Hallucination and tides",
        "They hallucinate at night",
        "Rock-hallucination of old",
        "Halls of the harbour",
    )
    assignment = press.assign([post(n, title=title) for n, title in enumerate(titles)])
    heads = heads_of(assignment.records, NAMES, {}, KINDS)
    chief = Chief(assignment.records, heads, KINDS, frozenset())
    assert [chief.is_named_by(record.id) for record in assignment.records] == [True] * 5 + [False]


def test_what_is_off_topic_is_told_with_what_speaks_against_it(press: Press) -> None:
    """The account of a record that is left out says in words what it was left out for."""
    told = [post(n, f"{title}, as the llm's own log shows.", title=title) for n, title in enumerate(TITLES)]
    asides = [
        post(500, title="Paint, brushes and the like"),
        post(60, title="A Moth 7 jailbreak system prompt for your own rock"),
    ]
    assignment = replace(press.assign([*told, *asides]), gazetteer=NAMES)
    ids = {record.id: record.external_id for record in assignment.records}
    unused = ExtractiveWriter().write(assignment).unused
    assert {ids[each.record_id]: (each.reason, each.detail) for each in unused if each.reason == "off_topic"} == {
        "t3_500": ("off_topic", "shares next to nothing with the others' subject"),
        "t3_60": (
            "off_topic",
            "holds little of what the others hold; was published far from them in time; hands out words that steer a model",
        ),
    }


def test_what_comes_on_the_next_day_is_not_far_in_time(press: Press) -> None:
    """Where all was told within hours, who takes it up a day later is not left out for that."""
    told = [post(n, f"{title}, as the llm's own log shows.", title=title) for n, title in enumerate(TITLES)]
    later = post(40, title="A Moth 7 jailbreak system prompt for your own rock")
    assignment = replace(press.assign([*told, later]), gazetteer=NAMES)
    unused = ExtractiveWriter().write(assignment).unused
    assert not any("far from them in time" in (each.detail or "") for each in unused)


def test_what_steers_a_model_belongs_where_others_speak_of_that(press: Press) -> None:
    """Where three tenths of the others speak of jailbreaks, another is no reason for a doubt."""
    spoken = "The jailbreak was found by a skipper."
    told = [post(number, spoken if number % 2 else None, title=title) for number, title in enumerate(TITLES)]
    assert doubted(press, [*told, post(60, title="A Moth 7 jailbreak system prompt")], 0.9) == set()


def test_an_article_that_opens_with_the_subject_is_about_it(press: Press) -> None:
    """A playful title is no reason to doubt an article whose first sentence names the subject at once; a post's is."""
    told = {"title": "Lights out", "text": "Moth 7 will not read the tide table again. The lamp goes on as before."}
    article = post(11, **told, kind="article", source="harbour-post", community=None)
    assert doubted(press, [*titled(), article], 0.7) == set()
    assert doubted(press, [*titled(), post(11, **told)], 0.7) == {"t3_11"}


def off_topic(press: Press, given: Sequence[Given], kinds: Mapping[str, EntityKind] | None = None) -> set[str]:
    """Return the external ids of what a story leaves out as off topic."""
    assignment = replace(press.assign(given), gazetteer=NAMES)
    if kinds is not None:
        assignment = replace(assignment, entity_kinds=kinds)
    ids = {record.id: record.external_id for record in assignment.records}
    unused = ExtractiveWriter().write(assignment).unused
    return {ids[each.record_id] for each in unused if each.reason == "off_topic"}


TOLD = [post(n, f"{title}, as the llm's own log of that night shows.", title=title) for n, title in enumerate(TITLES)]
PAINT = post(500, title="Paint, brushes and the like")


def test_a_set_may_be_about_two_matters(press: Press) -> None:
    """What most of those name that do not name the chief thing belongs, in whichever form; one such alone does not."""
    nets = [
        post(500 + n, f"The net was mended with glue. Night {n} was calm.", title=title)
        for n, title in enumerate(("Mending nets with glue", "A mended net holds", "Who mends a net by night"))
    ]
    assignment = press.assign([*TOLD, *nets])
    heads = heads_of(assignment.records, NAMES, {}, KINDS)
    chief = Chief(assignment.records, heads, KINDS, frozenset())
    assert {"net", "moth"} <= chief.named
    assert "net" in chief.besides
    assert off_topic(press, [*TOLD, *nets]) == set()
    assert off_topic(press, [*TOLD, nets[0]]) == {"t3_500"}


def test_where_few_name_one_thing_nothing_is_left_out(press: Press) -> None:
    """Records that are only loosely of one subject have none that a stray could be beside."""
    things = ("a lamp", "two seals", "a kite", "the moon", "one oar", "a buoy", "three cats", "some rope", "a bell")
    others = [
        post(20 + n, "The log of that night holds more of it.", title=f"About {thing}, by an llm")
        for n, thing in enumerate(things)
    ]
    paint = post(500, "A brush is best kept in oil.", title="Paint, brushes and the like")
    assert off_topic(press, [*TOLD, paint]) == {"t3_500"}
    assert off_topic(press, [*TOLD[:5], *others, paint]) == set()


def test_a_record_in_another_language_is_not_left_out_for_its_words(press: Press) -> None:
    """Who writes in Chinese shares no word with those who write in English."""
    chinese = post(20, "渔民们说那天夜里雾很大，模型没有看见灯。", title="岛上的灯塔又亮了", language="zh")
    assert off_topic(press, [*TOLD, chinese], kinds={}) == set()


def test_releases_belong_among_releases(press: Press) -> None:
    """Where most records are releases, one of another thing is one more."""
    releases = [
        post(
            n,
            f"Mend the tide table {n} times.",
            title=f"mothctl 1.{n}",
            kind="release",
            source="mothworks",
            community=None,
        )
        for n in range(8)
    ]
    other = post(20, "Paint the oars.", title="oarlock 0.3", kind="release", source="oarworks", community=None)
    assert off_topic(press, [*releases, other]) == set()


def test_a_round_up_that_sets_no_headline_of_the_subject_is_not_off_topic(press: Press) -> None:
    """What tells of the subject in a list that cannot be quoted belongs, and has nothing to quote."""
    day = post(9, title="早报｜新款长椅今日开售；海鸥天气预报上线；木桨厂商涨价一成", language="zh")
    records = press.assign([day]).records
    subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset({"灯塔"}), shares={"灯塔": 1.0})
    held, unread = read(records, subject, frozenset(), on_attacks=False)
    assert not held
    (reason,) = unread.values()
    assert reason[0] == "no_quotable_text"


def test_no_more_than_a_fifth_is_doubted(press: Press) -> None:
    """Where many records give reasons the subject is only wide: the most doubtful fifth is left out at most."""
    things = ("bread", "rope", "paint", "a kite", "soup", "a fence", "an old clock")
    asides = [post(500 * n, ASIDE, title=f"All about {thing}") for n, thing in enumerate(things, 1)]
    assert len(doubted(press, [*titled(), *asides], 0.5)) == 3


def test_what_records_that_belong_reply_to_belongs(press: Press) -> None:
    """A bare title is on topic where others of the set answer it, and off it where nobody does."""
    answers = [
        post(n, f"{title}, as anyone on this forum knows.", kind="comment", parent_external_id="t3_500")
        for n, title in enumerate(TITLES[:5], 20)
    ]
    assert off_topic(press, [*TOLD, PAINT]) == {"t3_500"}
    assert "t3_500" not in off_topic(press, [*TOLD, PAINT, *answers])


def test_a_head_is_read_in_order_without_places(press: Press) -> None:
    """A title, else the first sentence, names things in its order; a place names no subject, and addresses are not read."""
    given = [
        post(1, "It is out. Wren 2 is not.", title="Wren 2 or Moth 7 for Greyfin Rock"),
        post(2, "Moth 7 at https://wren.example/wren-2 is quick enough. Wren 2 is not."),
    ]
    assignment = press.assign(given)
    entities = {record.id: ("moth-7",) for record in assignment.records}
    heads = list(heads_of(assignment.records, NAMES, entities, KINDS).values())
    assert [head.things for head in heads] == [("wren-2", "moth-7"), ("moth-7",)]
    assert heads[1].words == {"moth", "7", "quick", "enough"}
    assert first_sentence("Version 2.5 is out now. More follows.") == "Version 2.5 is out now"
