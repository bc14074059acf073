"""Send a webhook a message that tells of nothing, to see whether it arrives."""

from __future__ import annotations

from app.errors import NotFoundError
from app.jobs.courier import outcome_of, send
from app.newsroom.deployment import Deployment
from app.newsroom.webhook_message import TEST_TYPE, Message
from app.store import deliveries, job_rows, webhooks
from app.story.story_id import ID_BYTES, base32
from schemas.webhook import Delivery


def try_webhook(deployment: Deployment, webhook_id: str) -> Delivery:
    """Send a test message, once and now, also where the webhook is disabled; return how that went, which is logged.

    Raises NotFoundError where there is no such webhook.
    """
    with deployment.database.read() as session:
        held = webhooks.look_at(session, webhook_id, job_rows.now(session))
    if held is None:
        raise NotFoundError("There is no such webhook.")
    told = {"webhook": webhook_id, "message": "This is a test: nothing has happened."}
    body = Message(type=TEST_TYPE, timestamp=deployment.clock(), data=told).model_dump_json().encode()
    message_id = f"msg_{base32(deployment.draw(ID_BYTES))}"
    at, answer = send(deployment, held, message_id, body)
    with deployment.database.write("nothing") as session:
        if webhooks.get(session, webhook_id) is None:
            raise NotFoundError("There is no such webhook.")
        return deliveries.log_test(session, held, message_id, TEST_TYPE, outcome_of(at, answer, None))
