"""Providers are named in a file, and a request chooses among them and no others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.errors import SettingsError
from app.main import create_app, providers_of
from app.providers import Provider, Terms, read_providers
from app.settings import Settings
from app.writers.claude.prices import Tokens, cost
from tests.conftest import NOW, PUBLIC_URL, SAMPLES, fixed_deployment, make_keys
from tests.writers.claude.acts import CACHED_TOKENS, INPUT_TOKENS, MODEL, OUTPUT_TOKENS, Act
from tests.writers.claude.messages_server import MessagesServer, serving
from tests.writers.claude.models import honest

FILE = """
[claude]
key_variable = "KEY_OF_CLAUDE"
model = "claude-sonnet-5-5"
models = {{ "claude-haiku-5-5" = {{}} }}

[house]
base_url = "{address}"
concurrency = 2

[house.models.qwen3-30b]
input_usd = 0.10
output_usd = 0.40
context_tokens = 32768

[house.models.small]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of two providers."""
    path = tmp_path / "providers.toml"
    path.write_text(FILE.format(address="http://127.0.0.1:9"), encoding="utf-8")
    return path


def test_a_file_names_providers(file: Path) -> None:
    """Each table is one, its default model the one named or the first, and each model has its terms."""
    assert read_providers(file) == [
        Provider(
            name="claude",
            key_variable="KEY_OF_CLAUDE",
            model="claude-sonnet-5-5",
            models={"claude-sonnet-5-5": Terms(), "claude-haiku-5-5": Terms()},
        ),
        Provider(
            name="house",
            base_url="http://127.0.0.1:9",
            concurrency=2,
            model="qwen3-30b",
            models={
                "qwen3-30b": Terms(input_usd=Decimal("0.1"), output_usd=Decimal("0.4"), context_tokens=32_768),
                "small": Terms(),
            },
        ),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[house", "is not TOML"),
        ("house = 1", "house is not a table"),
        ("[house]", "[house] all of it: a provider with a model names one"),
        ('[house]\nmodel = "x"\nbase_url = "ftp://x"', "[house] base_url: String should match pattern"),
        ('[house]\nmodel = "x"\nbase_url = "http://me:secret@x"', "[house] base_url: String should match pattern"),
        ('[house]\nmodel = "x"\nkey = "sk-1"', "[house] key: Extra inputs are not permitted"),
        ('[house]\nmodel = "x"\nmodels = { x = { input_usd = 1 } }', "a price has both input_usd and output_usd"),
        ('[House]\nmodel = "x"', "[House] name: String should match pattern"),
        ('[extractive]\nmodel = "x"', "the extractive writer, and no other, is named extractive"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    """The setting, the file, the table and the field, in one line."""
    path = tmp_path / "providers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_providers(path)
    assert str(raised.value).startswith(f"STORYWIRE_PROVIDERS_FILE: {path}")
    assert told in str(raised.value)


def test_settings_and_file_together_say_who_may_write(file: Path) -> None:
    """The one without a model always may, those of the file may, and the usual endpoint where a setting names it."""
    assert [each.name for each in providers_of(Settings(providers_file=file))] == ["extractive", "claude", "house"]
    named = providers_of(Settings(provider="anthropic", model="one", models=("two",)))
    assert [(each.name, each.model, list(each.models)) for each in named] == [
        ("extractive", "", []),
        ("anthropic", "one", ["one", "two"]),
    ]
    for wrong in (Settings(provider="house"), Settings(providers=("house",)), Settings(providers_file=file.parent)):
        with pytest.raises(SettingsError):
            providers_of(wrong)


def test_a_key_that_is_not_set_is_missed_at_once(file: Path) -> None:
    """A service that could not write for a provider says so when it starts, not when somebody asks."""
    with pytest.raises(SettingsError, match="claude needs its key in KEY_OF_CLAUDE, which is not set"):
        create_app(Settings(providers_file=file))


def test_a_deployments_own_price_comes_before_the_list() -> None:
    """What was read from a cache costs as much as the rest where the terms do not say otherwise."""
    used = Tokens(prompt=1_000_000, output=1_000_000, cache_read=1_000_000)
    terms = Terms(input_usd=Decimal(1), output_usd=Decimal(5))
    assert cost("claude-sonnet-5-5", used) == Decimal("12.10")
    assert cost("claude-sonnet-5-5", used, Terms()) == Decimal("12.10")
    assert cost("claude-sonnet-5-5", used, terms) == Decimal(7)
    assert cost("qwen3", used, terms.model_copy(update={"cached_input_usd": Decimal("0.1")})) == Decimal("6.1")
    assert cost("qwen3", used) == 0


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MessagesServer, MessagesServer]]:
    """Serve two endpoints: the first is where the SDK looks, with a key and a header in the environment; the second is the house's."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(serving(Act(answer=honest))) for _ in range(2))
        monkeypatch.setenv("ANTHROPIC_BASE_URL", first.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "key-of-the-sdk")
        monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-pass: secret")
        monkeypatch.setenv("KEY_OF_CLAUDE", "key-of-claude")
        yield first, second


