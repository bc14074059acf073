"""Write a place in a list as an opaque cursor, and read back only what was written for the same list.

A cursor is the base64url text of a checksum and of the position as JSON. The checksum covers the filters too, so a cursor
that is made up, cut short or used with other filters is refused instead of giving a page of something else. It keeps no
secret: all that a forged cursor could reach is another page of the same list.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from app.errors import InvalidCursorError

_CHECKSUM_LENGTH = 8
_LONGEST = 2_000
_LARGEST = 2**63 - 1


def encode(position: Sequence[int | str], filters: Mapping[str, object]) -> str:
    """Return a cursor for the place just behind `position` (the sort values of the last row shown).

    Filters are compared as text, those that are None left out, so any type with a telling `str` will do.
    """
    data = json.dumps(list(position), ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_checksum(data, filters) + data).decode().rstrip("=")


def decode(cursor: str, filters: Mapping[str, object], kinds: Sequence[type] | None = None) -> list[int | str]:
    """Return the position inside a cursor, a value of each of `kinds` where they are told.

    Raises `InvalidCursorError` if it is not one of ours for these filters.
    """
    try:
        whole = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (UnicodeEncodeError, binascii.Error):
        whole = b""
    checksum, data = whole[:_CHECKSUM_LENGTH], whole[_CHECKSUM_LENGTH:]
    if len(cursor) > _LONGEST or not data or checksum != _checksum(data, filters):
        raise InvalidCursorError("The cursor was not made here, or was made for other filters.")
    position = _read(data)
    if position is None or (kinds is not None and [type(value) for value in position] != list(kinds)):
        raise InvalidCursorError("The cursor was not made here.")
    return position


def _read(data: bytes) -> list[int | str] | None:
    """Return a position, or None where there is none: anybody can find out how the checksum of something else is made."""
    try:
        position = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(position, list) or not all(type(value) in (int, str) for value in position):
        return None
    return None if any(isinstance(value, int) and abs(value) > _LARGEST for value in position) else position


def _checksum(data: bytes, filters: Mapping[str, object]) -> bytes:
    """Return the first bytes of a digest over the position and the filters that are set."""
    chosen = sorted((name, str(value)) for name, value in filters.items() if value is not None)
    return sha256(json.dumps(chosen).encode() + b"\x00" + data).digest()[:_CHECKSUM_LENGTH]
