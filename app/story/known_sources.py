"""Say what is known of a source from its slug alone, for the moment when its first record arrives."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.record import RecordKind
from schemas.source import SourceKind, SourceRef

_KIND_BY_RECORD: dict[RecordKind, SourceKind] = {
    "post": "social",
    "comment": "social",
    "article": "news",
    "paper": "papers",
    "release": "releases",
}

# A slug, the name that a newspaper prints, what kind of place it is, and its home page.
_TABLE = """
    reddit                Reddit                 forum     https://www.reddit.com
    hackernews            Hacker News            forum     https://news.ycombinator.com
    lobsters              Lobsters               forum     https://lobste.rs
    juejin                Juejin                 forum     https://juejin.cn
    bluesky               Bluesky                social    https://bsky.app
    mastodon              Mastodon               social    https://joinmastodon.org
    arxiv                 arXiv                  papers    https://arxiv.org
    github                GitHub                 releases  https://github.com
    36kr                  36Kr                   news      https://36kr.com
    51cto                 51CTO                  news      https://www.51cto.com
    ainews                AINews                 news      -
    ars-technica          Ars Technica           news      https://arstechnica.com
    guokr                 Guokr                  news      https://www.guokr.com
    huxiu                 Huxiu                  news      https://www.huxiu.com
    ifanr                 Ifanr                  news      https://www.ifanr.com
    infoq-cn              InfoQ China            news      https://www.infoq.cn
    ithome                IT Home                news      https://www.ithome.com
    last-week-in-ai       Last Week in AI        news      https://lastweekin.ai
    mit-technology-review MIT Technology Review  news      https://www.technologyreview.com
    qbitai                QbitAI                 news      https://www.qbitai.com
    readhub               Readhub                news      https://readhub.cn
    sspai                 Sspai                  news      https://sspai.com
    techcrunch            TechCrunch             news      https://techcrunch.com
    the-batch             The Batch              news      https://www.deeplearning.ai/the-batch/
    the-verge             The Verge              news      https://www.theverge.com
    thepaper              The Paper              news      https://www.thepaper.cn
    tmtpost               TMTPost                news      https://www.tmtpost.com
    venturebeat           VentureBeat            news      https://venturebeat.com
    ahead-of-ai           Ahead of AI            blog      https://magazine.sebastianraschka.com
    aisi                  AI Security Institute  blog      https://www.aisi.gov.uk
    anthropic-engineering Anthropic Engineering  blog      https://www.anthropic.com/engineering
    anthropic-news        Anthropic              blog      https://www.anthropic.com/news
    anthropic-red         Anthropic Red Team     blog      https://red.anthropic.com
    anthropic-research    Anthropic Research     blog      https://www.anthropic.com/research
    bair                  BAIR                   blog      https://bair.berkeley.edu/blog/
    baoyu                 Baoyu                  blog      https://baoyu.io
    blogsurgeai           Surge AI               blog      https://www.surgehq.ai/blog
    claude                Claude                 blog      https://claude.com/blog
    cohere                Cohere                 blog      https://cohere.com/blog
    cursor                Cursor                 blog      https://cursor.com/blog
    eleuther-papers       EleutherAI             papers    https://www.eleuther.ai
    far-ai                FAR.AI                 blog      https://www.far.ai
    goodfire              Goodfire               blog      https://www.goodfire.ai
    google-ai             Google AI              blog      https://developers.googleblog.com
    google-deepmind       Google DeepMind        blog      https://deepmind.google/blog/
    google-research       Google Research        blog      https://research.google/blog/
    groq                  Groq                   blog      https://groq.com/blog
    hamel-husain          Hamel Husain           blog      https://hamel.dev
    hugging-face          Hugging Face           blog      https://huggingface.co/blog
    import-ai             Import AI              blog      https://importai.substack.com
    interconnects         Interconnects          blog      https://www.interconnects.ai
    juya                  Juya                   blog      -
    latent-space          Latent Space           blog      https://www.latent.space
    lilian-weng           Lilian Weng            blog      https://lilianweng.github.io
    meta-ai               Meta AI                blog      https://ai.meta.com/blog/
    meta-engineering      Engineering at Meta    blog      https://engineering.fb.com
    microsoft-research    Microsoft Research     blog      https://www.microsoft.com/en-us/research/
    mistral               Mistral AI             blog      https://mistral.ai/news
    ollama                Ollama                 blog      https://ollama.com/blog
    one-useful-thing      One Useful Thing       blog      https://www.oneusefulthing.org
    openai                OpenAI                 blog      https://openai.com/news/
    openai-developer      OpenAI Developers      blog      https://developers.openai.com/blog
    openai-engineering    OpenAI Engineering     blog      https://openai.com/news/engineering/
    openai-research       OpenAI Research        blog      https://openai.com/research/
    perplexity-hub        Perplexity             blog      https://www.perplexity.ai/hub
    ruanyf                Ruan Yifeng            blog      https://www.ruanyifeng.com/blog/
    simon-willison        Simon Willison         blog      https://simonwillison.net
    supertechfans         SuperTechFans          blog      https://supertechfans.com
    swb                   Simon Willison         blog      https://simonwillison.net
    swn                   Simon Willison         blog      https://simonwillison.net
    timaeus               Timaeus                blog      https://timaeus.co
    transluce             Transluce              blog      https://transluce.org
    vllm-blog             vLLM                   blog      https://blog.vllm.ai
    xainews               xAI                    blog      https://x.ai/news
