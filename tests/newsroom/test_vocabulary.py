"""The vocabulary is loaded from files, kept as editors left it, and compiled once a version."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from app.errors import SettingsError
from app.newsroom.deployment import Deployment
from app.newsroom.edit_vocabulary import delete_beat, delete_entity, merge_entities, put_entity
from app.newsroom.vocabulary import load_defaults
from app.store import beats, entities
from app.store.entities import EntityFilter
from schemas.entity import EntityInput
from tests.newsroom.desk import publish, stock, usual_draft

BEATS: list[dict[str, object]] = [
    {"slug": "boats", "name": "Boats", "rules": {"terms": {"en": {"keel": 3}}, "entities": {"gull": 2}}},
    {"slug": "birds", "name": "Birds", "names": {"zh": "鸟"}},
]
ENTITIES: list[dict[str, object]] = [
    {"slug": "gull", "name": "Gull 2", "kind": "model", "aliases": {"zh": ["海鸥二号"]}},
    {"slug": "tern", "name": "Tern", "kind": "product", "exact_case": ["Tern"]},
]


def write(folder: Path, listed_beats: object = BEATS, listed_entities: object = ENTITIES) -> tuple[Path, Path]:
    """Write a deployment's own files and return where they are."""
    beats_file, entities_file = folder / "beats.json", folder / "entities.json"
    beats_file.write_bytes(orjson.dumps({"version": "1", "beats": listed_beats}))
    entities_file.write_bytes(orjson.dumps({"version": "1", "entities": listed_entities}))
    return beats_file, entities_file


def load(deployment: Deployment, files: tuple[Path, Path]) -> bool:
    """Load the files."""
    with deployment.database.write() as session:
        return load_defaults(session, *files)


def listed(deployment: Deployment) -> tuple[list[str], list[str]]:
    """Return the slugs of beats and entities."""
    with deployment.database.read() as session:
        found, _ = entities.page(session, EntityFilter(), 1_000, None)
        return [beat.slug for beat in beats.every(session)], [entity.slug for entity in found]


def test_files_of_a_deployment_take_the_place_of_the_default_set(deployment: Deployment, tmp_path: Path) -> None:
    """Beats stand in the order of the file, and the general one is added, because every story has a beat."""
    assert load(deployment, write(tmp_path)) is True
    assert listed(deployment) == (["boats", "birds", "general"], ["gull", "tern"])


def test_the_same_files_are_loaded_once(deployment: Deployment, tmp_path: Path) -> None:
    """Starting again with the same files changes nothing; with another file it does."""
    files = write(tmp_path)
    assert [load(deployment, files), load(deployment, files)] == [True, False]
    assert load(deployment, write(tmp_path, BEATS[:1])) is True
    assert listed(deployment)[0] == ["boats", "general"]


def test_what_editors_did_outlives_new_files(deployment: Deployment, tmp_path: Path) -> None:
    """Edited, deleted and merged rows are left as editors left them."""
    load(deployment, write(tmp_path))
    put_entity(deployment, "tern", EntityInput(name="Tern Mark Two", kind="model"))
    put_entity(deployment, "skua", EntityInput(name="Skua", kind="model"))
    merge_entities(deployment, "gull", "skua")
    delete_beat(deployment, "birds")
    load(
        deployment,
        write(
            tmp_path,
            [*BEATS, {"slug": "nets", "name": "Nets"}],
            [*ENTITIES, {"slug": "auk", "name": "Auk", "kind": "other"}],
        ),
    )
    assert listed(deployment) == (["boats", "nets", "general"], ["auk", "skua", "tern"])
    with deployment.database.read() as session:
        tern = entities.get(session, "tern")
        assert entities.resolve(session, "gull") == "skua"
    assert tern is not None
    assert tern.name == "Tern Mark Two"


def test_defaults_that_stories_need_outlive_a_file_without_them(deployment: Deployment, tmp_path: Path) -> None:
    """A beat with stories and an entity that one links stay, so that no address of a story goes nowhere."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given).story()
    load(deployment, write(tmp_path))
    found_beats, found_entities = listed(deployment)
    assert set(found_beats) == {"boats", "birds", "open-source-ai", "general"}
    assert {entity.slug for entity in story.entities} <= set(found_entities)


@pytest.mark.parametrize(
    ("listed_beats", "listed_entities", "place"),
    [
        ([{"slug": "Boats", "name": "Boats"}], ENTITIES, "beats.json: /beats/0/slug"),
        ([{"slug": "boats", "name": "Boats", "colour": "red"}], ENTITIES, "beats.json: /beats/0/colour"),
        ([BEATS[0], BEATS[0]], ENTITIES, "beats.json: /beats/1/slug: boats stands twice"),
        (BEATS, [{"slug": "gull", "name": "Gull", "kind": "bird"}], "entities.json: /entities/0/kind"),
        (
            BEATS,
            [ENTITIES[0], ENTITIES[1] | {"name": "GULL 2"}],
            "entities.json: “Gull 2” is a name of gull and of tern",
        ),
        ("none", ENTITIES, "beats.json: /beats"),
    ],
)
def test_a_broken_file_is_refused_by_the_place_that_is_wrong(
    deployment: Deployment, tmp_path: Path, listed_beats: object, listed_entities: object, place: str
) -> None:
    """The operator is told which file and where in it; nothing is loaded."""
    before = listed(deployment)
    with pytest.raises(SettingsError) as refused:
        load(deployment, write(tmp_path, listed_beats, listed_entities))
    assert place in str(refused.value)
    assert listed(deployment) == before


def test_a_file_that_is_not_there_is_named(deployment: Deployment, tmp_path: Path) -> None:
    """A path that leads nowhere is a setting that is wrong."""
    with pytest.raises(SettingsError, match=r"absent\.json cannot be read"):
        load(deployment, (tmp_path / "absent.json", tmp_path / "absent.json"))


def test_the_vocabulary_is_compiled_once_a_version(deployment: Deployment) -> None:
    """The same object is given until an edit; then names, kinds and beats are those of the edit."""
    with deployment.database.read() as session:
        first = deployment.vocabulary.current(session)
        assert deployment.vocabulary.current(session) is first
    put_entity(deployment, "fog-bank", EntityInput(name="Fog Bank", kind="place"))
    with deployment.database.read() as session:
        second = deployment.vocabulary.current(session)
    assert second is not first
    assert (second.entity_names["fog-bank"], second.entity_kinds["fog-bank"]) == ("Fog Bank", "place")
    delete_entity(deployment, "fog-bank")
    with deployment.database.read() as session:
        assert deployment.vocabulary.current(session).gazetteer.find("Fog Bank") == []


def test_a_merged_entity_still_speaks_for_the_beats_that_name_it(deployment: Deployment, tmp_path: Path) -> None:
    """Rules that name the old slug hold for the entity that it became."""
    load(deployment, write(tmp_path))
    put_entity(deployment, "skua", EntityInput(name="Skua", kind="model"))
    merge_entities(deployment, "gull", "skua")
    with deployment.database.read() as session:
        scored = deployment.vocabulary.current(session).classifier.scores("", ["skua"])
    assert [(beat.slug, beat.terms) for beat in scored] == [("boats", ("entity:skua",))]
