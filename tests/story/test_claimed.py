"""What a sentence says that somebody did, is or has must stand in its quotes, in their words or in words near enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.story.bearing import Bearing, passages_of
from app.story.claims import RecordReader, judge_claim
from app.story.verification import Evidence, Judgement, judge
from schemas.base import Support
from schemas.record import Record
from tests.story.newsdesk import GAZETTEER, evidence, record

HERE = Path(__file__).parent
MOST_LOST = 6
# A predicate in each place of a sentence, and what else somebody might have done.
SWAPPED = [
    ("The council {} a second data centre by the river.", "approved"),
    ("Mira Okafor {} the wrong captions in one week of broadcasts.", "counted"),
    ("Nurses in four hospitals {} the tool after the audit.", "tested"),
    ("The ferry company {} the union before the summer.", "informed"),
]
VERBS_TOLD = """
abandoned accused acquired admired arrested attacked banned betrayed bought bribed burned cancelled cheated condemned copied deleted denied
destroyed dismissed donated expelled faked fined forgot hated hid insulted invented kissed lost painted poisoned praised promised robbed sold
stole sued threatened ate
"""
VERBS = VERBS_TOLD.split()
SWAPPED_ZH = [("海港实验室{}了第三版模型。", "测试"), ("编辑{}了译者的稿子。", "审读")]
VERBS_ZH_TOLD = """
收购 起诉 偷走 抨击 赞扬 拒绝 取消 放弃 抄袭 出售 禁止 删除 嘲笑 隐瞒 烧毁 忘记 毒害 解雇 贿赂 讨厌
"""
VERBS_ZH = VERBS_ZH_TOLD.split()


def told(name: str) -> Iterator[tuple[Record, str]]:
    """Yield each sentence of a file of sentences with the record that it is about."""
    of = None
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("> "):
            of = record(line[2:], title="Northwind", community=None, author=None, engagement={})
        elif of and line and not line.startswith("#"):
            yield of, line


def judged(of: Record, text: str, support: Support = "paraphrase") -> Judgement:
    """Judge a sentence by the whole text of a record."""
    return judge(text, [Evidence(of, "text", of.text or "", None, "Northwind")], support, GAZETTEER)


def said(words: str, number: int = 1) -> Record:
    """Return a record that says something, and whose fields say nothing."""
    return record(words, title=None, community=None, author=None, engagement={}, external_id=f"t3_{number}")


def test_fair_paraphrases_are_found() -> None:
    """Of sixty fair paraphrases, twenty of them Chinese, nine in ten are found, by their quotes and in whole records."""
    every = list(told("fair_paraphrases.txt"))
    refused = [text for of, text in every if judged(of, text).verdict != "found"]
    lost = [text for of, text in every if _claimed(of, text) != "found"]
    assert len(every) == 60
    assert max(len(refused), len(lost)) <= MOST_LOST, (refused, lost)


def _claimed(of: Record, text: str) -> str:
    return judge_claim(text, [of], {"reddit": "Northwind"}, GAZETTEER, RecordReader()).verdict


def test_no_fewer_fair_sentences_and_no_more_near_lies_are_found_than_were_measured() -> None:
    """Of sixty fair paraphrases and sixty lies made of a record's own words, so many are found; half were held back when the lists were made."""
    every = list(told("fair_and_near.txt"))
    half = next(place for place, (of, _) in enumerate(every) if "lawn mowers" in (of.text or ""))
    found = {
        (part, mark): sum(judged(of, text[2:]).verdict == "found" for of, text in told if text[0] == mark)
        for part, told in (("at hand", every[:half]), ("held back", every[half:]))
        for mark in "+-"
    }
    assert (len(every), half) == (120, 60)
    assert found == {("at hand", "+"): 13, ("at hand", "-"): 13, ("held back", "+"): 8, ("held back", "-"): 26}


@pytest.mark.parametrize(
    ("words", "contrary"),
    [
        (
            "Residents have collected signatures against the plant.",
            "Residents have collected signatures for the plant.",
        ),
        ("We moved the services from Rust to Go.", "The services were moved from Go to Rust."),
        ("The board cut the price.", "The board lifted the price, a raise."),
        ("It forgets the beginning of a file.", "It forgets the end of a file."),
        ("联盟说，平均收入下降了一成。", "联盟称，平均收入上升了一成。"),
    ],
)
def test_the_contrary_is_not_found(words: str, contrary: str) -> None:
    """A paraphrase that has the opposite of a word of its quote is refused, and what the quote says is not."""
    assert judged(said(words), words).verdict == "found"
    assert "polarity_changed" in judged(said(words), contrary).codes


@pytest.mark.parametrize(("of", "text"), list(told("inventions.txt")))
@pytest.mark.parametrize("support", ["paraphrase", "analysis"])
def test_inventions_are_not_found(of: Record, text: str, support: Support) -> None:
    """What nobody did is not found for sharing names and things with what somebody did."""
    assert judged(of, text, support).verdict != "found"
    assert _claimed(of, text) != "found"


