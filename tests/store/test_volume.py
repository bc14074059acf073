"""Volume counts records and stories by hour, day and week, in UTC, and leaves out what is empty."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.newsroom.deployment import Deployment
from app.store import volume
from app.store.volume import Interval
from schemas.beat import Volume, VolumePoint
from tests.newsroom.desk import LAUNCH, REPLY, START, bring_in, publish, short_draft, stock


def point(start: str, records: int, stories: int = 0, by_source: dict[str, int] | None = None) -> VolumePoint:
    """Return a point that starts at a moment."""
    return VolumePoint(start=datetime.fromisoformat(start), records=records, stories=stories, by_source=by_source)


def of_moth(deployment: Deployment, interval: Interval, *, by_source: bool = False) -> list[VolumePoint]:
    """Return the volume of the model that every record names."""
    with deployment.database.read() as session:
        return volume.of_entity(session, "moth-7", interval, by_source=by_source).points


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (
            "hour",
            [
                point("2026-05-04T09:00Z", 1, 1),
                point("2026-05-04T11:00Z", 1),
                point("2026-05-05T08:00Z", 1),
            ],
        ),
        ("day", [point("2026-05-04T00:00Z", 2, 1), point("2026-05-05T00:00Z", 1)]),
        ("week", [point("2026-05-04T00:00Z", 3, 1)]),
    ],
)
def test_records_and_stories_fall_into_their_interval(
    deployment: Deployment, interval: Interval, expected: list[VolumePoint]
) -> None:
    """Hours and days start on the full one, weeks on Monday."""
    _, reply, _ = stock(deployment)
    publish(deployment, short_draft(reply, "Moth 7 forgets the harbour names after an hour of fog."), [reply], at=START)
    assert of_moth(deployment, interval) == expected


def test_stories_count_for_what_they_link(deployment: Deployment) -> None:
    """A story counts in the volume of an entity that its sentences link, and of the beat that it is filed under."""
    _, reply, _ = stock(deployment)
    publish(deployment, short_draft(reply, "Moth 7 forgets the harbour names after an hour of fog."), [reply])
    with deployment.database.read() as session:
        linked = volume.of_entity(session, "moth-7", "week").points
        other = volume.of_entity(session, "greyfin-rock", "week").points
        filed = volume.of_beat(session, "open-source-ai", "week").points
    assert [each.stories for each in linked] == [1]
    assert [each.stories for each in other] == [0]
    assert [each.stories for each in filed] == [1]


def test_a_sunday_belongs_to_the_week_before_also_long_ago(deployment: Deployment) -> None:
    """The week of a Sunday starts six days before it, also where that is before 1970."""
    stock(deployment, [])
    old = [("1970-01-04T20:17:40Z", "a"), ("1970-01-05T00:00:00Z", "b"), ("1970-01-01T00:00:00Z", "c")]
    bring_in(deployment, [LAUNCH | {"external_id": name, "published_at": moment} for moment, name in old])
    assert of_moth(deployment, "week") == [
        point("1969-12-29T00:00Z", 2),
        point("1970-01-05T00:00Z", 1),
    ]


def test_records_are_told_apart_by_source(deployment: Deployment) -> None:
    """Each point says how many of its records came from which source; an interval of stories alone has none."""
    stock(deployment)
    assert of_moth(deployment, "week", by_source=True) == [
        point("2026-05-04T00:00Z", 3, 0, {"harbour-post": 1, "lobsters": 1, "reddit": 1})
    ]


def test_the_first_moment_is_inside_and_the_last_is_not(deployment: Deployment) -> None:
    """What lies at `after` counts, what lies at `before` does not, for records and stories alike."""
    launch, reply, _ = stock(deployment)
    publish(deployment, short_draft(reply, "Moth 7 forgets the harbour names after an hour of fog."), [reply], at=START)
    reply_at = datetime.fromisoformat(REPLY["published_at"])
    with deployment.database.read() as session:
        up_to = volume.of_entity(session, "moth-7", "day", launch.published_at, reply_at)
        since = volume.of_entity(session, "moth-7", "day", reply_at, datetime(2026, 5, 5, tzinfo=UTC))
    assert up_to == Volume(interval="day", points=[point("2026-05-04T00:00Z", 1, 1)])
    assert since == Volume(interval="day", points=[point("2026-05-04T00:00Z", 1, 0)])


def test_nothing_has_no_points(deployment: Deployment) -> None:
    """A beat under which nothing is filed has an empty volume."""
    with deployment.database.read() as session:
        assert volume.of_beat(session, "ai-research", "day") == Volume(interval="day", points=[])
