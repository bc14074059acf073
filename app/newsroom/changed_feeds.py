"""Name the feeds that changed, as the addresses by which a WebSub hub knows them."""

from __future__ import annotations

from app.store.hubs import Touched
from app.views import FEEDS


def changed_feeds(touched: Touched, public_url: str) -> list[str]:
    """Return the addresses of the feeds of all stories, of some beats and of some entities, in each form.

    A feed with a filter has no hub: there is no end to them, and nobody could say of each whether it changed.
    """
    places = ["/v1/feed"]
    places += [f"/v1/beats/{slug}/feed" for slug in sorted(touched.beats)]
    places += [f"/v1/entities/{slug}/feed" for slug in sorted(touched.entities)]
    return [f"{public_url}{place}.{feed.suffix}" for place in places for feed in FEEDS]
