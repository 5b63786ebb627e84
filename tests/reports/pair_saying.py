"""How passers-by say it: in six languages, with wrong keys, as a short text, or as a machine heard it."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from hotline.core.gazetteer import Place

WORDS = yaml.safe_load((Path(__file__).parent / "pair_words.yaml").read_text(encoding="utf-8"))
WITH = {"fr": "avec", "nl": "met", "en": "with", "de": "mit", "es": "con", "ar": "مع"}
BY = {"fr": "près de", "nl": "bij", "en": "near", "de": "bei", "es": "cerca de", "ar": "قرب"}
STYLES = {"plain": 45, "keys": 20, "short": 20, "heard": 15}
CALLED = {
    "rail": ("gare {}", "station {}", "{} station", "Bahnhof {}", "estación {}", "محطة {}"),
    "metro": ("métro {}", "metro {}", "{} metro", "Metro {}", "metro {}", "مترو {}"),
    "premetro": ("arrêt {}", "halte {}", "{} tram stop", "Haltestelle {}", "parada {}", "موقف {}"),
}
KNOWN_AS = {  # as nobody writes on a sign
    "rail-bruxelles-midi": (
        "gare du Midi", "Zuidstation", "Midi station", "Südbahnhof", "estación de Midi", "محطة ميدي",
    ),
    "rail-bruxelles-nord": (
        "gare du Nord", "Noordstation", "North station", "Nordbahnhof", "estación del Norte", "محطة الشمال",
    ),
    "rail-bruxelles-central": (
        "gare centrale", "Centraal Station", "central station", "Hauptbahnhof", "estación central", "المحطة المركزية",
    ),
    "place-de-la-bourse": ("la Bourse", "de Beurs", "the Bourse", "an der Börse", "la Bolsa", "البورصة"),
    "grand-place": ("Grand-Place", "Grote Markt", "the Grand Place", "Großer Markt", "la Grand Place", "الساحة الكبرى"),
}  # fmt: skip
ORDER = ("fr", "nl", "en", "de", "es", "ar")
SHORT = {
    "fr": {"devant": "dvt", "dans": "ds", "avec": "av", "près de": "pres", "sur": "sr", "plein de": "bcp de"},
    "nl": {"een": "n", "met": "m", "naast": "nst", "voor": "vr", "slaapt": "slpt", "veel": "vl"},
    "en": {"with": "w", "next to": "nxt to", "in front of": "infront of", "around": "arnd", "you": "u", "and": "n"},
    "de": {"ein": "n", "eine": "ne", "und": "u", "mit": "m", "neben": "nebn"},
    "es": {"que": "q", "por": "x", "con": "c", "de": "d", "para": "pa"},
    "ar": {"أ": "ا", "إ": "ا", "ة": "ه", "ى": "ي"},
}
HEARD = {
    "fr": {"doudoune": "dou doune", "bonnet": "bonnes", "banc": "ban", "duvet": "du vet", "caddie": "cadi",
           "parka": "par cas", "couverture": "couvertures", "barbu": "bar bu", "sac de couchage": "sacs de couchages",
           "métro": "maître haut"},
    "nl": {"slaapzak": "slaap zak", "muts": "mus", "jas": "ja's", "koffer": "kof er", "bankje": "bank je",
           "kaal": "kaal al"},
    "en": {"sleeping bag": "sleeping back", "beanie": "bean he", "coat": "code", "rucksack": "ruck sack",
           "beard": "bird", "trolley": "trolly", "bench": "bunch", "hoodie": "who'd he"},
    "de": {"Schlafsack": "schlaf sack", "Mütze": "Mitze", "Rucksack": "ruck sack", "Jacke": "Jakob", "Bart": "Bad"},
    "es": {"abrigo": "a brigo", "gorro": "corro", "manta": "mantra", "cajero": "cajeros", "maleta": "mal eta"},
    "ar": {"معطف": "مع طف", "كرتون": "كر تون", "بطانية": "بطا نية", "مترو": "متر"},
}  # fmt: skip


@dataclass
class Speaker:
    """One passer-by: language, style and half. Some phrasings are said in half b only."""

    rng: Random
    language: str
    half: str

    def __post_init__(self) -> None:
        self.style = self.rng.choices(list(STYLES), list(STYLES.values()))[0]

    def word(self, facet: str, key: str) -> str:
        variants = WORDS[facet][key][self.language].split(" | ")
        kept = variants[:-1] if self.half == "a" and len(variants) > 2 else variants
        return self.rng.choice(kept)

    def name(self, place: Place, number: int | None) -> str:
        """A place as this one calls it."""
        nth = ORDER.index(self.language)
        plain = CALLED.get(place.kind, ("{}",) * 6)[nth].format(place.name(self.language))
        name = KNOWN_AS[place.id][nth] if place.id in KNOWN_AS and self.rng.random() < 0.7 else plain
        if number and place.kind == "street":
            return f"{name} {number}"
        return f"{BY[self.language]} {name}" if self.rng.random() < 0.15 else name

    def write(self, text: str) -> str:
        """The words as they reach us."""
        if self.style == "keys":
            return _wrong_keys(self.rng, text)
        if self.style == "short":
            return _short(text, self.language)
        return _replaced(text.lower().replace(",", ""), HEARD[self.language]) if self.style == "heard" else text


def _replaced(text: str, table: dict[str, str]) -> str:
    for long, other in table.items():
        text = re.sub(rf"(?<!\w){re.escape(long.lower())}(?!\w)", other, text)
    return text


def _short(text: str, language: str) -> str:
    if language == "ar":
        return "".join(SHORT["ar"].get(letter, letter) for letter in text)
    bare = unicodedata.normalize("NFD", _replaced(text.lower(), SHORT[language]))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _wrong_keys(rng: Random, text: str) -> str:
    """One long word in three gets two letters swapped, one lost or one doubled."""

    def hurt(word: re.Match[str]) -> str:
        old, nth = word.group(), rng.randrange(1, len(word.group()) - 1)
        if rng.random() > 0.34:
            return old
        swapped = old[:nth] + old[nth + 1] + old[nth] + old[nth + 2 :]
        return rng.choice((swapped, old[:nth] + old[nth + 1 :], old[:nth] + old[nth] + old[nth:]))

    return re.sub(r"\w{5,}", hurt, text)
