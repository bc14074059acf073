"""Whose key is whose, for as long as nobody changed anything: so that a reader with a key is not looked up for each request."""

from __future__ import annotations

from hashlib import sha256

from app.api.access import Caller

_MOST = 4_096


class KnownCallers:
    """Callers by a digest of what they sent, so that no secret stays here. Good for one edition of what is stored."""

    def __init__(self) -> None:
        """Know nobody."""
        self._edition = -1
        self._callers: dict[bytes, Caller] = {}

    def find(self, secret: bytes, edition: int) -> Caller | None:
        """Return who sent the Authorization header, as far as is known in an edition."""
        if edition != self._edition:
            return None
        return self._callers.get(sha256(secret).digest())

    def keep(self, secret: bytes, edition: int, caller: Caller) -> None:
        """Remember who was found to have sent it, by a look that began in an edition."""
        if edition != self._edition or len(self._callers) >= _MOST:
            self._callers.clear()
            self._edition = edition
        self._callers[sha256(secret).digest()] = caller
