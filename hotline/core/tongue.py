"""Which language somebody writes or speaks in, and which one they ask for, among the eighteen that we recognise.

Letters tell first (Tigrinya, Pashto, Ukrainian, Darija in Latin letters); a detector tells the rest. Never on two words
or fewer: too many words belong to several languages.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale
from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from rapidfuzz.distance import OSA

from hotline.core.plain import words
from hotline.texts import KNOWN

FEWEST = 3  # words
SURE = 0.9  # of 1: below it nobody's language is changed
ASKED = 12  # words at most that ask for a language
LONG = 6  # letters of a name in which one typing error is forgiven

DETECTED: Mapping[Language, str] = {
    Language.ARABIC: "ar", Language.BULGARIAN: "bg", Language.DUTCH: "nl", Language.ENGLISH: "en",
    Language.FRENCH: "fr", Language.GERMAN: "de", Language.ITALIAN: "it", Language.PERSIAN: "fa",
    Language.POLISH: "pl", Language.PORTUGUESE: "pt", Language.ROMANIAN: "ro", Language.RUSSIAN: "ru",
    Language.SOMALI: "so", Language.SPANISH: "es", Language.TURKISH: "tr", Language.UKRAINIAN: "uk",
}  # fmt: skip

ONLY = (  # letters that one of our languages has alone; the first that is found counts
    (re.compile(r"[\u1200-\u137f]"), "ti"),
    (re.compile(r"[ټډړږښځڅۍېڼ]"), "ps"),
    (re.compile(r"[іїєґІЇЄҐ]"), "uk"),
    (re.compile(r"[ыэёЫЭЁ]"), "ru"),
)
# Darija as it is typed on a phone: digits for the letters that Latin lacks, and its most usual words.
DIGIT_INSIDE = re.compile(r"(?<![^\W_])(?=[a-z0-9']*[a-z])[a-z']*[23579][a-z][a-z0-9']*(?![^\W_])", re.IGNORECASE)
DARIJA_WORDS = """
    ana bghit bghina kayn kayna makaynch fin fayn chno chnou wach ndir nmchi daba bzaf bezzaf 3afak 3afakom bach hadi
    hada 3ndi 3andi ma3ndich chi wahed wa7ed dyal dyali men had f hna nti nta kan kanbghi labas salam khoya lia liya
    ghadi zanqa zan9a dar mzyan machi walo walou bla
"""
DARIJA = frozenset(DARIJA_WORDS.split())
# What the dictionary of names lacks: adverbs, everyday names, dialects.
ALSO_CALLED: Mapping[str, str] = {
    "fr": "frans francais french französisch françois französische فرنسي français francese fransizca",
    "nl": "vlaams flamand flemish nederlands hollands dutch hollandais néerlandais holländisch",
    "en": "english engels anglais inglese inglés ingilizce anglisht englisch انجليزي انكليزي انجليزية انگلیسی",
    "de": "deutsch duits allemand german niemiecki almanca alemán tedesco",
    "ar": "arabe arabisch arabic arabi 3arbia darija marocain marokkaans moroccan عربي عربية العربية بالعربية الدارجة",
    "es": "espagnol spaans spanish español castellano spanisch spagnolo hiszpański",
    "pt": "portugais portugees portuguese português brésilien braziliaans brazilian portugiesisch brasileiro",
    "it": "italien italiaans italian italiano italienisch",
    "ro": "roumain roemeens romanian română romana rumänisch moldave romeno rumano romaneste românește",
    "pl": "polonais pools polish polski polsku polnisch polaco polacco",
    "bg": "bulgare bulgaars bulgarian български bulgarisch bulgarski",
    "ru": "russe russisch russian русский русски по-русски rosyjski ruso russo русском",
    "uk": "ukrainien oekraïens ukrainian українська українською ukrainisch украинский ukrainski",
    "tr": "turc turks turkish türkçe türkisch turkce turco",
    "fa": "farsi persan perzisch persian dari فارسی دری persisch فارسي",
    "ps": "pachto pashto pasjtoe pashtou پښتو paschtu",
    "so": "somali somalisch soomaali somalien",
    "ti": "tigrinya tigrigna tigrinja ትግርኛ",
}

# Everyday words that our languages share with no other of the eighteen: two of them, and a message is in that language.
OWN: Mapping[str, str] = {
    "fr": "je est une les des du dans avec qui mon ma pour vous nous jai y il elle sont etait merci bonjour",
    "nl": "een het ik niet van ze hij naar voor jullie wat waar mij heb ligt zit maar aan geen dank",
    "en": "the there my can you and what where it he she they this that with have are how please i has",
    "de": "der das ich nicht und ist ein eine mit sie haben wo wie bitte dem den auf",
}
ENOUGH = 2


def still(text: str, language: str, new: str) -> bool:
    """Whether a message is in this language all the same, however it is spelt: "hw can i chk on my report"."""
    said = words(text)
    ours, theirs = (sum(word in OWN.get(code, "").split() for word in said) for code in (language, new))
    return ours >= ENOUGH and ours > theirs


def guess(text: str) -> str | None:
    """The language a text is in: a code of `texts.KNOWN`. None when it is too short or not clear."""
    said = words(text)
    if len(said) < FEWEST:
        return None
    for letters, code in ONLY:
        if letters.search(text):
            return code
    if _is_darija(text, said):
        return "ar"
    best = detector().compute_language_confidence_values(text)[0]
    return DETECTED[best.language] if best.value >= SURE else None


def switch(current: str, chosen: str | None, text: str) -> str:
    """The language to go on in: what the person chose themselves; else what they clearly write in; else as it is."""
    return chosen or guess(text) or current


def asked_language(text: str) -> str | None:
    """The language that a short text asks for ("english please", "in het Frans", "عربي"), the last that it names.

    "Mijn Nederlands is slecht, kan het in het Pools?" is Polish. None: it names none. A name says no more than
    itself ("un homme polonais dort ici"): ask only where a language is meant.
    """
    said = words(text)
    if len(said) > ASKED:
        return None
    return next((code for word in reversed(said) if (code := _named(word)) is not None), None)


@cache
def detector() -> LanguageDetector:
    """Made once: 0.3 s and 40 MB. The public app makes it at its start, so that no conversation waits for it.

    Groups of three letters only: the detector's finer mode takes 430 MB and 5 s in each process.
    """
    builder = LanguageDetectorBuilder.from_languages(*DETECTED)
    return builder.with_low_accuracy_mode().with_preloaded_language_models().build()


def _is_darija(text: str, said: list[str]) -> bool:
    known = sum(word in DARIJA for word in said)
    digits = len(DIGIT_INSIDE.findall(text))
    return text.isascii() and known + digits >= 2 and (digits > 0 or known * 2 >= len(said))


def _named(word: str) -> str | None:
    names = _names()
    if word in names or len(word) < LONG:
        return names.get(word)
    near = {code for name, code in names.items() if len(name) >= LONG and OSA.distance(word, name, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


@cache
def _names() -> dict[str, str]:
    """Every name of our languages in every one of them, each a single word; a name of two languages is none."""
    found: dict[str, set[str]] = {}
    for code in KNOWN:
        for name in _called(code):
            found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _called(code: str) -> Iterator[str]:
    for other in KNOWN:
        if len(single := words(Locale.parse(other).languages.get(code, ""))) == 1:
            yield from single
    yield from words(KNOWN[code].name)
    yield from (word for word in words(ALSO_CALLED[code]) if len(word) > 3)
