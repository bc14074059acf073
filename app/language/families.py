"""Bring the words of one family to one form: bought and buy, announcement and announce, trainer and train.

Nothing here knows a language's grammar: irregular forms stand in a list, and common endings of derived words are cut
where enough is left. Two words of one family may still mean different things; what is asked is whether one may well be
told with the other.
"""

from functools import lru_cache

from app.language.tokens import words

_IRREGULAR_FORMS = """
arise arose arisen; awake awoke awoken; bear bore borne; beat beaten; become became; begin began begun; bend bent; bind bound; bite bit
bitten; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burnt; buy bought buyer; catch caught; choose chose
chosen; cling clung; come came; creep crept; deal dealt; die died dying death dead deadly; dig dug; draw drew drawn; drink drank drunk; drive
drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fly flew flown; forbid forbade
forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; give gave given; go went gone; grind ground; grow grew
grown growth; hang hung; hear heard; hide hid hidden; hold held; keep kept; know knew known knowledge; lay laid; lead led; leave left; lend
lent; lie lied lying liar; light lit; lose lost loss; make made; mean meant; meet met; pay paid; repay repaid repayment; prove proven proof; read; ride rode ridden;
ring rang rung; rise rose risen; run ran running runner; say said; see saw seen; seek sought; sell sold sale seller; send sent; shake shook shaken; shoot shot;
show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken speech; speed sped;
spend spent; spin spun; spoil spoilt; stand stood; steal stole stolen theft; stick stuck; sting stung; strike struck stricken; strive
strove; swear swore sworn; sweep swept; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think
thought; throw threw thrown; tread trod; understand understood; wake woke woken; wear wore worn; weep wept; win won winner; wind wound;
withdraw withdrew withdrawn withdrawal; write wrote written writing; choice choose; high height; long length lengthen; strong strength strengthen; weak weaken; wide
width widen; broad breadth broaden; deep depth deepen; short shorten; sharp sharpen; tight tighten; loose loosen; worse worsen bad badly worst; good better best well; big bigger
biggest; large larger largest; small smaller smallest; cheap cheaper cheapest; fast faster fastest; slow slower slowest slowly; few fewer
fewest; late later latest; early earlier earliest; high higher highest; low lower lowest; long longer longest; old older oldest; new newer newest;
man men; woman women; child children; person people; criterion criteria; medium media; analysis analyse analyze analyses; crisis crises; use usage
using; free freely; able ability; safe safety; certain certainty; true truth; poor poverty; prison imprison; danger endanger; expense
expensive; mix mixture; press pressure; please pleasure; depart departure; expose exposure; close closure; fail failure; acquire
acquisition; decide decision; divide division; permit permission; admit admission; omit omission; submit submission; receive reception
recipient; deceive deception; describe description; subscribe subscription; destroy destruction; produce production; reduce reduction;
introduce introduction; publish publication publisher; expand expansion; extend extension; suspend suspension; comprehend comprehension; respond
response; defend defence defense; offend offence offense; license licence; explode explosion; invade invasion; conclude conclusion; exclude exclusion;
include inclusion; persuade persuasion; explain explanation; maintain maintenance; sustain sustenance; reveal revelation; repeat
repetition; compete competition; oppose opposition; propose proposition proposal; suppose supposition; criticise criticize critic criticism critical;
apologise apologize apology; organise organize; summarise summarize summary; recognise recognize recognition; analyse analysis; perceive perception; behave behaviour behavior; vary variety
various variation; apply application applicant; multiply; supply supplier; rely reliance reliable; deny denial; carry carrier; marry marriage; bury burial; sign signature; sue suing; bid bidder; bankrupt bankruptcy; fraud fraudulent defraud; seventh seven; third three; second two; convict conviction; refuse refusal
"""


@lru_cache(maxsize=65536)
def family_of(stem: str) -> str:
    """Return the form that stands for the family of a content word, as `app.language.tokens` gives it."""
    known = _irregular().get(stem)
    return known if known is not None else _bare(stem)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    """Return the family's form of each stem that no ending leads to; of a word in two families, the first."""
    found: dict[str, str] = {}
    for family in _IRREGULAR_FORMS.split(";"):
        stems = words(family)
        for stem in stems:
            found.setdefault(stem, _bare(stems[0]))
    return found


# Endings of derived words, as they stand when a final e is gone, with the letters that must be left before them.
_ENDINGS = (
    ("ization", 3), ("isation", 3), ("ation", 4), ("ition", 4), ("ment", 3), ("ness", 3), ("ship", 4), ("anc", 4), ("enc", 4), ("abl", 4),
    ("ibl", 4), ("ion", 5), ("iz", 4), ("is", 5), ("iv", 5), ("ity", 4), ("ist", 4), ("ism", 4), ("al", 5), ("ly", 3), ("er", 4), ("or", 4), ("at", 4),
    ("ing", 3), ("ed", 4), ("y", 5), ("e", 3),
)  # fmt: skip
_MOST_ENDINGS = 2


def _bare(stem: str) -> str:
    """Return a plain English stem without the endings of derived words; anything else as it is."""
    if not stem.isascii() or not stem.isalpha():
        return stem
    if stem.endswith("i"):
        stem = f"{stem[:-1]}y"  # replied
    for _ in range(_MOST_ENDINGS):
        ending = next((e for e, left in _ENDINGS if stem.endswith(e) and len(stem) - len(e) >= left), None)
        if ending is None:
            break
        stem = stem[: -len(ending)]
    return stem[:-1] if len(stem) > len("all") and stem[-1] == stem[-2] else stem
