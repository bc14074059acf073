"""One article in another language, and a story of it in the reader's: translated, with its picture, and its original first among the citations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.writers.claude import ClaudeWriter
from tests.conftest import PUBLIC_URL, Keys
from tests.newsroom.desk import stock
from tests.writers.claude.acts import Act, Sent
from tests.writers.claude.conftest import LIMITS, Serve
from tests.writers.claude.models import is_mending, lines_of

ARTICLE = {
    "source": "chenguang-keji",
    "external_id": "cg-20260617-05",
    "kind": "article",
    "url": "https://chenguang-keji.example/cg-20260617-05",
    "author": "周禾",
    "title": "灯笼工坊不再公开月蛾8的权重",
    "text": "灯笼工坊周三发布月蛾8，能听懂十二种语言。与前一代不同，新模型只通过接口提供，权重不再公开。公司称，去年公开的权重被下载了三百万次。"
    "开发者李望说，没有网络的渔船上无法使用接口。灯笼工坊没有说明以后是否会再公开权重。",
    "language": "zh",
    "published_at": "2026-06-17T02:00:00Z",
    "image": {"url": "https://chenguang-keji.example/lamp.jpg", "credit": "图：何澄／晨光科技"},
}
# What a good translator says of each sentence, by how it begins.
ENGLISH = {
    "灯笼工坊不再": "Lanternworks (灯笼工坊) no longer publishes the weights of Moth (月蛾) 8",
    "灯笼工坊周三": "Lanternworks (灯笼工坊) on Wednesday released Moth (月蛾) 8, which understands 12 languages.",
    "与前一代": "Unlike the generation before, the new model is offered through an interface only, and its weights are no longer public.",
    "公司称": "The company says that the weights published last year were downloaded 3 million times.",
    "开发者": "Developer Li Wang (李望) said that the interface cannot be used on fishing boats without a network.",
    "灯笼工坊没有": "Lanternworks (灯笼工坊) did not say whether it will publish weights again.",
}
Post = Callable[..., Any]


def translated(words: str) -> str:
    """Return a sentence in English."""
    return next(english for begins, english in ENGLISH.items() if words.startswith(begins))


def brief(sent: Sent) -> dict[str, Any]:
    """Answer with a brief of two sections that tells each sentence by its translation, and quotes one."""
    if is_mending(sent):
        return {"sentences": []}
    lines = [line for line in lines_of(sent) if line.earlier is None]
    told = [{"text": translated(line.words), "cites": [line.id], "support": "paraphrase"} for line in lines]
    quoted = {"text": f"Li Wang (李望) said: “{lines[4].id}”", "cites": [lines[4].id], "support": "verbatim"}
    return {
        "title": told[0],
        "dek": told[2],
        "sections": [
            {"heading": "A new model behind an interface", "paragraphs": [{"sentences": told[1:3]}]},
            {"heading": "What developers say", "paragraphs": [{"sentences": [told[3], quoted]}]},
        ],
        "story_so_far": [],
        "faq": [{"question": "How often were the weights downloaded?", "answer": [told[3]]}],
        "disagreements": [],
        "not_known": [told[5]],
        "unused": [],
        "translations": [{"id": line.id, "text": translated(line.words)} for line in lines],
    }


@pytest.fixture
def post(settings: Settings, deployment: Deployment, keys: Keys, serve: Serve) -> Iterator[Post]:
    """Return what has a story of records written in English by an endpoint that acts as it is told."""
    stock(deployment, ())
    writers = {**deployment.writers, "anthropic": ClaudeWriter(limits=LIMITS)}
    with TestClient(create_app(settings, replace(deployment, writers=writers)), base_url=PUBLIC_URL) as client:

        def posted(act: Act | None, *records: dict[str, Any], **wishes: Any) -> Any:
            server = serve(act or Act(brief))
            headers = keys["ingest"] | {"Content-Type": "application/json"}
            stored = client.post("/v1/records", content=orjson.dumps(records or [ARTICLE]), headers=headers)
            ids = [each["id"] for each in stored.json()["results"]]
            asked = {"record_ids": ids, "language": "en", "provider": "anthropic"} | wishes
            answer = client.post("/v1/syntheses", json=asked, headers=keys["synthesize"])
            assert server.url
            return answer

        yield posted


def texts(story: Any) -> list[str]:
    """Return the sentences of a story's sections."""
    return [
        "".join(run["text"] for run in sentence["runs"])
        for section in story["sections"]
        for paragraph in section["paragraphs"]
        for sentence in paragraph["sentences"]
    ]


