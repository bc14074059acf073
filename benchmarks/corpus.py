"""Make up records by the million, the same ones for the same seed, and take them in as `storywire ingest` does.

Words are drawn by Zipf's law from a made-up language, so that some stand in a tenth of all records and most in a few; each record
names a thing or two of the default vocabulary, and one in eight is Chinese. A record comes about when it was published, twenty
seconds after the one before; one in ten comes late, by up to thirty days.

Usage: python -m benchmarks.corpus DATABASE_FILE [RECORDS]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from app.newsroom.deployment import Deployment
from app.newsroom.ingest import BATCH, ingest
from app.newsroom.prepare_elsewhere import most_helpers
from app.newsroom.vocabulary import load_defaults
from app.store.migrate import migrate
from app.store.session import Database

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_SEED = 5
_WORDS = 60_000
_ZIPF = 1.05
_LATE = 0.1
_CHINESE = 0.125
# Words of which every record is likely to be about one, as records of a beat are.
_SUBJECTS = (
    "model",
    "open source",
    "benchmark",
    "license",
    "chips",
    "agents",
    "copyright",
    "data center",
    "funding",
    "safety",
)
_NAMES = (
    "OpenAI",
    "Anthropic",
    "Qwen",
    "DeepSeek",
    "Alibaba",
    "Nvidia",
    "Mistral",
    "Hugging Face",
    "Google",
    "Meta AI",
    "llama.cpp",
)
_CHINESE_NAMES = ("阿里云", "月之暗面", "智谱", "华为", "腾讯")
_CHINESE_WORDS = [
    "模型",
    "开源",
    "发布",
    "数据",
    "训练",
    "推理",
    "芯片",
    "用户",
    "公司",
    "研究",
    "价格",
    "开发者",
    "智能体",
    "能力",
    "长文本",
    "评测",
    "许可",
    "更新",
    "城市",
    "市场",
    "今天",
    "团队",
    "技术",
    "平台",
]
_SOURCES = ("reddit", "hackernews", "bluesky", "36kr", "arxiv", "rss-example")
_WEIGHTS = (40, 25, 20, 8, 5, 2)


def lines(count: int, seed: int = _SEED) -> Iterator[bytes]:
    """Yield so many records, each as a line of JSON; a shorter corpus is the beginning of a longer one."""
    draw = random.Random(seed)
    words = language(draw)
    weights = list(accumulate(1 / (rank + 3) ** _ZIPF for rank in range(len(words))))
    for number in range(count):
        yield json.dumps(_record(draw, words, weights, number), ensure_ascii=False).encode()


def build(file: Path, count: int, seed: int = _SEED) -> Iterator[tuple[int, float]]:
    """Make a database of so many records; yield after each batch how many there are and the seconds that it took."""
    migrate(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        load_defaults(session)
    yield from taken_in(database, lines(count, seed), most_helpers())
    database.forget()
    database.close()


def taken_in(database: Database, some: Iterable[bytes], helpers: int) -> Iterator[tuple[int, float]]:
    """Take lines in; yield after each batch how many have been and the seconds that it took."""
    deployment = Deployment(
        database=database, writers={}, default_provider="extractive", public_url="http://localhost", clock=lambda: NOW
    )
    count, before = 0, time.perf_counter()
    for results in ingest(deployment, enumerate(some, 1), helpers):
        count += len(results)
        now = time.perf_counter()
        yield count, now - before
        before = now


def language(draw: random.Random | None = None) -> list[str]:
    """Make up the words of a language, the commonest first, of which the first ones are English; those of a seed are the same."""
    draw = draw or random.Random(_SEED)
    common = [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "that",
        "it",
        "for",
        "on",
        "with",
        "as",
        "this",
        "are",
        "be",
        "by",
        "an",
        "at",
        "not",
        "from",
        "or",
        "have",
        "new",
    ]
    sounds = [first + second for first in "bcdfghklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "er", "in")]
    made = {"".join(draw.choices(sounds, k=draw.choice((2, 2, 3, 3, 4)))) for _ in range(2 * _WORDS)}
    rest = sorted(made)
    draw.shuffle(rest)
    return list(islice([*common, *rest], _WORDS))


def _record(draw: random.Random, words: list[str], weights: list[float], number: int) -> dict[str, object]:
    """Make up one record, of the length that real ones have."""
    published = NOW - timedelta(days=300) + timedelta(seconds=20 * number)
    if draw.random() < _LATE:
        published -= timedelta(seconds=draw.randrange(30 * 86_400))
    is_chinese = draw.random() < _CHINESE
    length = draw.choice((8, 12, 40, 90))
    if is_chinese:
        told = [*draw.choices(_CHINESE_WORDS, k=length // 2), draw.choice(_CHINESE_NAMES)]
        title, text = "".join(told[:6]), "，".join(told[6:])
    else:
        told = draw.choices(words, cum_weights=weights, k=length)
        told[draw.randrange(8)] = draw.choice(_NAMES)
        told[draw.randrange(8)] = draw.choice(_SUBJECTS)
        title, text = " ".join(told[:10]), " ".join(told[10:])
    source = draw.choices(_SOURCES, _WEIGHTS)[0]
    return {
        "source": source,
        "external_id": f"made-up:{number}",
        "community": f"r/c{draw.randrange(40)}" if source == "reddit" else None,
        "kind": draw.choice(("post", "post", "comment", "article")),
        "url": f"https://example.com/posts/{number}",
        "author": f"writer{draw.randrange(50_000)}",
        "title": title,
        "text": text or None,
        "published_at": published.isoformat(),
        "engagement": {"score": draw.randrange(500), "replies": draw.randrange(50)},
    }


def main() -> None:
    """Build a corpus and tell how long each hundredth of it took."""
    file, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000  # noqa: PLR2004 - a second argument
    spent, every = 0.0, max(BATCH, count // 100 // BATCH * BATCH)
    for done, seconds in build(file, count):
        spent += seconds
        if done % every == 0:
            print(f"{done} records, {spent / every * 1e6:.0f} µs each", flush=True)
            spent = 0.0


if __name__ == "__main__":
    main()
