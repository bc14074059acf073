"""The train of thought: each sentence does what its heading says, and each answer answers its question."""

from __future__ import annotations

from app.story.draft import Draft
from tests.writers.press import Given, Press, drafted, post, printed

BAN = "The harbour office banned Moth 7 from the tide table of Greyfin Rock."
ARTICLE = {"kind": "article", "source": "harbour-post", "community": None}


def comment(number: int, text: str, parent: str | None = None) -> Given:
    """Return a comment."""
    return post(number, text, kind="comment", parent_external_id=parent)


def headed(draft: Draft, heading: str) -> str:
    """Return the text below a heading, nothing where there is none."""
    sections = [section for section in draft.sections if section.heading == heading]
    return " ".join(s.text for section in sections for paragraph in section.paragraphs for s in paragraph)


def test_those_who_disagree_speak_of_the_same(press: Press) -> None:
    """Praise stands beside the blame that shares most with it; a headline that somebody passed on takes no side."""
    given = [
        post(0, BAN, **ARTICLE),
        comment(1, "The tide table of Moth 7 was a great help to every small boat."),
        comment(2, "The tide table of Moth 7 was a danger to every small boat."),
        comment(3, "Moth 7 draws terrible maps of the rock for children."),
        comment(4, "Greyfin Rock has had four harbour masters in ten years."),
        comment(5, "A trawler needs more than a tide table to find Greyfin Rock."),
        comment(6, "Nobody has asked the pilots of Greyfin Rock about Moth 7."),
        post(7, title="Best and worst lamps of the coast: Moth 7"),
    ]
    told = headed(press.write(given)[1], "Where they disagree")
    assert "was a great help" in told
    assert "was a danger" in told
    assert "children" not in told
    assert "lamps of the coast" not in told


def test_what_was_open_before_it_happened_is_not_open(press: Press) -> None:
    """A rumour that came before half of what is told stands with what happened; what is open at the end is not known."""
    rumour = "The harbour office is rumoured to want the tide table of Greyfin Rock read by a person again."
    open_ = "The harbour office has not said whether Moth 7 goes on reading the charts of Grebe Rock."
    given = [
        post(0, rumour, **ARTICLE),
        post(48, BAN, **ARTICLE),
        post(72, "Skippers drank to the end of Moth 7 in both inns of the harbour town.", **ARTICLE),
        post(96, open_, **ARTICLE),
        comment(97, "Moth 7 never once read the tide table aloud to me in fourteen years at sea."),
        comment(98, "A clerk of the harbour office has the tide table of Greyfin Rock on his desk now."),
    ]
    _, draft = press.write(given)
    assert "rumoured" in headed(draft, "What happened")
    assert "Grebe Rock" in headed(draft, "What is not known")


def test_a_private_request_leaves_nothing_open(press: Press) -> None:
    """A question that somebody asks for himself is no question of the story's."""
    given = [
        post(0, BAN, **ARTICLE),
        comment(1, "The ban of Moth 7 leaves the tide table of Greyfin Rock to a clerk."),
        comment(2, "Can somebody tell me where I find the tide table of Greyfin Rock without Moth 7?"),
        comment(3, "Who reads the tide table of Greyfin Rock at night without Moth 7?"),
        comment(4, "Greyfin Rock has had four harbour masters in ten years."),
    ]
    told = headed(press.write(given)[1], "What is not known")
    assert "at night" in told
    assert "tell me" not in told


def questions(press: Press, given: list[Given], **changes: str) -> dict[str, list[str]]:
    """Return the questions and the words of their answers."""
    draft = press.write(given, **changes)[1]
    return {item.question: [sentence.text for sentence in item.answer] for item in draft.faq}


def test_a_reply_answers_and_what_was_said_before_does_not(press: Press) -> None:
    """In the thread of a question an answer needs little in common with it; an earlier post answers it by chance at most."""
    asked = "Who checks the tide table before a ship leaves the harbour?"
    given = [
        post(
            0,
            "The office pays a clerk who checks the tide table before a ship leaves the harbour.",
            title="On Greyfin Rock",
        ),
        post(1, BAN, title=asked),
        comment(2, "Two pilots do, and each of them signs the tide table with his name.", parent="t3_1"),
        comment(3, "Moth 7 was never asked whether it can read.", parent="t3_1"),
    ]
    [answer] = questions(press, given)[asked]
    assert "Two pilots do" in answer


