"""Tell the running prose of a record from its code, tables, links and boilerplate, and find what can be quoted as it stands.

All offsets are into the text as it was given: nothing is rewritten, so a span's characters are the record's own.
"""

import re
from collections.abc import Iterator

from app.language.normalise import INVISIBLE
from app.language.sentences import CJK, EMOJI, Span, is_clipped, is_complete, split_sentences

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)")
_PRE_OPENS = re.compile(r"<(pre|code|script|style|table|svg)\b[^>]*>", re.IGNORECASE)
_INDENTED = re.compile(r"(?: {4,}|\t)(?![-*+•]\s|\d{1,3}[.)]\s)\S")
_URL = r"(?:https?://|www\.)[^\s<>\"”’）)\]]+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*"
_LINK = r"!?\[[^\]\n]*\]\([^)\n]*\)"
_NOT_PROSE = re.compile(
    rf"\s*(?:\|.*\|?|:?-{{2,}}:?(?:\s*\|\s*:?-+:?)+|(?:[-*_=]\s*){{3,}}"
    rf"|(?:[-*+>•]\s+)*(?:(?:(?:source|link|via|paper|code|repo|github|demo|blog|来源|链接|原文)\s*[:：]\s*)?(?:{_LINK}|<?{_URL}>?)[\s,|·]*)+"
    rf"|\[[^\]]+\]:\s*\S+.*"
    rf"|[{{}}\[\]]+,?|\"[\w.-]+\"\s*:.*|(?:\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d\S*|\[?(?:INFO|DEBUG|WARN(?:ING)?|ERROR|TRACE)\b[\]:]?).*"
    rf"|(?:\$|>>>|#!|sudo|pip|npm|git|curl|docker)\s+[\w./-]+(?:\s+-{{1,2}}\w.*|\s+install\s.*|\s+run\s.*)?)\s*",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\s*(?:[*_>\-]\s*)*(?:\[?(?:removed|deleted)(?: by \w+)?\]?|点击查看原文>?|查看原文|阅读全文|展开全文|本文来自.*|责任编辑.*|（?原标题.*"
    r"|(?:read (?:more|the full (?:story|article|post))|continue reading|\[link\]|submitted by|click here|full changelog|this is an automatic post).*"
    r"|(?:sorry, )?your browser (?:does not|doesn['’]t|cannot|can['’]t) (?:support|play|display) .{1,80}|(?:您|你)的浏览器不支持.{1,40}"
    r"|\[?comments\]?|new contributors|what'?s changed|\(?edit(?:ed)?[ \d]*\)?|tl;?dr"
    r"|(?:please )?(?:subscribe|sign up)\b.{0,120}|i am a bot, and this action.*|the post .{3,120} appeared first on .*)\s*[*_]*[.:：>…!]*\s*",
    re.IGNORECASE | re.DOTALL,
)
# What may begin anywhere in a line is tried only where a word of it stands.
_SMALL_PRINT_WORDS = ("newsletter", "cookie policy", "privacy policy", "all rights reserved")
_SMALL_PRINT = re.compile(
    r"\s*(?:[*_>\-]\s*)*(?:.{0,60}\b(?:our|my|the|this|free) newsletter\b.{0,50}"
    r"|.{0,80}\b(?:cookie policy|privacy policy|all rights reserved)\b.{0,60})\s*[*_]*[.:：>…!]*\s*",
    re.IGNORECASE | re.DOTALL,
)
_HEADING_MARK = re.compile(r"[ \t]*#{1,6}[ \t]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>|<!--.*?-->")
_LINE = re.compile(r"[^\n]*\n?")


def prose_spans(text: str) -> list[Span]:
    """Return the parts of `text` that are running prose: no code, tables, link lines, rules, boilerplate or HTML tags."""
    spans: list[Span] = []
    for block in _blocks(text):
        start = block.start
        for tag in _TAG.finditer(text, block.start, block.end):
            _keep(spans, text, start, tag.start())
            start = tag.end()
        _keep(spans, text, start, block.end)
    return spans


def _keep(spans: list[Span], text: str, start: int, end: int) -> None:
    """Append the span if it holds anything that shows, without the white space at its edges."""
    body = text[start:end]
    if body.strip():
        lead = len(body) - len(body.lstrip())
        spans.append(Span(start + lead, start + len(body.rstrip())))


def _blocks(text: str) -> list[Span]:
    """Return the prose of `text` in stretches of neighbouring lines, with the mark-up inside the lines still there."""
    if "\n" not in text and "<" not in text:
        return [Span(0, len(text))] if text.strip() and not _is_furniture(text) else []
    blocks: list[Span] = []
    open_start: int | None = None
    end = 0
    for start, stop, is_prose in _lines(text):
        if is_prose:
            if open_start is None:
                open_start = start
            end = stop
        elif open_start is not None:
            _keep(blocks, text, open_start, end)
            open_start = None
    if open_start is not None:
        _keep(blocks, text, open_start, end)
    return blocks


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield each line's start and end, and whether it is prose; a heading is prose, and comes with a break before and behind it."""
    fence = closing = None
    after_blank = True
    for match in _LINE.finditer(text):
        line, start, stop = match[0], match.start(), match.end()
        if fence:
            yield start, stop, False
            fence = None if (mark := _FENCE.match(line)) and mark[1][:3] == fence else fence
        elif closing:
            yield start, stop, False
            closing = None if closing in line.lower() else closing
        elif mark := _FENCE.match(line):
            fence = mark[1][:3] if mark[1] not in line[mark.end() :] else None
            yield start, stop, False
        elif (tag := _PRE_OPENS.search(line)) and tag[1].lower() != "code":
            closing = None if f"</{tag[1].lower()}>" in line.lower() else f"</{tag[1].lower()}>"
            yield start, stop, False
        elif heading := _HEADING_MARK.match(line):
            yield start, start + heading.end(), False
            yield start + heading.end(), stop, True
            yield stop, stop, False
        else:
            code = bool(_INDENTED.match(line)) and after_blank
            yield start, stop, not code and not _is_furniture(line)
            after_blank = code or not line.strip()
            continue
        after_blank = False


def _is_furniture(line: str) -> bool:
    """Say whether a line is a link, a table row, a rule, data, or a phrase that sites print around what is written."""
    if not line.strip():
        return False
    return bool(_NOT_PROSE.fullmatch(line) or _BOILERPLATE.fullmatch(line)) or _is_small_print(line)


def _is_small_print(line: str) -> bool:
    """Say whether a line asks to subscribe to a newsletter, or names a site's policies or rights."""
    small = line.lower()
    # Beyond ASCII a letter may stand for another case of one that its small form does not show.
    return (not line.isascii() or any(words in small for words in _SMALL_PRINT_WORDS)) and bool(
        _SMALL_PRINT.fullmatch(line)
    )


_LEAD_MARKUP = re.compile(
    rf"[\s>*_~`|•·▪■◆●★☆►▶→➜\-–—,，:：;；.。!！?？)）\]】」』”\\]+|[{EMOJI}{INVISIBLE}]+|\[[\w^, .-]{{1,14}}\](?!\()|【[^】\n]{{1,14}}】|RT @?[\w.-]+:?|"
    rf"(?:@[\w.-]+(?:@[\w.-]+)?[:,]?\s)+|(?:#\w+\s+)+|{_LINK}|(?:{_URL})|</?[a-z][^<>]*>|(?:\d{{1,3}}[.)、]|\(\d{{1,3}}\)|[a-zA-Z]\))(?=\s)|&(?:#x?[0-9a-f]+|[a-z]+);",
    re.IGNORECASE,
)
_TAIL_MARKUP = re.compile(
    rf"(?:[\s*_~`|>\\]+|[{EMOJI}{INVISIBLE}]+|(?:\s#[^\s#]+)+|(?:\s@[\w.-]+)+|\s*\[\^?[\w, .-]{{1,14}}\]|\s*{_LINK}|\s*(?:{_URL})|\s*</?[a-z][^<>]*>|\s*[（(]\s*(?:{_LINK}|{_URL})\s*[)）]|&(?:#x?[0-9a-f]+|[a-z]+);)$",
    re.IGNORECASE,
)
# Where nothing looks like an address, a tail begins at one of few characters, which is quick to see.
_TAIL_MARKUP_BUT_LINKS = re.compile(
    rf"(?=[\s*_~`|>\\\[!<（(&{EMOJI}{INVISIBLE}])(?:[\s*_~`|>\\]+|[{EMOJI}{INVISIBLE}]+|(?:\s#[^\s#]+)+|(?:\s@[\w.-]+)+|\s*\[\^?[\w, .-]{{1,14}}\]|\s*{_LINK}|\s*</?[a-z][^<>]*>|\s*[（(]\s*{_LINK}\s*[)）]|&(?:#x?[0-9a-f]+|[a-z]+);)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    # A look ahead at one character spares most places the trial of every kind of mark-up.
    rf"(?=[*_`\[\]{{}}<>&\\~!|^$hw.\s{INVISIBLE}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd])(?:\*(?!\s)|(?<!\s)\*|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`|\]\(|\]\[|\[\[|\{{\{{|\}}\}}|<[/?!a-zA-Z]|&(?:#x?[0-9a-fA-F]+|[a-zA-Z]{{2,8}});|\\[^\w\s]|~~|>!|!<|\|\||\^\(|"
    rf"https?:|www\.|\.[a-z]{{2,}}/|[{INVISIBLE}\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]|\n\s*\n|\n\s*[-–—]|\s{{3,}}|<\||\s#(?:\s|[^\W\d]\w+)|\\[a-zA-Z]{{2,}}|\$[^$\n]*[\\^_{{=][^$\n]*\$|\[[^\]\n]*(?:removed|redacted|deleted)\]|\[\^?\d{{1,3}}\]|(?<=[.!?,;])\[[a-z]\]|\[(?:\.\.\.|…)\])",
)
_CJK_BREAK = re.compile(rf"[{CJK}，。、！？；：”]\s*\n|\n\s*[{CJK}]")
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
_ASCII_WORD = re.compile("[A-Za-z0-9]+")
_LEAST_WORDS = 3
# No further back than this is an end looked for, so that time stays in proportion to the text.
_LONGEST_TAIL = 200
_LEAST_STOPLESS = 8
# Chinese feeds cut anywhere, so that only a Latin word shows that an end without a stop was meant.
_WHOLE_LAST_WORD = re.compile(rf"[^{CJK}]*(?:[a-zA-Z]{{2}}|\d)")
_SHORTEST_CUT = 190
# The number of a list's next item, where a list was written in one line.
_NEXT_MARK = re.compile(r"(?<=[)\].!?;:”\"])\s\d{1,2}[.)]$")
_LONGEST_MARK = 6
_OWN_END = frozenset('.!?。！？”’"')


def quotable_sentences(text: str) -> list[Span]:
    """Return the whole sentences of `text` that `each_quotable_sentence` finds."""
    return list(each_quotable_sentence(text))


def each_quotable_sentence(text: str) -> Iterator[Span]:
    """Yield the whole sentences in the prose of `text` that can be printed between quotation marks just as they stand.

    None holds mark-up, an address, an entity, a character that does not show, or a break inside Chinese. Mark-up, links and
    hashtags at a sentence's edges are left outside its span, where what remains is still a complete sentence. A short post
    may end without a full stop, as people write them; a longer text that does is taken to be cut.
    """
    end = len(text.rstrip()) if len(text) < _SHORTEST_CUT and not is_clipped(text) else -1
    for block in _blocks(text):
        for sentence in split_sentences(text[block.start : block.end]):
            span = _clean_inside(text, block.start + sentence.start, block.start + sentence.end, end)
            if span:
                yield span


def _clean_inside(text: str, start: int, end: int, last: int) -> Span | None:
    """Return the part of a sentence inside the mark-up at its edges, or None if that is no clean, whole sentence.

    A sentence that ends at `last` needs no stop.
    """
    may_lack_stop = end == last
    start, end = _shrink(text, start, end)
    if text[end - 2 : end - 1].isdigit() and (hanging := _NEXT_MARK.search(text, max(start, end - _LONGEST_MARK), end)):
        end = hanging.start()
    body = text[start:end]
    if not body or _MARKUP.search(body) or _CJK_BREAK.search(body):
        return None
    count = len((_ASCII_WORD if body.isascii() else _WORD).findall(body))
    if may_lack_stop and count >= _LEAST_STOPLESS and _WHOLE_LAST_WORD.fullmatch(body):
        body += "."
    return Span(start, end) if count >= _LEAST_WORDS and is_complete(body) else None


def _shrink(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without mark-up, marks and decoration at its two edges."""
    pattern = _TAIL_MARKUP if _may_hold_link(text, start, end) else _TAIL_MARKUP_BUT_LINKS
    while start < end:
        lead = _LEAD_MARKUP.match(text, start, end)
        # A sentence that ends in its own stop has no mark-up behind it, and the search for that is the dear one.
        tail = None if text[end - 1] in _OWN_END else pattern.search(text, max(start, end - _LONGEST_TAIL), end)
        if not lead and not tail:
            break
        start = lead.end() if lead else start
        end = max(start, tail.start()) if tail else end
    return start, end


def _may_hold_link(text: str, start: int, end: int) -> bool:
    """Say whether a stretch of text holds what every address has."""
    return text.find("/", start, end) >= 0 or "www." in text[start:end].lower()


_TITLE_LEAD = re.compile(
    rf"[\s:：]+|[{EMOJI}{INVISIBLE}]+|\\?\[[^\]\n]{{1,20}}\]|【[^】\n]{{1,12}}】|RT @?[\w.-]+:?\s|RT\s|#\w+\s|[-*•·>|]+\s|\d{{1,3}}[.)、](?=\s|[{CJK}])(?!\d)|(?:Show|Ask|Tell|Launch) HN\s*[:：–-]\s*",
    re.IGNORECASE,
)
_SITES = (
    r"the (?:verge|information|guardian|atlantic|economist|register|new york times|wall street journal|washington post|decoder)|reuters|bloomberg|techcrunch|wired|"
    r"ars technica|cnbc|cnn|bbc(?: news)?|forbes|fortune|axios|politico|venturebeat|engadget|hacker news|hugging ?face|github|arxiv|youtube|reddit|medium|substack|"
    r"(?:[\w.-]+ )?(?:news|blog|times|post|journal|magazine|weekly|daily)|\w{0,6}(?:日报|晚报|早报|周报|周刊|新闻网)|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|ai|io|dev|cn|co|eu|news)"
)
_DECORATION = rf"\s+|[{EMOJI}{INVISIBLE}]+|\s*\\?\[[^\]\n]{{1,20}}\]|\s*【[^】\n]{{1,12}}】|(?:\s+#\w+)+"
_SITE = (
    rf"(?P<site>\s+[–—·-]\s+(?i:{_SITES})"
    rf"|\s*[|｜]\s*(?:(?i:{_SITES})|(?P<column>[^\s|｜]{{2,14}}(?: [A-Za-z.]{{2,14}}){{0,2}}))|\s+\((?i:{_SITES})\))"
)
_TITLE_TAIL = re.compile(rf"(?:{_DECORATION}|\s*(?:{_URL})|{_SITE})$")
_TITLE_TAIL_BUT_LINKS = re.compile(rf"(?=[\s\\\[【|｜{EMOJI}{INVISIBLE}])(?:{_DECORATION}|{_SITE})$")


_HEADLINE_OVER_COLUMN = 2


def plain_title(title: str) -> Span:
    """Return the span of a title without emoji, tags such as [D] or RT, hashtags, list marks and a site's name at its ends.

    It is the whole title where nothing would be left, and empty only for an empty one.
    """
    start, end = 0, len(title)
    while start < end and (lead := _TITLE_LEAD.match(title, start, end)):
        start = lead.end()
    pattern = _TITLE_TAIL if _may_hold_link(title, start, end) else _TITLE_TAIL_BUT_LINKS
    while start < end and (tail := pattern.search(title, max(start, end - _LONGEST_TAIL), end)):
        if tail["site"] and len(_WORD.findall(title, start, tail.start())) < _LEAST_WORDS + 1:
            break
        # Behind a bar may also stand the headline itself, with a name before it: “Moth | The lamp is mended”.
        if tail["column"] and tail.start() - start < _HEADLINE_OVER_COLUMN * len(tail["column"]):
            break
        end = tail.start()
    return Span(start, end) if start < end else Span(0, len(title))


_CUT_TITLE = re.compile(
    r"(?:\.\.\.|…|[,，、:：(（\[“—–-]|\b(?:the|a|an|and|or|of|to|with|for|in|on|at|by|from|that|is|are))$",
    re.IGNORECASE,
)


# As long as the longest word at which a title breaks off.
_LONGEST_CUT = 4


def title_is_clipped(title: str) -> bool:
    """Say whether a title breaks off: at an ellipsis, at an open bracket, or at a word that needs another."""
    return breaks_off(title[plain_title(title).start :])


def breaks_off(words: str) -> bool:
    """Say whether a title, from its first plain word on, is clipped."""
    body = words.rstrip()
    return (
        bool(_CUT_TITLE.search(body, max(0, len(body) - _LONGEST_CUT)))
        or body.count("(") > body.count(")")
        or body.count("“") > body.count("”")
    )
