"""Keys, scopes and limits: who may do what, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.api import RESOURCES, operations
from app.api.operation import Operation
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store import keys as kept_keys
from tests.api.test_problems import problem
from tests.conftest import NOW, PUBLIC_URL, SCOPES, Keys

GUARDED = [route for route in operations() if route.terms.scopes and not route.terms.only_reads]
READING = [route for route in operations() if route.terms.only_reads]


def call(client: TestClient, route: Operation, headers: dict[str, str]) -> int:
    """Ask an operation for something that is not there, or with a body that is refused; return the status."""
    path = route.path_format
    for name in ("slug", "record_id", "synthesis_id"):
        path = path.replace(f"{{{name}}}", "nothing")
    path = path.replace("{number}", "1").replace("{form}", "txt")
    method = next(iter(route.methods or ()))
    return client.request(method, path, headers=headers).status_code


def test_every_guarded_operation_asks_for_a_key(client: TestClient) -> None:
    """Without a key an operation that writes answers 401 and says how to authenticate."""
    assert {route.operation_id: call(client, route, {}) for route in GUARDED} == {
        route.operation_id: 401 for route in GUARDED
    }
    answer = client.post("/v1/syntheses", json={})
    assert problem(answer)["type"] == f"{PUBLIC_URL}/problems/key-required"
    assert answer.headers["www-authenticate"] == 'Bearer realm="storywire"'


def test_every_guarded_operation_takes_its_scope_and_no_other(client: TestClient, keys: Keys) -> None:
    """A key with another scope is told which one is missing; one with the scope, or admin, gets further."""
    refused = {
        (route.operation_id, scope): call(client, route, keys[scope]) == 403 for route in GUARDED for scope in SCOPES
    }
    assert refused == {
        (route.operation_id, scope): scope not in {*route.terms.scopes, "admin"}
        for route in GUARDED
        for scope in SCOPES
    }
    told = problem(client.post("/v1/syntheses", json={}, headers=keys["ingest"]))
    assert told["detail"] == "The key lacks the scope synthesize."


@pytest.mark.parametrize(
    "header", ["Bearer swk_" + "0" * 64, "Bearer ", "Basic dXNlcjpwYXNz", "swk_x", "Bearer \udcff"]
)
def test_a_key_that_is_not_valid_is_refused_even_where_none_is_needed(client: TestClient, header: str) -> None:
    """Its owner believes that it works, so it is never silently ignored."""
    answer = client.get("/v1/sources", headers={b"Authorization": header.encode("utf-8", "surrogateescape")})
    assert problem(answer)["status"] == 401


def test_a_revoked_key_is_refused_at_once(client: TestClient, deployment: Deployment) -> None:
    """Revoking takes effect with the next request."""
    with deployment.database.write() as session:
        key, secret = kept_keys.create(session, "soon gone", ["read"], NOW)
    headers = {"Authorization": f"bearer {secret}"}
    assert client.get("/v1/sources", headers=headers).status_code == 200
    with deployment.database.write() as session:
        kept_keys.revoke(session, key.id, NOW)
    assert client.get("/v1/sources", headers=headers).status_code == 401


def test_reading_can_be_made_to_take_a_key(settings: Settings, deployment: Deployment, keys: Keys) -> None:
    """With READ_ACCESS=key every reading operation answers 401 without a key, and any key may read."""
    closed = settings.model_copy(update={"read_access": "key"})
    with TestClient(create_app(closed, deployment), base_url=PUBLIC_URL) as client:
        assert {route.operation_id for route in READING if call(client, route, {}) != 401} == set()
        assert {scope for scope in SCOPES if client.get("/v1/sources", headers=keys[scope]).status_code != 200} == set()
        assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/docs", "/problems")] == [200] * 4


def test_writing_is_limited_by_key(settings: Settings, deployment: Deployment, keys: Keys) -> None:
    """The headers say what is left, 429 says when to come back, and another key is not concerned."""
    limited = settings.model_copy(update={"write_limit": "2/hour"})
    with TestClient(create_app(limited, deployment), base_url=PUBLIC_URL) as client:
        answers = [client.post("/v1/records", json=[], headers=keys["ingest"]) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"write";q=2;w=3600'}
        assert problem(answers[2])["type"] == f"{PUBLIC_URL}/problems/rate-limited"
        assert 1 <= int(answers[2].headers["retry-after"]) <= 3600
        assert client.post("/v1/records", json=[], headers=keys["admin"]).status_code == 200
        assert "ratelimit" not in client.get("/v1/records").headers


def test_reading_can_be_limited_by_address(settings: Settings, deployment: Deployment) -> None:
    """With READ_LIMIT set, whoever reads without a key is counted by address."""
    limited = settings.model_copy(update={"read_limit": "1/day"})
    with TestClient(create_app(limited, deployment), base_url=PUBLIC_URL) as client:
        assert [client.get("/v1/sources").status_code for _ in range(2)] == [200, 429]
        assert client.get("/healthz").status_code == 200


def test_every_resource_is_listed() -> None:
    """A file of the API that has a router is listed in its __init__, or its operations would not exist."""
    folder = Path(__file__).parents[2] / "app" / "api"
    with_router = {path.stem for path in folder.glob("*.py") if "\nrouter = Router(" in path.read_text("utf-8")}

    assert {resource.__name__.rpartition(".")[2] for resource in RESOURCES} == with_router