def test_a_rhetorical_question_is_not_asked(press: Press) -> None:
    """A Chinese question that asks for nothing, such as who would not see it, gets no answer."""
    given = [
        post(1, "港务局已经停用灯蛾七号，改由领航员读潮汐表。", source="zhihu", community=None),
        post(2, "两名领航员审读潮汐表，一个都没有发现？", source="zhihu", community=None),
        post(3, "港务局说，每一张潮汐表都由两名领航员审读。", source="zhihu", community=None),
        post(4, "灯蛾七号为什么读错潮汐表？", source="zhihu", community=None),
        {**comment(5, "灯蛾七号读错潮汐表，是因为雾里看不清灯。", parent="t3_4"), "source": "zhihu", "community": None},
    ]
    asked = questions(press, given, language="zh")
    assert "两名领航员审读潮汐表，一个都没有发现？" not in asked
    assert ["是因为雾里看不清灯" in text for text in asked["灯蛾七号为什么读错潮汐表？"]] == [True]


def test_answers_are_preferably_not_what_the_body_prints(press: Press) -> None:
    """A thing that few records name is asked about, and answered by a sentence that stands nowhere else in the story."""
    more = "Mistral AI sold the harbour office its first tide reader in the spring, for the price of a new buoy."
    told = (
        "The ban of Moth 7 leaves the tide table to a clerk who cannot see the sea.",
        "Two pilots have offered to read the tide table, for double pay.",
        "Moth 7 was switched off at noon, and its lamp went out with it.",
        "The tide table of Greyfin Rock hangs on a nail in both inns.",
        "Mistral AI has sent nobody to Greyfin Rock since the ban of Moth 7.",
    )
    given = [
        post(0, f"{BAN} Skippers drank to the end of Moth 7 in both inns. {more}", **ARTICLE),
        *(comment(n, text) for n, text in enumerate(told, 1)),
    ]
    draft = press.write(given)[1]
    body = " ".join(s.text for section in draft.sections for paragraph in section.paragraphs for s in paragraph)
    asked = {item.question: item.answer[0].text for item in draft.faq}
    assert "first tide reader" in asked["What did Mistral AI sell?"]
    assert "first tide reader" not in body


def test_what_came_first_and_last_is_asked_where_the_body_says_something_else_of_it(press: Press) -> None:
    """The answers quote the oldest and the youngest record of the story by what the body does not print, or the question is not asked."""
    last = "The harbour office gave the tide table of Greyfin Rock to a clerk after the ban of Moth 7."
    early = "Moth 7 was carried up the stairs of Greyfin Rock to read the tide table."
    later = "Skippers of Greyfin Rock announced a feast for the end of Moth 7."
    given = [
        post(0, f"{early} The harbour office of Greyfin Rock had ordered Moth 7 from a smith.", **ARTICLE),
        *(
            post(n, text, **ARTICLE | {"source": source})
            for n, text, source in (
                (48, BAN, "fen-courier"),
                (72, later, "tide-times"),
                (96, last, "coast-daily"),
            )
        ),
    ]
    printed = " ".join(sentence.text for sentence in drafted(press.write(given)[1]))
    asked = questions(press, given)
    assert ("smith" in printed) != ("smith" in "".join(asked.get("How did it begin?", [])))
    assert "What is the latest?" not in asked


def test_critics_are_asked_only_where_the_tone_is_plain(press: Press) -> None:
    """One word that may be blame is no criticism; two are, or a strong one, where no praise stands beside."""
    given = [
        post(0, BAN, **ARTICLE),
        post(1, "The harbour office gave the tide table of Moth 7 to a clerk of Greyfin Rock.", **ARTICLE),
        comment(2, "The tide table of Moth 7 at Greyfin Rock had a problem with the spring tides."),
        comment(3, "The tide table of Greyfin Rock is on my desk since the end of Moth 7."),
    ]
    assert "What do critics say?" not in questions(press, given)
    strong = comment(4, "The tide table of Moth 7 at Greyfin Rock was useless in every fog that I met.")
    assert "useless" in questions(press, [*given, strong])["What do critics say?"][0]


