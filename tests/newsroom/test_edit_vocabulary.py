"""Editors change beats and entities, and records and stories follow."""

from __future__ import annotations

import pytest

from app.errors import ConflictError, Fault, GoneError, InvalidInputError, NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.edit_vocabulary import delete_beat, delete_entity, merge_entities, put_beat, put_entity
from app.newsroom.relink import relink
from app.store import beats, entities, records, stories
from app.store.deployment import vocabulary_version
from app.store.records import RecordFilter
from app.store.stories import StoryFilter
from schemas.beat import BeatInput, BeatRules
from schemas.entity import Ambiguity, EntityInput
from tests.newsroom.desk import publish, stock, usual_draft


def mentions(deployment: Deployment, record_id: str) -> dict[str, int]:
    """Return how often a record names each entity."""
    with deployment.database.read() as session:
        return records.entities_of(session, [record_id]).get(record_id, {})


def refusals(deployment: Deployment, slug: str, entity: EntityInput) -> list[Fault]:
    """Return what an entity is refused for."""
    with pytest.raises(InvalidInputError) as refused:
        put_entity(deployment, slug, entity)
    return list(refused.value.errors)


def test_a_new_entity_is_linked_in_the_records_that_hold_its_names(deployment: Deployment) -> None:
    """An editor sees records linked as soon as the entity is written, and unlinked when a name is taken back."""
    _, reply, _ = stock(deployment)
    fog = EntityInput(name="Fog Bank", kind="place", aliases={"en": ["hour of fog"]})
    assert put_entity(deployment, "fog-bank", fog) is True
    assert mentions(deployment, reply.id) == {"fog-bank": 1, "lanternworks": 1, "moth-7": 1}
    assert put_entity(deployment, "fog-bank", fog.model_copy(update={"aliases": {}})) is False
    assert mentions(deployment, reply.id) == {"lanternworks": 1, "moth-7": 1}


def test_every_edit_makes_a_new_version_and_a_refused_one_does_not(deployment: Deployment) -> None:
    """Processes compile the vocabulary anew by its version; what was refused leaves the compiled one alone."""
    stock(deployment)
    with deployment.database.read() as session:
        before = vocabulary_version(session)
    put_beat(deployment, "ai-at-sea", BeatInput(name="AI at Sea"))
    refusals(deployment, "moth", EntityInput(name="Moth 7", kind="product"))
    with deployment.database.read() as session:
        assert vocabulary_version(session) == before + 1
        assert deployment.vocabulary.current(session).beat_names["ai-at-sea"] == "AI at Sea"
        assert "moth" not in deployment.vocabulary.current(session).entity_names


def test_a_spelling_of_another_entity_must_be_ambiguous_in_both(deployment: Deployment) -> None:
    """The clash is named where it stands; once both sides say what it takes, the spelling is shared."""
    stock(deployment)
    rival = EntityInput(name="Moth Weekly", kind="organization", aliases={"en": ["The Moth", "moth 7"]})
    assert refusals(deployment, "moth-weekly", rival) == [
        Fault(
            "/aliases/en/1",
            "“moth 7” is a name of moth-weekly and of moth-7; both must list it in ambiguous.",
        )
    ]
    model = EntityInput(name="Moth 7", kind="model", ambiguous={"Moth 7": Ambiguity(needs=["Lanternworks"])})
    put_entity(deployment, "moth-7", model)
    shared = rival.model_copy(update={"ambiguous": {"moth 7": Ambiguity(needs=["magazine"])}})
    assert put_entity(deployment, "moth-weekly", shared) is True


def test_rules_about_spellings_that_an_entity_lacks_are_refused(deployment: Deployment) -> None:
    """Exact case and ambiguity can only be about names and aliases of the entity itself."""
    entity = EntityInput(name="Fog/Bank", kind="place", exact_case=["Bank"], ambiguous={"a/b": Ambiguity()})
    assert refusals(deployment, "fog-bank", entity) == [
        Fault("/exact_case/0", "This is no name or alias of the entity."),
        Fault("/ambiguous/a~1b", "This is no name or alias of the entity."),
    ]


