"""Sentences that say what their record says are found; the same sentences with one thing changed are not.

The samples are our own. Each marks, with {old>new}, one thing that can be changed: a number, a name, or a negation. The
figures asserted are those of the published claim: at least 98 of 100 changes of each kind are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.story.verification import Evidence, judge
from tests.story.newsdesk import GAZETTEER, record

SAMPLES = """
number: The ferry company read {eleven>twelve} years of tide tables before it trusted the model.
number: The smallest version needs {24>48} GB of memory and answers in half a second.
number: Prices fall by {30>13} percent in the second quarter, according to the company.
number: The council voted {7>9} to 2 against a second data centre by the river.
number: Mira Okafor counted {1,204>1,240} wrong captions in one week of broadcasts.
number: The lab says that training took {3.5>5.3} million hours on rented machines.
number: A seat now costs ${19>91} a month, twice as much as in the spring.
number: Nurses in {four>five} hospitals were told to stop using the tool.
number: The third release supports {62>26} languages, most of them from Europe.
number: Only {2>20} of the 40 answers named their source.
number: The turbine hall draws 90 {megawatts>gigawatts} when every rack is busy.
number: The archive holds 12 {million>billion} pages scanned since the war.
number: Readers waited three {days>weeks} for a correction of the headline.
number: The fine of {€>$}4 million is the largest the agency ever asked for.
number: In {2023>2021} the same team had promised to keep every log.
number: The court gave the publisher {14>40} days to answer the complaint.
number: Version {2.5>2.6} reads whole books, the manual says, but forgets the footnotes.
number: The school bought {ninety>sixty} licences and used a dozen of them.
name: {Harbour Labs>Quayside Labs} released the weights of its newest model this morning.
name: The licence was written by {Mira Okafor>Jonas Okafor}, who used to work for the city.
name: According to {Lantern>Beacon}, the outage lasted until noon.
name: {Tern-3>Heron-3} answers faster than the model it replaces.
name: Developers in {Lisbon>Bergen} are testing the new compiler on old laptops.
name: The union met the owners of the {Tidewater Gazette>Upland Gazette} last week.
name: A lawyer for {OpenTide>OpenGale} called the order too broad to follow.
name: The benchmark was made at the {University of Aveiro>University of Evora} for a summer course.
name: Engineers moved the service from {Cobalt>Umber} to machines of their own.
name: The manual thanks {Ines Duarte>Rita Duarte} for the drawings of the harbour.
name: Critics of the {Coastal Data Act>Inland Data Act} fear that small archives will close.
name: The plugin works with {LMX>VPQ} files and with plain text.
name: On stage {Osei>Adjei} showed a robot that folds sails.
name: The {Northern>Eastern} Ferry Company will keep its human captains.
name: Subscribers of {r/LocalTide>r/OpenTide} found the hidden setting first.
name: Every request went through {api.tern.example>api.gull.example} without a password.
reversed: The company {will not>will} charge schools for the smaller model.
reversed: Teachers {can>cannot} see which pupils used the tool.
reversed: The weights {are>are not} free for any use that is not military.
reversed: Nobody checked the captions before {they>they never} went on air.
reversed: The editors {never>} agreed to print the answers without a byline.
reversed: A spokesman says the archive {was>was not} copied during the night.
reversed: The model {does not>does} read handwriting from the last century.
reversed: Most captains {have>have not} used the new timetable for a month.
reversed: The ministry {did not>did} publish the list of suppliers.
reversed: Small labs {could>could not} rent the machines at the old price.
reversed: The court {has no>has} power over servers in another country.
reversed: The patch {fixes>does not fix} the wrong dates in old letters.
reversed: Readers {trust>do not trust} the machine more than the night desk.
reversed: The union {isn't>is} satisfied with the promise of retraining.
reversed: The tool {should>should not} be switched off on weekends.
reversed: Its makers {didn't>did} measure how often the captions were wrong.
reversed: The river {is>is not} warm enough for the fish to spawn.
reversed: Translators {were not>were} asked before their books were read in.
"""
CHANGE = re.compile(r"\{([^>]*)>([^}]*)\}")
LEAST_REFUSED = 0.98


def samples() -> Iterator[tuple[str, str, str]]:
    """Yield (kind, sentence as the record has it, sentence with one thing changed)."""
    for line in SAMPLES.strip().splitlines():
        kind, _, marked = line.strip().partition(": ")
        yield kind, _tidy(CHANGE.sub(r"\1", marked)), _tidy(CHANGE.sub(r"\2", marked))


def _tidy(sentence: str) -> str:
    return " ".join(sentence.split())


def _evidence(sentence: str, number: int = 0) -> Evidence:
    """Let a record say the sentence; its title and engagement say nothing that could bear out a change."""
    of = record(sentence, title=None, community=None, engagement={}, external_id=f"t3_{number}")
    return Evidence(of, "text", sentence, None, "Reddit")


@pytest.mark.parametrize("sentence", [sentence for _, sentence, _ in samples()])
def test_a_sentence_is_borne_out_by_itself(sentence: str) -> None:
    """What a record says in so many words is found, as a paraphrase and as a quotation."""
    verdicts = {
        judge(sentence, [_evidence(sentence)], "paraphrase", GAZETTEER).verdict,
        judge(f"u/marlow_tk wrote: “{sentence}”", [_evidence(sentence)], "verbatim", GAZETTEER).verdict,
    }
    assert verdicts == {"found"}


@pytest.mark.parametrize("kind", ["number", "name", "reversed"])
def test_a_changed_sentence_is_refused(kind: str) -> None:
    """One altered number, one swapped name, one negation dropped or added: refused, and for that reason."""
    code = {"number": "number_not_borne_out", "name": "name_not_borne_out", "reversed": "polarity_changed"}[kind]
    changed = [(true, false) for each, true, false in samples() if each == kind]
    missed = [false for true, false in changed if code not in judge(false, [_evidence(true)], "paraphrase").codes]
    assert len(missed) <= (1 - LEAST_REFUSED) * len(changed), missed


def test_a_sentence_about_another_record_is_refused() -> None:
    """A sentence that is given the quote of another record instead of its own is not found."""
    sentences = [sentence for _, sentence, _ in samples()]
    pairs = [(one, other) for one in sentences for other in sentences if one != other]
    missed = [
        pair for pair in pairs if judge(pair[0], [_evidence(pair[1])], "paraphrase", GAZETTEER).verdict == "found"
    ]
    assert len(missed) <= (1 - LEAST_REFUSED) * len(pairs), missed


def test_invented_quotation_marks_are_refused() -> None:
    """Half a sentence that nobody wrote, set between quotation marks after one that somebody did, is refused."""
    invented = "and that settles it for good"
    for number, (_, sentence, changed) in enumerate(samples()):
        rests_on = [_evidence(sentence, number)]
        for text in (
            f"“{sentence} {invented}”",
            f"“{sentence}” “{invented}”",
            f'"{invented}": “{sentence}”',
            f"“{changed}”",
        ):
            assert "quotation_not_in_quotes" in judge(f"u/marlow_tk wrote: {text}", rests_on, "verbatim").codes, text