"""


# What those who write Chinese call a source that has a name of its own there; the others keep theirs, and so do those
# whose name there is half Latin, which runs into the words around it.
_IN_CHINESE = {
    "36kr": "36氪",
    "aisi": "英国人工智能安全研究所",
    "baoyu": "宝玉",
    "guokr": "果壳",
    "huxiu": "虎嗅",
    "ifanr": "爱范儿",
    "juejin": "掘金",
    "juya": "橘鸦",
    "microsoft-research": "微软研究院",
    "mit-technology-review": "麻省理工科技评论",
    "qbitai": "量子位",
    "ruanyf": "阮一峰",
    "sspai": "少数派",
    "thepaper": "澎湃新闻",
    "tmtpost": "钛媒体",
}


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source's name as a newspaper prints it, what kind of place it is, and its home page where that is sure."""

    name: str
    kind: SourceKind
    home_page: str | None


def describe_source(slug: str, record_kind: RecordKind) -> KnownSource:
    """Return what is known of a source; of an unknown one, what its slug and its first record suggest."""
    known = _KNOWN.get(slug)
    if known is not None:
        return known
    return KnownSource(slug.replace("-", " ").title(), _KIND_BY_RECORD[record_kind], None)


def in_language(source: SourceRef, language: str) -> SourceRef:
    """Return a source as a story in a language names it: by its own name there where one is known, else as it is.

    A name that a deployment gave a source itself is printed in every language.
    """
    known = _KNOWN.get(source.slug)
    name = _IN_CHINESE.get(source.slug) if language.startswith("zh") else None
    return source.model_copy(update={"name": name}) if name and known and known.name == source.name else source


def names_of(slug: str, name: str) -> tuple[str, ...]:
    """Return what a source that is called so may be called besides: the name itself, and its own in the other language."""
    known = _KNOWN.get(slug)
    both = (known.name, _IN_CHINESE[slug]) if known and slug in _IN_CHINESE else ()
    return both if name in both else (name,)


def _read_table() -> dict[str, KnownSource]:
    """Read the table above: a slug, a name of any number of words, a kind and an address or a dash."""
    kinds: dict[str, SourceKind] = {"forum": "forum", "social": "social", "news": "news"}
    kinds |= {"papers": "papers", "releases": "releases", "blog": "blog"}
    known = {}
    for line in _TABLE.split("\n")[1:-1]:
        slug, *name, kind, home_page = line.split()
        known[slug] = KnownSource(" ".join(name), kinds[kind], None if home_page == "-" else home_page)
    return known


_KNOWN = _read_table()
