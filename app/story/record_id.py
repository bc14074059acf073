"""Give a record its id, from where it was gathered and what it is called there, and from nothing else."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

_DIGEST_BYTES = 16


def record_id(source: str, external_id: str) -> str:
    """Return the id of a record: `rec_` and 26 characters, the same on every deployment.

    They are the first 128 bits of a SHA-256 in Base32 (RFC 4648, section 6), in lower case and without padding.
    """
    digest = sha256(f"{source}\x00{external_id}".encode()).digest()[:_DIGEST_BYTES]
    return "rec_" + b32encode(digest).decode().rstrip("=").lower()
