"""Measure the whole POST of a synthesis against scikit-learn's TF-IDF and a sparse TextRank over the same text.

Three sides take turns on each set of records: the POST to `storywire serve` on the loopback, as any client sends it; the same synthesis in
this process without HTTP (load, write, check, render, commit); and the baseline, which only ranks sentences. A ratio is of the two
times for one set, so that no side is timed while the processor's memories are full of nothing but its own. Records come from the
folder named by STORYWIRE_CORPUS, else from a seeded generator.

Usage: python -m benchmarks.synthesis [ROUNDS]
       python -m benchmarks.synthesis profile    the functions in which a POST spends its time
"""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from app.jobs.desk import write_now
from app.store import records
from evaluation.corpus import named_corpus
from evaluation.service import NOW, Loaded, Service, open_service
from schemas.synthesis import SynthesisRequest

try:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
except ImportError:
    sys.exit("This benchmark compares with scikit-learn: pip install '.[bench]', or run make bench.")

ROUNDS = 9
SETS = 12
FEW, MANY = 25, 500
SEED = 20261122
_MADE_UP = 4_000
_DAMPING, _TOLERANCE, _MOST_STEPS = 0.85, 1e-6, 100
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_TOP = 10

# What made-up sentences are made of. Of real ones a third name somebody of the field, and a sixth hold a figure.
_NAMES = (
    "OpenAI",
    "Anthropic",
    "Alibaba",
    "DeepSeek",
    "Mistral",
    "Nvidia",
    "Hugging Face",
    "Google",
    "Qwen",
    "Microsoft",
)
_PEOPLE, _THINGS, _KINDS, _DO = (
    words.split()
    for words in (
        (
            "researcher teacher regulator judge writer developer student union reader lawyer nurse engineer minister artist court bank "
            "hospital school newspaper laboratory council studio library start-up university publisher charity farm factory museum"
        ),
        (
            "model licence chip benchmark contract dataset voice translation picture camera budget harbour bridge engine battery forecast "
            "patent exam diagnosis song poem map archive parser compiler proof theorem sensor robot garden invoice password network satellite "
            "vaccine tax rumour lawsuit assistant timetable recipe novel microscope telescope ferry orchard glacier lantern violin ledger"
        ),
        "small open cheap careful noisy old new private public slow clever fragile honest local foreign quiet famous costly useful odd",
        (
            "tests opens withdraws defends publishes repairs compares measures translates replaces questions copies trains describes sells "
            "delays studies rewrites hides explains doubts teaches checks rents improves abandons celebrates forgets"
        ),
    )
)
_ENDS = (
    "because the old one was too slow", "after months of complaints", "although nobody had asked for it", "before the summer",
    "and says so on its own page", "in spite of the price", "while others wait", "as it had promised", "without a word to its members", "for the first time",
)  # fmt: skip
_CHINESE_WHO, _CHINESE_DO, _CHINESE_THINGS, _CHINESE_ENDS = (
    words.split()
    for words in (
        "阿里云 月之暗面 字节跳动 华为 一家初创公司 监管部门 多所大学 研究团队 出版社 医院",
        "发布了 撤回了 测试了 开源了 推迟了 质疑 收购了 解释了 限制了 改进了",
        "新的语言模型 推理芯片 语音助手 数据中心 翻译工具 安全评测 机器人 训练数据 搜索服务 许可协议",
        "成本比去年低了不少 用户反应不一 细节尚未公布 竞争对手没有回应 价格没有变化 下个月开始试用",
    )
)


class Took(NamedTuple):
    """Seconds: by the clock, and of the processor in this process."""

    wall: float
    processor: float


