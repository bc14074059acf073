"""Records over HTTP: sending, reading, filtering, withdrawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.story.record_id import record_id
from tests.api.test_problems import problem
from tests.conftest import PUBLIC_URL, SAMPLES, Keys

NDJSON = {"Content-Type": "application/x-ndjson"}
FIRST: dict[str, Any] = {
    "source": "harbour-courier",
    "external_id": "1",
    "kind": "article",
    "community": "Business",
    "title": "Ferry company tries a timetable made by a model",
    "text": "The model reads eleven years of tides.",
    "published_at": "2026-06-02T05:30:00Z",
}


def samples() -> list[dict[str, Any]]:
    """Return every sample record."""
    return [
        json.loads(line) for path in sorted(SAMPLES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


@pytest.mark.parametrize(
    "media_type", ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"]
)
def test_records_are_taken_in_as_lines_or_as_an_array(client: TestClient, keys: Keys, media_type: str) -> None:
    """Either form gives one result for each record; a second sending changes nothing."""
    sent = samples()
    body = json.dumps(sent) if media_type == "application/json" else "\n".join(json.dumps(record) for record in sent)
    headers = keys["ingest"] | {"Content-Type": media_type}
    ids = [record_id(record["source"], record["external_id"]) for record in sent]
    for outcome in ("created", "unchanged"):
        counts = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0, outcome: len(sent)}
        results = [{"line": number, "id": name, "outcome": outcome} for number, name in enumerate(ids, 1)]
        answer = client.post("/v1/records", content=body.encode(), headers=headers)
        assert (answer.status_code, answer.json()) == (200, {**counts, "results": results})


def test_a_bad_line_among_good_ones_loses_none(client: TestClient, keys: Keys) -> None:
    """Each line is stored or rejected alone, with the page of its problem and the place in the line."""
    lines = [
        json.dumps(FIRST),
        "{broken",
        "",
        json.dumps(FIRST | {"external_id": "2", "published_at": "soon"}),
        json.dumps(FIRST | {"external_id": "3"}),
    ]
    answer = client.post("/v1/records", content="\n".join(lines).encode(), headers=keys["ingest"] | NDJSON).json()
    assert {name: answer[name] for name in ("created", "rejected")} == {"created": 2, "rejected": 2}
    assert [(result["line"], result["outcome"]) for result in answer["results"]] == [
        (1, "created"),
        (2, "rejected"),
        (4, "rejected"),
        (5, "created"),
    ]
    broken, invalid = (result["problem"] for result in answer["results"] if "problem" in result)
    assert broken["type"] == f"{PUBLIC_URL}/problems/invalid-json"
    assert (invalid["type"], invalid["pointer"]) == (f"{PUBLIC_URL}/problems/invalid-input", "/published_at")


@pytest.mark.parametrize(
    ("content", "media_type", "slug"),
    [
        (b"{}", "application/json", "invalid-input"),
        (b"garbage", "application/json", "invalid-json"),
        (b"[]", "text/csv", "unsupported-media-type"),
        (b"[]", "", "unsupported-media-type"),
    ],
)
def test_a_body_of_another_form_is_refused_whole(
    client: TestClient, keys: Keys, content: bytes, media_type: str, slug: str
) -> None:
    """What is no list of records at all is told as one problem."""
    headers = keys["ingest"] | ({"Content-Type": media_type} if media_type else {})
    answer = client.post("/v1/records", content=content, headers=headers)
    assert problem(answer)["type"] == f"{PUBLIC_URL}/problems/{slug}"


def test_a_body_of_any_size_is_streamed(client: TestClient, keys: Keys) -> None:
    """Three times the limit of other bodies goes through, and a line over 1 MiB is rejected alone."""

    def body() -> Iterator[bytes]:
        for number in range(60):
            yield json.dumps(FIRST | {"external_id": str(number), "text": "word " * 20_000}).encode() + b"\n"
        yield json.dumps(FIRST | {"external_id": "long", "text": "word " * 300_000}).encode()

    answer = client.post("/v1/records", content=body(), headers=keys["ingest"] | NDJSON).json()
    assert (answer["created"], answer["rejected"], len(answer["results"])) == (60, 1, 61)
    assert answer["results"][-1]["problem"]["type"] == f"{PUBLIC_URL}/problems/too-large"


def test_a_large_answer_is_whole(client: TestClient, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit in memory comes back from the file that it was put in."""
    monkeypatch.setattr("app.api.ingest_report._MOST_IN_MEMORY", 1_000)
    monkeypatch.setattr("app.api.ingest_report._PIECE", 700)
    answer = client.post(
        "/v1/records", content=b"{}\n" * 100, headers=keys["ingest"] | NDJSON | {"Accept-Encoding": "identity"}
    )
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert [result["line"] for result in answer.json()["results"]] == list(range(1, 101))


