"""What another language tells once more, and what a story was asked to be about."""

from __future__ import annotations

from app.language.tokens import content_words
from app.writers.extractive.angle import beside_angle, words_of_angle
from app.writers.extractive.passages import passages_of
from app.writers.extractive.retold import find_retold
from app.writers.extractive.subject import Subject
from tests.writers.press import Given, Press, post, printed

NEWS = {"source": "harbour-news", "kind": "article", "community": None, "author": None}


def told_twice(chinese: str, hours: int = 5) -> list[Given]:
    """Return English reports on Anthropic and the Pentagon, and one in Chinese some hours after the first."""
    return [
        post(0, title="Anthropic sues the Pentagon over a label of its Claude models", **NEWS),
        post(1, "Anthropic told the court that the Pentagon gave it no hearing before the label was set.", **NEWS),
        post(2, "Claude is used by nine offices of the Pentagon, Anthropic wrote to the court on that day.", **NEWS),
        post(3, "A judge will hear Anthropic and the Pentagon on the label in the second week of May.", **NEWS),
        post(hours, title=chinese, **NEWS),
    ]


def test_what_another_language_tells_once_more_is_left_out(press: Press) -> None:
    """The same act of the same days, of the same things, need not be read in a language that the story is not in."""
    chinese = "Anthropic 就 Claude 模型的标签起诉五角大楼"
    assignment, draft = press.write(told_twice(chinese))
    unused = {each.record_id: (each.reason, each.detail) for each in draft.unused}
    first, last = assignment.records[0].id, assignment.records[-1].id
    assert chinese not in printed(draft)
    assert unused == {last: ("over_budget", f"tells in another language what {first} tells")}


def test_what_names_or_counts_more_in_another_language_is_no_repeat(press: Press) -> None:
    """The same act of the same two companies is done to another thing, or with a count that is told nowhere else."""
    for chinese in ("Anthropic 就 Grok 的标签起诉五角大楼", "Anthropic 就 Claude 起诉五角大楼，索赔 295 亿美元"):
        assert chinese in printed(press.write(told_twice(chinese))[1])


def test_what_is_said_besides_in_another_language_is_quoted(press: Press) -> None:
    """Where the news stands above nothing in the story's own language, a record that tells more is quoted by that."""
    besides = "开庭之前，渔民在码头上集会，要求法官先听取海军的证词。"
    chinese = {
        **told_twice("Anthropic 就 Claude 模型的标签起诉五角大楼")[-1],
        "text": f"Anthropic 就 Claude 模型的标签起诉了五角大楼。{besides}",
    }
    draft = press.write([*told_twice("")[:-1], chinese])[1]
    assert besides[:-1] in printed(draft)
    assert "起诉" not in printed(draft)


def test_what_another_language_alone_tells_is_quoted(press: Press) -> None:
    """Another act, or the same weeks later, is news in whatever language it is told."""
    for chinese, hours in (
        ("Anthropic 宣布收购五角大楼使用的 Claude 代理商", 5),
        ("Anthropic 就 Claude 再次起诉五角大楼", 400),
    ):
        _, draft = press.write(told_twice(chinese, hours))
        assert chinese in printed(draft)


def test_an_angle_moves_the_title(press: Press) -> None:
    """Of two headlines of a subject, the one that is about what was asked for stands above the story."""
    given = [
        post(0, title="Northlight releases the Lantern model with a new licence for shops", **NEWS),
        post(1, title="Northlight releases the Lantern model after eleven weeks of training", **NEWS),
        post(2, "Northlight said that the Lantern model was trained on a barge at Osterby.", **NEWS),
        post(3, "The Lantern model of Northlight has a licence that shops must read.", **NEWS),
    ]
    titles = [press.write(given, angle=angle)[1].title for angle in ("licence for shops", "weeks of training")]
    assert ["licence" in titles[0], "training" in titles[1]] == [True, True]


def test_records_beside_the_angle_are_left_out(press: Press) -> None:
    """Where three records speak of what was asked for, the others are left out, with the reason; where fewer do, none is."""
    texts = (
        "The licence names nine towns.",
        "A licence has no end.",
        "Boats need a licence here.",
        "The lamp is green.",
    )
    records = press.assign([post(n, text, **NEWS) for n, text in enumerate(texts)]).records
    held = {record.id: passages_of(record, index, 4) for index, record in enumerate(records)}
    subject = Subject(
        {},
        {},
        {},
        {},
        cohesive=True,
        entities=(),
        anchors=frozenset(),
        shares={},
        asked=frozenset(content_words("licence")),
    )
    assert beside_angle(held, subject) == {records[3].id: "says nothing of the angle that was asked for"}
    assert beside_angle({i: held[i] for i in list(held)[1:]}, subject) == {}


def test_an_angle_means_a_name_in_each_of_its_forms(press: Press) -> None:
    """NYT is asked for by its short name and found by its long one."""
    asked = words_of_angle(press.assign([post(0, texts := "The lamp is green.")], angle="NYT on lamps"))
    assert {"york", "lamp"} <= asked
    assert words_of_angle(press.assign([post(0, texts)])) == frozenset()


def test_of_two_headlines_alike_the_newer_stands_above_the_story(press: Press) -> None:
    """What later news has overtaken is not what a story is called by."""
    given = [
        post(0, title="Harbour office bans the Lantern model of Northlight", **NEWS),
        post(99, title="Harbour office lifts its ban on the Lantern model of Northlight", **NEWS),
        post(100, "The Lantern model of Northlight may be used again, the harbour office said.", **NEWS),
    ]
    assert press.write(given)[1].title.startswith("Harbour office lifts")


def test_an_angle_that_no_record_speaks_of_is_owned_up_to(press: Press) -> None:
    """The story follows what the records are about, and its note on method says why; whatever it is spelt like, a known one says nothing."""
    given = [post(n, f"The license of Moth 7 at Greyfin Rock lasts {n} years.") for n in range(2, 7)]
    told = {angle: press.story(given, angle=angle).methodology.statement for angle in ("penguins", "the licence", None)}
    assert told["penguins"].endswith("so the story follows what they are about.")
    assert told["the licence"] == told[None]
    assert press.story(given, angle="penguins", language="zh").methodology.statement.endswith("按记录本身的内容写成。")


def test_what_is_in_another_language_itself_tells_nothing_in_the_storys_own(press: Press) -> None:
    """A Chinese article under a title of Latin names is not what an English story tells in place of another Chinese one."""
    given = [
        post(0, "Anthropic 推出了 Claude for Harbour Sheets 插件，用户可以直接在表格里提问。", title="Anthropic 发布 Claude for Harbour Sheets 插件", **NEWS),
        post(5, "Anthropic 上线了 Claude 的潮汐表功能，可以在夜里替人读表。", title="Anthropic 发布 Claude 潮汐表功能，夜里也能读", **NEWS),
    ]  # fmt: skip
    records = press.assign(given).records
    held = {record.id: passages_of(record, index, 4) for index, record in enumerate(records)}
    named = {record.id: ("anthropic", "claude") for record in records}
    assert find_retold(held, named, chinese=False) == ({}, {})
