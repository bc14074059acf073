"""The writer's voice in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.story.dates import MONTHS
from app.story.draft import DraftSentence
from app.writers.extractive.passages import Passage
from app.writers.extractive.voice import Owner, Voice, is_ended, is_pasted
from schemas.record import Record

_ASKS = "!?！？"
# How the voice itself begins; a name that begins so keeps its capital.
_OWN_BEGINNINGS = (
    *("A post ", "A comment ", "A commenter ", "A user ", "A paper ", "An article ", "A release ", "In a paper "),
    *("Another ", "A further "),
    *("The release ", "Somebody commented ", "On "),
)
# A title of so many words reads as a sentence that somebody wrote.
_A_SENTENCE = 8
_VENUE_NOUN = {"post": "post", "comment": "comment", "article": "article", "paper": "paper", "release": "release"}


def day_text(day: date, *, year: bool = True) -> str:
    """Write a day as 3 April 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if year else f"{day.day} {MONTHS[day.month - 1]}"


class EnglishVoice(Voice):
    """Writes attributions in English, with the marks closed before a comma, as what they hold is exact."""

    language = "en"

    def quote(self, passage: Passage, *, dated: bool = False, lead: str = "") -> DraftSentence:
        """Write a sentence that quotes a passage and says whose words they are."""
        owner = self.owner(passage.record)
        here = self.is_same_place(owner)
        when = self._when(passage.record) if dated else self.undated()
        if passage.clipped:
            return self._fill(passage, lead, [f"{_begins(owner)}{when} begins “{{}}”."])
        if passage.is_title:
            return self._fill(passage, lead, self._headline_forms(owner, when, passage, here=here))
        if owner.quoting:
            who = (owner.speaker or "a user") if owner.personal else _publication(owner)
            return self._fill(passage, lead, [f"{who} quoted {owner.quoting}{when}: “{{}}”"])
        if is_pasted(passage):
            who, on = owner.speaker or "a user", "" if here else f" on {owner.venue or 'a forum'}"
            return self._fill(passage, lead, [f"{who} posted this passage{on}{when}: “{{}}”"])
        return self._fill(passage, lead, self._sentence_forms(owner, when, passage, here=here))

    def again(self, passage: Passage) -> DraftSentence:
        """Quote a record that the sentence before quoted too."""
        noun = _VENUE_NOUN[passage.record.kind]
        if passage.listed:
            return self._fill(passage, "", ["They list “{}” too.", "Also listed is “{}”."], "again")
        if not passage.is_title and (quoting := self.owner(passage.record).quoting):
            return self._fill(passage, "", [f"{quoting} is quoted further: “{{}}”"])
        if passage.is_title and noun == "comment":
            return self._fill(passage, "", ["The comment stands under the headline “{}”."])
        if passage.is_title:
            return self._fill(passage, "", [f"The {noun} is {'also ' if passage.beside else ''}headed “{{}}”."])
        return self._fill(
            passage,
            "",
            [f"The {noun} goes on: “{{}}”", f"The {noun} adds: “{{}}”", f"The same {noun} says: “{{}}”"],
            "again",
        )

    def alone(self, passage: Passage) -> DraftSentence | None:
        """Say that nothing is known beyond one passage."""
        owner = self.owner(passage.record)
        where = f"on {owner.venue}" if owner.personal else f"in {_publication(owner)}"
        if not (owner.venue or owner.speaker):
            return None
        known = "that headline" if passage.is_title else "those words"
        # “Only”, not “no more than”: a denial of the writer's own would be held against what the quote affirms.
        text = f"The {_VENUE_NOUN[owner.kind]} {where} is known here only by {known}."
        return DraftSentence(text, (self.span(passage),), "analysis")

    def together(self, passages: Sequence[Passage]) -> DraftSentence:
        """Name several releases, in the order of time, in one sentence."""
        first, last = (p.record.published_at.date() for p in (passages[0], passages[-1]))
        when = (
            f"On {day_text(first)}"
            if first == last
            else f"Between {day_text(first, year=first.year != last.year)} and {day_text(last)}"
        )
        self._last_date = last
        named = [f"“{self.words(p)}”" for p in passages]
        text = f"{when} the releases were {', '.join(named[:-1])} and {named[-1]}."
        return DraftSentence(text, tuple(self.span(p) for p in passages))

    def _headline_forms(self, owner: Owner, when: str, passage: Passage, *, here: bool) -> list[str]:
        if not owner.personal:
            return _publication_headlines(owner, when, beside=passage.beside)
        venue = owner.venue or "a forum"
        if owner.kind == "comment":
            # A comment bears the headline of what it comments on, which is not its author's.
            who = owner.speaker or "Somebody"
            return [f"{who} commented on {venue}{when} under the headline “{{}}”."]
        if not owner.speaker:
            return [
                f"On {venue}, a post{when} was titled “{{}}”.",
                f"“{{}}” was the headline of a post on {venue}{when}.",
                f"A post on {venue}{when} read “{{}}”.",
            ]
        if passage.question:
            return [f"{owner.speaker} asked on {venue}{when}: “{{}}”."]
        if not owner.has_text:
            return _shared(owner.speaker, when, "" if here else venue)
        return _titled(owner.speaker, when, "" if here else venue, passage)

    def _sentence_forms(self, owner: Owner, when: str, passage: Passage, *, here: bool) -> list[str]:
        tongue = " in Chinese" if passage.chinese else ""
        if owner.kind == "paper":
            who = (
                f"{owner.speaker.split(';')[0].strip()} and colleagues write"
                if owner.speaker and ";" in owner.speaker
                else (f"{owner.speaker} writes" if owner.speaker else "the authors write")
            )
            return [
                f"In a paper on arXiv{when}, {who}: “{{}}”" if owner.is_arxiv else f"In a paper{when}, {who}: “{{}}”"
            ]
        if owner.kind == "release":
            return _of_release(owner, when, passage)
        verb = "asked" if passage.question else "wrote"
        if not owner.personal:
            name = _publication(owner)
            return [
                f"{name} {verb}{tongue}{when}: “{{}}”",
                f"“{{}}”, {name} {verb if passage.question or owner.is_blog else 'reported'}{tongue}{when}.",
                f"{name} put it this way{tongue}{when}: “{{}}”",
            ]
        venue = owner.venue or "a forum"
        who = owner.speaker or ("a commenter" if owner.kind == "comment" else "a user")
        if self._follows_unnamed:
            # Two that nobody names may be one and the same; their words are two all the same.
            noun, says = _VENUE_NOUN[owner.kind], "asks" if passage.question else "says"
            return [
                f"Another {noun}{when} {says}{tongue}: “{{}}”",
                f"“{{}}”, another {noun} {says}{tongue}{when}.",
                f"A further {noun}{when} {says}{tongue}: “{{}}”",
            ]
        if here:
            return [
                f"{who} {verb}{tongue}{when}: “{{}}”",
                f"“{{}}”, {verb} {who}{tongue}{when}.",
                f"“{{}}”, {who} {verb}{tongue}{when}.",
            ]
        first = who if owner.speaker else who.capitalize()
        return [
            f"On {venue}, {who} {verb}{tongue}{when}: “{{}}”",
            f"“{{}}”, {who} {verb}{tongue} on {venue}{when}.",
            f"{first} {verb}{tongue} on {venue}{when}: “{{}}”",
        ]

    def _fill(self, passage: Passage, lead: str, forms: list[str], kind: str = "") -> DraftSentence:
        form = self.pick(_behind(lead, forms), kind)
        goes_on = not form.endswith("”")
        words = self.words(passage, whole=not goes_on)
        # Names of people and handles keep their letter case; a source's article does not.
        form = form[0].upper() + form[1:] if not lead and form.startswith(("the ", "a ", "an ")) else form
        text = form.replace("{}", words, 1)
        if text.endswith("”") and not is_ended(words):
            text += "."
        if form.startswith("“{}”,") and words[-1] in _ASKS:
            text = f"“{words}”{text[len(words) + 3 :]}"
        if is_ended(words) and text.endswith("”."):
            text = text[:-1]
        return DraftSentence(lead + text, (self.span(passage, whole=not goes_on),))

    def _when(self, record: Record) -> str:
        year = self._last_date is None or self._last_date.year != record.published_at.year
        day = self.new_date(record)
        return f" on {day_text(day, year=year)}" if day else ""


