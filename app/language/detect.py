"""Tell the language of a text, as a BCP 47 tag, by its script and, within the Latin script, by its commonest words and letters."""

import re
from collections import Counter

from app.language.pattern import pattern
from app.language.sentences import HAN

_SAMPLE = 600
_ADDRESS = pattern(r"(?:https?://|www\.)\S+|[@#]\w+")
_HAN = pattern(f"[{HAN}]+")
_CHINESE_GRAMMAR = pattern("[的了是在与和将为被把]|发布|推出|宣布|上线|开源|更新|新增|支持|收购|融资")
_KANA = pattern("[\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]+")
_LATIN_WORD = pattern(r"(?<![\w.])[a-zA-ZÀ-ɏḀ-ỿ]+(?:['’][a-zA-ZÀ-ɏ]+)?")
_OTHER_SCRIPTS = (
    ("ko", pattern("[\uac00-\ud7af\u1100-\u11ff\u3131-\u318e]+")),
    ("ru", pattern("[\u0400-\u052f]+")),
    ("ar", pattern("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")),
    ("he", pattern("[\u0590-\u05ff]+")),
    ("el", pattern("[\u0370-\u03ff\u1f00-\u1fff]+")),
    ("th", pattern("[\u0e00-\u0e7f]+")),
    ("hi", pattern("[\u0900-\u097f]+")),
    ("bn", pattern("[\u0980-\u09ff]+")),
    ("ta", pattern("[\u0b80-\u0bff]+")),
    ("te", pattern("[\u0c00-\u0c7f]+")),
    ("hy", pattern("[\u0530-\u058f]+")),
    ("ka", pattern("[\u10a0-\u10ff]+")),
)
_WITHIN_SCRIPT = {
    "ru": (("uk", pattern("[іїєґІЇЄҐ]")), ("sr", pattern("[ђјљњћџЂЈЉЊЋЏ]"))),
    "ar": (("ur", pattern("[ٹڈڑںےہ]")), ("fa", pattern("[پچژگی]"))),
}
_COMMON_WORDS = {
    "en": "a an i the of and to in is that for it with as was on are this be by have from not they you which or we an been has their were would will "
    "more can about its what how why who your when all but there my just than if do no so out up new now our his her he she at i don't it's",
    "de": "der die das und ist nicht ein eine einer eines den dem des mit für von auf sich im zu auch es sie wir ich er dass wird werden wurde sind "
    "war bei nach aus wie über oder aber noch nur mehr kann haben hat durch wenn zum zur als am um so vor bis jetzt neue neuen",
    "fr": "le la les des du de et est un une en que qui dans pour pas sur avec par plus ce cette ces au aux il elle nous vous je ne se sont été "
    "mais ou où leur leurs son sa ses comme fait être ont avoir tout après entre même aussi à c'est d'un d'une qu'il n'est l'ia",
    "es": "el la los las de del y que en es un una por para con no se su sus al lo como más pero este esta estos ha han son fue ser está están muy "
    "también sobre entre desde cuando sin ya todo nos hay porque donde así",
    "pt": "o a os as de do da dos das e que em é um uma por para com não se seu sua no na nos nas ao mais mas este esta isso foi são ser está "
    "também sobre entre até quando sem já muito pelo pela como você nós ele ela tem",
    "it": "il lo la i gli le di del della dei delle degli e che in è un una uno per con non si suo sua al alla nel nella sul sulla più ma questo questa "
    "sono stato essere anche come da dal dalla ha hanno tra quando già molto ci nuovo",
    "nl": "de het een en van is dat niet in op te voor met zijn aan er maar ook als bij om door wordt worden werd naar uit nog meer kan hebben heeft "
    "deze dit die je ik wij ze over tot wat hun geen nieuwe wel",
    "sv": "och att det är en ett som på av för med inte den till i har de om var men så från vid kan nu ska också vi jag han hon eller när där efter "
    "över alla sig sin sitt mycket nya",
    "da": "og at det er en et som på af for med ikke den til i har de om var men så fra ved kan nu skal også vi jeg han hun eller når der efter "
    "alle sig sin sit meget nye blev være hvad",
    "no": "og å det er en et som på av for med ikke den til i har de om var men så fra ved kan nå skal også vi jeg han hun eller når der etter "
    "alle seg sin sitt mye nye ble være hva",
    "fi": "ja on ei se että oli hän mutta ovat kun niin myös tai kuin joka sen mitä nyt vain ole ollut voi minä sinä tämä tämän uusi",
    "pl": "i w nie się na jego z do to że jest o jak po co tak za od ale przez dla są był była było być oraz może już tylko który która które jego jej "
    "czy także ze przed bardzo ten ta te",
    "cs": "a je se v na že to s z do i o jako za ale by pro jsou jeho jak po od který která které být bylo byla není také nebo při už jen ve k",
    "tr": "ve bir bu da de için ile çok olarak daha gibi ne var olan en kadar sonra ama değil mi ya her göre oldu olduğu yeni yapay ise diye ki",
    "id": "yang dan di dengan untuk dari ini itu pada adalah tidak dalam akan ke oleh sebagai juga atau bisa telah lebih karena ada mereka kami saya "
    "kita dapat sudah banyak baru bagi",
    "vi": "của và là có được cho không trong với một các này đã những người khi để từ đến như cũng về ra sẽ trên tại vào làm nhiều",
    "ca": "el la els les de del i que en és un una per amb no se seu seva al als més però aquest aquesta aquests ha han són va ser està també sobre "
    "entre des quan sense ja molt hi ho dels perquè nova",
    "ro": "și în de la cu pe un o este nu că din pentru sunt care mai a fost să se ce sau dar după prin între acest această lui sale",
    "hu": "a az és hogy nem is egy van meg de ez azt csak már volt mint vagy ha be el még kell lesz ki fel aki ami új",
}
_LETTERS = {
    "ß": "de", "ä": "de sv fi", "ö": "de sv fi tr hu", "ü": "de tr hu es", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt vi", "õ": "pt vi", "ç": "fr pt tr ca",
    "ê": "fr pt vi", "è": "fr it ca", "à": "fr it ca pt vi", "ù": "fr it vi", "œ": "fr", "ì": "it vi", "ò": "it ca vi", "å": "sv da no", "ø": "da no",
    "æ": "da no", "ł": "pl", "ż": "pl", "ź": "pl", "ś": "pl", "ę": "pl", "ą": "pl", "ć": "pl", "ğ": "tr", "ş": "tr ro", "ı": "tr", "İ": "tr", "ř": "cs",
    "ě": "cs", "ů": "cs", "š": "cs", "č": "cs", "ž": "cs", "ő": "hu", "ű": "hu", "ă": "ro vi", "ț": "ro", "ș": "ro", "â": "fr pt ro vi tr", "î": "fr ro",
    "đ": "vi", "ơ": "vi", "ư": "vi", "ạ": "vi", "ế": "vi", "ộ": "vi", "ấ": "vi", "ả": "vi", "·": "ca", "é": "fr es pt it ca hu", "í": "es pt cs hu ca",
    "ó": "es pt pl hu ca", "ú": "es pt cs hu ca", "á": "es pt cs hu",
}  # fmt: skip


