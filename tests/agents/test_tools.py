"""What agents are offered: the tools, driven by the SDK's own client over HTTP and over standard input and output."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp.client.client import Client

from app.agents.tools import TOOLS
from tests.agents.conftest import Place, call, refused, told


async def _listed(client: Client) -> list[str]:
    return [tool.name for tool in (await client.list_tools()).tools]


async def _everything(client: Client, record_ids: list[str]) -> dict[str, Any]:
    """Use every tool once, each with what the one before it told."""
    records = told(await client.call_tool("search_records", {"q": "Scribewell", "limit": 5}))
    story = told(await client.call_tool("write_story", {"record_ids": record_ids}))
    stories = told(await client.call_tool("search_stories", {"q": "Scribewell"}))
    slug = stories["items"][0]["slug"]
    quote = story["citations"][0]["quotes"][0]["exact"]
    sentence = {"text": quote, "record_ids": [story["citations"][0]["record_id"]]}
    return {
        "search_records": records,
        "write_story": story,
        "search_stories": stories,
        "read_story": told(await client.call_tool("read_story", {"slug": slug})),
        "verify_story": told(await client.call_tool("verify_story", {"slug": slug})),
        "read_record": told(await client.call_tool("read_record", {"record_id": record_ids[0]})),
        "list_beats": told(await client.call_tool("list_beats", {})),
        "verify_sentences": told(await client.call_tool("verify_sentences", {"sentences": [sentence]})),
        "read_synthesis": told(
            await client.call_tool("read_synthesis", {"synthesis_id": story["methodology"]["synthesis_id"]})
        ),
    }


@pytest.mark.parametrize("way", ["http", "stdio"])
def test_every_tool_tells_what_the_http_interface_tells(place: Place, way: str) -> None:
    """Each tool is driven by the SDK's client over both transports, and tells the same rows as the HTTP interface, none else."""

    async def use(client: Client) -> dict[str, Any]:
        return await _everything(client, place.record_ids)

    answers = getattr(place, way)(use, "synthesize")
    assert set(answers) == set(TOOLS)
    slug = answers["write_story"]["slug"]
    assert answers["read_story"] == answers["write_story"] == place.get(f"/v1/stories/{slug}")
    assert answers["read_record"] == place.get(f"/v1/records/{place.record_ids[0]}")
    assert answers["list_beats"] == place.get("/v1/beats")
    assert answers["search_stories"] == place.get("/v1/search?q=Scribewell&type=story&limit=20")
    assert answers["search_records"] == place.get("/v1/search?q=Scribewell&type=record&limit=5")
    assert answers["verify_story"]["not_found"] == 0
    assert [each["verdict"] for each in answers["verify_sentences"]["sentences"]] == ["found"]
    assert answers["read_synthesis"]["status"] == "succeeded"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_both_generations_of_the_protocol_are_served(place: Place, mode: str) -> None:
    """A client that shakes hands first and one that does not see the same tools."""
    assert place.http(_listed, mode=mode) == list(TOOLS)


def test_a_tool_says_what_it_takes(place: Place) -> None:
    """Each tool has a title, a description, a schema of an object, and says whether it changes anything."""

    async def use(client: Client) -> Any:
        return (await client.list_tools()).tools

    for tool in place.http(use):
        assert tool.title
        assert tool.description
        assert tool.input_schema["type"] == "object"
        assert tool.annotations.read_only_hint is (tool.name != "write_story")


@pytest.mark.parametrize("scope", [None, "read", "ingest"])
def test_writing_takes_a_key_with_the_scope(place: Place, scope: str | None) -> None:
    """What a key may not do over HTTP it may not do through a tool, and the problem says why."""
    problem = json.loads(refused(place.http(call("write_story", {"record_ids": place.record_ids}), scope)))
    assert problem["status"] == (403 if scope else 401)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("read_story", {"slug": "../../metrics"}, "not-found"),
        ("read_story", {"slug": ".."}, "not-found"),
        ("read_record", {"record_id": "rec_nobody"}, "not-found"),
        ("search_stories", {"q": "Scribewell", "cursor": "made up"}, "invalid-cursor"),
        ("search_stories", {"q": "Scribewell", "limit": 1000}, "limit: Input should be less than or equal to 100"),
        ("search_stories", {}, "q: Field required"),
        ("search_stories", {"q": "x", "anything": 1}, "anything: Extra inputs are not permitted"),
        ("verify_sentences", {"sentences": []}, "sentences: List should have at least 1 item"),
        ("withdraw_record", {"record_id": "rec_nobody"}, "There is no tool 'withdraw_record'"),
    ],
)
def test_what_is_wrong_is_said(place: Place, name: str, arguments: dict[str, Any], words: str) -> None:
    """A wrong call is an answer that the model can read, with the problem of the HTTP interface where it came so far."""
    assert words in refused(place.http(call(name, arguments)))


def test_markdown_is_shorter(place: Place) -> None:
    """A story can be read as Markdown, which is no JSON and bears no structure."""
    story = told(place.http(call("write_story", {"record_ids": place.record_ids}), "synthesize"))
    result = place.http(call("read_story", {"slug": story["slug"], "form": "markdown"}))
    assert f"# {story['title']}" in told(result)
    assert result.structured_content is None
