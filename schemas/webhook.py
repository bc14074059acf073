"""Webhooks: addresses that are told of changes, as Standard Webhooks has it, and the log of what was delivered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Input, Output, Time
from schemas.change import ChangeKind

DeliveryStatus = Literal["pending", "delivered", "failed"]
_Url = Annotated[str, Field(min_length=1, max_length=2_000, description="Where messages go, over HTTPS.")]
_Kinds = Annotated[
    list[ChangeKind], Field(max_length=20, description="Which kinds of changes it is told of; empty for all.")
]
_Description = Annotated[str, Field(max_length=200)]


class WebhookInput(Input):
    """An address that is to be told of changes, from now on or from the change after `after`."""

    url: _Url
    kinds: _Kinds = []
    description: _Description = ""
    after: Annotated[
        int | None, Field(ge=0, le=2**53 - 1, description="The `seq` after which to begin; from now on where null.")
    ] = None


class WebhookEdit(Input):
    """What is to be otherwise; only what is given changes. Enabled again, it is told of what happened meanwhile."""

    url: _Url | None = None
    kinds: _Kinds | None = None
    description: _Description | None = None
    enabled: bool | None = None


class Rotation(Input):
    """For how many hours messages are signed with the secret of before as well."""

    overlap_hours: Annotated[int, Field(ge=0, le=24 * 30)] = 24


class Replay(Input):
    """From where changes are told again: the first is the one after `after`."""

    after: Annotated[int, Field(ge=0, le=2**53 - 1)]


class Webhook(Output):
    """A webhook, without its secret. `after` is the last change for which a delivery was made."""

    id: str
    url: str
    kinds: list[ChangeKind]
    description: str
    enabled: bool
    disabled_reason: str | None
    created_at: Time
    after: int
    pending: int = Field(description="How many deliveries wait, for their turn or for the next attempt.")


class WebhookSecret(Output):
    """A webhook with its secret, which is shown this once; until when messages are signed with the one before as well."""

    webhook: Webhook
    secret: str
    former_until: Time | None


class WebhookList(Output):
    """Every webhook, oldest first."""

    items: list[Webhook]


class Attempt(Output):
    """An attempt at a delivery: the status that was answered, or what kept an answer from coming."""

    number: int
    at: Time
    seconds: float
    status_code: int | None
    problem: str | None


class Delivery(Output):
    """A message to a webhook, of one change (`seq`; null for a test), and every attempt at it. `id` is its webhook-id."""

    id: str
    seq: int | None
    type: str
    status: DeliveryStatus
    next_attempt_at: Time | None
    attempts: list[Attempt]


class DeliveryPage(Output):
    """One page of deliveries, newest first."""

    items: list[Delivery]
    next_cursor: str | None