def send(client: TestClient, keys: Keys, *records: dict[str, Any]) -> None:
    """Send records that have to be taken."""
    assert client.post("/v1/records", json=list(records), headers=keys["ingest"]).json()["rejected"] == 0


def test_a_record_is_read_with_what_was_read_from_it(client: TestClient, keys: Keys) -> None:
    """Everything that was sent is there, extra fields under raw, with id, version, beats and entities."""
    send(client, keys, FIRST | {"extra": [1, {"x": None}]})
    name = record_id("harbour-courier", "1")
    told = client.get(f"/v1/records/{name}").json()
    assert {field: told[field] for field in FIRST} == FIRST
    assert {
        field: told[field] for field in ("id", "status", "version", "language", "collected_at", "suspected_injection")
    } == {
        "id": name,
        "status": "active",
        "version": 1,
        "language": "en",
        "collected_at": "2026-06-30T12:00:00Z",
        "suspected_injection": False,
    }
    assert told["raw"] == {"extra": [1, {"x": None}]}
    assert told["beats"]


def test_earlier_words_stay_readable(client: TestClient, keys: Keys) -> None:
    """A changed text makes a version, and the one before is read under its number."""
    send(client, keys, FIRST)
    send(client, keys, FIRST | {"text": "The model reads twelve years of tides."})
    path = f"/v1/records/{record_id('harbour-courier', '1')}"
    assert client.get(path).json()["version"] == 2
    assert [client.get(f"{path}/versions/{n}").json().get("text", "")[16:22] for n in (1, 2)] == ["eleven", "twelve"]
    assert [client.get(f"{path}/versions/{n}").status_code for n in (0, 3, 2**31)] == [422, 404, 422]


def test_records_are_listed_newest_first_page_by_page(client: TestClient, keys: Keys) -> None:
    """The pages hold every record once; the Link header leads to the next page under the public address."""
    send(
        client,
        keys,
        *(FIRST | {"external_id": str(n), "published_at": f"2026-06-{n:02}T00:00:00Z"} for n in range(1, 8)),
    )
    path, seen = "/v1/records?limit=3&total=true&source=harbour-courier", []
    while path:
        answer = client.get(path)
        page = answer.json()
        assert page["total"] == 7
        seen += [item["external_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            assert "link" not in answer.headers
            break
        link = answer.headers["link"]
        assert link.startswith(f"<{PUBLIC_URL}/v1/records?limit=3&total=true&source=harbour-courier&cursor=")
        assert link.endswith('>; rel="next"')
        path = link[len(f"<{PUBLIC_URL}") : link.index(">")]
    assert seen == ["7", "6", "5", "4", "3", "2", "1"]
    assert "total" not in client.get("/v1/records").json()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"1", "2"}),
        ("source=harbour-courier", {"1"}),
        ("source=nobody", set()),
        ("community=Business", {"1", "2"}),
        ("kind=post", {"2"}),
        ("language=zh", {"2"}),
        ("q=ferry", {"1"}),
        ("q=渡轮", {"2"}),
        ("published_after=2026-06-03", {"2"}),
        ("published_after=2026-06-02T05:30:00Z&published_before=2026-06-03", {"1"}),
        ("published_before=2026-06-02T05:30:00Z", set()),
    ],
)
def test_filters_narrow_a_list(client: TestClient, keys: Keys, query: str, found: set[str]) -> None:
    """Each filter lets through what it names, bounds of time as [after, before)."""
    chinese = {
        "external_id": "2", "source": "lan-bo", "kind": "post", "title": "渡轮公司试用新的时刻表",
        "text": "这个模型读了十一年的潮汐数据。", "published_at": "2026-06-04T00:00:00Z",
    }  # fmt: skip
    send(client, keys, FIRST, FIRST | chinese)
    assert {item["external_id"] for item in client.get(f"/v1/records?{query}").json()["items"]} == found