def _of_release(owner: Owner, when: str, passage: Passage) -> list[str]:
    """Return ways to say what the notes of a release say, or list."""
    says = "list" if passage.listed else "say:"
    if not owner.release:
        return [f"The release notes{when} {says} “{{}}”"]
    if not when:
        return [f"The notes of {owner.release} {says} “{{}}”"]
    return [
        f"The notes of {owner.release}, released{when}, {says} “{{}}”",
        f"{owner.release} was released{when}; its notes {says} “{{}}”",
    ]


def _behind(lead: str, forms: list[str]) -> list[str]:
    """Return the forms that go on from a lead, which opens the sentence: those that begin with who spoke."""
    if not lead:
        return forms
    straight = [form for form in forms if not form.startswith(("On ", "In ", "“"))] or forms
    return [form[0].lower() + form[1:] if form.startswith(_OWN_BEGINNINGS) else form for form in straight]


def _shared(speaker: str, when: str, venue: str) -> list[str]:
    """Return ways to say that somebody passed on a headline, which is another's."""
    if not venue:
        return [
            f"{speaker} shared “{{}}”{when}.",
            f"{speaker} posted “{{}}”{when}.",
            f"“{{}}” was posted{when} by {speaker}.",
        ]
    return [f"On {venue}, {speaker} shared “{{}}”{when}.", f"“{{}}” was posted on {venue}{when} by {speaker}."]


