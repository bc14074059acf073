"""The writer with a model: Claude, or any model behind an endpoint that speaks the Messages API.

It takes notes of what may be shown of the records (`notebook`), briefs the model (`briefing`), asks it (`patience`, `endpoint`) for
one JSON object (`answer`), turns ids into quotes and judges every sentence (`checks`, with `manners` and `translations`), sends
back once what was refused (`mending`), and hands in what it has (`composition`). The model never prints a quote, an id or a
number that was not looked up: it points, and the words are set in here.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from app.errors import Fault, InvalidInputError, NothingQuotableError, StorywireError
from app.providers import Provider
from app.story.draft import Draft
from app.writers.base import Assignment
from app.writers.claude.answer import Answer, Mending
from app.writers.claude.briefing import PROMPT_VERSION, block, mending_text, records_text, rules, task_text
from app.writers.claude.composition import Composition
from app.writers.claude.mending import mend, nearest
from app.writers.claude.notebook import Notebook, take_notes
from app.writers.claude.patience import Conversation, Limits
from app.writers.claude.reply import Turn

if TYPE_CHECKING:
    from app.writers.claude.endpoint import Endpoint

CLAUDE = Provider(name="anthropic", model="claude-sonnet-5-5")
_MOST_TOKENS = 20_000
_MOST_MENDING_TOKENS = 8_000
_NONCE_BYTES = 8


class ClaudeWriter:
    """Writes stories with a model, under the house's rules and some of its own."""

    prompt_version = PROMPT_VERSION

    def __init__(self, provider: Provider = CLAUDE, key: str | None = None, limits: Limits | None = None) -> None:
        """Write for a provider, with the key of its endpoint where it has one; nothing is imported or reached yet."""
        self.name = provider.name
        self.model: str | None = provider.model
        self._provider = provider
        self._key = key
        self._limits = limits or Limits()
        self._places = BoundedSemaphore(provider.concurrency)

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language: a model has, in all of them."""
        return bool(language)

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft.

        Raises NothingQuotableError where the records hold nothing to quote, SynthesisRefusedError where too little stands of
        what the model wrote, WriterFailedError or WriterUnavailableError where the model gave nothing, and InvalidInputError
        for a model that is not allowed or a limit of cost that is too low.
        """
        from app.writers.claude.endpoint import Endpoint  # noqa: PLC0415 - it takes seconds to import, and only who writes with a model needs it

        book = take_notes(assignment)
        if not book.asked():
            faults = [Fault(each.record_id, each.reason) for each in book.unused[:50]]
            raise NothingQuotableError("None of the records has words that can be quoted.", errors=faults)
        language = assignment.language or _language(book)
        opening = _opening(assignment, book, language)
        with Endpoint(self._provider.base_url, self._key) as endpoint:
            conversation = self._conversation(assignment, endpoint)
            answer, text = conversation.ask("write", opening, Answer)
            composition = Composition(assignment, book, language, answer)
            if refused := composition.refused():
                _mend_once(conversation, opening, text, composition, refused)
        return composition.draft()

    def _conversation(self, assignment: Assignment, endpoint: Endpoint) -> Conversation:
        model = assignment.model or self._provider.model
        if model not in self._provider.models:
            fault = Fault("/model", f"{self.name} does not write with this model; it allows {self._provider.allows}.")
            raise InvalidInputError("The model is not allowed.", errors=[fault])
        most = None if assignment.max_cost_usd is None else Decimal(str(assignment.max_cost_usd))
        terms = self._provider.models[model]
        return Conversation(endpoint, model, self._limits, assignment.book, most, terms, self._places)


def _opening(assignment: Assignment, book: Notebook, language: str) -> Turn:
    """Brief the model: rules that are the same each time, then the records, then the task."""
    nonce = secrets.token_hex(_NONCE_BYTES)
    last = max(each.record.published_at for each in book.asked())
    content = [
        block(records_text(book, nonce, language), is_kept=True),
        block(task_text(language, assignment.angle, last, nonce)),
    ]
    system = [block(rules("write"), is_kept=True)]
    return Turn(system, [{"role": "user", "content": content}], Answer, _MOST_TOKENS, is_streamed=True)


def _mend_once(
    conversation: Conversation, opening: Turn, text: str, composition: Composition, refused: list[int]
) -> None:
    """Send back what was refused, once; where no use comes of it, the rest stands as it is."""
    checked = composition.checked()
    failed = [(n, checked[n], nearest(checked[n].sentence.text, composition.book)) for n in refused]
    messages = [
        *opening.messages,
        {"role": "assistant", "content": [block(text)]},
        {"role": "user", "content": [block(mending_text([(n + 1, each, near) for n, each, near in failed]))]},
    ]
    # A short answer comes in one piece; only a long one needs the stream that keeps its connection from falling asleep.
    turn = Turn(opening.system, messages, Mending, _MOST_MENDING_TOKENS, is_streamed=False)
    try:
        mending, _ = conversation.ask("mend", turn, Mending)
    except StorywireError:
        # It is booked; what stands needs no mending, and what does not is dropped or makes the story too thin.
        return
    mend(composition, mending, frozenset(refused))


def _language(book: Notebook) -> str:
    """Return the language of most of the records."""
    counted: dict[str, int] = {}
    for notes in book.asked():
        language = notes.sentences[0].language
        counted[language] = counted.get(language, 0) + 1
    return max(counted, key=lambda language: (counted[language], language == "en", language))