def test_another_verb_is_not_found() -> None:
    """A sentence that a record says, with what was done changed, is found in at most two of a hundred cases."""
    cases = [(frame, own, verb) for frame, own in SWAPPED for verb in VERBS]
    cases += [(frame, own, verb) for frame, own in SWAPPED_ZH for verb in VERBS_ZH]
    true = {frame.format(own) for frame, own, _ in cases}
    found = [
        frame.format(verb)
        for frame, own, verb in cases
        if judged(said(frame.format(own)), frame.format(verb)).verdict == "found"
    ]
    assert [text for text in true if judged(said(text), text).verdict != "found"] == []
    assert len(found) <= 0.02 * len(cases), found


@pytest.mark.parametrize(
    ("text", "verdict", "codes"),
    [
        ("The licence of Tern costs money, and the council was bribed.", "not_found", ("claim_not_borne_out",)),
        ("The licence of Tern is sold.", "not_found", ("claim_not_borne_out",)),
        ("The licence of Tern costs five dollars, which the council applauds.", "not_checkable", ("left_to_reader",)),
        ("The council juggles seven purple umbrellas for the licence.", "not_found", ("too_little_in_common",)),
        ("The licence of Tern is priced at five dollars.", "found", ()),
        ("The council was expensive.", "found", ()),
    ],
)
def test_a_word_that_claims_something_is_told_by_its_kind(text: str, verdict: str, codes: tuple[str, ...]) -> None:
    """A grave word refuses a sentence; another that is not borne out leaves it to a reader, unless there are many."""
    of = said("The licence of Tern costs five dollars, seven fewer than before. The council of Wrenfield met.")
    assert (judged(of, text).verdict, judged(of, text).codes) == (verdict, codes)


def test_a_grave_word_about_something_else_is_left_to_a_reader() -> None:
    """That one record speaks of an arrest does not bear out that the person of another was arrested."""
    quotes = [
        evidence("Mira Okafor opened the library.", said("Mira Okafor opened the library.")),
        evidence("Three were arrested.", said("Three were arrested.", 2)),
    ]
    judgement = judge("Mira Okafor was arrested.", quotes, "paraphrase", GAZETTEER)
    assert (judgement.verdict, judgement.codes) == ("not_checkable", ("left_to_reader",))


def test_one_of_several_authors_is_a_name_and_no_claim() -> None:
    """A paper's authors stand in one field; the first of them may be called by a word of harm."""
    paper = record("The model reads tide tables aloud.", title=None, community=None, author="Tilda-May Sue; Per Aske")
    quote = [Evidence(paper, "text", "The model reads tide tables aloud.", None, "arXiv")]
    text = "Tilda-May Sue and colleagues write: “The model reads tide tables aloud.”"
    assert judge(text, quote, "verbatim", GAZETTEER).verdict == "found"


def test_a_figure_in_an_owner_s_name_is_part_of_the_name() -> None:
    """Chinese publications bear numbers, which are no amounts, and no claim is left of the rest."""
    of = record(
        "大会今天在上海开幕。",
        title=None,
        community=None,
        author="36氪",
        language="zh",
        published_at="2026-07-24T08:00:00Z",
    )
    quote = [Evidence(of, "text", "大会今天在上海开幕。", None, "Tide")]
    assert judge("36氪在2026年7月24日写道：“大会今天在上海开幕。”", quote, "verbatim").verdict == "found"


def test_the_names_of_owners_bear_out_no_claim() -> None:
    """A writer called fired_up may be named, and is not fired by that."""
    of = record("The tool saves an hour a day.", title=None, author="fired_up", community="r/killed")
    quote = [Evidence(of, "text", of.text or "", None, "Hacker News")]
    assert (
        judge("On Hacker News, fired_up wrote in r/killed: “The tool saves an hour a day.”", quote, "verbatim").verdict
        == "found"
    )
    assert judge("The tool saves an hour a day, and fired_up was fired.", quote, "paraphrase").codes == (
        "claim_not_borne_out",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("首席执行官王小明表示，新版价格下降。", "王小明"),
        ("王小明说，新版价格下降。", "王小明"),
        ("南风公司的新版价格下降。", "南风公司"),
        ("东海大学的新版价格下降。", "东海大学"),
    ],
)
def test_names_in_chinese_are_seen_without_capitals(text: str, name: str) -> None:
    """People behind a title or before a verb of speaking, and organisations, must be named by the evidence."""
    of = said("首席执行官林玛拉表示，北风公司的新版价格下降。林玛拉在海港大学学习。")
    judgement = judged(of, text)
    assert (judgement.codes, judgement.reason) == (("name_not_borne_out",), f"No quote or record field names “{name}”.")
    for right in (
        "首席执行官林玛拉表示，新版价格下降。",
        "林玛拉说，新版价格下降。",
        "北风公司的新版价格下降。",
        "该公司的新版价格下降。",
    ):
        assert judged(of, right).verdict == "found", right


def test_the_support_score_is_of_neighbouring_sentences() -> None:
    """Words that stand far apart support less than the same words in a row; a number or a name that is missing counts against."""
    near = said("The council met. It voted against the bridge. Whales sing. Tides turn. Larks rise.")
    apart = said("The council met. Whales sing. Tides turn. Larks rise. It voted against the bridge.")
    text = "The council voted against the bridge."
    scores = [Bearing(text, passages_of(of, "text", 1_000)).score() for of in (near, apart)]
    assert scores[0] == 1.0
    assert scores[1] < 1.0
    wrong = Bearing("The council of Lantern voted 7 times against the bridge.", passages_of(near, "text", 1_000))
    assert wrong.score() == 0.0
