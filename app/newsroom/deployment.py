"""A deployment: the parts that every verb of the newsroom works with, put together once by `main`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.newsroom.ingest_helpers import IngestHelpers
from app.newsroom.vocabulary import VocabularyCache
from app.store.session import Database
from app.writers.base import Writer


@dataclass(frozen=True, slots=True)
class Budgets:
    """What may be spent on models in a day (UTC), in US dollars: by all together, and by each key; None for no limit."""

    deployment_usd: Decimal | None = None
    key_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WebhookTerms:
    """After how many seconds a message is sent again, each time that it failed; and whether it may go to any network."""

    retry_seconds: tuple[int, ...] = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class WebSubTerms:
    """The hubs that are told which feeds changed, and for how many seconds changes gather before they are."""

    hubs: tuple[str, ...] = ()
    gathering_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Deployment:
    """One running service. `public_url` has no slash at its end; `clock` gives the time in UTC.

    `most_at_once` says, by writer, how many stories may be written at once in all processes together.
    `ingest_helpers` are the processes that may take in records for a server, None for none.
    `draw` gives so many random bytes, of which a synthesis's id is made: with both fixed, the same request makes the same story.
    """

    database: Database
    writers: Mapping[str, Writer]
    default_provider: str
    public_url: str
    clock: Callable[[], datetime]
    most_at_once: Mapping[str, int] = field(default_factory=dict)
    budgets: Budgets = field(default_factory=Budgets)
    webhooks: WebhookTerms = field(default_factory=WebhookTerms)
    websub: WebSubTerms = field(default_factory=WebSubTerms)
    vocabulary: VocabularyCache = field(default_factory=VocabularyCache)
    draw: Callable[[int], bytes] = secrets.token_bytes
    ingest_helpers: IngestHelpers | None = None
