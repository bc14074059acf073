"""Messages are signed as the standard has it, and the published example is one of them."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime

from standardwebhooks import Webhook as Verifier

from app.newsroom.webhook_message import headers_of, message_of, new_secret
from schemas.change import Change
from tests.rules.tree import ROOT

_LINE = re.compile(r"^(secret|webhook-[a-z]+|body) +(.+)$", re.MULTILINE)


def _published() -> dict[str, str]:
    """Return the example of the book, by name."""
    return dict(_LINE.findall((ROOT / "docs/reference/webhooks.md").read_text(encoding="utf-8")))


def test_the_published_example_is_what_is_sent() -> None:
    """Body and headers come out byte for byte; the standard's own library signs it just so."""
    told = _published()
    change = Change.model_validate(json.loads(told["body"])["data"])
    body = message_of(change)
    assert body.decode() == told["body"]
    sent = headers_of(told["webhook-id"], int(told["webhook-timestamp"]), body, [told["secret"]])
    assert {name: sent[name] for name in told if name.startswith("webhook-")} == {
        name: value for name, value in told.items() if name.startswith("webhook-")
    }
    when = datetime.fromtimestamp(int(told["webhook-timestamp"]), UTC)
    assert Verifier(told["secret"]).sign(told["webhook-id"], when, told["body"]) == told["webhook-signature"]


def test_each_secret_is_another_of_the_length_that_the_standard_wants() -> None:
    """32 bytes of chance; the standard asks for 24 to 64."""
    drawn = {new_secret() for _ in range(20)}
    assert len(drawn) == 20
    assert {len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) for secret in drawn} == {32}
