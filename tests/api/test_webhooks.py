"""Webhooks over HTTP: added, changed, tried, their log, and for admins alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook as Verifier

from app.jobs.courier import Courier
from app.main import create_app
from app.newsroom.deployment import Deployment, WebhookTerms
from app.settings import Settings
from app.store import deliveries, job_rows
from tests.api.test_problems import problem
from tests.conftest import PUBLIC_URL, Keys
from tests.jobs.test_courier import three_stories
from tests.receiver import answering, receiving


@pytest.fixture
def here(deployment: Deployment) -> Deployment:
    """Return a deployment that sends anywhere, once."""
    return replace(deployment, webhooks=WebhookTerms((), anywhere=True))


@pytest.fixture
def client(settings: Settings, here: Deployment, keys: Keys) -> TestClient:
    """Give an admin's client; nothing is delivered by itself, for its application was not started."""
    return TestClient(create_app(settings, here), base_url=PUBLIC_URL, headers=keys["admin"])


def deliver(here: Deployment) -> None:
    """Deliver what is due."""
    with here.database.read() as session:
        waiting = deliveries.waiting(session, job_rows.now(session))
    for pk in waiting:
        Courier(here).deliver(pk)


def test_a_secret_is_shown_once(client: TestClient) -> None:
    """When the webhook is added, and when the secret is turned; whatever is read later is without it."""
    answer = client.post("/v1/webhooks", json={"url": "https://hooks.example/in", "description": "The harbour desk"})
    made = answer.json()
    webhook = made["webhook"]
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/webhooks/{webhook['id']}")
    assert (made["secret"].startswith("whsec_"), made["former_until"]) == (True, None)
    assert webhook == {
        "id": webhook["id"],
        "url": "https://hooks.example/in",
        "kinds": [],
        "description": "The harbour desk",
        "enabled": True,
        "disabled_reason": None,
        "created_at": "2026-06-30T12:00:00Z",
        "after": 0,
        "pending": 0,
    }
    turned = client.post(f"/v1/webhooks/{webhook['id']}/secret", json={"overlap_hours": 2}).json()
    assert (turned["secret"] != made["secret"], turned["former_until"]) == (True, "2026-06-30T14:00:00Z")
    listed = client.get("/v1/webhooks")
    assert listed.json() == {"items": [webhook]}
    assert listed.headers["cache-control"] == "no-store"
    assert client.get(f"/v1/webhooks/{webhook['id']}").json() == webhook


def test_what_is_given_changes_and_what_is_deleted_is_gone(client: TestClient) -> None:
    """An empty change changes nothing; a disabled webhook says so."""
    address = client.post("/v1/webhooks", json={"url": "https://hooks.example/in"}).headers["location"]
    before = client.get(address).json()
    assert client.patch(address, json={}).json() == before
    changes = {"url": "https://hooks.example/other", "kinds": ["retraction"], "description": "Only the bad news"}
    told = client.patch(address, json={**changes, "enabled": False}).json()
    assert told == before | changes | {"enabled": False, "disabled_reason": "Somebody disabled it."}
    assert client.patch(address, json={"enabled": True}).json()["disabled_reason"] is None
    assert client.delete(address).status_code == 204
    assert client.get("/v1/webhooks").json() == {"items": []}


def test_a_webhook_begins_now_or_where_it_is_told_to(client: TestClient, here: Deployment) -> None:
    """`after` beyond the newest change is refused, for a new one as for a replay."""
    three_stories(here)
    made = [client.post("/v1/webhooks", json={"url": "https://a.example/", **extra}) for extra in ({}, {"after": 1})]
    assert [each.json()["webhook"]["after"] for each in made] == [3, 1]
    refused = problem(client.post("/v1/webhooks", json={"url": "https://a.example/", "after": 4}))
    assert (refused["status"], refused["errors"][0]["pointer"]) == (422, "/after")
    address = made[0].headers["location"]
    assert client.post(f"{address}/replay", json={"after": 2}).json()["after"] == 2
    assert problem(client.post(f"{address}/replay", json={"after": 4}))["status"] == 422


