"""The extractive writer: no model, no key, no network; every word of substance is a record's own.

It reads passages out of the records (`passages`), finds what they are about and what does not belong
(`subject`), chooses what is central, new and of many publishers (`selection`), arranges it in a train
of thought (`arrange`), gives words their owners (`voice`, `english`, `chinese`), and writes title and dek
(`headline`), questions (`questions`) and the story so far (`backstory`). The same records give the
same story, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from app.story.draft import Draft, DraftSection, DraftSentence, DraftUnused
from app.story.publishers import PERSONAL
from app.writers.base import Assignment
from app.writers.extractive.accounting import (
    SHARE_SPENT,
    Reason,
    account_for,
    attacks_are_subject,
    nothing_quotable,
    repeats,
)
from app.writers.extractive.angle import beside_angle, is_angle_unknown, words_of_angle
from app.writers.extractive.arrange import Marks, arrange
from app.writers.extractive.asking import find_asked, leaves_open
from app.writers.extractive.backstory import look_back
from app.writers.extractive.balance import Head, within_shares
from app.writers.extractive.contested import contested, other_side
from app.writers.extractive.coverage import Coverage, cover
from app.writers.extractive.dek import write_dek
from app.writers.extractive.dispute import Opposition, find_oppositions
from app.writers.extractive.field import speaks_of_field
from app.writers.extractive.headline import Line, write_title
from app.writers.extractive.heads import families, heads_of
from app.writers.extractive.naming import asked_about, names_by_spread, names_in_heads, naming_of
from app.writers.extractive.once import Told
from app.writers.extractive.open_ends import open_ends
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import phrases_for
from app.writers.extractive.questions import ask
from app.writers.extractive.ranking import rank
from app.writers.extractive.reading import read
from app.writers.extractive.retold import find_retold
from app.writers.extractive.selection import choose
from app.writers.extractive.subject import Subject, find_subject
from schemas.record import Record

# The writer's Chinese is written in simplified characters; it does not call itself another.
_SIMPLIFIED = frozenset({"", "cn", "hans", "hans-cn", "sg", "hans-sg"})
_PLACE_WEIGHT = 0.3
_OF_FIELD = frozenset({"model", "product"})
_VOICES = 5


class ExtractiveWriter:
    """Writes stories out of the records' own words."""

    name = "extractive"
    model: str | None = None
    prompt_version = "extractive-1"

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language: it has English and simplified Chinese."""
        primary, _, rest = language.lower().partition("-")
        return primary == "en" or (primary == "zh" and rest in _SIMPLIFIED)

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft; raise NothingQuotableError where the records hold nothing to quote."""
        on_attacks = attacks_are_subject(assignment)
        suspected = frozenset[str]() if on_attacks else assignment.suspected
        honest = [r for r in assignment.records if r.id not in suspected]
        heads = heads_of(honest, assignment.gazetteer, assignment.entities, assignment.entity_kinds)
        subject = find_subject(
            honest,
            _named(honest, assignment),
            _of_field(honest, assignment),
            words_of_angle(assignment),
            heads,
            assignment.entity_kinds,
        )
        held, unread = read(honest, subject, assignment.suspected, on_attacks=on_attacks)
        if not held:
            raise nothing_quotable(assignment)
        language = assignment.language or _language(assignment.records)
        everything = [p for passages in held.values() for p in passages]
        rank(everything, subject, language)
        chinese = language.startswith("zh")
        retold, richer = find_retold(held, assignment.entities, chinese=chinese)
        beside = beside_angle(held, subject)
        told = {i: richer.get(i, passages) for i, passages in held.items() if i not in retold and i not in beside}
        everything = [p for passages in told.values() for p in passages]
        oppositions = find_oppositions(everything, subject, language) if _may_disagree(subject, told) else []
        opposed = {id(p) for each in oppositions for p in each.passages}
        needless: dict[str, Reason] = {i: ("over_budget", why) for i, why in (retold | beside).items()}
        chosen, left_out = choose(told, subject, opposed, chinese=chinese)
        chosen += open_ends(told, chosen, subject, chinese=chinese)
        draft = self._draft(
            assignment,
            subject,
            everything,
            chosen,
            oppositions,
            language,
            account_for(assignment, subject, suspected, unread | needless | left_out),
        )
        return replace(draft, angle_unknown=True) if is_angle_unknown(assignment, held, subject) else draft

    @staticmethod
    def _draft(
        assignment: Assignment,
        subject: Subject,
        everything: Sequence[Passage],
        chosen: Sequence[Passage],
        oppositions: Sequence[Opposition],
        language: str,
        unused: tuple[DraftUnused, ...],
    ) -> Draft:
        phrases = phrases_for(language, assignment.sources)
        quoted = {p.record.id: p.record for p in chosen}
        asked = find_asked(everything, subject, {id(p) for p in chosen}, chinese=phrases.chinese)
        # A round-up says of nothing that it is open, and what was open early is settled by what came later.
        middle = sorted(p.record.published_at for p in chosen)[len(chosen) // 2].date()
        open_ = {
            id(p)
            for p in chosen
            if subject.cohesive
            and (p.question or p.record.published_at.date() >= middle)
            and leaves_open(p, asked, subject)
        }
        names = names_by_spread(assignment, subject, quoted)
        naming = naming_of(assignment, asked_about(assignment, names, quoted, chosen))
        here = [p for p in everything if p.record.id in quoted]
        title = write_title(
            here,
            subject,
            phrases,
            lambda: names_in_heads(assignment, names, chosen),
            len(quoted),
            contested(here, oppositions),
        )
        told = Told(chosen, here, subject, {*open_, *(id(p) for each in oppositions for p in each.passages)})
        told.head(title.spans)

        def plain() -> Line:
            return cover(Coverage(chosen, subject, names_in_heads(assignment, names, chosen)), title.text, phrases)

        dek = write_dek(
            here,
            told,
            title,
            subject,
            phrases,
            plain,
            other_side({span.record_id for span in title.spans}, oppositions),
        )
        so_far = look_back(assignment.earlier, chosen, subject, phrases, language)
        behind = _behind(so_far, assignment)
        faq = ask(
            here,
            told,
            subject,
            phrases,
            naming,
            behind,
            [p for p in everything if p.record.id not in quoted],
            asked,
        )
        # What is answered below is not open.
        answered = {item.question for item in faq}
        open_ -= {id(p) for p in chosen if p.question and " ".join(p.text.split()) in answered}
        told.leave_asked(answered)

        marks = Marks(oppositions, open_, {span.record_id for span in title.spans if span.field == "title"})

        def arranged() -> tuple[DraftSection, ...]:
            return arrange(told.body, subject, phrases, assignment.beats, assignment.beat_names, marks, naming)

        records = {record.id: record for record in (*assignment.records, *behind)}
        others = {record.id for record in behind}
        sections, faq, dek = within_shares(arranged, faq, told, records, others, Head(title, dek, plain))
        sentences = [s for section in sections for paragraph in section.paragraphs for s in paragraph]
        cited = {span.record_id for s in (*sentences, *(s for q in faq for s in q.answer)) for span in s.spans}
        given_up = (
            DraftUnused(i, *(repeats(told.repeats[i]) if i in told.repeats else SHARE_SPENT))
            for i in quoted
            if i not in cited
        )
        return Draft(
            language=language,
            title=title.text,
            dek=dek.text,
            title_spans=title.spans,
            dek_spans=dek.spans,
            sections=sections,
            story_so_far=so_far,
            faq=faq,
            unused=(*(each for each in unused if each.record_id not in cited), *given_up),
            relevance=dict(subject.relevance),
        )


def _may_disagree(subject: Subject, held: Collection[str]) -> bool:
    """Say whether there are voices enough on one subject for two of them to stand against each other."""
    return subject.cohesive and len(held) >= _VOICES


def _named(records: Sequence[Record], assignment: Assignment) -> dict[str, dict[str, float]]:
    """Return what each record names, with how much it tells of a subject: places tell little, being everywhere.

    A version names its family too (Qwen3.5 names Qwen), and a lab's own feed names the lab.
    """
    named: dict[str, dict[str, float]] = {}
    for record in records:
        slugs = set(assignment.entities.get(record.id, {}))
        if record.kind not in PERSONAL:
            slugs |= {
                part for part in (record.source, record.source.partition("-")[0]) if part in assignment.entity_names
            }
        slugs |= {family for slug in slugs for family in families(slug) if family in assignment.entity_names}
        named[record.id] = {
            slug: _PLACE_WEIGHT if assignment.entity_kinds.get(slug) == "place" else 1.0 for slug in sorted(slugs)
        }
    return named


def _of_field(records: Sequence[Record], assignment: Assignment) -> frozenset[str]:
    """Return the records that are of the field: they speak of AI, or name a model, a product or who makes them by the same name."""
    kinds, names = assignment.entity_kinds, assignment.entity_names
    here = {slug for slugs in assignment.entities.values() for slug in slugs}
    made = {family for slug in here if kinds.get(slug) == "model" for family in families(slug)}
    telling = {s for s in here if kinds.get(s) in _OF_FIELD or s in made or names.get(s, "").endswith("AI")}
    return frozenset(
        r.id
        for r in records
        if not telling.isdisjoint(assignment.entities.get(r.id, ()))
        # Most say so in their title.
        or speaks_of_field(f"{r.title or ''} {r.community or ''}")
        or speaks_of_field((r.text or "")[:1500])
    )


def _language(records: Sequence[Record]) -> str:
    """Return the language of most of the records, of those that the writer has words for."""
    counted = Counter("zh" if (r.language or "en").startswith("zh") else "en" for r in records)
    return "zh" if counted["zh"] > counted["en"] else "en"


def _behind(so_far: Sequence[DraftSentence], assignment: Assignment) -> list[Record]:
    """Return the records that the story so far quotes."""
    cited = {span.record_id for sentence in so_far for span in sentence.spans}
    return [record for story in assignment.earlier for record in story.records if record.id in cited]
