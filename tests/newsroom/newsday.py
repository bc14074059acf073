"""A day in a newsroom: stories are published, and then revised, retracted, or lose a record, as chance has it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from app.errors import StorywireError
from app.newsroom.deployment import Deployment
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.store import changes, stories
from app.store.stories import StoredStory
from tests.newsroom.desk import bring_in, publish, short_draft

_MOST = 10**6


def shown(here: Deployment) -> dict[str, str]:
    """Return the stories that readers see, by id, as they are sent."""
    with here.database.read() as session:
        found = changes.export(session, 0, _MOST, _MOST, here.public_url)
    return {each.change.story_id: each.document for each in found if each.document}


def revise(here: Deployment, stored: StoredStory) -> StoredStory:
    """Store another revision, which says the same."""
    story = stored.story()
    with here.database.write() as session:
        return stories.save(session, story.model_copy(update={"revision": story.revision + 1}), "edit", "Again.")


def happen(here: Deployment, drawn: Random, name: str, mine: list[str]) -> None:
    """Publish a story of two records of its own, then revise, retract or withdraw: it, or an earlier one of `mine`.

    Others may do the same meanwhile; what they were faster with is left as it is.
    """
    one, other = bring_in(here, [_record(f"{name}-{half}") for half in ("one", "other")])
    words = "The keeper of lamp {} waits."
    draft = short_draft(one, words.format(one.external_id))
    more = short_draft(other, words.format(other.external_id)).sections
    mine.append(publish(here, replace(draft, sections=(*draft.sections, *more)), [one, other], name=name).slug)
    with here.database.read() as session:
        stored = stories.find(session, drawn.choice(mine))
    if stored is None or stored.status != "published":
        return
    what = drawn.random()
    try:
        if what < 0.5:
            revise(here, stored)
        elif what < 0.7:
            retract_story(here, stored.slug, "It was fog.")
        else:
            withdraw(here, drawn.choice(stored.story().citations).record_id)
    except StorywireError:
        return


def _record(name: str) -> dict[str, object]:
    return {
        "source": "harbour-post",
        "external_id": name,
        "kind": "article",
        "author": f"Ines {name}",
        "title": f"Lamp {name}",
        "text": f"The keeper of lamp {name} waits. Nobody knows for whom.",
        "published_at": "2026-05-05T08:00:00Z",
    }
