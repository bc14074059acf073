"""Each rule by which a sentence is refused, and what it lets through."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.normalise import INVISIBLE
from app.story.verification import FOUND, Evidence, Judgement, judge, judge_headline
from schemas.base import Support
from schemas.record import Record
from tests.story.newsdesk import GAZETTEER, evidence, record

RUNS = evidence("It runs on 24 GB and was trained on 2.8 trillion tokens.")
DOUBT = evidence("I do not believe they will keep it open.")
PRICE = evidence("The licence costs $5 a month, says Mira Okafor.")
RELEASE = evidence("Harbour Labs released the weights of Tern 3 this morning.")
TITLE = evidence("Tern 3 weights are out")
CHINESE = evidence(
    "海港实验室今天公布了第三版，价格下降30%。",
    record(
        "海港实验室今天公布了第三版，价格下降30%。",
        external_id="t3_2",
        title="海港实验室公布新版",
        author="林小满",
        community=None,
    ),
)
TRANSLATED = evidence(
    CHINESE.exact,
    CHINESE.record,
    translation="Harbour Labs published the third version today, and the price falls by 30 percent.",
)


@pytest.mark.parametrize(
    ("text", "rests_on", "support"),
    [
        (
            "On r/LocalTide, u/marlow_tk wrote on 3 April 2026: “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
        ),
        ("u/marlow_tk doubts it: “I do not believe they will keep it open.”", [DOUBT], "verbatim"),
        (
            "“it runs on 24 GB and was trained on 2.8 trillion tokens.” wrote u/marlow_tk, on Reddit, on a Friday in April.",
            [RUNS],
            "verbatim",
        ),
        ("A post titled “Tern 3 weights are out” has 95 points and 39 comments.", [TITLE], "verbatim"),
        ("林小满在2026年4月3日写道：“海港实验室今天公布了第三版，价格下降30%。”", [CHINESE], "verbatim"),
        ("It runs on 24 GB, and was trained on 2.8T tokens.", [RUNS], "paraphrase"),
        ("The licence costs five dollars a month.", [PRICE], "paraphrase"),
        ("Harbour Labs has cut the price by 30%.", [TRANSLATED], "paraphrase"),
        ("The author does not believe that they will keep it open.", [DOUBT], "paraphrase"),
        ("The author doubts that they will keep it open.", [DOUBT], "paraphrase"),
        ("Two passages speak of the licence and of whether it will stay open.", [PRICE, DOUBT], "analysis"),
        ("海港实验室的新版价格下降30%。", [CHINESE], "paraphrase"),
        ("海港实验室的新版价格下降百分之三十。", [CHINESE], "paraphrase"),
    ],
)
def test_what_the_quotes_bear_out_is_found(text: str, rests_on: list[Evidence], support: Support) -> None:
    """Quotations, dates, places, counts and names that the evidence holds pass, in each kind of support."""
    assert judge(text, rests_on, support, GAZETTEER) == FOUND


@pytest.mark.parametrize(
    ("text", "rests_on", "support", "codes"),
    [
        ("It runs on 24 GB.", [], "paraphrase", ("no_quotes",)),
        ("… — !", [RUNS], "paraphrase", ("says_nothing",)),
        ("It is what it is.", [RUNS], "paraphrase", ("says_nothing",)),
        ("u/marlow_tk wrote: “It runs on 24 GB and on a phone.”", [RUNS], "paraphrase", ("quotation_not_in_quotes",)),
        ("It “runs on 24 GB … 2.8 trillion tokens”.", [RUNS], "paraphrase", ("quotation_not_in_quotes",)),
        ("It ‘runs on air’ and 24 GB.", [RUNS], "paraphrase", ("quotation_not_in_quotes",)),
        ("u/marlow_tk wrote: “It runs on 24 GB", [RUNS], "verbatim", ("verbatim_without_words",)),
        (
            "u/marlow_tk wrote: “I do not believe they will keep it open”",
            [DOUBT],
            "verbatim",
            ("verbatim_without_words",),
        ),
        ("It runs on 24 GB and was trained on 2.8 trillion tokens.", [RUNS], "verbatim", ("verbatim_without_words",)),
        ("It runs on 48 GB.", [RUNS], "paraphrase", ("number_not_borne_out",)),
        ("It runs on 24 TB.", [RUNS], "paraphrase", ("number_not_borne_out",)),
        ("It was trained on 2.8 million tokens.", [RUNS], "paraphrase", ("number_not_borne_out",)),
        ("It runs and was trained on 2,800 billion tokens.", [RUNS], "paraphrase", ("number_not_borne_out",)),
        ("It runs on 24% of machines.", [RUNS], "analysis", ("number_not_borne_out",)),
        ("The licence costs €5 a month.", [PRICE], "paraphrase", ("number_not_borne_out",)),
        ("The licence costs seven dollars a month.", [PRICE], "paraphrase", ("number_not_borne_out",)),
        ("Seven readers do not believe they keep it open.", [DOUBT], "analysis", ("number_not_borne_out",)),
        (
            "On 4 April 2026 a reader did not believe they will keep it open.",
            [DOUBT],
            "paraphrase",
            ("date_not_borne_out",),
        ),
        ("On 3 March a reader did not believe they will keep it open.", [DOUBT], "paraphrase", ("date_not_borne_out",)),
        ("On Monday a reader did not believe they will keep it open.", [DOUBT], "paraphrase", ("date_not_borne_out",)),
        ("2026年5月3日新版价格下降30%。", [CHINESE], "paraphrase", ("date_not_borne_out",)),
        ("第三版价格下降百分之三十五。", [CHINESE], "paraphrase", ("number_not_borne_out",)),
        ("The licence costs $5 a month, says Ada Okafor.", [PRICE], "paraphrase", ("name_not_borne_out",)),
        ("Lantern released the weights this morning.", [RELEASE], "paraphrase", ("name_not_borne_out",)),
        (
            "Harbour Labs released the weights of Tern 24 this morning.",
            [RELEASE],
            "paraphrase",
            ("number_not_borne_out", "name_not_borne_out"),
        ),
        (
            "Harbour Labs released the weights of Heron-3 this morning.",
            [RELEASE],
            "paraphrase",
            ("name_not_borne_out",),
        ),
        (
            "u/marlow_tk, on Hacker News: “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
            ("name_not_borne_out",),
        ),
        ("码头实验室的新版价格下降30%。", [CHINESE], "paraphrase", ("name_not_borne_out",)),
        ("《潮汐报告》：第三版价格下降30%。", [CHINESE], "paraphrase", ("name_not_borne_out",)),
        ("They will keep it open, believes the author.", [DOUBT], "paraphrase", ("polarity_changed",)),
        ("It never runs on 24 GB.", [RUNS], "paraphrase", ("polarity_changed",)),
        ("第三版价格没有下降30%。", [CHINESE], "paraphrase", ("polarity_changed",)),
        (
            "u/marlow_tk never wrote “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
            ("polarity_changed",),
        ),
        (
            "u/marlow_tk没有写过“It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
            ("polarity_changed",),
        ),
        ("Owners of old laptops rejoice at tokens.", [RUNS], "paraphrase", ("too_little_in_common",)),
        ("Owners rejoice.", [RUNS], "analysis", ("too_little_in_common",)),
        (
            "After bribing ministers, hiding debts, firing staff and poisoning rivers, a reader wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
            ("claim_not_borne_out",),
        ),
        (
            "Cheering owners of old laptops, a reader wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
            [RUNS],
            "verbatim",
            ("too_little_in_common",),
        ),
        ("It {{entity:tern|runs}} on 24 GB.", [RUNS], "analysis", ("mark_up",)),
        ("It runs on <b>24 GB</b>.", [RUNS], "analysis", ("mark_up",)),
        ("It runs on [24 GB](https).", [RUNS], "analysis", ("mark_up",)),
        ("It runs on \u202e24 GB.", [RUNS], "analysis", ("mark_up",)),
        ("It runs on 24\u200b GB.", [RUNS], "analysis", ("mark_up",)),
        ("It runs on 24\x00 GB.", [RUNS], "analysis", ("mark_up",)),
    ],
)
def test_what_they_do_not_is_refused(
    text: str, rests_on: list[Evidence], support: Support, codes: tuple[str, ...]
) -> None:
    """Each rule refuses by its own code, and nothing else is held against the sentence."""
    judgement = judge(text, rests_on, support, GAZETTEER)
    assert (judgement.verdict, judgement.codes) == ("not_found", codes)


def test_a_reason_names_the_words_it_is_about() -> None:
    """Whoever wrote the sentence is told what to change."""
    text = "Ada Brook says it runs and was trained on 48 GB since 4 May 2026, on trillion tokens, “on anything”."
    assert judge(text, [RUNS], "paraphrase") == Judgement(
        "not_found",
        "None of its quotes holds the words in quotation marks “on anything”. No quote or record field bears out “48”. "
        "No quote has the date “4 May 2026”, and no record it cites was published then. "
        "No quote or record field names “Ada”, “Brook”.",
        ("quotation_not_in_quotes", "number_not_borne_out", "date_not_borne_out", "name_not_borne_out"),
    )


def test_a_number_in_words_is_named_once_and_whole() -> None:
    """Of its parts nobody wants to hear."""
    told = judge("Ninety-eight terms of the licence cost $5 a month.", [PRICE], "paraphrase", GAZETTEER)
    assert (told.verdict, told.reason) == ("not_found", "No quote or record field bears out “Ninety-eight”.")


def test_a_quote_that_its_record_lacks_bears_nothing_out() -> None:
    """Evidence is checked before it is believed."""
    changed = evidence("It runs on 24 GB")
    altered = Evidence(changed.record, "text", "It runs on 25 GB", None, "Reddit")
    assert judge("It runs on 25 GB.", [altered], "paraphrase").codes == ("quote_not_in_record",)


def test_a_withdrawn_record_cannot_be_checked() -> None:
    """What rests on erased words is neither right nor wrong any more."""
    erased = record(None, title=None, status="withdrawn")
    gone = Evidence(erased, "text", RUNS.exact, None, "Reddit")
    judgement = judge("It runs on 24 GB.", [gone], "paraphrase")
    assert (judgement.verdict, judgement.codes) == ("not_checkable", ("record_withdrawn",))


@pytest.mark.parametrize(
    ("text", "rests_on"), [("The price of the new version falls.", [CHINESE]), ("新版本可以在笔记本上运行。", [RUNS])]
)
def test_another_language_cannot_be_checked_without_a_translation(text: str, rests_on: list[Evidence]) -> None:
    """These rules compare words, so they have no say where the words are of two languages."""
    judgement = judge(text, rests_on, "paraphrase")
    assert (judgement.verdict, judgement.codes) == ("not_checkable", ("other_language",))


def test_a_gazetteer_knows_that_two_names_are_one_thing() -> None:
    """A name stands where another name of the same thing does; without a gazetteer only its own letters count."""
    text = "Harbour Labs: “海港实验室今天公布了第三版，价格下降30%。”"
    assert judge(text, [CHINESE], "verbatim", GAZETTEER) == FOUND
    assert judge(text, [CHINESE], "verbatim").codes == ("name_not_borne_out",)


def test_an_exempt_span_answers_only_for_its_figures_and_quotations() -> None:
    """The linked title of an earlier story may name what this evidence does not, but may not smuggle in figures."""
    text = "Lantern Shuts Its Harbour came before “It runs on 24 GB and was trained on 2.8 trillion tokens.”"
    assert judge(text, [RUNS], "verbatim", exempt=[(0, 25)]) == FOUND
    assert judge(text, [RUNS], "verbatim").codes == ("name_not_borne_out",)
    assert judge("Tide 9 " + text, [RUNS], "verbatim", exempt=[(0, 32)]).codes == ("number_not_borne_out",)


def test_a_headline_may_state_the_story_s_own_counts() -> None:
    """A dek says how many records or publishers there are; any other number has to stand in the words."""
    text = "Of 25 posts, 9 publishers speak of 24 GB."
    assert judge_headline(text, [RUNS], counts=(25, 9)) == FOUND
    assert judge_headline(text, [RUNS]).codes == ("number_not_borne_out",)


def test_a_headline_rests_on_translations_as_sentences_do() -> None:
    """Of one foreign article there is nothing else in the story's language; what no translation says is refused all the same."""
    of = record("价格下降30%。", external_id="t3_3", title=None, community=None)
    by = evidence("价格下降30%。", of, translation="Prices at Lantern fall by 30 percent.")
    assert judge("Prices at Lantern fall by 30 percent.", [by], "analysis") == FOUND
    assert judge_headline("Prices at Lantern fall by 30 percent.", [by]) == FOUND
    assert judge_headline("Prices at Grimshaw's fall by 30 percent.", [by]).codes == ("name_not_borne_out",)
    assert judge_headline("Prices at Lantern fall by 40 percent.", [by]).codes == ("number_not_borne_out",)
    without = by._replace(translation=None)
    assert judge_headline("Prices at Lantern fall by 30 percent.", [without]).codes == ("name_not_borne_out",)