def lying(place: int, old: str, new: str, **also: Any) -> Act:
    """Return an endpoint that mistranslates one sentence, in its translation and wherever it tells it, and insists on it."""

    def answer(sent: Sent) -> dict[str, Any]:
        told = orjson.dumps(brief(sent)).decode()
        right = list(ENGLISH.values())[place]
        assert old in right
        return orjson.loads(told.replace(right, right.replace(old, new))) | also  # type: ignore[no-any-return]  # it is a dict

    return Act(answer)


def test_one_foreign_article_is_a_translated_brief(post: Post) -> None:
    """Title, dek, sections, picture with its credit, tags; each quote in the original, with its translation; and the original's address first."""
    answer = post(None)
    assert answer.status_code == 201, answer.text
    story = answer.json()
    assert (story["language"], story["title"]) == ("en", ENGLISH["灯笼工坊不再"])
    assert story["dek"] == ENGLISH["与前一代"]
    assert [section["heading"] for section in story["sections"]] == [
        "A new model behind an interface",
        "What developers say",
        "What is not known",
    ]
    assert story["image"] == ARTICLE["image"]
    assert [entity["slug"] for entity in story["entities"]] == ["lanternworks"]
    assert story["beat"]["slug"] == "ai-agents-coding"
    (citation,) = story["citations"]
    assert (citation["number"], citation["url"], citation["title"]) == (1, ARTICLE["url"], ARTICLE["title"])
    for quote in citation["quotes"]:
        assert ARTICLE[quote["field"]][quote["start"] : quote["end"]] == quote["exact"]  # type: ignore[index]  # a text
        assert quote["translation"] == translated(quote["exact"])
    assert texts(story)[3] == (
        "Li Wang (李望) said: “开发者李望说，没有网络的渔船上无法使用接口。” (translated: “Developer Li Wang (李望) said that"
        " the interface cannot be used on fishing boats without a network.”)"
    )
    assert story["methodology"]["rejected_sentences"] == 0


def test_the_article_comes_first_also_where_there_is_an_earlier_story(post: Post) -> None:
    """What was told before is cited behind it, and the picture is the article's own."""
    before = ARTICLE | {
        "external_id": "cg-20260601-01",
        "url": "https://chenguang-keji.example/cg-20260601-01",
        "published_at": "2026-06-01T02:00:00Z",
        "title": "灯笼工坊公开月蛾7的权重",
        "image": {"url": "https://chenguang-keji.example/other.jpg", "credit": None},
    }
    assert post(None, before, provider="extractive").status_code == 201

    def looking_back(sent: Sent) -> dict[str, Any]:
        told = brief(sent)
        behind = [line for line in lines_of(sent) if line.earlier]
        if behind and not is_mending(sent):
            said = {"text": f"As told in an earlier story: “{behind[0].id}”", "cites": [behind[0].id]}
            told["story_so_far"] = [{"story": behind[0].earlier, "sentence": said | {"support": "verbatim"}}]
        return told

    story = post(Act(looking_back)).json()
    assert story["citations"][0]["url"] == ARTICLE["url"]
    assert story["image"] == ARTICLE["image"]


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (0, "Moth (月蛾) 8", "Moth (月蛾) 9"),
        (0, "Lanternworks (灯笼工坊)", "Grimshaw"),
        (0, "no longer publishes", "publishes"),
    ],
    ids=["number", "name", "denial"],
)
def test_a_title_does_not_rest_on_a_false_translation(post: Post, place: int, old: str, new: str) -> None:
    """A number, a name or a denial that the original has not; the brief has another title then, and nothing of it."""
    story = post(lying(place, old, new)).json()
    assert new not in str(story["title"]) + str(texts(story))
    assert story["title"] != ENGLISH["灯笼工坊不再"].replace(old, new)
    assert len(texts(story)) == 5


def test_a_title_that_is_refused_gives_way_to_the_article_s_own_translated(post: Post) -> None:
    """Rather than to the name of a beat."""
    false = {"text": "Grimshaw buys Lanternworks", "cites": ["R1.S1"], "support": "paraphrase"}
    story = post(lying(3, "3 million", "3 million", title=false)).json()
    assert story["title"] == ENGLISH["灯笼工坊不再"]


def test_a_writer_without_a_model_quotes_the_original_and_says_so(post: Post) -> None:
    """It cannot translate: its own words are the story's, its quotes the article's, and the rest of the brief is there."""
    story = post(None, provider="extractive").json()
    assert (story["language"], story["image"]) == ("en", ARTICLE["image"])
    assert story["citations"][0]["url"] == ARTICLE["url"]
    assert {quote["translation"] for quote in story["citations"][0]["quotes"]} == {None}
    assert "“灯笼工坊周三发布月蛾8，能听懂十二种语言" in texts(story)[0]
    assert "in Chinese on 17 June 2026" in texts(story)[0]
    assert [entity["slug"] for entity in story["entities"]] == ["lanternworks"]