def _titled(speaker: str, when: str, venue: str, passage: Passage) -> list[str]:
    """Return ways to say what somebody put above a text; a title that is a sentence is also something written."""
    on = f" on {venue}" if venue else ""
    forms = [f"{speaker} posted{on}{when} under the headline “{{}}”."]
    forms.append(
        f"On {venue}, {speaker} titled a post{when} “{{}}”." if venue else f"{speaker} titled a post{when} “{{}}”."
    )
    if passage.tone or passage.personal or passage.length >= _A_SENTENCE:
        forms += [f"“{{}}” is how {speaker} put it{on}{when}.", f"{speaker} wrote{on}{when}: “{{}}”"]
    return forms


def _publication(owner: Owner) -> str:
    if owner.venue:
        return owner.venue
    return owner.speaker or "A news site"


def _publication_headlines(owner: Owner, when: str, *, beside: bool) -> list[str]:
    if beside:
        return [f"“{{}}” was among the headlines of {_publication(owner)}{when}."]
    if owner.kind == "paper":
        who = owner.speaker.split(";")[0].strip() if owner.speaker else ""
        by = f" by {who} and colleagues" if owner.speaker and ";" in owner.speaker else f" by {who}" if who else ""
        return [f"A paper{by}{when} is titled “{{}}”."]
    if owner.kind == "release":
        return [f"The release{when} was “{{}}”."]
    name = _publication(owner)
    if owner.is_blog:
        return [
            f"{name} posted{when} under the headline “{{}}”.",
            f"“{{}}” is the title of a post by {name}{when}.",
            f"{_opening(when)}{name} published “{{}}”.",
        ]
    return [
        f"{name} reported{when} under the headline “{{}}”.",
        f"“{{}}” was the headline in {name}{when}.",
        f"{_opening(when)}{name} ran the headline “{{}}”.",
    ]


def _opening(when: str) -> str:
    """Return the time as a sentence's opening: " on 3 April" as "On 3 April, "."""
    return f"O{when.strip()[1:]}, " if when else ""


def _begins(owner: Owner) -> str:
    noun = _VENUE_NOUN[owner.kind]
    if owner.personal:
        by = f" by {owner.speaker}" if owner.speaker else ""
        return f"A {noun}{by} on {owner.venue or 'a forum'}"
    return (
        f"{'An' if noun == 'article' else 'A'} {noun} in {_publication(owner)}"
        if owner.venue or owner.speaker
        else "An article"
    )


def english_name(owner: Owner) -> str:
    """Return how a dek names an owner."""
    if owner.kind == "paper":
        return "a paper on arXiv" if owner.is_arxiv else "a paper"
    if not owner.personal:
        return owner.venue or owner.speaker or "one article"
    venue = owner.venue or "a forum"
    return f"{owner.speaker} on {venue}" if owner.speaker else f"a user of {venue}"
