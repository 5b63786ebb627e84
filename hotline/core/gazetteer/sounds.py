"""How a word sounds, read by a French and by a Dutch speaker: who writes down what they hear spells as they read.

"ribeau cour" read in French and "Ribaucourt" are the same; so are "molen beek" read in Dutch and "Molenbeek".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

Rules = tuple[tuple[str | re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    """Plain letters stay such, as that is quicker."""
    return tuple((letters if letters.isalpha() else re.compile(letters), sound) for letters, sound in pairs)


_BOTH = (("ckx", "ks"), ("cks", "ks"), ("ph", "f"), ("th", "t"), ("tz", "ts"), ("dz", "ts"), ("dt", "t"), ("cht", "kt"))
_THEN = (
    ("x", "ks"), ("qu", "k"), ("q", "k"), ("ck", "k"), ("c", "k"), ("z", "s"), ("w", "v"),
    ("h", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_FRENCH = _rules(
    *_BOTH, ("(?<=[aeiou])x$", ""), ("gn", "ni"), ("mpt", "nt"), ("ill(?=[aeiou])", "i"), ("sch", "s"), ("zh", "s"),
    ("sh", "s"), ("ch", "s"), ("c(?=[eiy])", "s"), ("gh|gu(?=[eiy])", "g"), ("dj|g(?=[eiy])", "j"),
    ("[ae]y(?![aeiou])", "e"), ("ij", "i"), ("y", "i"), ("eaux?|aux?", "o"), ("oo", "o"), ("oeu", "e"), ("eu", "e"),
    ("ou", "u"), ("oe", "u"), ("ae", "a"), ("aa", "a"), ("ee", "e"), ("ei", "e"), ("ai", "e"),
    ("(?:(?<=i)er|ez|et)$", "e"), ("ie", "i"), ("e(?=[nm][^aeiou])", "a"), *_THEN,
)  # fmt: skip
_DUTCH = _rules(
    *_BOTH, ("sch", "sk"), ("sj", "s"), ("sh", "s"), ("zh", "j"), ("dj", "j"), ("gh", "g"), ("ch", "g"),
    ("c(?=[eiy])", "s"), ("eau", "o"), ("ij", "e"), ("ei", "e"), ("y", "e"), ("oe", "u"), ("oo", "o"), ("ou", "u"),
    ("au", "u"), ("ae", "a"), ("aa", "a"), ("ee", "e"), ("eu", "e"), ("ai", "e"), ("uu", "u"), ("ie", "i"), ("j", "i"),
    ("en$", "e"), *_THEN,
)  # fmt: skip
_SILENT = re.compile("(?<=...)(?:e[sx]?|[stdxp]e?|[td]s|(?<=e)r)$")
_ALIKE = str.maketrans("bdgvjzium", "ptkfsseon")  # heard for one another on a bad line
_TWICE = re.compile(r"(.)\1+")
_BONES = str.maketrans("bdvwckqgszxjm", "ptffkkkkkkkkn", "aeiouhy")
_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True, slots=True)
class Sound:
    """How one speaker reads a word. `short`: without an end that is often silent. `rough…`: as on a bad line."""

    whole: str
    short: str
    rough: str
    rough_short: str

    def spots(self) -> Iterator[str]:
        """What it is found under: roughly, without any one sound, and by its consonants alone."""
        yield self.rough
        yield self.rough_short
        yield from _gaps(self.rough, 3)
        bones = self.rough[:1] + self.rough[1:].translate(_VOWELS)
        if len(bones) > 3:
            yield bones.upper()
            yield from _gaps(bones.upper(), 5)

    def apart(self, other: "Sound") -> float:
        """How many sounds differ; half for those that are taken for one another."""
        if {self.whole, self.short} & {other.whole, other.short}:
            return 0
        whole = OSA.distance(self.whole, other.whole) + OSA.distance(self.rough, other.rough)
        short = OSA.distance(self.short, other.short) + OSA.distance(self.rough_short, other.rough_short)
        return min(whole, short) / 2


def readings(word: str) -> tuple[Sound, ...]:
    """In French and in Dutch; one where both are the same."""
    return tuple(dict.fromkeys(_read(word, rules) for rules in (_FRENCH, _DUTCH)))


def apart(heard: Sequence[Sound], name: Sequence[Sound]) -> float:
    """How many sounds differ between two words, in the readings that are nearest."""
    return min(one.apart(other) for one in heard for other in name)


def bones(word: str) -> set[str]:
    """The consonants of a word, roughly, without a silent end or any one of them: quick to see what is no name."""
    kept = _TWICE.sub(r"\1", word.rstrip("dpstxe").translate(_BONES))
    return {kept, *_gaps(kept, 3)}


def _read(word: str, rules: Rules) -> Sound:
    for letters, sound in rules:
        word = word.replace(letters, sound) if isinstance(letters, str) else letters.sub(sound, word)
    short = _SILENT.sub("", word)
    return Sound(word, short, _rough(word), _rough(short))


def _rough(sound: str) -> str:
    return _TWICE.sub(r"\1", sound.translate(_ALIKE))


def _gaps(sound: str, least: int) -> Iterator[str]:
    if len(sound) >= least:
        yield from (sound[:at] + sound[at + 1 :] for at in range(len(sound)))
