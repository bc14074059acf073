"""The language of a text is told by its script, its small words and its letters, or not at all."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.detect import detect_language

SENTENCES = {
    "en": [
        "The harbour was closed for a week.",
        "Qwen3 beats GPT-5",
        "Harbour council votes tonight",
        "Review of 小米 SU7 Ultra",
    ],
    "zh": ["港口关闭了一周。", "OpenAI 发布 GPT-5 Codex", "Tern 推出 Claude Platform on AWS", "全栈AI，港口ALL in了"],
    "ja": ["港は一週間閉鎖されました。", "AIの未来について考える"],
    "ko": ["항구가 일주일 동안 폐쇄되었습니다.", "연구자들은 OpenAI 결정에 동의하지 않는다"],
    "ru": ["Порт был закрыт на неделю."],
    "uk": ["Порт було закрито на тиждень, і він досі стоїть."],
    "ar": ["أغلق الميناء لمدة أسبوع."],
    "fa": ["بندر برای یک هفته بسته شد و کسی چیزی نگفت."],
    "he": ["הנמל נסגר לשבוע."],
    "th": ["ท่าเรือปิดหนึ่งสัปดาห์"],
    "hi": ["बंदरगाह एक सप्ताह तक बंद रहा।"],
    "el": ["Το λιμάνι έκλεισε για μια εβδομάδα."],
    "de": ["Der Hafen war eine Woche lang geschlossen.", "Die Fischer sind nicht zufrieden"],
    "fr": ["Le port a été fermé pendant une semaine.", "Les pêcheurs ne sont pas contents"],
    "es": ["El puerto estuvo cerrado una semana.", "Los pescadores no están de acuerdo con la decisión"],
    "pt": ["O porto ficou fechado por uma semana.", "Os pescadores não concordam com a decisão do governo"],
    "it": ["Il porto è rimasto chiuso per una settimana.", "I pescatori non sono d'accordo con la decisione"],
    "nl": ["De haven was een week lang gesloten.", "De vissers zijn het niet eens met het besluit"],
    "sv": ["Hamnen var stängd i en vecka.", "Fiskarna är inte överens om beslutet"],
    "pl": ["Port był zamknięty przez tydzień.", "Rybacy nie zgadzają się z decyzją rządu"],
    "tr": ["Liman bir hafta boyunca kapalı kaldı.", "Balıkçılar bu karar ile aynı fikirde değil"],
    "id": [
        "Pelabuhan itu ditutup selama seminggu dan tidak ada yang tahu.",
        "Para nelayan tidak setuju dengan keputusan ini",
    ],
    "vi": ["Cảng đã đóng cửa trong một tuần.", "Các ngư dân không đồng ý với quyết định này"],
    "ca": [
        "El port va estar tancat una setmana, però ningú no hi ha dit res.",
        "Els pescadors no estan d'acord amb la decisió",
    ],
}
ENGLISH_FILES = ("hn_stories", "hn_ai", "lobsters", "arxiv", "reddit_localllama.1", "reddit_trends")
HAN = re.compile("[\u4e00-\u9fff]")
CHINESE_FILES = ("juya_zh", "newsflash_zh", "hotlist_zh")


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in SENTENCES.items() for text in texts])
def test_a_sentence_is_known_for_its_language(tag: str, text: str) -> None:
    """A sentence, or a title with foreign names in it, has the language of its grammar."""
    assert detect_language(text) == tag


@pytest.mark.parametrize("text", ["", "123 456", "🚀🚀", "Tern", "https://a.test/the-way-it-was", "@the #of"])
def test_what_does_not_tell_has_no_language(text: str) -> None:
    """Numbers, emoji, addresses, handles and a lone name are of no language."""
    assert detect_language(text) is None


@given(st.text(max_size=80))
def test_every_answer_is_a_tag_or_none(text: str) -> None:
    """Whatever comes in, the answer is two small letters or None."""
    tag = detect_language(text)
    assert tag is None or (len(tag) == 2 and tag.isascii() and tag.islower())


def test_real_titles_are_known_for_what_they_are() -> None:
    """Of the corpus's titles, at least 98 % of the English and 99 % of those with Chinese in them from Chinese feeds are told right."""
    folder = os.environ.get("STORYWIRE_CORPUS")
    if not folder:
        pytest.skip("STORYWIRE_CORPUS names no corpus")
    for tag, names, least in (("en", ENGLISH_FILES, 0.98), ("zh", CHINESE_FILES, 0.99)):
        counted: Counter[bool] = Counter()
        for name in names:
            for line in Path(folder, "records", f"{name}.jsonl").read_text("utf-8").splitlines():
                title = json.loads(line).get("title") or ""
                if len(title.split()) > 1 if tag == "en" else HAN.search(title):
                    counted[detect_language(title) == tag] += 1
        assert counted[True] / counted.total() >= least
