"""A story that holds one string wherever a story holds words, and the structure of what views make of it."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from markdown_it import MarkdownIt

from schemas.story import RelatedStory, Story
from tests.story.newsdesk import story

# Of our own writing, for machines without the corpus of attacks; each is a way out of some format.
STRINGS = (
    "plain",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & &lt; &#x3c; &amp;lt;",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus=alert(1) '",
    "<!--<script> ]]> <![CDATA[ --> <?xml version='1.0'?>",
    "[x](javascript:alert(1)) ![y](https://tide.example/z.png) <https://tide.example>",
    "*a* _b_ `c` ~~d~~ | e | [^1] [^1]: f\n\n# g\n\n- h\n\n1. i",
    "1. one",
    "- one",
    "+ one",
    "# one",
    "===",
    "--- \n---",
    "    indented",
    "\\",
    "\\[^2]\\",
    "\u202eevil\u2066 \x00\x0b\x1b[31m \u200b\ufeff\ufffe title\u2028end",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "海港 “引文” 《x》 <b>",
)


def attacked_story(text: str) -> Story:
    """Put a string wherever a story holds the words of somebody, and into the addresses that it leads to."""
    plain = story()
    said = plain.sections[0].paragraphs[0].sentences[0]
    runs = [{"text": text}, {"text": f" {text} ", "entity": "harbour-labs"}, {"text": text, "story": text}]
    attacked = said.model_validate({**said.model_dump(), "runs": runs})
    cited = plain.citations[0].model_copy(
        update={
            "title": text,
            "author": f"{text} a",
            "community": text,
            "url": f"https://tide.example/{text}",
            "weight_reason": text,
            "source": plain.citations[0].source.model_copy(update={"name": text}),
            "quotes": [
                quote.model_copy(update={"exact": text, "prefix": text, "suffix": text, "translation": text})
                for quote in plain.citations[0].quotes
            ],
        }
    )
    related = RelatedStory(
        relation="similar",
        slug=text,
        title=text,
        dek=text,
        beat=plain.beat,
        published_at=None,
        score=0.5,
        shared_entities=[],
    )
    return Story.model_validate(
        plain.model_dump()
        | {
            "title": text,
            "dek": text,
            "beat": {"slug": plain.beat.slug, "name": text},
            "entities": [plain.entities[0].model_dump() | {"name": text}],
            "image": {"url": f"https://tide.example/{text}"[:2_000], "credit": text[:500]},
            "sections": [{"heading": text, "paragraphs": [{"sentences": [attacked.model_dump()]}]}],
            "story_so_far": [attacked.model_dump() | {"id": "s8"}],
            "faq": [{"question": text, "answer": [attacked.model_dump() | {"id": "s9"}]}],
            "citations": [cited.model_dump()],
            "related": [related.model_dump()],
            "methodology": plain.methodology.model_dump() | {"statement": text, "provider": text, "model": text},
        }
    )


def parse_page(text: str, *, fragment: bool = False) -> Element:
    """Parse HTML as a browser does; whatever the standard calls a parse error is one."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    parsed: Element = parser.parseFragment(text) if fragment else parser.parse(text)
    return parsed


def skeleton(page: Element) -> list[tuple[str, list[str]]]:
    """Return every element in order with the names of its attributes: what an attack would change."""
    return [(str(part.tag), sorted(part.attrib)) for part in page.iter()]


def markdown_skeleton(text: str) -> tuple[list[str], str]:
    """Return the kinds of a Markdown text's tokens, and its words; notes are read as the paragraphs that they hold."""
    body = text.partition("\n---\n")[2]
    body = re.sub(r"(?m)^(?:\[\^\d+\]: | {4})", "", re.sub(r"(?<!\\)\[\^\d+\](?!:)", "", body))
    kinds: list[str] = []
    words: list[str] = []
    reader: Any = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    for token in reader.parse(body):
        kinds.append(token.type)
        shown = [child for child in token.children or [] if child.type not in ("text", "text_special")]
        kinds += [child.type for child in shown]
        words += ["".join(child.content for child in token.children or [])] if token.children else []
    return kinds, "\n".join(words)
