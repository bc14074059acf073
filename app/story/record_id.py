"""Give a record its id, from where it was gathered and what it is called there, and from nothing else."""

from __future__ import annotations

from hashlib import sha256
from itertools import product

_DIGEST_BYTES = 16
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
# Ten bits at a time, because the library's own Base32, written in Python, takes as long as the rest of the id's record.
_PAIRS = ["".join(pair) for pair in product(_BASE32, repeat=2)]
_SHIFTS = range(120, -1, -10)


def record_id(source: str, external_id: str) -> str:
    """Return the id of a record: `rec_` and 26 characters, the same on every deployment.

    They are the first 128 bits of a SHA-256 in Base32 (RFC 4648, section 6), in lower case and without padding.
    """
    digest = sha256(f"{source}\x00{external_id}".encode()).digest()[:_DIGEST_BYTES]
    bits = int.from_bytes(digest) << 2  # Two bits of padding make thirteen groups of ten.
    return "rec_" + "".join([_PAIRS[bits >> shift & 0x3FF] for shift in _SHIFTS])
