"""Many voices are no list: those of one topic, or that name the same thing, stand together under a heading that says so."""

from __future__ import annotations

from app.writers.extractive.passages import passages_of
from tests.writers.press import Given, Press, post

RUN = (
    "Moth 7 of Greyfin Rock needs a GPU that no fisherman can pay for.",
    "My brother keeps Moth 7 on an RTX card in a dry cellar of Greyfin Rock.",
    "With 24 GB of memory Moth 7 reads the whole coast from Greyfin Rock in one evening.",
    "Nobody needs much VRAM for Moth 7, whatever the pilots of Greyfin Rock tell you.",
    "On a plain laptop Moth 7 makes 9 tokens per second, says the smith of Greyfin Rock.",
    "A quantized Moth 7 fits into the lantern room of Greyfin Rock with the old radio.",
)
SAID = (
    "Moth 7 was carried up the stairs of Greyfin Rock by two boys and a mule.",
    "Two inns of Greyfin Rock sell a beer that is named after Moth 7.",
    "A trawler needs more than a chart to pass Greyfin Rock, and more than Moth 7.",
    "Greyfin Rock has had four harbour masters in the ten years of Moth 7.",
    "Children of the coast draw Moth 7 with wings, above Greyfin Rock and a whale.",
    "The bishop blessed Moth 7 and the boats that lie below Greyfin Rock every May.",
    "Old pilots sang of Moth 7 long before it stood on Greyfin Rock.",
    "Somebody painted Moth 7 green the night before the regatta of Greyfin Rock.",
)
RUNNING = [post(n, text) for n, text in enumerate(RUN, 1)]
OTHERS = [post(n, text) for n, text in enumerate(SAID, 10)]
NEWS = {"kind": "article", "source": "harbour-post", "community": None, "author": None}
BAN = post(0, "The harbour office banned Moth 7 from the tide table of Greyfin Rock.", **NEWS)


def headings(press: Press, *given: Given, **changes: str) -> list[str | None]:
    """Return the headings of a story."""
    return [section.heading for section in press.story(given, **changes).sections]


def test_many_voices_are_parted_by_what_they_speak_of(press: Press) -> None:
    """A topic heads the voices that share it; the rest stand under the usual heading."""
    found = headings(press, BAN, *RUNNING, *OTHERS)
    assert found[0] == "What happened"
    assert "Hardware and speed" in found
    assert found[-1] == "What people make of it"


def test_talk_without_a_subject_is_parted_by_what_people_do_with_it(press: Press) -> None:
    """Where records share no subject and most is talk, fears and advice stand under headings that say so, and no beat heads them."""
    fears = ("dogs", "the tax on rye bread", "a leak in the attic", "night trains")
    advice = ("tulips", "a wool hat", "the seven o'clock bus", "a second kettle")
    rest = (
        "Nine goats stood on the pier.",
        "Old maps smell of tea.",
        "The choir sang flat again.",
        "Cheese was sold out.",
    )
    given = [
        *(post(n, f"I am worried about {what} more than about anything else.") for n, what in enumerate(fears)),
        *(post(10 + n, f"You should buy {what} before the summer comes.") for n, what in enumerate(advice)),
        *(post(20 + n, text) for n, text in enumerate(rest)),
    ]
    found = headings(press, *given)
    assert {"What worries people", "What people advise"} <= set(found)
    assert found[-1] == "What else people say"


def test_few_voices_stand_together(press: Press) -> None:
    """A handful of voices needs no headings of its own."""
    assert headings(press, BAN, *RUNNING[:4], *OTHERS[:3]) == ["What happened", "What people make of it"]


def test_among_many_records_a_text_goes_before_its_title(press: Press) -> None:
    """What a text says of the subject is quoted where its title, which says less, would make one more line of a list."""
    told = "Moth 7 read the tide table of Greyfin Rock aloud for nine years."
    given = [
        BAN,
        *OTHERS,
        *RUNNING,
        post(30, told, title="Moth 7 and the tide table of Greyfin Rock and the harbour office"),
    ]
    story = press.story(given)
    record = press.assign(given[-1:]).records[0]
    assert len(passages_of(record, 0, 9)) == 2
    quoted = [
        quote.field for citation in story.citations if citation.record_id == record.id for quote in citation.quotes
    ]
    assert quoted[0] == "text"


def test_talk_of_the_field_alone_does_without_what_is_not_of_it(press: Press) -> None:
    """Where commenters share nothing but AI, a remark without a word of it is not missed; of the same comment, the sentence that has one is quoted."""
    on_ai = (
        "A chatbot answered my bank before I had asked it anything.",
        "My dentist lets an LLM read the pictures of my teeth.",
        "The choir rehearses with a model that hums the second voice.",
        "Our bakery asks AI how many rolls will be eaten on Sunday.",
        "Two agents of mine quarrel about the price of tulips all night.",
        "Somebody drew the whole village with AI and forgot the church.",
        "My nephew writes letters to grandma with an LLM and spells worse than before.",
        "The bus company put a chatbot where the driver used to complain.",
        "A model guessed my shoe size from the way I type.",
    )
    beside = ("The cat fell into the fountain again last Monday.", "Our mayor plays the tuba in his kitchen.")
    both = "The cellar smells of apples in October. AI sorts the apples by their smell."
    given = [post(n, text, kind="comment") for n, text in enumerate((*on_ai, *beside, both))]
    assignment, draft = press.write(given)
    told = " ".join(s.text for section in draft.sections for p in section.paragraphs for s in p)
    left_out = {each.record_id: each.reason for each in draft.unused}
    assert [left_out.get(r.id) for r in assignment.records[len(on_ai) : -1]] == ["over_budget", "over_budget"]
    assert "AI sorts the apples" in told
    assert "The cellar smells" not in told


BUILT = (
    "I built a lamp counter for Moth 7 of Greyfin Rock",
    "🚀 We've created a tide bell that rings when Moth 7 reads Greyfin Rock",
    "Moth 7 kept me up at Greyfin Rock, so I built it a shade",
)


def test_what_people_built_is_no_view_of_the_subject(press: Press) -> None:
    """Three or more that show their own work stand together behind the voices; two stand among them."""
    given = [post(30 + n, title=title) for n, title in enumerate(BUILT)]
    story = press.story([BAN, *OTHERS[:4], *given])
    assert [section.heading for section in story.sections] == [
        "What happened",
        "What people make of it",
        "What people built",
    ]
    shown = [s.text for p in story.sections[-1].paragraphs for s in p.sentences]
    assert all(any(title.lstrip("🚀 ") in text for text in shown) for title in BUILT)
    assert "What people built" not in headings(press, BAN, *OTHERS[:4], *given[:2])
