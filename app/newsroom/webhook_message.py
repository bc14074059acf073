"""Make and sign the messages of webhooks, as Standard Webhooks 1.0.0 has it (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

from schemas.base import Output, Time
from schemas.change import Change

TEST_TYPE = "webhook.test"
_PREFIX = "whsec_"
_SECRET_BYTES = 32


class Message(Output):
    """What a webhook is sent: what kind of thing happened, when, and the change as `/v1/changes` tells it."""

    type: str
    timestamp: Time
    data: Change | dict[str, str]


def new_secret() -> str:
    """Draw a secret: `whsec_` and 32 bytes in Base64, within the 24 to 64 that the standard allows."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def type_of(kind: str) -> str:
    """Return the type of the message about a kind of change."""
    return kind if kind == TEST_TYPE else f"story.{kind}"


def message_of(change: Change) -> bytes:
    """Return the body that tells of a change."""
    message = Message(type=type_of(change.kind), timestamp=change.at, data=change)
    return message.model_dump_json().encode()


def headers_of(message_id: str, seconds: int, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """Return the headers of a message that is sent at a moment, in seconds since 1970, signed with each of the secrets."""
    signed = b"%s.%d.%s" % (message_id.encode(), seconds, body)
    return {
        "Content-Type": "application/json",
        "User-Agent": "storywire-webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, sha256)).decode()}"
