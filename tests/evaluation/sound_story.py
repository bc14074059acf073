"""A small story that keeps every promise, and the API around it, to break one promise at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Story = dict[str, Any]

ENTITY = {"slug": "acme", "name": "Acme", "kind": "organization", "aliases": {"en": ["Acme Labs"]}}
BEAT = {"slug": "open-source-ai", "name": "Open Source AI"}
TITLE = "Acme Labs opens its weights"
TEXT = "We opened the weights of “Quill” today. It took 14 months to get here."
RECORDS: dict[str, Story] = {
    "rec_one": {
        "source": "forum",
        "community": "r/quills",
        "author": "ada",
        "title": TITLE,
        "text": TEXT,
        "url": "https://forum.example/1",
        "language": "en",
        "published_at": "2026-03-23T09:12:00Z",
        "engagement": {"score": 95},
    },
    "rec_two": {
        "source": "wire",
        "community": None,
        "author": "ben",
        "title": None,
        "text": "The licence still forbids selling it.",
        "url": "https://wire.example/2",
        "language": "en",
        "published_at": "2026-03-24T10:00:00Z",
        "engagement": {},
    },
}
ASKED = ["rec_one", "rec_two", "rec_three"]


class Answers:
    """The API as a story's reader finds it, from a table of answers."""

    def __init__(self, story: Story) -> None:
        """Answer for this story as a service that keeps its promises would."""
        slug = story["slug"]
        sentences = [s for part in story["sections"] for p in part["paragraphs"] for s in p["sentences"]]
        sentences += story["story_so_far"]
        sentences += [s for item in story["faq"] for s in item["answer"]]
        words = [story["title"], story["dek"], story["beat"]["name"], story["url"]]
        words += ["".join(run["text"] for run in s["runs"]) + "[1]" for s in sentences]
        self.page = "\n".join(words)
        self.answers: dict[str, Any] = {
            **{f"/records/{key}/versions/1": record for key, record in RECORDS.items()},
            "/entities/acme": ENTITY,
            "/beats/open-source-ai": BEAT,
            "/syntheses/syn_1": {"status": "succeeded", "story": slug},
            f"/stories/{slug}/citations": {"items": deepcopy(story["citations"])},
            f"/stories/{slug}/revisions/1": {"sections": deepcopy(story["sections"])},
            f"/stories/{slug}/verification": {
                "sentences": [{"id": s["id"], "verdict": "found", "reason": "", "quotes": []} for s in sentences]
            },
        }

    def get(self, path: str) -> Any | None:
        """Return the answer of the table."""
        return self.answers.get(path)

    def text(self, path: str) -> str | None:
        """Return the one page."""
        assert path.endswith(".txt")
        return self.page


def quote(quote_id: str, record: str, field: str, exact: str) -> Story:
    """Cut a quote from a record."""
    text = RECORDS[record][field]
    start = text.index(exact)
    end = start + len(exact)
    prefix, suffix = text[max(0, start - 32) : start], text[end : end + 32]
    return {
        "id": quote_id,
        "field": field,
        "exact": exact,
        "prefix": prefix,
        "suffix": suffix,
        "start": start,
        "end": end,
        "translation": None,
    }


def citation(number: int, record_id: str, weight: float, quotes: list[Story]) -> Story:
    """Cite a record."""
    record = RECORDS[record_id]
    fields = {key: record[key] for key in ("community", "title", "author", "url", "published_at", "language")}
    source = {"slug": record["source"], "name": str(record["source"]).title(), "kind": "forum"}
    given = {"number": number, "record_id": record_id, "record_version": 1, "weight": weight, "status": "active"}
    return {**given, **fields, "source": source, "quotes": quotes}


def sentence(sentence_id: str, runs: list[Story], quotes: list[str], citations: list[int]) -> Story:
    """Put a sentence together."""
    return {"id": sentence_id, "runs": runs, "support": "verbatim", "quotes": quotes, "citations": citations}


def sound_story() -> Story:
    """Return a story in which every promise is kept."""
    first = [
        {"text": "On 23 March, "},
        {"text": "Acme Labs", "entity": "acme"},
        {"text": " was in the news on r/quills: “We opened the weights of ‘Quill’ today.”"},
    ]
    second = [{"text": "ben wrote: “The licence still forbids selling it.”"}]
    third = [{"text": "“It took 14 months to get here.”, wrote ada."}]
    return {
        "id": "sty_1",
        "slug": "acme-opens-9d2e",
        "url": "https://news.example/stories/acme-opens-9d2e",
        "revision": 1,
        "status": "published",
        "language": "en",
        "title": "Acme Labs opens its weights",
        "dek": "It took 14 months.",
        "beat": BEAT,
        "published_at": "2026-06-30T12:00:00Z",
        "updated_at": "2026-06-30T12:00:00Z",
        "word_count": 33,
        "sections": [
            {
                "heading": "What happened",
                "paragraphs": [
                    {"sentences": [sentence("s1", first, ["q1"], [1]), sentence("s2", second, ["q2"], [2])]},
                ],
            }
        ],
        "story_so_far": [],
        "faq": [{"question": "How long did it take?", "answer": [sentence("s3", third, ["q3"], [1])]}],
        "entities": [{"slug": "acme", "name": "Acme", "kind": "organization", "mentions": 1, "salience": 1.0}],
        "citations": [
            citation(
                1,
                "rec_one",
                0.6,
                [
                    quote("q1", "rec_one", "text", "We opened the weights of “Quill” today."),
                    quote("q3", "rec_one", "text", "It took 14 months to get here."),
                ],
            ),
            citation(2, "rec_two", 0.4, [quote("q2", "rec_two", "text", "The licence still forbids selling it.")]),
        ],
        "related": [],
        "image": None,
        "methodology": {
            "record_count": 3,
            "cited_count": 2,
            "unused": [{"record_id": "rec_three", "reason": "duplicate", "detail": "of rec_one"}],
            "provider": "extractive",
            "prompt_version": "extractive-1",
            "records_digest": "sha256:" + "0" * 64,
            "synthesis_id": "syn_1",
            "usage": {"input_tokens": 0, "output_tokens": 0, "cost_usd": "0"},
            "generated_at": "2026-06-30T12:00:00Z",
            "human_edited": False,
            "evidence_from": "2026-03-23T09:12:00Z",
            "evidence_until": "2026-03-24T10:00:00Z",
            "publisher_count": 2,
            "rejected_sentences": 0,
            "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
            "statement": "A machine wrote this.",
        },
    }
