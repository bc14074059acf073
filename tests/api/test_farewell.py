"""An operation that will go says so in every answer, in the description and on its page, and does not go too soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import main
from app.api import operations
from app.api.farewell import NOTICE, Farewell
from app.api.operation import Router
from app.errors import GoneError
from app.newsroom.deployment import Deployment
from app.settings import Settings
from schemas.base import Output
from tests.conftest import PUBLIC_URL, Keys
from tests.rules.tree import ROOT

SINCE = datetime(2027, 1, 4, tzinfo=UTC)
UNTIL = datetime(2027, 9, 6, tzinfo=UTC)
ROUTER = Router("Old")
PATH = "/v1/harbour-bell"
LINK = f'<{PUBLIC_URL}/docs#ring_bell>; rel="deprecation"'


class Rung(Output):
    """How often the bell was rung."""

    times: int


@ROUTER.get(PATH, problems=(GoneError,), shows="stories", leaves=Farewell(SINCE, UNTIL, "sound_horn"))
def ring_bell(times: int = 1) -> Rung:
    """Ring the harbour's bell.

    It is loud.
    """
    return Rung(times=times)


@ROUTER.write("POST", PATH, scope="edit", leaves=Farewell(SINCE, None, "sound_horn"))
def mend_bell() -> Rung:
    """Mend the harbour's bell."""
    return Rung(times=0)


@pytest.fixture
def old(settings: Settings, deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Give a client of a service with two operations that are deprecated, beside its own."""
    monkeypatch.setattr(main, "operations", lambda: [*operations(), *ROUTER.routes])
    with TestClient(main.create_app(settings, deployment), base_url=PUBLIC_URL) as made:
        yield made


def test_every_answer_of_a_deprecated_operation_says_so(old: TestClient, keys: Keys) -> None:
    """Good answers, unchanged ones and problems alike bear the headers of RFC 9745 and RFC 8594, and a link to what says more."""
    good = old.get(PATH)
    tag = {"If-None-Match": good.headers["etag"]}
    answers = [
        good,
        old.get(PATH),
        old.head(PATH),
        old.get(PATH, headers=tag),
        old.get(PATH, params={"times": "often"}),
    ]
    assert [each.status_code for each in answers] == [200, 200, 200, 304, 422]
    for each in answers:
        told = {name: each.headers[name] for name in ("deprecation", "sunset", "link")}
        assert told == {"deprecation": "@1799020800", "sunset": "Mon, 06 Sep 2027 00:00:00 GMT", "link": LINK}
    for headers, status in ((keys["read"], 403), ({}, 401), (keys["edit"], 200)):
        mended = old.post(PATH, headers=headers)
        assert (mended.status_code, mended.headers["deprecation"], "sunset" in mended.headers) == (
            status,
            "@1799020800",
            False,
        )


def test_other_operations_say_nothing(old: TestClient) -> None:
    """The headers stand nowhere else, and nothing is marked that is not deprecated."""
    assert {"deprecation", "sunset"} & set(old.get("/v1/stories").headers) == set()
    document = old.get("/openapi.json").json()
    marked = {
        each["operationId"] for path in document["paths"].values() for each in path.values() if "deprecated" in each
    }
    assert marked == {"ring_bell", "mend_bell"}


def test_the_description_and_the_page_say_so(old: TestClient) -> None:
    """OpenAPI marks it, tells until when it is there and what takes its place, and describes the headers; `/docs` shows the line."""
    told: dict[str, Any] = old.get("/openapi.json").json()["paths"][PATH]
    sentence = "Deprecated since 2027-01-04; it may be gone from 2027-09-06 on. Use `sound_horn` instead."
    assert (told["get"]["deprecated"], told["get"]["description"]) == (True, f"It is loud.\n\n{sentence}")
    assert {"Deprecation", "Sunset"} <= set(told["get"]["responses"]["200"]["headers"])
    assert told["post"]["description"].endswith("Deprecated since 2027-01-04. Use `sound_horn` instead.")
    page = old.get("/docs").text
    assert f"<p>{sentence}</p>" in page
    assert 'id="ring_bell"' in page, "where the link leads"


def test_nothing_goes_sooner_than_is_promised() -> None:
    """Half a year at least lies between the announcement and the end."""
    Farewell(SINCE, SINCE + NOTICE, "sound_horn")
    with pytest.raises(ValueError, match="182 days"):
        Farewell(SINCE, SINCE + NOTICE - timedelta(seconds=1), "sound_horn")


def test_a_browser_may_read_the_headers(old: TestClient) -> None:
    """Pages of other origins see them too."""
    exposed = old.get(PATH, headers={"Origin": "https://front.example"}).headers["access-control-expose-headers"]
    assert {"Deprecation", "Sunset"} <= set(exposed.split(", "))


def test_none_of_ours_is_deprecated_without_a_date_in_the_changelog() -> None:
    """Whoever deprecates an operation tells of it where changes are told, and the stability page says whether there is any."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    leaving = [each.operation_id for each in operations() if each.leaves is not None]
    stability = (ROOT / "docs/reference/stability.md").read_text(encoding="utf-8")
    assert ("None is deprecated now." in stability) == (not leaving)
    assert [name for name in leaving if f"`{name}`" not in changelog] == []
