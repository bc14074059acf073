"""Which names bear an article in an English sentence: the Pentagon and the EU, but OpenAI and NASA."""

from __future__ import annotations

from app.language.pattern import pattern

# Names that are read letter by letter or stand for a building bear one, and so does whatever is called by what it is.
_BEARS_ONE = pattern(
    r"(?:EU|UN|UK|US|USA|U\.S\.|E\.U\.|U\.N\.|U\.K\.|UAE|FTC|FCC|FBI|CIA|NSA|SEC|DOJ|DOD|DoD|NHS|EPA|FDA|IRS|IMF|WTO|ICC|BBC|ACLU|EFF|CDC|NTSB|FAA|CFPB|NLRB|MPA|RIAA|Pentagon|Kremlin|White House|Bundestag|Vatican|Netherlands|Fed)"
    r"|(?:[A-Z][\w.]* )*(?:University|Department|Ministry|Bureau|Office|Institute|Center|Centre|House|Court|Association|Society|Museum|Church|Republic|Council|Board) (?:of|for) .+"
    r"|.+ (?:Department|Commission|Court|Senate|Union|Agency|Ministry|Bureau|Office|Administration|Council|Committee|Parliament|Board|Army|Navy|Force|Guild|Association|Institute|Foundation|Center|Centre|Authority|Times|Post|Journal|Guardian|Economist|Nations|States|Kingdom|Republic|Reserve|Company|Act|Government|Alliance|Coalition|Consortium|Academy|Museum|Church|Bar|Fund)"
)


def with_article(name: str) -> str:
    """Return a name as it stands inside an English sentence, with the article that it bears."""
    if name.startswith(("the ", "a ", "an ")):
        return name
    if name.startswith("The "):
        return f"the {name[4:]}"
    return f"the {name}" if _BEARS_ONE.fullmatch(name) else name
