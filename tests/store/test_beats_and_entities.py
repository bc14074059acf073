"""Beats and entities tell what they are, how much is filed under them, and what they are talked about with."""

from __future__ import annotations

import pytest

from app.errors import GoneError, InvalidCursorError
from app.newsroom.deployment import Deployment
from app.newsroom.edit_vocabulary import put_beat
from app.newsroom.retract_story import retract_story
from app.store import beats, entities
from app.store.entities import EntityFilter
from schemas.beat import BeatEntity, BeatInput, BeatRules, BeatStory, BeatSummary
from schemas.entity import Ambiguity, CoMention, EntityBeat, EntityInput
from tests.newsroom.desk import LAUNCH, REPORT, bring_in, publish, stock, usual_draft

AT_SEA = BeatInput(
    name="AI at Sea",
    description="Boats that answer.",
    names={"zh": "海上人工智能"},
    rules=BeatRules(terms={"en": {"harbours": 3, "tide table": 3}}, entities={"moth-7": 0.5}),
)


def test_a_beat_tells_all_of_itself(deployment: Deployment) -> None:
    """Its words and rules, how much is filed under it, its latest stories and the entities its records name most."""
    assert put_beat(deployment, "ai-at-sea", AT_SEA) is True
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given, beat="ai-at-sea").story()
    with deployment.database.read() as session:
        beat = beats.get(session, "ai-at-sea")
        assert beats.get(session, "no-such-beat") is None
    assert beat is not None
    assert beat.model_dump(include={"name", "description", "names", "rules"}) == AT_SEA.model_dump()
    assert (beat.record_count, beat.story_count) == (2, 1)
    assert beat.latest_stories == [
        BeatStory(slug=story.slug, title=story.title, dek=story.dek, published_at=story.published_at)
    ]
    assert beat.top_entities == [
        BeatEntity(slug="lanternworks", name="Lanternworks", kind="organization", record_count=2),
        BeatEntity(slug="moth-7", name="Moth 7", kind="model", record_count=2),
        BeatEntity(slug="greyfin-rock", name="Greyfin Rock", kind="place", record_count=1),
    ]


def test_beats_are_listed_as_the_default_set_has_them_and_then_by_slug(deployment: Deployment) -> None:
    """What editors add stands behind the default set; the counts of a list are those of each beat."""
    for slug in ("b-beat", "a-beat"):
        put_beat(deployment, slug, AT_SEA)
    stock(deployment)
    with deployment.database.read() as session:
        listed = beats.every(session)
        singly = [beats.get(session, each.slug) for each in listed]
    assert [each.slug for each in listed][-2:] == ["a-beat", "b-beat"]
    assert listed == [BeatSummary(**each.model_dump(include=set(BeatSummary.model_fields))) for each in singly if each]


