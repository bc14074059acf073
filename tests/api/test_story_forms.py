"""A story in its other forms over HTTP: one revision, one family of tags, the same rules of who sees it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.views import VIEWS
from app.views.base import View
from tests.api.test_problems import problem
from tests.api.test_stories import ids, story
from tests.conftest import PUBLIC_URL, Keys
from tests.views.hostile import parse_page

__all__ = ["ids", "story"]
IDENTITY = {"Accept-Encoding": "identity"}
EACH = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)


@EACH
def test_a_form_is_to_be_had_by_suffix_and_by_accept(client: TestClient, story: dict[str, Any], view: View) -> None:
    """Both answer the same bytes under the same tag, say where the form itself stands, and vary by Accept."""
    path = f"/v1/stories/{story['slug']}"
    by_suffix = client.get(f"{path}.{view.suffix}", headers=IDENTITY)
    by_header = client.get(path, headers=IDENTITY | {"Accept": f"{view.media_type}, application/json;q=0.5"})
    assert (by_header.content, by_header.headers["etag"]) == (by_suffix.content, by_suffix.headers["etag"])
    kind = by_suffix.headers["content-type"]
    assert kind == (f"{view.media_type}; charset=utf-8" if view.media_type.startswith("text/") else view.media_type)
    assert by_header.headers["content-location"] == f"{path}.{view.suffix}"
    assert {"Accept", "Accept-Encoding", "Authorization"} <= set(by_header.headers["vary"].split(", "))
    assert by_header.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=300"
    assert json.dumps(story["title"])[1:-1] in json.dumps(" ".join(by_suffix.text.split())).replace("\\\\", "")


@EACH
def test_a_form_belongs_to_the_family_of_its_revision(
    client: TestClient, keys: Keys, story: dict[str, Any], view: View
) -> None:
    """Its tag begins with the tag of the JSON, is its own, answers 304, and changes with the revision."""
    path = f"/v1/stories/{story['slug']}"
    whole = client.get(path, headers=IDENTITY).headers["etag"]
    tag = client.get(f"{path}.{view.suffix}", headers=IDENTITY).headers["etag"]
    assert re.fullmatch(f'{whole[:-1]}-{view.suffix}-[0-9a-f]{{12}}"', tag)
    unchanged = client.get(f"{path}.{view.suffix}", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert client.get(f"{path}.{view.suffix}", headers={"If-None-Match": whole}).status_code == 200
    edit = {"note": "It belongs elsewhere.", "beat": "ai-geopolitics", "cause": "correction"}
    changed = client.patch(path, json=edit, headers=keys["edit"]).headers["etag"]
    now = client.get(f"{path}.{view.suffix}", headers=IDENTITY | {"If-None-Match": tag})
    assert (now.status_code, now.headers["etag"].startswith(changed[:30])) == (200, True)
    assert "It belongs elsewhere." in now.text


@EACH
def test_a_form_answers_head(client: TestClient, story: dict[str, Any], view: View) -> None:
    """HEAD is GET without its body."""
    path = f"/v1/stories/{story['slug']}.{view.suffix}"
    head, whole = client.head(path, headers=IDENTITY), client.get(path, headers=IDENTITY)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    assert head.headers["content-length"] == str(len(whole.content))


@EACH
def test_every_form_says_that_a_machine_wrote_it(client: TestClient, story: dict[str, Any], view: View) -> None:
    """In words, and in the format's own field where it has one."""
    text = client.get(f"/v1/stories/{story['slug']}.{view.suffix}").text
    assert "a machine wrote this story" in " ".join(text.split())
    field = {
        "md": 'digital_source_type: "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"',
        "html": '<meta name="generator" content="Storywire, a machine; digital source: algorithmicMedia">',
        "jsonld": '"digitalSourceType": "https://schema.org/AlgorithmicMediaDigitalSource"',
        "ninjs": '"uri": "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"',
    }
    assert field.get(view.suffix, "") in text


def test_what_is_not_to_be_had_is_told(client: TestClient, story: dict[str, Any]) -> None:
    """406 names every form there is; a suffix that means nothing is 404; whoever takes anything gets JSON."""
    path = f"/v1/stories/{story['slug']}"
    told = problem(client.get(path, headers={"Accept": "application/pdf"}))
    kinds = ", ".join(["application/json", *(view.media_type for view in VIEWS)])
    assert (told["status"], told["detail"]) == (406, f"This is to be had as {kinds}.")
    assert problem(client.get(f"{path}.pdf"))["status"] == 404
    assert problem(client.get("/v1/stories/nothing.html"))["status"] == 404
    assert client.get(path, headers={"Accept": "*/*"}).json() == story


def test_a_page_comes_with_a_policy_and_leads_to_the_other_forms(client: TestClient, story: dict[str, Any]) -> None:
    """A browser that follows a story's address with `.html` gets a valid page that can run and load nothing; every form is linked."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.get(f"{story['url']}.html", headers=browser)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    links = [part.attrib for part in parse_page(answer.text).iter("link") if part.attrib["rel"] == "alternate"]
    for link in links:
        found = client.get(link["href"].removeprefix(PUBLIC_URL))
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, link["type"])
    assert {link["type"] for link in links} >= {"application/json", *(view.media_type for view in VIEWS)}
