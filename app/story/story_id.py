"""Give a synthesis its id, and its story one that follows from it: a job that is done again makes the same story."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

ID_BYTES = 16


def synthesis_id(drawn: bytes) -> str:
    """Return the id of a synthesis, of 16 bytes drawn by chance: `syn_` and 26 characters."""
    return f"syn_{base32(drawn)}"


def story_id(made_by: str) -> str:
    """Return the id of the story that a synthesis makes: `sty_` and 26 characters."""
    return f"sty_{base32(sha256(made_by.encode()).digest()[:ID_BYTES])}"


def base32(data: bytes) -> str:
    """Write bytes as lower-case Base32 (RFC 4648, section 6) without padding: 16 bytes are 26 characters."""
    return b32encode(data).decode().rstrip("=").lower()
