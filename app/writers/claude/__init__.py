"""The writer with a model: Claude, or any model behind an endpoint that speaks the Messages API.

It takes notes of what may be shown of the records (`notebook`), briefs the model (`briefing`), asks it (`patience`, `endpoint`) for
one JSON object (`answer`), turns ids into quotes and judges every sentence (`checks`, with `manners` and `translations`), sends
back once what was refused (`mending`), and hands in what it has (`composition`). The model never prints a quote, an id or a
number that was not looked up: it points, and the words are set in here.
"""

from __future__ import annotations

import secrets
from decimal import Decimal

from app.errors import Fault, InvalidInputError, NothingQuotableError, StorywireError
from app.story.draft import Draft
from app.writers.base import Assignment
from app.writers.claude.answer import Answer, Mending
from app.writers.claude.briefing import PROMPT_VERSION, block, mending_text, records_text, rules, task_text
from app.writers.claude.composition import Composition
from app.writers.claude.endpoint import Endpoint, Turn
from app.writers.claude.mending import mend, nearest
from app.writers.claude.notebook import Notebook, take_notes
from app.writers.claude.patience import Conversation, Limits

DEFAULT_MODEL = "claude-sonnet-5-5"
_MOST_TOKENS = 20_000
_MOST_MENDING_TOKENS = 8_000
_NONCE_BYTES = 8


class ClaudeWriter:
    """Writes stories with a model, under the house's rules and some of its own."""

    name = "anthropic"
    prompt_version = PROMPT_VERSION

    def __init__(self, model: str = DEFAULT_MODEL, models: tuple[str, ...] = (), limits: Limits | None = None) -> None:
        """Write with `model`, or with one of `models` where a request asks for it; nothing is imported or reached yet."""
        self.model: str | None = model
        self._models = frozenset((model, *models))
        self._limits = limits or Limits()

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language: a model has, in all of them."""
        return bool(language)

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft.

        Raises NothingQuotableError where the records hold nothing to quote, SynthesisRefusedError where too little stands of
        what the model wrote, WriterFailedError or WriterUnavailableError where the model gave nothing, and InvalidInputError
        for a model that is not allowed or a limit of cost that is too low.
        """
        book = take_notes(assignment)
        if not book.asked():
            faults = [Fault(each.record_id, each.reason) for each in book.unused[:50]]
            raise NothingQuotableError("None of the records has words that can be quoted.", errors=faults)
        language = assignment.language or _language(book)
        opening = _opening(assignment, book, language)
        with Endpoint() as endpoint:
            conversation = self._conversation(assignment, endpoint)
            answer, text = conversation.ask("write", opening, Answer)
            composition = Composition(assignment, book, language, answer)
            if refused := composition.refused():
                _mend_once(conversation, opening, text, composition, refused)
        return composition.draft()

    def _conversation(self, assignment: Assignment, endpoint: Endpoint) -> Conversation:
        model = assignment.model or self.model or DEFAULT_MODEL
        if model not in self._models:
            allowed = ", ".join(sorted(self._models))
            fault = Fault("/model", f"This deployment does not write with this model; it allows {allowed}.")
            raise InvalidInputError("The model is not allowed.", errors=[fault])
        most = None if assignment.max_cost_usd is None else Decimal(str(assignment.max_cost_usd))
        return Conversation(endpoint, model, self._limits, assignment.book, most)


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
