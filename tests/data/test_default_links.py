"""The names of the default vocabulary that are also ordinary words, people, places or animals, right and wrong."""

import json
from importlib.resources import files

import pytest

from app.language.gazetteer import Gazetteer
from app.newsroom.names import names_of
from schemas.entity import EntityInput

_RIGHT = [
    ("Apple sues a supplier over its seeds", ["apple"]),
    ("Apple seeds a third beta to developers", ["apple"]),
    ("She ate Apple pie while Apple raised prices", ["apple"]),
    ("苹果派出工程师到工厂", ["apple"]),
    ("苹果核心业务放缓，苹果花了十亿", ["apple", "apple"]),
    ("字节的豆包上线新功能", ["bytedance", "doubao"]),
    ("My uncle asked Claude for a recipe", ["claude"]),
    ("Claude is down again", ["claude"]),
    ("I rewrote it in Python", ["python"]),
    ("The compiler is written in Rust", ["rust"]),
    ("Altman told the board", ["sam-altman"]),
    ("奥特曼谈 AGI 何时到来", ["sam-altman"]),
    ("Musk posted it at night", ["elon-musk"]),
    ("Mistral raises two billion", ["mistral-ai"]),
    ("Siri gets a new voice", ["siri"]),
    ("Physical Intelligence raises a round", ["physical-intelligence"]),
    ("Alexa on the Echo answers in German", ["alexa"]),
    ("Gemma 3 and the older Gemma models", ["gemma-3", "gemma"]),
    ("The Verge reports on it", ["the-verge"]),
    ("美国宣布新关税", ["united-states"]),
    ("America votes, and Latin America watches", ["united-states"]),
    ("Trump speaks outside Trump Tower", ["donald-trump"]),
    ("Amazon ships along the Amazon River", ["amazon"]),
    ("Tesla delivers fewer cars; my Tesla P40 is slow", ["tesla"]),
    ("Turkey blocks the site", ["turkey"]),
    ("China and Indo-China", ["china"]),
    ("Virginia passes a bill and West Virginia does not", ["virginia"]),
    ("印度洋上的印度海军", ["india"]),
    ("日本地震后通信中断", ["japan"]),
    ("白俄罗斯与俄罗斯", ["russia"]),
    ("北约在东北约三百公里处演习", ["nato"]),
    ("阿里安全团队与阿里多位高管", ["alibaba", "alibaba"]),
    ("小米面向开发者", ["xiaomi"]),
    ("鸿蒙开发者大会", ["harmonyos"]),
    ("Intel officials see demand", ["intel"]),
    ("Politico has the letter", ["politico"]),
    ("GPT-5.5-pro costs more than GPT-5.5", ["gpt-5-5", "gpt-5-5"]),
    ("DeepSeek V3.2-Exp halves prices", ["deepseek-v3-2"]),
    ("GPT-5.2-high leads", ["gpt-5-2"]),
    ("I pay OpenAI for codex and use codex daily", ["openai", "codex", "codex"]),
    ("Android 17 is here", ["android"]),
    ("用必应搜索", ["bing"]),
]
_WRONG = [
    "Apple pie with cinnamon",
    "Apple juice",
    "The Big Apple never sleeps",
    "Fiona Apple tours again",
    "早上吃苹果和豆包",
    "她买了两斤苹果和一颗苹果",
    "苹果期货主力合约收涨",
    "妈妈蒸豆包，豆包馅是甜的",
    "My uncle Claude",
    "Claude Lemieux won four cups",
    "Jean-Claude and Claude Debussy",
    "The Python swallowed an alligator",
    "A Burmese Python and a Ball Python",
    "my car has Rust",
    "Rust stains on the tub, wheat Rust in the field",
    "Altman Z-score for bankruptcy",
    "The Altman Z of a retailer",
    "Musk deer",
    "Musk oxen and white Musk",
    "Mistral winds hit Marseille",
    "A Mistral-class ship",
    "Siri Hustvedt wrote a novel",
    "Alexa Chung and Alexa Bliss",
    "Alexa is my sister",
    "Gemma is a nurse",
    "Rapid engines such as oMLX",
    "恒生科技指数跌1.25%",
    "Explore GPT-Red, a red teamer",
    "A Roadmap for Open-World Physical Intelligence",
    "Gemma Arterton plays a spy",
    "The Verge of collapse",
    "美国队长",
    "南极的古巴比伦展，内蒙古巴彦淖尔",
    "Captain America and America Ferrera",
    "Melania Trump and Hunter Biden",
    "Turkey sandwich, roast Turkey, Turkey breast",
    "Bone China and China plates",
    "Paris Hilton met Virginia Woolf in spirit",
    "Jack London",
    "Jimmy Buffett and Michelle Obama",
    "S.E. Hinton wrote The Outsiders",
    "Trae Young scored 40",
    "Jules Verne and PJ Harvey",
    "Bing cherries and Bing Crosby",
    "Azure skies, Chrome bumpers, Obsidian blades",
    "Yo Veo que no",
    "Aider les autres",
    "medieval codex on vellum",
    "the codex of the order",
    "adobe bricks and an adobe house",
    "They enflame the crowd; every politico knows",
    "Ten siemens per metre",
    "Add an entity list to the schema",
    "In the Slack tide",
    "AMD, age-related macular degeneration",
    "The BOE kept the interest rate",
    "有求必应，未必应当",
    "鸿蒙初开",
    "索尼克与索尼克二",
    "何小鹏与阿里山、阿里·哈梅内伊",
    "小米粥与小米饭",
    "扩大摩擦，加大摩托车出口",
    "亚马逊雨林与尼古拉·特斯拉",
    "长毛象化石",
    "华尔街见闻",
    "加州旅馆与挪威的森林",
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Compile the default names."""
    items = json.loads(files("app").joinpath("data", "entities.json").read_text(encoding="utf-8"))["entities"]
    entities = {item.pop("slug"): EntityInput.model_validate(item) for item in items}
    return Gazetteer(name for slug, entity in entities.items() for name in names_of(slug, entity))


@pytest.mark.parametrize(("text", "expected"), _RIGHT)
def test_a_name_is_linked_beside_its_double(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    """What tells an ordinary word from a name does not hide the name."""
    assert [mention.slug for mention in gazetteer.find(text)] == expected


@pytest.mark.parametrize("text", _WRONG)
def test_an_ordinary_word_links_to_nothing(gazetteer: Gazetteer, text: str) -> None:
    """Fruit, animals, weather, people and places that share a name with something known are not it."""
    assert [(text[mention.start : mention.end], mention.slug) for mention in gazetteer.find(text)] == []
