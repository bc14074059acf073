"""What partners ask: changes, the export, webhooks; and whether the service is there. One function an operation, under its operationId."""

from __future__ import annotations

from typing import Literal

from schemas.change import Change, ChangeList, ExportLine
from schemas.health import Health
from schemas.problem import ProblemKind, ProblemKindList
from schemas.webhook import (
    Delivery,
    DeliveryPage,
    Replay,
    Rotation,
    Webhook,
    WebhookEdit,
    WebhookInput,
    WebhookList,
    WebhookSecret,
)
from storywire.client.asking import EVENTS, LINES, Ask, Listing, Stream, delete, get, path, reader, send

_WEBHOOKS = "/v1/webhooks"
_WEBHOOK = "/v1/webhooks/{webhook_id}"
# An answer that was waited for comes a little after its time.
_SPARE_SECONDS = 30.0


def list_changes(*, after: int = 0, limit: int | None = None, wait: int | None = None) -> Ask[ChangeList]:
    """Read what happened after a change, waiting for so many seconds where nothing has."""
    ask = get(ChangeList, "/v1/changes", after=after, limit=limit, wait=wait)
    return ask.within((wait or 0) + _SPARE_SECONDS)


def stream_changes(*, after: int = 0) -> Stream[Change]:
    """Follow what happens, from after a change on, without an end: the same as `list_changes`, as events."""
    ask = Ask("GET", "/v1/changes", reader(Change), accept=EVENTS)
    return Stream(ask, begin=after, is_endless=True)


def export_stories(*, after: int = 0) -> Stream[ExportLine]:
    """Read every story, or each that has changed after a change, one by one."""
    ask = Ask("GET", "/v1/export.ndjson", reader(ExportLine), accept=LINES)
    return Stream(ask, begin=after, place=lambda line: line.seq)


def list_webhooks() -> Ask[WebhookList]:
    """List webhooks (scope `admin`)."""
    return get(WebhookList, _WEBHOOKS)


def create_webhook(webhook: WebhookInput) -> Ask[WebhookSecret]:
    """Make a webhook (scope `admin`); its secret is told this once."""
    return send("POST", WebhookSecret, _WEBHOOKS, webhook)


def get_webhook(webhook_id: str) -> Ask[Webhook]:
    """Read a webhook (scope `admin`)."""
    return get(Webhook, path(_WEBHOOK, webhook_id))


def edit_webhook(webhook_id: str, edit: WebhookEdit) -> Ask[Webhook]:
    """Change a webhook (scope `admin`)."""
    return send("PATCH", Webhook, path(_WEBHOOK, webhook_id), edit, repeatable=True)


def delete_webhook(webhook_id: str) -> Ask[None]:
    """Delete a webhook (scope `admin`)."""
    return delete(path(_WEBHOOK, webhook_id))


def rotate_webhook_secret(webhook_id: str, rotation: Rotation) -> Ask[WebhookSecret]:
    """Give a webhook another secret (scope `admin`)."""
    return send("POST", WebhookSecret, path("/v1/webhooks/{webhook_id}/secret", webhook_id), rotation)


def call_webhook(webhook_id: str) -> Ask[Delivery]:
    """Send a webhook a message to try it (scope `admin`)."""
    return send("POST", Delivery, path("/v1/webhooks/{webhook_id}/test", webhook_id)).within(2 * _SPARE_SECONDS)


def replay_changes(webhook_id: str, replay: Replay) -> Ask[Webhook]:
    """Send a webhook again what happened after a change (scope `admin`)."""
    return send("POST", Webhook, path("/v1/webhooks/{webhook_id}/replay", webhook_id), replay)


def list_deliveries(
    webhook_id: str, *, status: Literal["pending", "delivered", "failed"] | None = None, limit: int | None = None
) -> Listing[Delivery]:
    """List a webhook's deliveries, newest first (scope `admin`)."""
    address = path("/v1/webhooks/{webhook_id}/deliveries", webhook_id)
    return Listing(get(DeliveryPage, address, status=status, limit=limit), lambda page: page.items)


def replay_delivery(webhook_id: str, delivery_id: str) -> Ask[Delivery]:
    """Send a delivery again (scope `admin`)."""
    address = path("/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay", webhook_id, delivery_id)
    return send("POST", Delivery, address)


def list_problems() -> Ask[ProblemKindList]:
    """List every kind of problem."""
    return get(ProblemKindList, "/problems")


def get_problem(slug: str) -> Ask[ProblemKind]:
    """Read what a kind of problem means."""
    return get(ProblemKind, path("/problems/{slug}", slug))


def check_life() -> Ask[Health]:
    """Ask whether the service lives."""
    return get(Health, "/healthz")


def check_readiness() -> Ask[Health]:
    """Ask whether the service can be asked for anything."""
    return get(Health, "/readyz")