def test_only_published_stories_count_for_a_beat_and_an_entity(deployment: Deployment) -> None:
    """A draft does not count, and a retracted story no longer does."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given).slug
    publish(deployment, usual_draft(given), given, name="draft", status="draft")

    def counts() -> tuple[int, int, int]:
        with deployment.database.read() as session:
            beat, entity = beats.get(session, "open-source-ai"), entities.get(session, "moth-7")
        assert beat is not None
        assert entity is not None
        return beat.story_count, len(beat.latest_stories), entity.story_count

    before = counts()
    retract_story(deployment, slug, "A hoax.")
    assert (before, counts()) == ((1, 1, 1), (0, 0, 0))


def test_an_entity_tells_all_of_itself(deployment: Deployment) -> None:
    """Its names, counts, first and last record, the beats it is filed under and what is named with it."""
    put_beat(deployment, "ai-at-sea", AT_SEA)
    given = stock(deployment)
    publish(deployment, usual_draft(given), given)
    with deployment.database.read() as session:
        entity = entities.get(session, "greyfin-rock")
        assert entities.get(session, "no-such-entity") is None
    assert entity is not None
    assert (entity.slug, entity.name, entity.kind, entity.aliases) == ("greyfin-rock", "Greyfin Rock", "place", {})
    assert (entity.record_count, entity.story_count) == (1, 1)
    assert (entity.first_seen, entity.last_seen) == (given[0].published_at, given[0].published_at)
    assert entity.beats == [EntityBeat(slug="ai-at-sea", name="AI at Sea", record_count=1)]
    assert entity.co_mentioned == [
        CoMention(slug="lanternworks", name="Lanternworks", kind="organization", record_count=1),
        CoMention(slug="moth-7", name="Moth 7", kind="model", record_count=1),
    ]


def test_an_entity_was_seen_from_its_first_record_to_its_last(deployment: Deployment) -> None:
    """Records published earlier that come later move the first, not the last."""
    stock(deployment)
    bring_in(deployment, [LAUNCH | {"external_id": "old", "published_at": "2020-01-01T00:00:00Z"}])
    with deployment.database.read() as session:
        entity = entities.get(session, "moth-7")
    assert entity is not None
    assert entity.first_seen is not None
    assert entity.last_seen is not None
    assert (entity.first_seen.isoformat(), entity.last_seen.isoformat()) == (
        "2020-01-01T00:00:00+00:00",
        "2026-05-05T08:00:00+00:00",
    )
    assert REPORT["published_at"] == "2026-05-05T08:00:00Z"


def test_what_an_editor_writes_of_an_entity_is_kept_whole(deployment: Deployment) -> None:
    """Every field comes back as it was written."""
    written = EntityInput(
        name="Fog Bank",
        kind="place",
        description="A shallow sea.",
        aliases={"en": ["The Bank"], "zh": ["雾滩"]},
        same_as=["https://maps.example/fog-bank"],
        exact_case=["The Bank"],
        ambiguous={"The Bank": Ambiguity(needs=["fog"], never=["money"])},
    )
    with deployment.database.write() as session:
        assert entities.put(session, "fog-bank", written) is True
        assert entities.put(session, "fog-bank", written) is False
    with deployment.database.read() as session:
        assert entities.definitions(session)["fog-bank"] == written


def test_entities_are_listed_by_slug_page_by_page(deployment: Deployment) -> None:
    """Pages hold each entity of a kind once; the cursor of another list is refused."""
    seen: list[str] = []
    cursor = None
    with deployment.database.read() as session:
        expected = entities.count(session, EntityFilter(kind="law"))
        while cursor or not seen:
            items, cursor = entities.page(session, EntityFilter(kind="law"), 3, cursor)
            seen += [item.slug for item in items]
            assert {item.kind for item in items} == {"law"}
        _, other = entities.page(session, EntityFilter(kind="model"), 3, None)
        with pytest.raises(InvalidCursorError):
            entities.page(session, EntityFilter(kind="law"), 3, other)
    assert len(seen) == expected > 3
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("q", ["lantern", "LANTERNW", "灯笼", " works "])
def test_entities_are_found_by_a_part_of_any_name(deployment: Deployment, q: str) -> None:
    """Names and aliases in any language count, in any letter case; language tags do not."""
    stock(deployment)
    with deployment.database.read() as session:
        found, _ = entities.page(session, EntityFilter(q=q), 100, None)
        assert entities.count(session, EntityFilter(q='"zh"')) == 0
    assert "lanternworks" in [each.slug for each in found]


def test_a_deleted_entity_is_gone_and_can_come_back(deployment: Deployment) -> None:
    """Its slug says that it is gone, lists leave it out, and an editor may write it anew."""
    stock(deployment)
    with deployment.database.write() as session:
        entities.remove(session, "moth-7")
        with pytest.raises(GoneError):
            entities.resolve(session, "moth-7")
        assert "moth-7" not in entities.definitions(session)
        assert entities.put(session, "moth-7", EntityInput(name="Moth 7", kind="model")) is True
        assert entities.resolve(session, "moth-7") == "moth-7"
        found, _ = entities.page(session, EntityFilter(q="moth 7"), 10, None)
    assert [each.record_count for each in found] == [0]
