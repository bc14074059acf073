"""What is said to the model: rules that have a version, records as data, and the task in the editor's words."""

from __future__ import annotations

from hashlib import sha256
from random import Random

from app.writers.claude.briefing import PROMPT_VERSION, rules
from app.writers.claude.notebook import take_notes
from tests.writers.claude.acts import Act
from tests.writers.claude.conftest import Bureau, Serve
from tests.writers.claude.messages_server import text_of
from tests.writers.claude.models import honest, lines_of
from tests.writers.press import every_sample, post

# The rules of each version, which stories name. Whoever changes a rule makes a new version, and keeps the old one's digest here.
DIGESTS = {"claude-1": "26125ce32e17debeb0066809e44b638a721a9f0fcc9c67fb40fd75f972ee73e7"}


def test_rules_change_only_with_their_version() -> None:
    """A story says by which version it was written, so that the same version always means the same words."""
    digest = sha256("\x00".join(map(rules, ("gather", "write", "mend"))).encode()).hexdigest()
    assert digest == DIGESTS[PROMPT_VERSION]


def test_the_editors_wishes_stand_in_the_task(serve: Serve, bureau: Bureau) -> None:
    """Language and angle are said after the records, outside their fences, in one line each."""
    server = serve(Act(answer=honest))
    bureau.write(angle="what doctors\nthink of it")
    task = text_of(server.sent[0]).rpartition("</records-")[2]
    assert "language, for all but quotations: en." in task
    assert "that the story be about: what doctors think of it" in task


def test_many_records_share_what_is_read(bureau: Bureau) -> None:
    """Beyond the budget each record is read less deeply, the first sentences of all before the second of any."""
    long = [post(n, " ".join(_told(n))) for n in range(500)]
    book = take_notes(bureau.assign(long))
    assert len(book.asked()) == 500
    counts = {len(notes.sentences) for notes in book.asked()}
    assert max(counts) - min(counts) <= 1
    assert sum(len(each.text) for each in book.sentences.values()) <= 240_000


def test_what_is_sent_is_what_the_records_say(serve: Serve, bureau: Bureau) -> None:
    """Each sentence that was sent stands in its record, white space aside, and no two bear one id."""
    server = serve(Act(answer=honest))
    bureau.write(every_sample())
    lines = lines_of(server.sent[0])
    said = " ".join(" ".join(f"{each.get('title') or ''} {each.get('text') or ''}".split()) for each in every_sample())
    assert [line.words for line in lines if line.words not in said] == []
    assert len({line.id for line in lines}) == len(lines)


def test_what_a_record_quotes_has_no_id(bureau: Bureau) -> None:
    """Words that an author sets behind “>” or between marks are somebody else's: the model cannot cite them as the author's."""
    text = (
        "> The lamp of Osterby was sold to a mill in March.\n\nThat never happened, and I have the lamp's papers here.\n\n"
        "“The lamp was sold twice before noon,” says the mill. “Nobody asked the keeper of the lamp about it.”"
    )
    book = take_notes(bureau.assign([post(0, text)]))
    assert [each.text for each in book.sentences.values()] == [
        "That never happened, and I have the lamp's papers here.",
        "“The lamp was sold twice before noon,” says the mill.",
    ]


def test_a_record_of_others_words_alone_has_none_to_quote(bureau: Bureau) -> None:
    """Where all is quoted from somebody, the record is accounted for and not shown."""
    assignment = bureau.assign(
        [post(0, "> The lamp of Osterby was sold to a mill in March."), post(1, "The mill denies it.")]
    )
    book = take_notes(assignment)
    assert [(each.record_id, each.reason) for each in book.unused] == [(assignment.records[0].id, "no_quotable_text")]


def _told(seed: int) -> list[str]:
    """Return a dozen sentences of words that no other record has."""
    random = Random(seed)
    words = ["".join(random.choices("abcdefghilmnoprstuvw", k=6)) for _ in range(96)]
    return [f"The {' '.join(words[n : n + 8])}." for n in range(0, 96, 8)]
