"""The beats and entities that ship with the service are well formed, and link the names that are easy to get wrong."""

import json
import re
from importlib.resources import files
from typing import Any, get_args

import pytest

from app.language.gazetteer import Gazetteer
from app.language.surfaces import fold_surface
from app.newsroom.names import first_clash, names_of, surfaces_of
from schemas.beat import BeatInput
from schemas.entity import EntityInput, EntityKind

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TEN_BEATS = [
    "open-source-ai",
    "ai-social-media",
    "ai-geopolitics",
    "ai-job-displacement",
    "ai-regulation",
    "ai-safety-alignment",
    "ai-business-finance",
    "ai-infrastructure",
    "ai-agents-coding",
    "ai-research",
]


def _items(file: str, key: str) -> list[dict[str, Any]]:
    content = json.loads(files("app").joinpath("data", file).read_text(encoding="utf-8"))
    assert sorted(content) == sorted(["version", key])
    return list(content[key])


def _by_slug(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["slug"]: {field: value for field, value in item.items() if field != "slug"} for item in items}


ENTITY_ITEMS = _items("entities.json", "entities")
BEAT_ITEMS = _items("beats.json", "beats")
ENTITIES = {slug: EntityInput.model_validate(item) for slug, item in _by_slug(ENTITY_ITEMS).items()}
BEATS = {slug: BeatInput.model_validate(item) for slug, item in _by_slug(BEAT_ITEMS).items()}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Compile the default names."""
    return Gazetteer(name for slug, entity in ENTITIES.items() for name in names_of(slug, entity))


def test_every_slug_stands_once_and_is_plain() -> None:
    """Slugs are small letters, digits and single hyphens, and no two entities or beats share one."""
    for items in (ENTITY_ITEMS, BEAT_ITEMS):
        slugs = [item["slug"] for item in items]
        assert sorted(set(slugs)) == sorted(slugs)
        assert [slug for slug in slugs if not _SLUG.fullmatch(slug)] == []


def test_the_vocabulary_covers_the_field() -> None:
    """There are at least 300 entities, of every kind, and at least 120 have a Chinese name."""
    assert len(ENTITIES) >= 300
    assert {entity.kind for entity in ENTITIES.values()} == set(get_args(EntityKind))
    assert sum(bool(entity.aliases.get("zh")) for entity in ENTITIES.values()) >= 120


def test_everything_is_described_in_one_sentence() -> None:
    """Each entity and beat has a description that ends as a sentence does."""
    described = {slug: entity.description for slug, entity in ENTITIES.items()}
    described |= {slug: beat.description for slug, beat in BEATS.items()}
    assert [slug for slug, text in described.items() if not re.fullmatch(r"[^\n]+\.", text)] == []


def test_no_spelling_has_two_owners_without_a_rule() -> None:
    """A spelling that two entities claim is ambiguous in both."""
    clash = first_clash(ENTITIES)
    assert clash is None, clash


def test_a_spelling_is_listed_once_for_an_entity() -> None:
    """An entity repeats no spelling that would match the same words anyway."""
    repeated = []
    for slug, entity in ENTITIES.items():
        matched = [
            surface if surface in entity.exact_case else fold_surface(surface)
            for group in [[entity.name], *entity.aliases.values()]
            for surface in group
        ]
        repeated += [(slug, surface) for surface in set(matched) if matched.count(surface) > 1]
    assert repeated == []


def test_rules_speak_of_spellings_that_exist() -> None:
    """What exact_case and ambiguous name is the name or an alias of that entity, in those letters."""
    stray = {
        slug: sorted(named - set(surfaces_of(entity)))
        for slug, entity in ENTITIES.items()
        if (named := {*entity.exact_case, *entity.ambiguous}) - set(surfaces_of(entity))
    }
    assert stray == {}


def test_a_name_of_one_or_two_letters_needs_context() -> None:
    """Latin spellings of one or two letters are links only where a word nearby bears them out."""
    places = {"US", "UK", "EU"}
    bare = [
        (slug, surface)
        for slug, entity in ENTITIES.items()
        for surface in surfaces_of(entity)
        if len(surface) <= 2 and not _HAN.search(surface) and surface not in places
        if surface not in entity.ambiguous or not entity.ambiguous[surface].needs
    ]
    assert bare == []


def test_a_chinese_name_is_at_least_two_characters() -> None:
    """No Chinese alias is a single character, which would stand in a hundred other words."""
    single = [surface for entity in ENTITIES.values() for surface in entity.aliases.get("zh", []) if len(surface) < 2]
    assert single == []


def test_the_beats_are_the_ten_and_general() -> None:
    """The ten beats of the field come first, and the general one has no rules."""
    assert list(BEATS)[:10] == _TEN_BEATS
    rules = BEATS["general"].rules
    assert (rules.terms, rules.entities, rules.communities) == ({}, {}, {})


def test_beats_speak_of_entities_that_exist() -> None:
    """Every entity that a beat weighs is in the vocabulary."""
    assert {slug for beat in BEATS.values() for slug in beat.rules.entities} - set(ENTITIES) == set()


def test_beat_terms_are_written_as_they_are_matched() -> None:
    """Terms have no stray blanks; each beat of the field has English and Chinese ones."""
    for slug in _TEN_BEATS:
        terms = BEATS[slug].rules.terms
        assert sorted(terms) == ["en", "zh"]
        assert [term for group in terms.values() for term in group if term != term.strip()] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qwen3.6 is out, and Qwen beats DeepSeek here", ["qwen3-6", "qwen", "deepseek"]),
        ("Front page of Hacker News links a GitHub repository", ["hacker-news", "github"]),
        ("吴泳铭说阿里云会继续开源千问", ["eddie-wu", "alibaba-cloud", "qwen"]),
        ("Meta hires again", ["meta"]),
        ("A meta question about apples and an apple", []),
        ("The opus codec needs a gemini capsule", []),
        ("Opus is slower than Sonnet, says Anthropic", ["claude-opus", "claude-sonnet", "anthropic"]),
        ("A Haiku about spring", []),
        ("Claude Monet painted this", []),
        ("Move the cursor to the left; Cursor blinks", []),
        ("Cursor ships a new coding agent", ["cursor"]),
        ("Lower Perplexity with these quants, Google said", ["google"]),
        ("看图 Figure 3 for the robot arm", []),
        ("Figure shows a humanoid at work", ["figure-ai"]),
        ("王兴兴谈宇树", ["wang-xingxing", "unitree"]),
        ("这种方案更可灵活部署", []),
        ("北京时间今晚", []),
        ("高通量测序成本下降", []),
        ("Elon Musk took Twitter and named it X", ["elon-musk", "x-twitter", "x-twitter"]),
        ("Solve for X in the equation", []),
        ("Atlas opens tabs by itself, a browser by OpenAI", ["chatgpt-atlas", "openai"]),
        ("Boston Dynamics shows Atlas, a humanoid", ["boston-dynamics", "atlas-robot"]),
    ],
)
def test_hard_names_link_to_the_right_thing_or_to_nothing(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    """Families, versions and makers stay apart, and ordinary words are no names."""
    assert [mention.slug for mention in gazetteer.find(text)] == expected
