"""What admins do to webhooks: add, change, delete, turn the secret, have changes told again."""

from __future__ import annotations

import json
from datetime import timedelta

from app.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.webhook_message import new_secret
from app.outbound import RefusedAddressError, check
from app.store import changes, deliveries, job_rows, webhooks
from app.store.session import Session
from app.story.story_id import ID_BYTES, base32
from schemas.webhook import Delivery, Webhook, WebhookEdit, WebhookInput, WebhookSecret

_MOST = 100


def add_webhook(deployment: Deployment, given: WebhookInput) -> WebhookSecret:
    """Keep a new webhook and return it with its secret, which nothing can show again.

    Raises InvalidInputError where nothing may be sent to its address, or `after` is beyond the newest change, and
    ConflictError where there are a hundred.
    """
    _check(deployment, given.url)
    webhook_id = f"whk_{base32(deployment.draw(ID_BYTES))}"
    secret = new_secret()
    with deployment.database.write("nothing") as session:
        if len(webhooks.every(session)) >= _MOST:
            raise ConflictError(f"There are {_MOST} webhooks; delete one first.")
        if given.after is not None:
            changes.newest_beyond(session, given.after, "/after")
        webhook = webhooks.add(session, webhook_id, given, secret, deployment.clock())
    return WebhookSecret(webhook=webhook, secret=secret, former_until=None)


def edit_webhook(deployment: Deployment, webhook_id: str, edit: WebhookEdit) -> Webhook:
    """Change what is given of a webhook; raises NotFoundError, and InvalidInputError as `add_webhook` does."""
    if edit.url is not None:
        _check(deployment, edit.url)
    values: dict[str, object] = {}
    if edit.url is not None:
        values["url"] = edit.url
    if edit.kinds is not None:
        values["kinds"] = json.dumps(edit.kinds)
    if edit.description is not None:
        values["description"] = edit.description
    if edit.enabled is not None:
        reason = None if edit.enabled else "Somebody disabled it."
        # Whoever was at it when it was disabled need not be waited for.
        values |= {"is_enabled": edit.enabled, "disabled_reason": reason, "holder": None, "lease_until": 0}
    with deployment.database.write("nothing") as session:
        known = webhook_at_hand(session, webhook_id)
        if not values:
            return known
        webhooks.change(session, webhook_id, **values)
        return webhook_at_hand(session, webhook_id)


def delete_webhook(deployment: Deployment, webhook_id: str) -> None:
    """Delete a webhook with its log; raises NotFoundError where there is none."""
    with deployment.database.write("nothing") as session:
        if not webhooks.remove(session, webhook_id):
            raise NotFoundError("There is no such webhook.")


def turn_secret(deployment: Deployment, webhook_id: str, overlap_hours: int) -> WebhookSecret:
    """Give a webhook a new secret, and sign with the one before as well for some hours; raises NotFoundError."""
    secret = new_secret()
    until = deployment.clock() + timedelta(hours=overlap_hours)
    with deployment.database.write("nothing") as session:
        webhook = webhook_at_hand(session, webhook_id)
        webhooks.turn_secret(session, webhook_id, secret, until)
    return WebhookSecret(webhook=webhook, secret=secret, former_until=until)


def tell_again(deployment: Deployment, webhook_id: str, after: int) -> Webhook:
    """Tell a webhook again of every change after one; raises NotFoundError, or InvalidInputError for one that is not there."""
    with deployment.database.write("nothing") as session:
        webhook_at_hand(session, webhook_id)
        changes.newest_beyond(session, after, "/after")
        webhooks.go_back(session, webhook_id, after, job_rows.now(session))
        return webhook_at_hand(session, webhook_id)


def send_again(deployment: Deployment, webhook_id: str, delivery_id: str) -> Delivery:
    """Make a delivery due once more; raises NotFoundError where there is none of the id, or it was a test."""
    with deployment.database.write("nothing") as session:
        found = deliveries.send_again(session, webhook_id, delivery_id, job_rows.now(session))
    if found is None:
        raise NotFoundError("There is no such delivery of a change to this webhook.")
    return found


def webhook_at_hand(session: Session, webhook_id: str) -> Webhook:
    """Return a webhook; raises NotFoundError where there is none."""
    found = webhooks.get(session, webhook_id)
    if found is None:
        raise NotFoundError("There is no such webhook.")
    return found


def _check(deployment: Deployment, url: str) -> None:
    try:
        check(url, anywhere=deployment.webhooks.anywhere)
    except RefusedAddressError as error:
        raise InvalidInputError("Nothing is sent there.", errors=[Fault("/url", str(error))]) from None
