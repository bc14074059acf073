"""A key opens until it is revoked, and nothing that is kept of it would open anything."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from app.newsroom.deployment import Deployment
from app.store import keys
from schemas.key import ApiKey

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_a_key_is_found_by_its_secret_alone(deployment: Deployment) -> None:
    """What is kept says whose it is and what it may do."""
    with deployment.database.write() as session:
        key, secret = keys.create(session, "desk", ["ingest", "edit"], NOW)
    assert key == ApiKey(id=key.id, name="desk", scopes=["ingest", "edit"], created_at=NOW, revoked_at=None)
    assert re.fullmatch(r"swk_[0-9a-f]{64}", secret)
    with deployment.database.read() as session:
        assert keys.find(session, secret) == key
        wrong = (secret[:-1], secret.upper(), key.id, "", "swk_", "\ud800")
        assert [keys.find(session, other) for other in wrong] == [None] * len(wrong)
    quick = deployment.database.quick
    if quick.at_once:
        assert keys.find_at_once(quick, secret) == key
        assert [keys.find_at_once(quick, other) for other in wrong] == [None] * len(wrong)


def test_a_revoked_key_opens_nothing_and_stays_listed(deployment: Deployment) -> None:
    """Revoking says whether there was something to revoke."""
    with deployment.database.write() as session:
        key, secret = keys.create(session, "desk", ["read"], NOW)
        other, _ = keys.create(session, "press", ["admin"], NOW)
        assert [keys.revoke(session, key_id, NOW) for key_id in (key.id, key.id, "key_unknown")] == [True, False, False]
    with deployment.database.read() as session:
        assert keys.find(session, secret) is None
        if deployment.database.quick.at_once:
            assert keys.find_at_once(deployment.database.quick, secret) is None
        expected = {key.id: key.model_copy(update={"revoked_at": NOW}), other.id: other}
        assert {found.id: found for found in keys.every(session)} == expected


def test_no_part_of_a_secret_is_kept(deployment: Deployment, tmp_path: Path) -> None:
    """Who reads the whole file cannot use a key."""
    with deployment.database.write() as session:
        _, secret = keys.create(session, "desk", ["read"], NOW)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    random_part = secret.removeprefix("swk_")
    assert random_part.encode() not in kept
    assert bytes.fromhex(random_part) not in kept