def _by_word() -> dict[str, tuple[str, ...]]:
    """Return for each common word the languages it is common in; what is English too tells for English alone."""
    languages: dict[str, list[str]] = {}
    for language, listed in _COMMON_WORDS.items():
        for word in listed.split():
            languages.setdefault(word, []).append(language)
    return {word: ("en",) if "en" in tags else tuple(tags) for word, tags in languages.items()}


_LANGUAGES_OF_WORD = _by_word()
_LANGUAGES_OF_LETTER = {letter: tuple(tags.split()) for letter, tags in _LETTERS.items()}
_LEAST_POINTS = 4  # Two common words, or one and two letters that English lacks.
_ENGLISH = "en"
_ENGLISH_WORDS = frozenset(_COMMON_WORDS[_ENGLISH].split())


def detect_language(text: str) -> str | None:
    """Return the BCP 47 tag of the language of `text`, or None where its letters do not tell.

    Scripts that one language mostly uses decide at once. In the Latin script the commonest words and the accented letters do, and two
    words or more in plain ASCII that nothing else fits are taken for English.
    """
    sample = text[:_SAMPLE]
    if "://" in sample or "@" in sample or "#" in sample or "www." in sample:
        sample = _ADDRESS.sub(" ", sample)
    found = _LATIN_WORD.findall(sample)
    if not sample.isascii() and (tag := _by_script(sample, found)):
        return tag
    return _latin(sample, found)


def _by_script(sample: str, latin: list[str]) -> str | None:
    """Return the language of the script that outweighs the Latin words in `sample`, if one does."""
    han = _length(_HAN, sample)
    kana = _length(_KANA, sample)
    if han + kana:
        grammar = sum(word.lower() in _ENGLISH_WORDS for word in latin)
        # A Chinese text names foreign things, so names count for little; it is the small words of either grammar that tell.
        chinese = han + kana + (3 if _CHINESE_GRAMMAR.search(sample) else 0)
        if chinese >= 0.5 * len(latin) + 1.5 * grammar:
            return "ja" if kana * 8 > han + kana else "zh"
    letters = sum(map(len, latin))
    for tag, letters_of in _OTHER_SCRIPTS:
        if (length := _length(letters_of, sample)) and length * 2 >= letters:
            return next(
                (other for other, mark in _WITHIN_SCRIPT.get(tag, ()) if mark.search(sample)),
                tag,
            )
    return None


def _length(pattern: re.Pattern[str], sample: str) -> int:
    """Return how many characters of `sample` the pattern covers."""
    return sum(map(len, pattern.findall(sample)))


def _latin(sample: str, found: list[str]) -> str | None:
    """Return the language of a text in the Latin script by its common words and accented letters."""
    score: Counter[str] = Counter()
    for word in found:
        for tag in _LANGUAGES_OF_WORD.get(word.lower(), ()):
            score[tag] += 2 if len(word) > 1 else 1
    if not sample.isascii():
        for letter in sample.lower():
            for tag in _LANGUAGES_OF_LETTER.get(letter, ()):
                score[tag] += 1
    english = score.pop(_ENGLISH, 0)
    best, points = max(score.items(), key=lambda item: item[1], default=(None, 0))
    if best and points > english and points >= _LEAST_POINTS:
        return best
    if english or len(found) > 1:
        return _ENGLISH if len(found) > 1 else None
    return None