_LEAK = re.compile(
    rf"\{{\{{|\}}\}}|</?[a-z][^>]*>|\]\(|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff{INVISIBLE}]", re.IGNORECASE
)
CLEAN = (
    st.text(
        st.one_of(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), st.sampled_from("ab Q7.,!?“”\"‘’'(—三亿%$-")),
        max_size=120,
    )
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(lambda text: re.search(r"\w", text) is not None and not _LEAK.search(text))
)


@given(
    CLEAN,
    st.sampled_from(["u/marlow_tk", "Mira Okafor", "林小满", "@tide.example", "5d22b"]),
    st.dates(datetime(1990, 1, 1, tzinfo=UTC).date()),
)
def test_a_record_may_always_be_quoted_whole(text: str, author: str, day: object) -> None:
    """Whatever a record says, in any script, with any marks inside: quoted whole, with its owner and day, it is found."""
    of = record(text, author=author, title=None, published_at=f"{day}T10:00:00Z")
    when = of.published_at
    quoted = f"On r/LocalTide, {author} wrote on {when.day} {when:%B} {when.year}: “{text}”"
    assert judge(quoted, [_whole(of, text)], "verbatim", GAZETTEER) == FOUND
    assert (
        judge(f"{when.year}年{when.month}月{when.day}日，{author}写道：“{text}”", [_whole(of, text)], "verbatim")
        == FOUND
    )


def _whole(of: Record, text: str) -> Evidence:
    return Evidence(of, "text", text, None, "Reddit")
