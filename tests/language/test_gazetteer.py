"""The gazetteer links a name where it is surely that name, and nowhere else."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.gazetteer import Gazetteer, Mention, Name
from app.language.surfaces import fold_surface
from tests.growth import growth

NAMES = (
    Name("qwen", "Qwen"),
    Name("qwen", "千问"),
    Name("qwen", "通义千问"),
    Name("qwen3", "Qwen3"),
    Name("gpt-4o", "GPT-4o"),
    Name("gpt-oss", "gpt-oss"),
    Name("alibaba", "阿里巴巴"),
    Name("alibaba", "阿里"),
    Name("alibaba-cloud", "阿里云"),
    Name("hugging-face", "Hugging Face"),
    Name("moores-law", "Moore's Law"),
    Name("meta", "Meta", exact_case=True),
    Name("nato", "NATO"),
    Name("o3", "o3"),
    Name("z-ai", "Z.ai"),
    Name("r-localllama", "r/LocalLLaMA"),
    Name("openai", "OpenAI"),
    Name("llama-cpp", "llama.cpp"),
    Name("llama", "Llama", exact_case=True),
    Name("deepseek", "DeepSeek"),
    Name("github", "GitHub"),
    Name("hacker-news", "Hacker News"),
    Name("claude-opus", "Opus", exact_case=True, needs=("Claude", "Anthropic"), never=("audio codec",)),
    Name("opus-codec", "Opus", exact_case=True, needs=("audio codec", "bitrate")),
    Name("gemini-model", "Gemini", needs=("Google", "model")),
    Name("gemini-zodiac", "Gemini", needs=("zodiac", "stars")),
    Name("gemini-pro", "Gemini Pro", needs=("Google",)),
)
GAZETTEER = Gazetteer(NAMES)
# Ten times what a hundred thousand characters take here; a quadratic search takes a hundred times that.
LESS_THAN_SQUARE = 10


def links(text: str, context: str = "", names: Sequence[Name] = NAMES) -> list[tuple[str, str]]:
    """Give the words and the slug of each mention."""
    gazetteer = GAZETTEER if names is NAMES else Gazetteer(names)
    return [(text[mention.start : mention.end], mention.slug) for mention in gazetteer.find(text, context)]


def test_offsets_count_code_points_of_the_original_text() -> None:
    """Characters outside the BMP and folded white space before a mention do not move it."""
    text = "\U0001f680  \n İ said: Hugging\n   Face and 阿里巴巴."
    first, second = text.index("Hugging"), text.index("阿里")
    assert GAZETTEER.find(text) == [
        Mention(first, first + len("Hugging\n   Face"), "hugging-face"),
        Mention(second, second + 4, "alibaba"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qwen's team", ["Qwen"]),
        ("QWEN, qwen; (Qwen)", ["QWEN", "qwen", "Qwen"]),
        ("Qwenix, preQwen, Qwen_dir, Qwen7", []),
        ("Qwe\u0301n and Qwen\u0301", []),
        ("#Qwen and $Qwen", ["Qwen", "Qwen"]),
        ("阿里Qwen模型", ["阿里", "Qwen"]),
        ("모델 Qwen은 좋다", ["Qwen"]),
        ("Moore\u2019s law", ["Moore\u2019s law"]),
        ("Hugging\u00a0Face", ["Hugging\u00a0Face"]),
        ("a hug. Hugging\n\nFace", []),
        ("\uff31\uff57\uff45\uff4e", ["\uff31\uff57\uff45\uff4e"]),
    ],
)
def test_a_name_is_whole_words(text: str, expected: list[str]) -> None:
    """Latin letters, digits, underscores and accents join a word; CJK characters and signs do not."""
    assert [words for words, _ in links(text)] == expected


def test_the_longest_name_wins_from_the_left() -> None:
    """The longer of two names at one place is the link, in Chinese too, and mentions never overlap."""
    text = "通义千问 by 阿里云, 阿里巴巴 and 阿里; Hugging Face on GitHub, not Hacker News"
    assert links(text) == [
        ("通义千问", "qwen"),
        ("阿里云", "alibaba-cloud"),
        ("阿里巴巴", "alibaba"),
        ("阿里", "alibaba"),
        ("Hugging Face", "hugging-face"),
        ("GitHub", "github"),
        ("Hacker News", "hacker-news"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qwen3 and Qwen3-8B and Qwen3-30B-A3B", ["Qwen3", "Qwen3", "Qwen3"]),
        ("Qwen3.5 is out", []),
        ("Qwen3. Next", ["Qwen3"]),
        ("Qwen3-Coder", []),
        ("GPT-4o-mini, GPT-4o mini, gpt-4o nano", []),
        ("GPT-4o-2024, GPT-4o-based, GPT-4o minimum", ["GPT-4o", "GPT-4o", "GPT-4o"]),
        ("GPT-4o-pro, Qwen3-Exp, Qwen3-Thinking-2507, Qwen3-high", ["GPT-4o", "Qwen3", "Qwen3", "Qwen3"]),
        ("GPT-4o-product, Qwen3-Export, Qwen3-VL", []),
        ("gpt-oss-120b", ["gpt-oss"]),
        ("Qwen-3, Qwen 3.5, OpenAI-compatible, ex-OpenAI", ["Qwen", "Qwen", "OpenAI", "OpenAI"]),
        ("DeepSeek-R1-Distill-Qwen-7B", ["DeepSeek", "Qwen"]),
    ],
)
def test_a_version_is_not_found_inside_a_longer_version(text: str, expected: list[str]) -> None:
    """After a digit only a size, a date, a grade or a word like -based may follow a hyphen; after a bare name anything may."""
    assert [words for words, _ in links(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/openai/gpt-oss and www.openai.com/x", []),
        ("see github.com/OpenAI/whisper or chat.openai.com", []),
        ("write to qwen@openai.com or team-qwen@mail.org", []),
        ("@OpenAI @openai-devs @qwen@mastodon.social", []),
        ("u/OpenAI on r/OpenAI and /r/Qwen/new", []),
        ("[Qwen](https://openai.com/q) by OpenAI", ["Qwen", "OpenAI"]),
        ("看https://openai.com。阿里", ["阿里"]),
        ("~/.openai/key, openai.py, import openai.types", []),
        (r"OPENAI\_API\_KEY and MY\_OPENAI", []),
        ("NATO$5 and $NATO", ["NATO"]),
        ("and/or Qwen/Llama", ["Qwen", "Llama"]),
        ("/r/LocalLLaMA and r/LocalLLaMA, https://old.reddit.com/r/LocalLLaMA", ["r/LocalLLaMA", "r/LocalLLaMA"]),
        ("Z.ai says; z.ai/blog; api.z.ai", ["Z.ai"]),
        ("llama.cpp, Llama.", ["llama.cpp", "Llama"]),
        ("wait...Qwen", ["Qwen"]),
    ],
)
def test_no_name_is_found_inside_an_address(text: str, expected: list[str]) -> None:
    """A link, domain, path, file, e-mail address, handle or forum holds no mention unless the name is all of it."""
    assert [words for words, _ in links(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meta, META, meta", ["Meta"]),
        ("NATO, nato, Nato", ["NATO"]),
        ("o3, O3", ["o3"]),
        ("Meta-analysis, Meta-learning", []),
        ("Meta-owned, Meta-Llama, Meta-2", ["Meta", "Meta", "Llama", "Meta"]),
        ("OPENAI, openai", ["OPENAI", "openai"]),
    ],
)
def test_short_names_acronyms_and_ordinary_words_keep_their_case(text: str, expected: list[str]) -> None:
    """What is too short, an acronym or an ordinary word is a mention in its own case only."""
    assert [words for words, _ in links(text)] == expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("Opus is out", "", []),
        ("Opus is out", "r/Anthropic", ["claude-opus"]),
        ("Opus by ANTHROPIC", "", ["claude-opus"]),
        ("Opus by Anthropics", "", []),
        ("Claude Opus is no audio\ncodec", "", ["opus-codec"]),
        ("Opus at a low bitrate, says Claude", "", []),
        ("Opus at a low bitrate, says Claude of Anthropic", "", ["claude-opus"]),
        ("Gemini, a Google model with stars", "", ["gemini-model"]),
        ("Gemini Pro among the stars", "", ["gemini-zodiac"]),
        ("Gemini Pro by Google", "", ["gemini-pro"]),
    ],
)
def test_an_ambiguous_name_needs_its_context(text: str, context: str, expected: list[str]) -> None:
    """Needs decide, a never blocks, more needs met win, and a tie links nothing."""
    assert [slug for _, slug in links(text, context)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apple pie, and Apple sued", [15]),
        ("Apple\npies or Apple  Pie", [0]),
        ("Big Apple, big apple, Bigapple, Big Apples, bigger Apple", [51]),
        ("Apple", [0]),
        ("一个苹果派，苹果公司", [6]),
    ],
)
def test_a_tilde_stands_for_the_name_and_bars_its_place_alone(text: str, expected: list[int]) -> None:
    """What is said of one place, in whole words, does not rule out the name where it stands elsewhere."""
    barred = ("~ pie", "Big ~", "~", "~派")
    gazetteer = Gazetteer([Name("apple", "Apple", never=barred), Name("apple", "苹果", never=barred)])
    assert [mention.start for mention in gazetteer.find(text)] == expected


def test_a_tie_keeps_its_words_from_shorter_names() -> None:
    """Where two things have an equal claim to a name, no part of it is linked to a third."""
    names = (Name("a", "Silver Lake"), Name("b", "Silver Lake"), Name("c", "Lake"), Name("c", "lake", exact_case=True))
    assert links("Silver Lake, a lake", names=names) == [("lake", "c")]


def test_one_thing_may_own_a_surface_twice() -> None:
    """The same slug given twice for a spelling is no tie."""
    assert links("Qwen", names=(Name("qwen", "Qwen"), Name("qwen", "qwen"))) == [("Qwen", "qwen")]


def test_a_gazetteer_without_names_finds_nothing() -> None:
    """No names, or only blank ones, make an empty gazetteer and no error."""
    assert (Gazetteer([]).find("Qwen"), Gazetteer([Name("blank", " ")]).find("Qwen  ")) == ([], [])


_PIECES = st.sampled_from(
    [name.text for name in NAMES]
    + [
        "\uff31\uff37\uff25\uff2e",
        "META",
        "Hugging\n Face",
        "Claude",
        "zodiac",
        "İ",
        "ß",
        "Σ",
        "阿",
        "里",
        "-",
        ".",
        "/",
    ]
    + [" ", "\n\n", "@", "https://", "r/", "3", "a", "'s", "\u2019", "\U0001f680", "\u0301"],
)


@given(st.lists(_PIECES, max_size=12).map("".join), st.sampled_from(["", "Google", "Anthropic bitrate"]))
def test_the_words_of_a_mention_are_a_name_of_what_it_links_to(text: str, context: str) -> None:
    """Every mention's words fold to a name of its slug, and mentions stand in order without overlap."""
    surfaces = {(name.slug, fold_surface(name.text)) for name in NAMES}
    mentions = GAZETTEER.find(text, context)
    assert [m for m in mentions if (m.slug, fold_surface(text[m.start : m.end])) not in surfaces] == []
    bounds = [place for mention in mentions for place in (mention.start, mention.end)]
    assert bounds == sorted(bounds)


@pytest.mark.parametrize("unit", ["a", "@", "a@", "r/", "a.bc/", "qwen", "qwen/", "www.", "阿里", "\n ", "Opus "])
def test_hostile_repetition_costs_no_more_than_its_length(unit: str) -> None:
    """Four times as many characters of any one pattern take far less than sixteen times as long."""
    assert growth(GAZETTEER.find, unit, 25_000) < LESS_THAN_SQUARE