@pytest.mark.parametrize("cursor", ["x", "AAAA", "e30", "%F0%9F%98%80", "a" * 2_000])
def test_a_made_up_cursor_is_refused(client: TestClient, cursor: str) -> None:
    """A cursor that was not made here, for these filters, is a problem of its own."""
    assert problem(client.get(f"/v1/records?cursor={cursor}"))["type"] == f"{PUBLIC_URL}/problems/invalid-cursor"


def test_a_withdrawn_record_is_gone(client: TestClient, keys: Keys) -> None:
    """It answers 410 from then on, in every version; withdrawing it again, too; and it leaves the lists."""
    send(client, keys, FIRST)
    path = f"/v1/records/{record_id('harbour-courier', '1')}"
    gone = client.delete(path, headers=keys["ingest"])
    assert (gone.status_code, gone.content) == (204, b"")
    for again in (client.get(path), client.get(f"{path}/versions/1"), client.delete(path, headers=keys["ingest"])):
        assert problem(again)["type"] == f"{PUBLIC_URL}/problems/gone"
    assert client.get("/v1/records").json()["items"] == []
    sent_again = client.post("/v1/records", json=[FIRST], headers=keys["ingest"]).json()
    assert [result["problem"]["type"] for result in sent_again["results"]] == [f"{PUBLIC_URL}/problems/gone"]
    assert problem(client.delete("/v1/records/rec_nothing", headers=keys["ingest"]))["status"] == 404


def test_sources_are_made_on_first_sight_and_counted(client: TestClient, keys: Keys) -> None:
    """Each source has a name, a kind, its span of time and how many records came from it."""
    send(client, keys, FIRST, FIRST | {"external_id": "2", "published_at": "2026-06-05T00:00:00Z"})
    assert client.get("/v1/sources").json() == {
        "items": [
            {
                "slug": "harbour-courier",
                "name": "Harbour Courier",
                "kind": "news",
                "home_page": None,
                "record_count": 2,
                "first_record_at": "2026-06-02T05:30:00Z",
                "last_record_at": "2026-06-05T00:00:00Z",
            }
        ]
    }


@pytest.mark.parametrize("body", [b"", b" \n", b"[1,2", b"[" * 100_000, b'[{"source": "s"}', b'[{"title": "t"}}]'])
def test_a_broken_array_of_which_nothing_was_accepted_is_no_json(client: TestClient, keys: Keys, body: bytes) -> None:
    """400, since there is nothing to report; an empty body is no array either."""
    answer = client.post("/v1/records", content=body, headers=keys["ingest"] | {"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (400, f"{PUBLIC_URL}/problems/invalid-json")


def test_a_broken_array_is_reported_behind_what_was_accepted(client: TestClient, keys: Keys) -> None:
    """What came before the break stays, and is told; an array without records, and no lines at all, are nothing wrong."""
    headers = keys["ingest"] | {"Content-Type": "application/json"}
    record = json.dumps({"source": "s", "external_id": "1", "title": "t", "published_at": "2026-06-01"})
    told = client.post("/v1/records", content=f"[{record}, 7", headers=headers).json()
    assert [result["outcome"] for result in told["results"]] == ["created", "rejected"]
    nothing = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0, "results": []}
    lines = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
    for body, kind in ((b"[]", headers), (b"", lines)):
        answer = client.post("/v1/records", content=body, headers=kind)
        assert (answer.status_code, answer.json()) == (200, nothing)