def test_an_address_to_which_nothing_may_be_sent_is_refused(
    settings: Settings, deployment: Deployment, keys: Keys
) -> None:
    """422 with the reason, when it is added as when it is changed."""
    client = TestClient(create_app(settings, deployment), base_url=PUBLIC_URL, headers=keys["admin"])
    refused = problem(client.post("/v1/webhooks", json={"url": "https://169.254.169.254/latest"}))
    reason = {"pointer": "/url", "detail": "It leads to an address that is not of the public internet."}
    assert (refused["status"], refused["errors"]) == (422, [reason])
    assert problem(client.patch("/v1/webhooks/whk_a", json={"url": "http://8.8.8.8/"}))["errors"] == [
        {"pointer": "/url", "detail": "It has to begin with https:// and a name."}
    ]
    assert client.post("/v1/webhooks", json={"url": "https://8.8.8.8/"}).status_code == 201


def test_a_test_call_tells_how_it_went(client: TestClient) -> None:
    """Signed like any message, sent once, logged; also to a webhook that is disabled."""
    with receiving(answering(202, 500)) as (url, received):
        made = client.post("/v1/webhooks", json={"url": url}).json()
        address = f"/v1/webhooks/{made['webhook']['id']}"
        client.patch(address, json={"enabled": False})
        fine, failed = (client.post(f"{address}/test").json() for _ in range(2))
    _, headers, body = received[0]
    payload = Verifier(made["secret"]).verify(body, headers)
    assert (payload["type"], payload["data"]["webhook"]) == ("webhook.test", made["webhook"]["id"])
    assert (fine["type"], fine["seq"], fine["status"], fine["id"]) == (
        "webhook.test",
        None,
        "delivered",
        headers["webhook-id"],
    )
    assert [each["status_code"] for each in (*fine["attempts"], *failed["attempts"])] == [202, 500]
    assert client.get(f"{address}/deliveries").json()["items"] == [failed, fine]


def test_the_log_has_pages_and_can_be_narrowed(client: TestClient, here: Deployment) -> None:
    """Newest first, with every attempt; one that failed can be sent again."""
    three_stories(here)
    with receiving(answering(500, 200)) as (url, received):
        address = client.post("/v1/webhooks", json={"url": url, "after": 0}).headers["location"]
        deliver(here)
        first = client.get(f"{address}/deliveries", params={"limit": 2}).json()
        rest = client.get(f"{address}/deliveries", params={"limit": 2, "cursor": first["next_cursor"]}).json()
        assert [each["seq"] for page in (first, rest) for each in page["items"]] == [3, 2, 1]
        assert rest["next_cursor"] is None
        (failed,) = client.get(f"{address}/deliveries", params={"status": "failed"}).json()["items"]
        assert (failed["seq"], failed["attempts"][0]["status_code"]) == (1, 500)
        again = client.post(f"{address}/deliveries/{failed['id']}/replay")
        assert (again.status_code, again.json()["status"]) == (202, "pending")
        assert client.get(address).json()["pending"] == 1
        deliver(here)
    assert len(received) == 4
    assert client.get(f"{address}/deliveries", params={"status": "failed"}).json()["items"] == []


def test_only_admins_have_to_do_with_webhooks(client: TestClient, keys: Keys) -> None:
    """Every operation takes the scope `admin`; what is not there is not found."""
    operations = [
        ("GET", "", None),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("POST", "/secret", {}),
        ("POST", "/test", None),
        ("POST", "/replay", {"after": 0}),
        ("GET", "/deliveries", None),
        ("POST", "/deliveries/msg_a/replay", None),
    ]
    for method, below, body in operations:
        address = f"/v1/webhooks/whk_a{below}"
        assert problem(client.request(method, address, json=body, headers=keys["edit"]))["status"] == 403
        assert problem(client.request(method, address, json=body))["status"] == 404
    assert problem(client.get("/v1/webhooks", headers=keys["edit"]))["status"] == 403
    assert (
        problem(client.post("/v1/webhooks", json={"url": "https://a.example"}, headers=keys["edit"]))["status"] == 403
    )


def test_there_are_no_more_than_a_hundred(client: TestClient) -> None:
    """Somebody's loop gone wrong does not fill the table."""
    for _ in range(100):
        assert client.post("/v1/webhooks", json={"url": "https://a.example/"}).status_code == 201
    assert problem(client.post("/v1/webhooks", json={"url": "https://a.example/"}))["status"] == 409
