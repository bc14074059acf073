"""What an author quotes is another's, and bears nothing out as the author's own."""

from __future__ import annotations

import pytest

from app.story.verification import Evidence, judge
from schemas.base import Support
from tests.story.newsdesk import GAZETTEER, record

QUOTING = record(
    "> The lamp of Osterby was sold to a mill.\n\nThat never happened, and I have the papers of the lamp here.\n\n"
    "“Nobody asked the keeper of the lamp,” says the mill. “We sold it twice before noon.” The “keeper” is my aunt."
)


@pytest.mark.parametrize(
    ("words", "text", "support", "codes"),
    [
        (
            "The lamp of Osterby was sold to a mill.",
            "u/marlow_tk wrote: “The lamp of Osterby was sold to a mill.”",
            "verbatim",
            ("borrowed_words",),
        ),
        ("The lamp of Osterby was sold to a mill.", "The lamp was sold to a mill.", "paraphrase", ("borrowed_words",)),
        (
            "We sold it twice before noon.",
            "u/marlow_tk wrote: “We sold it twice before noon.”",
            "verbatim",
            ("borrowed_words",),
        ),
        (
            "Nobody asked the keeper of the lamp,” says the mill.",
            "“Nobody asked the keeper of the lamp”, says the mill.",
            "paraphrase",
            (),
        ),
        (
            "Nobody asked the keeper of the lamp",
            "On r/LocalTide stands: “Nobody asked the keeper of the lamp”.",
            "verbatim",
            (),
        ),
        ("The “keeper” is my aunt.", "u/marlow_tk calls his aunt “keeper”.", "paraphrase", ()),
        (
            "That never happened, and I have the papers of the lamp here.",
            "u/marlow_tk wrote: “That never happened, and I have the papers of the lamp here.”",
            "verbatim",
            (),
        ),
    ],
)
def test_what_an_author_quotes_is_not_his(words: str, text: str, support: Support, codes: tuple[str, ...]) -> None:
    """A sentence that rests on another's words is refused, unless the quoted sentence itself says whose they are."""
    start = (QUOTING.text or "").index(words)
    assert judge(text, [Evidence(QUOTING, "text", words, None, "Reddit", start)], support, GAZETTEER).codes == codes