def main() -> None:
    """Run the rounds, or the profile, and print what came out."""
    with tempfile.TemporaryDirectory() as folder, open_service(Path(folder)) as service:
        lines = _lines()
        if named_corpus() is None:
            print(
                "made-up records, of which nearly all can be quoted: more work than real ones, for which the targets are set"
            )
        loaded = service.load(lines)
        if sys.argv[1:] == ["profile"]:
            _profile(service, loaded)
            return
        # The two services have a database each: what one wrote would be unknown to the other, and read anew.
        with tempfile.TemporaryDirectory() as other, open_service(Path(other)) as served:
            served.load(lines)
            with served.on_loopback() as address:
                # A plain client: what a comfortable one spends on a request is no cost of the service's.
                client = HTTPConnection(address.removeprefix("http://"), timeout=60)
                post = partial(_post, client, {**_key(served), "Content-Type": "application/json"})
                _rounds(service, post, loaded, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
                client.close()


def _rounds(service: Service, post: Callable[[Sequence[str]], None], loaded: Loaded, rounds: int) -> None:
    """Time every side on the same sets, set by set; the first round warms all up and does not count."""
    ratios: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        draw = random.Random(f"{SEED}/{number}")
        took: dict[str, list[Took]] = defaultdict(list)
        for _ in range(SETS):
            ids = draw.sample(loaded.ids, FEW)
            texts = _texts(service, ids)
            sides: list[tuple[str, Callable[[], object]]] = [
                ("without HTTP", partial(_write, service, ids)),
                ("over the loopback", partial(post, ids)),
                ("baseline", partial(text_rank, texts)),
            ]
            draw.shuffle(sides)
            for name, run in sides:
                took[name].append(_timed(run))
        took["many"].append(_timed(partial(_write, service, draw.sample(loaded.ids, MANY))))
        if number == 0:
            continue
        for few, loopback, baseline in zip(
            took["without HTTP"], took["over the loopback"], took["baseline"], strict=True
        ):
            ratios["without HTTP"].append(few.wall / baseline.wall)
            ratios["processor"].append(few.processor / baseline.processor)
            ratios["loopback"].append(loopback.wall / baseline.wall)
        middle = {name: median(each.wall for each in times) for name, times in took.items()}
        ratios["growth"].append(middle["many"] / middle["without HTTP"])
        print(f"round {number}: " + ", ".join(f"{name} {middle[name] * 1e3:.1f} ms" for name in sorted(middle)))
    print(f"synthesis_ratio_without_http {_summary(ratios['without HTTP'])}  (target 10; {FEW} records)")
    print(f"synthesis_ratio_loopback {_summary(ratios['loopback'])}  (target 10; {FEW} records)")
    print(
        f"synthesis_ratio_processor {_summary(ratios['processor'])}  (processor time without HTTP; no waiting, so a busy machine says the same)"
    )
    print(f"synthesis_growth {_summary(ratios['growth'])}  ({MANY} records over {FEW}; target 25)")


def text_rank(texts: Sequence[str]) -> list[int]:
    """Return the places of all sentences, most central first (Mihalcea and Tarau, "TextRank", 2004; cosine of TF-IDF)."""
    sentences = [s for text in texts for s in _SENTENCE_END.split(text) if any(c.isalnum() for c in s)]
    vectors = TfidfVectorizer().fit_transform(sentences)
    likeness = (vectors @ vectors.T).tocsr()
    likeness.setdiag(0.0)
    likeness.eliminate_zeros()
    sums = np.asarray(likeness.sum(axis=1)).ravel()
    likeness.data /= np.repeat(sums, np.diff(likeness.indptr))
    count = len(sentences)
    rank = np.full(count, 1 / count)
    for _ in range(_MOST_STEPS):
        alone = rank[sums == 0.0].sum() / count
        following = (1 - _DAMPING) / count + _DAMPING * (likeness.T @ rank + alone)
        settled = np.abs(following - rank).sum() < _TOLERANCE
        rank = following
        if settled:
            break
    order: list[int] = np.argsort(-rank).tolist()
    return order


def _write(service: Service, ids: Sequence[str]) -> None:
    write_now(service.deployment, SynthesisRequest(record_ids=list(ids)))


def _post(client: HTTPConnection, headers: Mapping[str, str], ids: Sequence[str]) -> None:
    client.request("POST", "/v1/syntheses", json.dumps({"record_ids": list(ids)}), dict(headers))
    answer = client.getresponse()
    body = answer.read()
    if answer.status != HTTPStatus.CREATED:
        raise RuntimeError(f"POST /v1/syntheses answered {answer.status}: {body[:300]!r}")


def _timed(run: Callable[[], object]) -> Took:
    """Run it; return what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    run()
    return Took(time.perf_counter() - wall, time.process_time() - processor)


def _texts(service: Service, ids: Sequence[str]) -> list[str]:
    """Return the text that a story of these records is written from."""
    with service.deployment.database.read() as session:
        found = records.get_many(session, ids)
    return [f"{found[i].title or ''}\n{found[i].text or ''}" for i in ids]


def _key(service: Service) -> dict[str, str]:
    return {"Authorization": service.client.headers["Authorization"]}


def _profile(service: Service, loaded: Loaded) -> None:
    """Print the functions in which syntheses of 25 records spend most of their own time, and with what they call."""
    draw = random.Random(f"{SEED}/profile")
    sets = [draw.sample(loaded.ids, FEW) for _ in range(2 * SETS)]
    _write(service, sets[0])
    profile = cProfile.Profile()
    for ids in sets:
        profile.runcall(write_now, service.deployment, SynthesisRequest(record_ids=ids))
    for order in ("tottime", "cumtime"):
        pstats.Stats(profile).strip_dirs().sort_stats(order).print_stats(_TOP if order == "tottime" else 4 * _TOP)


def _lines() -> list[bytes]:
    """Return the corpus's records, or records made up of sentences, always the same."""
    corpus = named_corpus()
    return corpus.record_lines() if corpus else list(_made_up(random.Random(SEED)))


def _made_up(draw: random.Random) -> Iterator[bytes]:
    """Make up records as real ones are: a third a title alone and a third in Chinese; most texts a few sentences, chat, links and tags between."""
    for number in range(_MADE_UP):
        sentence = _chinese_sentence if draw.random() < 1 / 3 else _sentence
        text = [sentence(draw) for _ in range(draw.choice((0, 0, 0, 1, 1, 1, 2, 3, 12)))]
        aside = draw.choice(
            ("", "", "lol same here", "#ai #news", f"https://example.com/{number}", "what do you think", "RT")
        )
        record = {
            "source": draw.choice(("reddit", "hackernews", "bluesky", "the-verge", "36kr", "arxiv")),
            "external_id": f"made-up:{number}",
            "author": f"writer{draw.randrange(2_000)}",
            "title": sentence(draw).rstrip(".。"),
            "text": " ".join([*text, aside]).strip() or None if text else None,
            "published_at": (NOW - timedelta(minutes=draw.randrange(500_000))).isoformat(),
        }
        yield json.dumps(record, ensure_ascii=False).encode()


def _sentence(draw: random.Random) -> str:
    """Make up a sentence that a person might write, so that the writer has something to quote."""
    who = draw.choice(_NAMES) if draw.random() < 1 / 3 else f"The {draw.choice(_KINDS)} {draw.choice(_PEOPLE)}"
    what = f"{draw.choice(_KINDS)} {draw.choice(_THINGS)}"
    what = f"{draw.randrange(2, 900)} {what}s" if draw.random() < 1 / 6 else f"the {what} of a {draw.choice(_PEOPLE)}"
    return f"{who} {draw.choice(_DO)} {what} {draw.choice(_ENDS)}."


def _chinese_sentence(draw: random.Random) -> str:
    who, done, what, end = map(draw.choice, (_CHINESE_WHO, _CHINESE_DO, _CHINESE_THINGS, _CHINESE_ENDS))
    return f"{who}{done}{what}，{end}。"


def _summary(values: Sequence[float]) -> str:
    """Give the median and the middle half."""
    low, _, high = quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return f"{median(values):.2f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main()