def test_what_commenters_say_is_asked_only_of_the_subject(press: Press) -> None:
    """What a newsroom tells of comments on something else answers nobody."""
    texts = (
        "The ban of Moth 7 leaves the tide table of Greyfin Rock to a clerk who cannot see the sea.",
        "Two pilots have offered to read the tide table of Greyfin Rock instead of Moth 7, for double pay.",
        "Skippers drank to the end of Moth 7 and its tide table in both inns of Greyfin Rock.",
        "The tide table of Moth 7 hangs on a nail in both inns of Greyfin Rock.",
    )
    said = "Commenters praise {} for the best light on this western coast."
    asked = []
    for told in ("the tide table", "smoked herring"):
        lead = "Moth 7 read the tide table of Greyfin Rock at noon. Moth 7 and the tide table stood at Greyfin Rock."
        article = post(0, f"{lead} {said.format(told)}", **ARTICLE)
        given = [article, *(comment(n, text) for n, text in enumerate(texts, 1))]
        asked.append("What do commenters say?" in questions(press, given))
    assert asked == [True, False]


def test_one_sentence_is_told_once(press: Press) -> None:
    """A record that is one sentence gets no questions, which could only print it again."""
    assert questions(press, [post(0, BAN)]) == {}


def test_what_else_is_told_is_of_the_subject(press: Press) -> None:
    """A text that goes on to something else has that told nowhere, not even as an answer."""
    aside = "Bakers of the fen town have raised the price of rye bread twice since the spring floods."
    given = [
        post(0, f"{BAN} {aside}", **ARTICLE),
        post(48, "The harbour office gave the tide table of Moth 7 at Greyfin Rock to a clerk.", **ARTICLE),
        post(72, "Skippers of Greyfin Rock announced a feast for the end of Moth 7.", **ARTICLE),
        post(96, "A clerk reads the tide table of Greyfin Rock in place of Moth 7 now.", **ARTICLE),
    ]
    assert not any("rye bread" in text for answers in questions(press, given).values() for text in answers)


def test_what_counts_more_than_what_is_told_is_told(press: Press) -> None:
    """A record that tells in figures what another tells is not left out as told already."""
    counted = "Moth 7 was banned by the harbour office from the tide table of Greyfin Rock after 1,800 ships were misled in nine days."
    given = [
        post(0, BAN, **ARTICLE),
        post(1, "Greyfin Rock has had four harbour masters in the ten years of Moth 7."),
        post(2, "A trawler needs more than the tide table of Moth 7 at Greyfin Rock."),
        post(3, "Nobody has asked the pilots of Greyfin Rock what they make of Moth 7."),
        post(4, counted, **ARTICLE | {"source": "fen-courier"}),
    ]
    assignment, draft = press.write(given)
    assert "1,800 ships" in printed(draft)
    assert assignment.records[-1].id not in {each.record_id for each in draft.unused}


def test_what_comes_next_is_news_of_the_later_half(press: Press) -> None:
    """A plan is told as what comes next where it is news and came late, not where it was made before all that happened."""
    later = "Skippers of Greyfin Rock drank to the end of Moth 7. Two pilots will take over the tide table of Moth 7 next week."
    early = "Moth 7 came to Greyfin Rock. The office plans to give it the tide table next week."
    given = [
        post(0, early, **ARTICLE),
        post(48, BAN, **ARTICLE),
        post(72, "A clerk reads the tide table of Greyfin Rock in place of Moth 7 now.", **ARTICLE),
        post(96, later, **ARTICLE),
    ]
    asked = questions(press, given).get("What comes next?", [])
    assert [("Two pilots" in text, "plans to" in text) for text in asked] in ([], [(True, False)])


def test_answers_print_nothing_again(press: Press) -> None:
    """What the sections print answers no question that a reader would ask."""
    more = (
        "The office counted 1,200 ships in the year of Moth 7 at Greyfin Rock. Moth 7 cost Greyfin Rock a lens and a mule. "
        "Mistral AI bought a second mule for Moth 7 and the inns of Greyfin Rock. Moth 7 slept at Greyfin Rock on Sundays."
    )
    given = [
        post(0, f"{BAN} {more}", **ARTICLE),
        post(1, "Greyfin Rock has had four harbour masters in the ten years of Moth 7."),
        post(2, "A trawler needs more than the lens of Moth 7 to find Greyfin Rock."),
        post(3, "Nobody has asked the pilots of Greyfin Rock what they make of Moth 7."),
        post(48, "A clerk reads the sky over Greyfin Rock in place of Moth 7 now.", **ARTICLE),
    ]
    draft = press.write(given)[1]
    body = {(span.record_id, span.start) for sentence in drafted(draft) for span in sentence.spans}
    answers = [
        (span.record_id, span.start) for item in draft.faq for sentence in item.answer for span in sentence.spans
    ]
    assert draft.faq
    assert body.isdisjoint(answers)
