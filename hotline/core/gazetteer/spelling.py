"""What a word may be a misspelling of: by its letters and by its sound in French and Dutch.

"flagy", "flajey" → flagey; "klemanso" → clemenceau. Quick for thousands of words: each is found under its sounds and
under its sounds with any one left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from hotline.core.gazetteer.lexicon import SAID, WHERE
from hotline.core.gazetteer.ordinary import COMMON, NEVER_ALONE
from hotline.core.gazetteer.sounds import Sound, apart, bones, readings

Near = tuple[str, float]  # a word of a name, likeness 0..1
ALIKE = 0.85  # less is another word, unless a word for its kind stands beside it
FAINT = 0.82  # less is another word
SHORT, LONG = 5, 8  # letters: shorter words are alike by chance, in longer ones two sounds may differ
LONGEST = 40  # letters: no name has a longer word
NO_NAMES = COMMON | NEVER_ALONE | WHERE  # never a misspelt name
KEPT = 50_000  # words whose neighbours are remembered


class Spelling:
    """The words that occur in names. `near` is exact for short words and numbers, forgiving for long ones."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[str, tuple[Sound, ...]] = {}
        self._bones = set[str]()
        self._found: dict[str, tuple[Near, ...]] = {}
        for word in self._known:
            if _may_be_misspelt(word):
                self._sounds[word] = readings(word)
                self._bones |= bones(word)
                for key in _keys(self._sounds[word]):
                    self._by_key[key].append(word)

    def near(self, word: str) -> tuple[Near, ...]:
        """The word itself if it is known, and those it may stand for, the likeliest first."""
        found = self._found.get(word)
        if found is None:
            found = self._keep(word, sorted(self._look(word), key=lambda one: (-one[1], one[0])))
        return found

    def known(self, word: str) -> bool:
        return any(likeness >= ALIKE for _, likeness in self.near(word))

    def near_joined(self, word: str) -> tuple[Near, ...]:
        """The same for words that were written as one: most of them are nothing, which is seen at once."""
        if word in self._found or word in self._known:
            return self.near(word)
        if not _may_be_misspelt(word) or self._bones.isdisjoint(bones(word)):
            return self._keep(word, ())
        return self.near(word)

    def _keep(self, word: str, near: Iterable[Near]) -> tuple[Near, ...]:
        found = tuple(near)
        if len(word) <= LONGEST:
            if len(self._found) >= KEPT:
                self._found.clear()
            self._found[word] = found
        return found

    def _look(self, word: str) -> Iterator[Near]:
        if word in self._known:
            yield word, 1.0
        if not _may_be_misspelt(word) or word in NO_NAMES or word in SAID:
            return
        heard = readings(word)
        for other in {found for key in _keys(heard) for found in self._by_key.get(key, ())} - {word}:
            likeness = _likeness(word, other, heard, self._sounds[other])
            if likeness >= FAINT:
                yield other, likeness


def _keys(sounds: Iterable[Sound]) -> set[str]:
    return {key for sound in sounds for key in sound.spots()}


def _may_be_misspelt(word: str) -> bool:
    return 3 <= len(word) <= LONGEST and not any(sign.isdigit() for sign in word)


def _likeness(word: str, other: str, heard: tuple[Sound, ...], name: tuple[Sound, ...]) -> float:
    """1 for the same word; a little less for each letter that differs, much less for each sound that differs."""
    longest, shortest = max(len(word), len(other)), min(len(word), len(other))
    if longest < LONG and heard[0].rough[:1] != name[0].rough[:1]:
        return 0
    letters = OSA.distance(word, other)
    if letters > shortest:
        return 0
    starts = word.startswith(other) or other.startswith(word)
    sounds = apart(heard, name)
    if sounds > ((1 if starts else 0.5) if shortest < SHORT else 1 if longest < LONG else 2):
        return 0
    if starts and shortest < SHORT and letters <= 2:
        return FAINT
    if letters > max(1, len(name[0].whole) - 2) and len(name[0].whole) < 6:
        return 0  # short sounds are alike by chance
    likeness = 1 - (letters / 2 + 3 * sounds) / (4 * longest)
    return min(likeness, FAINT) if shortest < SHORT and (sounds or shortest < 4) else likeness
