"""The root and each story's own address lead to where things are."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/", BROWSER, "/docs"),
        ("/", "*/*", "/docs"),
        ("/stories/kilns-of-pell-9d2e", "*/*", "/v1/stories/kilns-of-pell-9d2e"),
        ("/stories/kilns-of-pell-9d2e", "application/json", "/v1/stories/kilns-of-pell-9d2e"),
        ("/stories/kilns-of-pell-9d2e", BROWSER, "/v1/stories/kilns-of-pell-9d2e.html"),
        ("/stories/kilns-of-pell-9d2e.txt", BROWSER, "/v1/stories/kilns-of-pell-9d2e.txt"),
        ("/stories/kilns%20of%3Fpell", "*/*", "/v1/stories/kilns%20of%3Fpell"),
    ],
)
def test_addresses_for_people_lead_on(client: TestClient, path: str, accept: str, location: str) -> None:
    """307 to the same host: the root to the docs, a story to its JSON, or to its page where one is asked for."""
    answer = client.get(path, headers={"Accept": accept}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, location)


def test_they_are_no_part_of_the_described_api(client: TestClient) -> None:
    """They may change when there are pages to lead to."""
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if path == "/" or path.startswith("/stories")] == []
