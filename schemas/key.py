"""An API key, as its owner may see it: never the key itself."""

from __future__ import annotations

from typing import Literal

from schemas.base import Output, Time

Scope = Literal["read", "ingest", "synthesize", "edit", "admin"]


class ApiKey(Output):
    """A key's name, scopes and times; the secret was shown once, when it was made."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: Time
    revoked_at: Time | None
