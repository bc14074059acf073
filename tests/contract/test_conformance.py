"""Every operation, asked by Schemathesis whatever its description allows and forbids: the API does as it says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi

from app import __version__
from app.api import operations
from app.api.openapi import describe
from app.main import create_app
from app.settings import Settings
from tests.conftest import PUBLIC_URL, fixed_deployment, make_keys

# More, for a longer look: STORYWIRE_EXAMPLES=500 pytest tests/contract/test_conformance.py
EXAMPLES = int(os.environ.get("STORYWIRE_EXAMPLES", "12"))

# 422 and the like also mean that what was sent is well formed and yet cannot be: a record id that is unknown, a
# cursor of our form but not of our making, a name that belongs to another entity.
WELL_FORMED_YET_REFUSED = ["2xx", "3xx", "400", "404", "406", "409", "410", "412", "422"]


# Cases are made when tests are collected, so the application has to be there by then; its database comes with the key.
FOLDER = TemporaryDirectory()
DATABASE = Path(FOLDER.name) / "storywire.db"
# Webhooks may lead anywhere, so that no name is looked up; nothing is delivered, for the application is not started.
GIVEN = Settings(
    database_url=f"sqlite:///{DATABASE}",
    public_url=PUBLIC_URL,
    write_limit="",
    webhooks_anywhere=True,
    _env_file=None,
)
DEPLOYMENT = fixed_deployment(GIVEN)

schema = schemathesis.openapi.from_dict(
    describe(operations(), __version__, f"http://{asgi.HOST}"),
    config=SchemathesisConfig.from_dict(
        {
            "checks": {"positive_data_acceptance": {"expected-statuses": WELL_FORMED_YET_REFUSED}},
            # A bad record is rejected alone, inside an answer that tells what became of each.
            "operations": [
                {"include-operation-id": "ingest_records", "checks": {"negative_data_rejection": {"enabled": False}}},
                # Waiting for what does not come is what the operation is asked for; here nobody has the time.
                {"include-operation-id": "list_changes", "parameters": {"wait": 0}},
            ],
        }
    ),
)
schema.app = create_app(GIVEN, DEPLOYMENT)


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: object, value: object) -> bytes:
    """Send whatever was made for a body of lines as a line."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def key(empty_database: Path) -> dict[str, str]:
    """Put a database of its own under the application; return a key that holds every scope."""
    shutil.copy(empty_database, DATABASE)
    return make_keys(DEPLOYMENT)["admin"]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_does_as_it_says(key: dict[str, str], case: schemathesis.Case[Any]) -> None:
    """No 5xx; what is described is accepted, what is not is refused; statuses, headers and bodies are those described."""
    case.call_and_validate(headers=key)


def test_every_operation_is_asked(request: pytest.FixtureRequest) -> None:
    """Were Schemathesis not loaded in time, its tests would not be collected, and nobody would miss them."""
    described = [
        path.keys() & {"get", "put", "post", "patch", "delete"} for path in schema.raw_schema["paths"].values()
    ]
    name = test_an_operation_does_as_it_says.__name__
    asked = [item for item in request.session.items if item.name.startswith(f"{name}[")]
    assert len(asked) == sum(map(len, described))
