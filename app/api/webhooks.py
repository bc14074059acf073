"""Webhooks: addresses that are told of changes as they happen, and the log of what was delivered."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.api.access import Here
from app.api.operation import Router
from app.api.paging import Page
from app.errors import (
    ConflictError,
    InvalidCursorError,
    InvalidInputError,
    NotFoundError,
    StorageFullError,
    UnavailableError,
)
from app.jobs.try_webhook import try_webhook as send_test
from app.newsroom import keep_webhooks
from app.store import deliveries, webhooks
from schemas.webhook import (
    Delivery,
    DeliveryPage,
    DeliveryStatus,
    Replay,
    Rotation,
    Webhook,
    WebhookEdit,
    WebhookInput,
    WebhookList,
    WebhookSecret,
)

router = Router("Webhooks")

_WRITING = (NotFoundError, InvalidInputError, UnavailableError, StorageFullError)


@router.write(
    "POST",
    "/v1/webhooks",
    scope="admin",
    status_code=HTTPStatus.CREATED,
    problems=(InvalidInputError, ConflictError, UnavailableError, StorageFullError),
)
def create_webhook(given: WebhookInput, here: Here, response: Response) -> WebhookSecret:
    """Have an address told of changes.

    From now on, or from the change after `after`, it is sent a message for each, signed as Standard Webhooks has it. The
    secret is shown this once. Only public addresses over HTTPS are taken, unless the deployment allows others.
    """
    made = keep_webhooks.add_webhook(here, given)
    response.headers["Location"] = f"/v1/webhooks/{made.webhook.id}"
    return made


@router.write("GET", "/v1/webhooks", scope="admin")
def list_webhooks(here: Here) -> WebhookList:
    """List every webhook, oldest first, with how many deliveries wait."""
    with here.database.read() as session:
        return WebhookList(items=webhooks.every(session))


@router.write("GET", "/v1/webhooks/{webhook_id}", scope="admin", problems=(NotFoundError,))
def get_webhook(webhook_id: str, here: Here) -> Webhook:
    """Read a webhook: what it is told of, how far it is, and why it is disabled if it is."""
    with here.database.read() as session:
        return keep_webhooks.webhook_at_hand(session, webhook_id)


@router.write("PATCH", "/v1/webhooks/{webhook_id}", scope="admin", problems=_WRITING)
def edit_webhook(webhook_id: str, edit: WebhookEdit, here: Here) -> Webhook:
    """Change a webhook, disable it, or enable it again: then it is told of everything that happened meanwhile."""
    return keep_webhooks.edit_webhook(here, webhook_id, edit)


@router.write(
    "DELETE",
    "/v1/webhooks/{webhook_id}",
    scope="admin",
    status_code=HTTPStatus.NO_CONTENT,
    problems=(NotFoundError, UnavailableError, StorageFullError),
)
def delete_webhook(webhook_id: str, here: Here) -> None:
    """Delete a webhook with its log."""
    keep_webhooks.delete_webhook(here, webhook_id)


@router.write("POST", "/v1/webhooks/{webhook_id}/secret", scope="admin", problems=_WRITING)
def rotate_webhook_secret(webhook_id: str, rotation: Rotation, here: Here) -> WebhookSecret:
    """Give a webhook another secret, shown this once.

    For `overlap_hours` messages bear two signatures, by the new secret and by the one before, so that none is refused
    while the receiver changes over.
    """
    return keep_webhooks.turn_secret(here, webhook_id, rotation.overlap_hours)


@router.write("POST", "/v1/webhooks/{webhook_id}/test", scope="admin", problems=_WRITING)
def call_webhook(webhook_id: str, here: Here) -> Delivery:
    """Send a test message, of the type `webhook.test`, once and now, and tell how that went."""
    return send_test(here, webhook_id)


@router.write(
    "POST", "/v1/webhooks/{webhook_id}/replay", scope="admin", status_code=HTTPStatus.ACCEPTED, problems=_WRITING
)
def replay_changes(webhook_id: str, replay: Replay, here: Here) -> Webhook:
    """Tell a webhook again of every change after one, under the same message ids."""
    return keep_webhooks.tell_again(here, webhook_id, replay.after)


@router.write(
    "GET",
    "/v1/webhooks/{webhook_id}/deliveries",
    scope="admin",
    problems=(NotFoundError, InvalidInputError, InvalidCursorError),
)
def list_deliveries(
    webhook_id: str,
    here: Here,
    page: Page,
    status: Annotated[DeliveryStatus | None, Query(description="Only those that stand so.")] = None,
) -> DeliveryPage:
    """List what was delivered to a webhook, is to be, or was given up, newest first, with every attempt.

    What was over a month ago is forgotten.
    """
    with here.database.read() as session:
        keep_webhooks.webhook_at_hand(session, webhook_id)
        items, cursor = deliveries.page(session, webhook_id, status, page.limit, page.cursor)
        return page.of(DeliveryPage, items, cursor)


@router.write(
    "POST",
    "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    scope="admin",
    status_code=HTTPStatus.ACCEPTED,
    problems=_WRITING,
)
def replay_delivery(webhook_id: str, delivery_id: str, here: Here) -> Delivery:
    """Deliver a change once more, under the same message id, whatever became of it before."""
    return keep_webhooks.send_again(here, webhook_id, delivery_id)