def test_one_request_chooses_provider_and_model(
    settings: Settings, tmp_path: Path, two: tuple[MessagesServer, MessagesServer]
) -> None:
    """Each goes to its own endpoint with its own key alone, is booked at its own price, and stands in the story by its name."""
    first, second = two
    file = tmp_path / "providers.toml"
    file.write_text(FILE.format(address=second.url), encoding="utf-8")
    settings = settings.model_copy(update={"providers_file": file, "provider": "house"})
    deployment = fixed_deployment(settings)
    keys = make_keys(deployment)
    with TestClient(create_app(settings, deployment), base_url=PUBLIC_URL) as client:
        headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        content = (SAMPLES / "scribewell.jsonl").read_bytes()
        ids = [each["id"] for each in client.post("/v1/records", content=content, headers=headers).json()["results"]]

        def write(**wishes: Any) -> Any:
            return client.post("/v1/syntheses", json={"record_ids": ids} | wishes, headers=keys["synthesize"]).json()

        stories = [write(), write(model="small"), write(provider="claude", model="claude-haiku-5-5")]
        refused = [
            write(model="claude-sonnet-5-5"),
            write(provider="anthropic"),
            write(provider="extractive", model="x"),
        ]
    deployment.database.close()
    # Where a deployment names no price, the list price is that of the model that says it answered.
    listed = cost(MODEL, Tokens(prompt=INPUT_TOKENS, cache_read=CACHED_TOKENS, output=OUTPUT_TOKENS))
    house = (INPUT_TOKENS + CACHED_TOKENS) * Decimal("0.10") + OUTPUT_TOKENS * Decimal("0.40")
    # Each model is looked at before its first story, which bears what that cost.
    house, listed = 2 * house, 2 * listed
    assert [
        (each["methodology"]["provider"], Decimal(each["methodology"]["usage"]["cost_usd"])) for each in stories
    ] == [("house", house / 1_000_000), ("house", listed), ("claude", listed)]
    assert [[fault["pointer"] for fault in each["errors"]] for each in refused] == [
        ["/model"],
        ["/provider"],
        ["/model"],
    ]
    assert [sent["model"] for sent in second.sent] == ["qwen3-30b", "small"]
    assert [sent["model"] for sent in first.sent] == ["claude-haiku-5-5"]
    assert len(second.looks) == 2
    assert {each["authorization"] for each in second.headers} == {"Bearer none"}
    assert "key-of" not in str(second.headers)
    assert "secret" not in str(second.headers)
    assert [(each["authorization"], each["x-pass"]) for each in first.headers] == [("Bearer key-of-claude", "secret")]
    assert NOW.isoformat()[:10] in stories[0]["published_at"]
