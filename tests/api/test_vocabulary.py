"""Beats and entities over HTTP: read, edited, merged."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from schemas.beat import Beat
from schemas.entity import Entity
from tests.api.test_problems import problem
from tests.conftest import PUBLIC_URL, Keys

RECORD = {
    "source": "reddit", "external_id": "1", "title": "Zanzimodel writes a timetable", "text": "Zanzimodel is a model of Zanzicorp.",
    "published_at": "2026-06-02T05:30:00Z",
}  # fmt: skip
ENTITY = {"name": "Zanzimodel", "kind": "model", "aliases": {"zh": ["赞兹模型"]}, "same_as": ["https://zanzi.example/"]}
BEAT = {
    "name": "Ferries",
    "description": "What crosses water.",
    "rules": {"terms": {"en": {"ferry": 3.0, "timetable": 2.0}}},
}


def test_every_default_beat_is_listed_and_read(client: TestClient) -> None:
    """The list holds each beat once, and each is a whole beat; one that is not there is 404."""
    slugs = [item["slug"] for item in client.get("/v1/beats").json()["items"]]
    assert "general" in slugs
    assert len(set(slugs)) == len(slugs) >= 11
    assert [Beat.model_validate(client.get(f"/v1/beats/{slug}").json()).slug for slug in slugs] == slugs
    assert problem(client.get("/v1/beats/nothing"))["status"] == 404


def test_a_beat_is_made_replaced_and_deleted(client: TestClient, keys: Keys) -> None:
    """201 when it is new, 200 after; it files what is sent from then on; when it is deleted it is gone."""
    path = "/v1/beats/ferries"
    answers = [client.put(path, json=BEAT, headers=keys["edit"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    client.post("/v1/records", json=[RECORD | {"text": "The ferry has a new timetable."}], headers=keys["ingest"])
    told = client.get(path).json()
    assert (told["name"], told["description"], told["record_count"]) == ("Ferries", "What crosses water.", 1)
    points = client.get(f"{path}/volume?interval=week&by=source").json()
    assert points == {
        "interval": "week",
        "points": [{"start": "2026-06-01T00:00:00Z", "records": 1, "stories": 0, "by_source": {"reddit": 1}}],
    }
    assert client.delete(path, headers=keys["edit"]).status_code == 204
    assert problem(client.get(path))["status"] == 404
    assert problem(client.delete(path, headers=keys["edit"]))["status"] == 404
    assert problem(client.delete("/v1/beats/general", headers=keys["edit"]))["status"] == 409


def test_an_entity_is_made_linked_and_deleted(client: TestClient, keys: Keys) -> None:
    """Records that were there before it are linked at once; when it is deleted its slug answers 410."""
    client.post("/v1/records", json=[RECORD], headers=keys["ingest"])
    path = "/v1/entities/zanzimodel"
    assert client.put(path, json=ENTITY, headers=keys["edit"]).status_code == 201
    told = Entity.model_validate(client.get(path).json())
    assert (told.name, told.aliases, told.same_as, told.record_count) == (
        "Zanzimodel",
        ENTITY["aliases"],
        ENTITY["same_as"],
        1,
    )
    assert [item["external_id"] for item in client.get(f"{path}/records").json()["items"]] == ["1"]
    assert [item["external_id"] for item in client.get("/v1/records?entity=zanzimodel").json()["items"]] == ["1"]
    assert client.get(f"{path}/volume").json()["points"] == [
        {"start": "2026-06-02T00:00:00Z", "records": 1, "stories": 0, "by_source": None}
    ]
    assert client.delete(path, headers=keys["edit"]).status_code == 204
    assert {problem(client.get(path + end))["status"] for end in ("", "/records", "/stories", "/volume")} == {410}


def test_a_merged_entity_leads_to_the_other(client: TestClient, keys: Keys) -> None:
    """Its names and mentions move there, and every address under its slug answers as the other."""
    client.put("/v1/entities/zanzimodel", json=ENTITY, headers=keys["edit"])
    client.put("/v1/entities/zanzicorp", json={"name": "Zanzicorp", "kind": "organization"}, headers=keys["edit"])
    client.post("/v1/records", json=[RECORD], headers=keys["ingest"])
    merged = client.post("/v1/entities/zanzimodel/merge", json={"into": "zanzicorp"}, headers=keys["edit"])
    assert (merged.status_code, merged.json()["slug"]) == (200, "zanzicorp")
    assert "Zanzimodel" in merged.json()["aliases"]["en"]
    assert client.get("/v1/entities/zanzimodel").json() == client.get("/v1/entities/zanzicorp").json()
    assert len(client.get("/v1/entities/zanzimodel/records").json()["items"]) == 1
    told = problem(client.post("/v1/entities/zanzicorp/merge", json={"into": "nothing-there"}, headers=keys["edit"]))
    assert told["type"] == f"{PUBLIC_URL}/problems/invalid-input"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (ENTITY | {"kind": "ghost"}, "/kind"),
        (ENTITY | {"name": ""}, "/name"),
        (ENTITY | {"same_as": ["javascript:alert(1)"]}, "/same_as/0"),
        (ENTITY | {"colour": "red"}, "/colour"),
        (ENTITY | {"name": "OpenAI"}, "/name"),
    ],
)
def test_an_entity_that_cannot_be_is_refused_with_the_place(
    client: TestClient, keys: Keys, body: dict[str, object], pointer: str
) -> None:
    """What is wrong is named, a name that belongs to another entity too."""
    told = problem(client.put("/v1/entities/zanzimodel", json=body, headers=keys["edit"]))
    assert [error["pointer"] for error in told["errors"]] == [pointer]


@pytest.mark.parametrize("slug", ["UPPER", "a--b", "-a", "a_b", "x" * 121])
def test_a_slug_is_lower_case_words_joined_by_hyphens(client: TestClient, keys: Keys, slug: str) -> None:
    """What is made anew has to have one."""
    assert problem(client.put(f"/v1/beats/{slug}", json=BEAT, headers=keys["edit"]))["status"] == 422
    assert problem(client.put(f"/v1/entities/{slug}", json=ENTITY, headers=keys["edit"]))["status"] == 422


def test_entities_are_listed_by_slug_and_searched_by_name(client: TestClient) -> None:
    """Pages follow the slug; a filter narrows them by kind, or by a part of a name in any letter case."""
    first = client.get("/v1/entities?limit=100&total=true").json()
    second = client.get(f"/v1/entities?limit=100&cursor={first['next_cursor']}").json()
    slugs = [item["slug"] for page in (first, second) for item in page["items"]]
    assert slugs == sorted(set(slugs))
    assert (len(slugs), first["total"] >= 300) == (200, True)
    found = client.get("/v1/entities?kind=organization&q=OPENAI").json()["items"]
    assert [item["slug"] for item in found] == ["openai"]
    assert problem(client.get("/v1/entities?kind=ghost"))["status"] == 422


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/beats/general/stories", "beat"),
        ("/v1/entities/qwen/stories", "entity"),
        ("/v1/entities/qwen/records", "entity"),
    ],
)
def test_what_the_address_names_is_no_filter_below_it(client: TestClient, path: str, parameter: str) -> None:
    """A second beat or entity would be ignored, so it is refused; the other filters are taken."""
    answer = client.get(path, params={parameter: "other"})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"pointer": parameter, "detail": "This operation has no such parameter."}],
    )
    assert client.get(path, params={"source": "reddit", "q": "kiln"}).status_code == 200