@pytest.mark.parametrize("name", ["<b>Pell</b>", "Pell\u202elleP", "Pell\nGazette", "[Pell](x)", "Pe\u200bll"])
def test_a_name_that_would_break_a_page_is_refused(deployment: Deployment, name: str) -> None:
    """Mark-up, a line break, characters that turn the text or do not show."""
    reason = "A name is one line, without mark-up and without characters that do not show."
    assert refusals(deployment, "pell", EntityInput(name=name, kind="place")) == [Fault("/name", reason)]


def test_a_word_of_every_text_needs_company_or_its_case(deployment: Deployment) -> None:
    """“The” and “a” alone would link everywhere; exact case, or what has to stand near, makes names of such words."""
    reason = "This stands in every text: list it in exact_case, or say in ambiguous what it needs."
    kiln = EntityInput(name="The", kind="product", aliases={"en": ["a", "Kiln"]}, ambiguous={"a": Ambiguity()})
    assert refusals(deployment, "the", kiln) == [Fault("/name", reason), Fault("/aliases/en/0", reason)]
    told = {"exact_case": ["The"], "ambiguous": {"a": Ambiguity(needs=["Kiln"])}}
    assert put_entity(deployment, "the", kiln.model_copy(update=told)) is True


def test_aliases_stand_under_language_tags(deployment: Deployment) -> None:
    """What is no BCP 47 tag is refused where it stands."""
    entity = EntityInput(name="Pell", kind="place", aliases={"zh-Hant": ["佩爾"], "in Chinese": ["佩尔"], "": ["Pel"]})
    reason = "This is no language tag as BCP 47 has it, such as en or zh-Hant."
    assert refusals(deployment, "pell", entity) == [Fault("/aliases/in Chinese", reason), Fault("/aliases/", reason)]


def test_deleting_an_entity_takes_its_links_from_records_and_stories(deployment: Deployment) -> None:
    """Stories get a revision in which the name is plain words; the slug is gone for good."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given).slug
    delete_entity(deployment, "moth-7")
    assert mentions(deployment, given[1].id) == {"lanternworks": 1}
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
        newest = stories.revisions(session, slug)[0]
        with pytest.raises(GoneError):
            entities.get(session, "moth-7")
    assert stored is not None
    story = stored.story()
    assert (newest.revision, newest.cause, newest.note) == (2, "edit", "An entity that it linked was deleted.")
    assert [entity.slug for entity in story.entities] == ["lanternworks", "greyfin-rock"]
    assert {run.entity for sentence in story.body() for run in sentence.runs} == {None, "lanternworks", "greyfin-rock"}
    assert [len(sentence.runs) for sentence in story.body()] == [3, 3, 1, 2, 1, 1]
    with pytest.raises(GoneError):
        delete_entity(deployment, "moth-7")
    with pytest.raises(NotFoundError):
        delete_entity(deployment, "moth-8")


def test_a_merged_entity_leads_to_the_other_with_its_names_and_mentions(deployment: Deployment) -> None:
    """Names become aliases, mentions are added up, stories are listed under the target, and the old slug resolves."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given).slug
    merge_entities(deployment, "moth-7", "lanternworks")
    assert [mentions(deployment, record.id) for record in given] == [
        {"lanternworks": 2, "greyfin-rock": 1},
        {"lanternworks": 2},
        {"lanternworks": 3},
    ]
    with deployment.database.read() as session:
        entity = entities.get(session, "moth-7")
        for listed_as in ("lanternworks", "moth-7"):
            assert stories.count(session, StoryFilter(entity=listed_as)) == 1
            assert records.count(session, RecordFilter(entity=listed_as)) == 3
        links = deployment.vocabulary.current(session).gazetteer.find("Moth 7 is out")
        assert entities.resolve(session, "moth-7") == "lanternworks"
        stored = stories.find(session, slug)
    assert entity is not None
    assert (entity.slug, entity.name, entity.aliases) == (
        "lanternworks",
        "Lanternworks",
        {"en": ["Moth 7"], "zh": ["灯笼工坊"]},
    )
    assert [link.slug for link in links] == ["lanternworks"]
    assert stored is not None
    assert stored.revision == 2
    with pytest.raises(ConflictError):
        put_entity(deployment, "moth-7", EntityInput(name="Moth 7", kind="model"))


