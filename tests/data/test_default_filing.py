"""What the default vocabulary files where, and above all what it leaves to the general beat."""

import json
from importlib.resources import files

import pytest

from app.language.beats import BeatClassifier, BeatRules
from app.language.gazetteer import Gazetteer
from app.newsroom.names import names_of
from schemas.beat import BeatInput
from schemas.entity import EntityInput


def _items(name: str) -> list[dict[str, object]]:
    content = json.loads(files("app").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
    return list(content[name])


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Compile the default names."""
    entities = {str(item.pop("slug")): EntityInput.model_validate(item) for item in _items("entities")}
    return Gazetteer(name for slug, entity in entities.items() for name in names_of(slug, entity))


@pytest.fixture(scope="module")
def classifier() -> BeatClassifier:
    """Compile the default beats."""
    beats = {str(item.pop("slug")): BeatInput.model_validate(item) for item in _items("beats")}
    return BeatClassifier(
        BeatRules(
            slug,
            {term: weight for group in beat.rules.terms.values() for term, weight in group.items()},
            beat.rules.entities,
            beat.rules.communities,
        )
        for slug, beat in beats.items()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claude Sonnet 4.5", "general"),
        ("GPT-4o vs o3", "general"),
        ("Claude, GPT and Grok walk into a bar", "general"),
        ("OpenAI and Microsoft", "general"),
        ("GPT-5.6 Sol Pro solves open problem in convex optimization", "general"),
        ("Seedance 2.0 can do animated fights", "general"),
        ("Nano Banana Pro makes my cat a king", "general"),
        ("Train to MetLife Stadium will cost $150 during the World Cup", "general"),
        ("Hamas says it will hand over power in Gaza", "general"),
        ("Iran says that a strike hit a power grid and a nuclear plant", "general"),
        ("Drone hits an oil refinery in an attack on energy infrastructure and power", "general"),
        ("The best credit cards for shopping on a budget", "general"),
        ("Best chip and dip for game day", "general"),
        ("Leaders of China and Xi Jinping mourn the dead", "general"),
        ("Left Twitter, joined Bluesky", "general"),
        ("Introducing Claude Opus 5", "ai-business-finance"),
        ("OpenAI releases GPT-5.5", "ai-business-finance"),
        ("OpenAI 发布 GPT-5.5", "ai-business-finance"),
        ("Anthropic raised five billion from investors", "ai-business-finance"),
        ("Qwen3.8-2.4T", "open-source-ai"),
        ("Codex CLI update today", "ai-agents-coding"),
        ("Data center gets a nuclear power plant", "ai-infrastructure"),
        ("Nvidia and AMD ship new chips", "ai-infrastructure"),
        ("US export controls stop sales to China", "ai-geopolitics"),
    ],
)
def test_a_text_is_filed_by_what_it_says(
    gazetteer: Gazetteer, classifier: BeatClassifier, text: str, expected: str
) -> None:
    """A model or company that belongs to many beats files nothing, nor do words that have another use in general news."""
    best = classifier.best(text, [mention.slug for mention in gazetteer.find(text)])
    assert (best.slug if best else "general") == expected
