"""A model that lies gets next to nothing past the rules, and nothing with an invented quote, id or number.

More lies, about a thousand: STORYWIRE_ALL_CASES=1 pytest tests/writers/claude/test_liar.py
"""

from __future__ import annotations

import os
from collections import Counter

from tests.conftest import SAMPLES
from tests.writers.claude.acts import Act, Sent
from tests.writers.claude.conftest import Bureau, Serve
from tests.writers.claude.liars import KINDS, Liar
from tests.writers.claude.models import answer, honest, is_mending, lines_of, quoting
from tests.writers.press import SETS, post

# The fixture that empties the environment runs later than this line.
SEEDS = range(5 if os.environ.get("STORYWIRE_ALL_CASES") else 1)
OF_EACH_KIND = 8
MOST_PASSED = 0.02
NEVER = {"invented quote", "invented id", "number"}

# As a fair model would tell the sample records of the hospitals, each with the sentences that bear it out.
FAIR = [
    ("The Wrenfield hospitals have stopped using Scribewell, an AI tool that writes up conversations between doctors and patients, after an internal audit.", ["R2.S1", "R2.S2"]),
    ("The audit looked at 1,200 notes and found a wrong drug or dose in 31 of them, the Wren Valley Post reported.", ["R2.S3"]),
    ("The trust had been using the tool in nine clinics since January.", ["R2.S5"]),
    ("Farida Osei, the medical director, said that “no patient came to harm”.", ["R2.S4"]),
    ("One doctor, tired_gp_77, says on r/medicine that the tool saved about 70 minutes a day.", ["R3.S3"]),
    ("Others in the thread are less sure: after thirty patients, ward_seven replied, most people only skim the notes.", ["R4.S2"]),
    ("Without a rate for notes typed by hand, the commenter argued, the audit says nothing.", ["R5.S2", "R5.S3"]),
    ("Scribewell's blog says that in 19 of the 31 notes, the recording was made in a room with two conversations going on at once.", ["R10.S3"]),
    ("The company says it does not yet know what went wrong in the other 12.", ["R10.S4"]),
    ("Scribewell stresses that every note is supposed to be read and signed by a doctor before filing.", ["R10.S5"]),
    ("phasor, who says they worked on a competing product, called selling it to a walk-in clinic a choice.", ["R7.S1", "R7.S3"]),
    ("According to phasor, everybody who sells such tools knows about the problem of two people talking at once.", ["R7.S2"]),
    ("A regional watchdog said on Wednesday that patients at four of the nine clinics had not been told that they were being recorded.", ["R11.S2"]),
    ("The trust disputes that, saying posters hung in every waiting room.", ["R11.S3"]),
    ("Whether the recordings have been deleted is not known.", ["R11.S4"]),
    ("The watchdog's report is expected in September.", ["R11.S5"]),
    ("A paper on arXiv compared 3,400 clinical notes from three commercial tools with the recordings they summarise.", ["R1.S2"]),
    ("On Bluesky, ottoline.example wrote that a nurse caught a note saying the poster's mother takes 50 mg of something she had never heard of.", ["R8.S1", "R8.S2"]),
]  # fmt: skip


def test_of_no_kind_of_lie_more_than_two_in_a_hundred_stand(bureau: Bureau, serve: Serve) -> None:
    """Of two hundred lies and more, over all sample sets, none of the worst kinds stands and the others seldom; what is right does."""
    said: Counter[str] = Counter()
    stood: Counter[str] = Counter()
    lost: list[str] = []
    for seed in SEEDS:
        for path in SETS:
            liar = Liar(seed, OF_EACH_KIND)
            serve(Act(answer=liar))
            standing = set(bureau.write(path).texts)
            lost += [text for text in liar.right if text not in standing]
            said.update({kind: len(lies) for kind, lies in liar.lies.items()})
            stood.update({kind: len(lies & standing) for kind, lies in liar.lies.items()})
    assert said.total() >= 200 * len(SEEDS), said
    assert {kind: stood[kind] for kind in NEVER if stood[kind]} == {}
    assert lost == []
    assert {kind: stood[kind] for kind in KINDS if stood[kind] > max(1, MOST_PASSED * said[kind])} == {}, (stood, said)


def test_what_a_fair_model_tells_stands(serve: Serve, bureau: Bureau) -> None:
    """Sentences in other words than the records', of the kind that a story is made of, are all accepted."""

    def answered(sent: Sent) -> object:
        if is_mending(sent):
            return {"sentences": []}
        told = [{"text": text, "cites": cites, "support": "paraphrase"} for text, cites in FAIR]
        return honest(sent) | {"sections": [{"heading": "What happened", "paragraphs": [{"sentences": told}]}]}

    serve(Act(answer=answered))
    written = bureau.write(SAMPLES / "scribewell.jsonl")
    assert [(each.text, each.judgement.reason) for each in written.assembly.refused] == []
    assert len(written.texts) == len(FAIR)


BORROWED = "The lamp of Osterby was sold to a mill in March."
OWN = "That never happened, and I have the papers of the lamp here."
OTHERS = [
    "Lamps of that age burn oil.",
    "The gate of the mill is older than the lamp.",
    "Osterby has three lamps left.",
]
QUOTING = [
    post(0, f"> {BORROWED}\n\n{OWN}"),
    post(1, "The mill bought a lamp in March, and it hangs above the gate."),
]


def test_a_model_that_quotes_all_it_sees_gives_nobody_anothers_words(serve: Serve, bureau: Bureau) -> None:
    """An obedient model, which quotes each line as its record's author's, has no line to quote that is somebody else's."""

    def obedient(sent: Sent) -> object:
        lines = lines_of(sent)
        head = {"text": lines[0].words, "cites": [lines[0].id]}
        return {"sentences": []} if is_mending(sent) else answer(head, head, [quoting(line) for line in lines])

    serve(Act(answer=obedient))
    written = bureau.write(QUOTING)
    assert len(written.texts) == 2
    assert written.refused == []
    assert not any(BORROWED in text for text in written.texts)


def test_a_model_that_knows_what_a_record_quotes_cannot_give_it_to_its_author(serve: Serve, bureau: Bureau) -> None:
    """A lying model that puts the words into its author's mouth, by the id of another line, is refused, whatever it calls it."""

    def lying(sent: Sent) -> object:
        first = lines_of(sent)[0]
        lies = [
            {"text": f"{first.owner} wrote: “{BORROWED}”", "cites": [first.id], "support": "verbatim"},
            {"text": "The lamp of Osterby was sold to a mill in March.", "cites": [first.id], "support": "paraphrase"},
            {"text": "The writer sold the lamp to a mill.", "cites": [first.id], "support": "analysis"},
        ]
        told = [*lies, *map(quoting, lines_of(sent))]
        section = {"heading": "What happened", "paragraphs": [{"sentences": told}]}
        return {"sentences": []} if is_mending(sent) else honest(sent) | {"sections": [section]}

    serve(Act(answer=lying))
    written = bureau.write([*QUOTING, *(post(n, text) for n, text in enumerate(OTHERS, 2))])
    assert len(written.refused) == 3
    assert [text.rpartition("wrote: ")[2].strip("“”") for text in written.texts] == [OWN, QUOTING[1]["text"], *OTHERS]