def test_mergers_in_a_row_lead_to_the_last(deployment: Deployment) -> None:
    """An entity that was merged into one that is merged later resolves to the last of them."""
    stock(deployment)
    merge_entities(deployment, "moth-7", "greyfin-rock")
    merge_entities(deployment, "greyfin-rock", "lanternworks")
    with deployment.database.read() as session:
        assert entities.merged(session) == {"moth-7": "lanternworks", "greyfin-rock": "lanternworks"}


@pytest.mark.parametrize(
    ("into", "reason"),
    [("moth-7", "An entity is not merged into itself."), ("moth-8", "There is no such entity.")],
)
def test_an_entity_is_merged_into_another_that_is_here(deployment: Deployment, into: str, reason: str) -> None:
    """Itself and an unknown one are refused."""
    stock(deployment)
    with pytest.raises(InvalidInputError) as refused:
        merge_entities(deployment, "moth-7", into)
    assert refused.value.errors == (Fault("/into", reason),)


def test_a_beat_with_stories_and_the_general_one_stay(deployment: Deployment) -> None:
    """A beat is deleted only when no story is filed under it; the general one never."""
    given = stock(deployment)
    publish(deployment, usual_draft(given), given)
    for slug in ("open-source-ai", "general"):
        with pytest.raises(ConflictError):
            delete_beat(deployment, slug)
    delete_beat(deployment, "ai-research")
    with pytest.raises(NotFoundError):
        delete_beat(deployment, "ai-research")


def test_records_of_a_deleted_beat_are_filed_as_general(deployment: Deployment) -> None:
    """A record that was under the beat alone is general from then on; one under two beats keeps the other."""
    put_beat(deployment, "ai-at-sea", BeatInput(name="AI at Sea", rules=BeatRules(terms={"en": {"fog": 3, "tide": 3}})))
    put_beat(deployment, "lamps", BeatInput(name="Lamps", rules=BeatRules(terms={"en": {"tide table": 3}})))
    launch, reply, _ = stock(deployment)
    delete_beat(deployment, "ai-at-sea")
    with deployment.database.read() as session:
        filed = records.beats_of(session, [launch.id, reply.id])
        listed = {beat.slug: beat.record_count for beat in beats.every(session)}
    assert [beat.slug for beat in filed[launch.id]] == ["lamps"]
    assert [beat.slug for beat in filed[reply.id]] == ["general"]
    assert "ai-at-sea" not in listed


def test_relinking_files_every_record_anew(deployment: Deployment) -> None:
    """After a beat is written, `relink` files the records that were there before under it, batch by batch."""
    launch, _, _ = stock(deployment)
    rules = BeatRules(terms={"en": {"tide table": 3}})
    put_beat(deployment, "ai-at-sea", BeatInput(name="AI at Sea", rules=rules))
    assert list(relink(deployment, batch=2)) == [2, 3]
    with deployment.database.read() as session:
        filed = records.beats_of(session, [launch.id])[launch.id]
    assert [(beat.slug, beat.terms) for beat in filed] == [("ai-at-sea", ["tide table"])]


def test_relinking_goes_on_where_it_was_stopped(deployment: Deployment) -> None:
    """Stopped after a batch it does the rest; after an edit, or after its end, it begins anew."""
    stock(deployment)
    assert next(relink(deployment, batch=2)) == 2
    assert list(relink(deployment, batch=2)) == [1]
    assert next(relink(deployment, batch=2)) == 2
    put_beat(deployment, "ai-at-sea", BeatInput(name="AI at Sea"))
    assert list(relink(deployment, batch=2)) == [2, 3]
