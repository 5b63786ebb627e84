"""Takes out of what people write who somebody is: names, where they come from, papers, numbers and addresses.

A report can be used against the person it is about. What says where they are stays. Words stand in
`knowledge_base/understood/strip.yaml`. A name that nothing introduces goes where the words beside it tell of somebody:
a first name of the list there, or any word in capitals right before what only people do.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any

from hotline.core import gazetteer
from hotline.core.assistant.phrases import read
from hotline.core.gazetteer.lexicon import ARTICLES, COMPOUND, SAID
from hotline.core.gazetteer.ordinary import COMMON
from hotline.core.note_check import PERSONAL
from hotline.core.plain import FOLDED
from hotline.core.report.facts import SPOT, Facts

GONE = "…"
FREE = ("place", "when", "condition_words", "clothing", "dangers", *SPOT)  # facts in the reporter's own words
LONGEST_PLACE = 6  # words
LONGEST_NAME = 6  # words; two where nothing has capitals
WORD = re.compile(r"[^\W\d_]+")
CODE = r"(?:\s*(?:(?:number|numero|nummer|n[°ºor]?)(?![^\W\d_])\.?|:)\s*)*(?:\s*[a-z]{0,3}[ -]?\d[\d. /-]{3,}\d)?"
NUMBERED = re.compile(r"(?<![^\W_])[a-z]{1,3}[ -]?\d{6,9}(?![^\W_])")
DATE = r"[\s:]*(?:[^\W\d_]+\s+(?:le|op|on|am|el|em|in|en)\s+)?(?:\d{1,2}(?:er)?[./\s-]+[^\W_]+[./\s-]+\d{2,4}|\d{4})"
JOINED = re.compile(r"[\s'-]*")
OPENS = re.compile(r"[\s:'\"«“”„-]*")  # between what introduces a name and the name
_SOME = r"\s+((?:(?!(?:hij|zij|ze|dat|er|sie|dass)\b)[^\W\d_]+[\s'-]+){1,4})"
INSIDE = re.compile(  # "dat hij Karim heet"
    rf"(?<![^\W_])(?:(?:hij|zij|ze|die|ik){_SOME}heet(?:te)?|(?:er|sie|ich){_SOME}(?:heisst|hiess))(?![^\W_])"
)
_AND = "et en and und y e i si oraz ta و un peu een beetje a bit of ou or kein pas no poco trochu"
AND = frozenset(_AND.split())
_PARTICLES = "de van der den von da dos do del di la le el al ben bin abu ould ait"
PARTICLES = frozenset(_PARTICLES.split())
IS_A = re.compile(r"(?:est|etait|is|was)\s+(?:l'|(?:le|la|un|une|de|het|een|the)\s)")  # a thing
NEAR = 2  # words between a landmark and the people it is called after


@dataclass(frozen=True)
class Text:
    """A text without capitals and accents; `at`: for each sign where it stands in the text as it was written."""

    written: str
    folded: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, written: str) -> "Text":
        signs = [(one, nth) for nth, sign in enumerate(written) for one in _folded(sign)]
        return cls(written, "".join(one for one, _ in signs), tuple(nth for _, nth in signs))

    def begins_with_capital(self, start: int) -> bool:
        sign = self.written[self.at[start]]
        return sign.isupper() or not _has_case(sign)


def stripped(text: str) -> str:
    """The text with "…" for what tells who somebody is. Stripping twice changes nothing more."""
    return _without(found := Text.of(text), _found(found))


def of(facts: Facts) -> Facts:
    """The facts with every text of the reporter's own stripped."""
    own: dict[str, Any] = {name: stripped(said) for name in FREE if (said := getattr(facts, name))}
    return replace(facts, **own)


def _found(text: Text) -> list[tuple[int, int]]:
    """What is to go, as spans of the folded text."""
    rules = (_numbers, _documents, _names, _given, _who_acts, _origins, _peoples)
    return list(chain.from_iterable(rule(text) for rule in rules))


def _numbers(text: Text) -> Iterator[tuple[int, int]]:
    for found in chain(PERSONAL.finditer(text.folded), NUMBERED.finditer(text.folded)):
        if found.lastgroup not in ("hours", "date"):
            yield found.span()


def _documents(text: Text) -> Iterator[tuple[int, int]]:
    for pattern in (_any("document", CODE), _any("born", DATE), _any("papers")):
        yield from (found.span() for found in pattern.finditer(text.folded))


def _names(text: Text) -> Iterator[tuple[int, int]]:
    for found in _any("name").finditer(text.folded):
        yield from _name(text, _opens(text, found.end()), surely=True)
    for found in _any("called").finditer(text.folded):
        if not any(_is_landmark(word) for word in _before(text, found.start(), 4)):
            yield from _name(text, _opens(text, found.end()), surely=False)
    for found in _any("title", r"\.?").finditer(text.folded):
        if found[0] != "m." or (text.begins_with_capital(found.start()) and not _is_place(text, found.end())):
            yield from _name(text, found.end(), surely=False)
    for found in _any("kin").finditer(text.folded):
        if not _is_place(text, found.end()):
            yield from _name(text, found.end(), surely=False)
    for found in INSIDE.finditer(text.folded):
        start = found.start(found.lastindex or 0)
        if not (_is_place(text, start) or any(map(_is_landmark, _before(text, found.start(), 4)))):
            yield from _name(text, start, surely=False)


def _given(text: Text) -> Iterator[tuple[int, int]]:
    """A first name that nothing introduces, of somebody who does something or is seen; no place that is called so."""
    for found in _any("given").finditer(text.folded):
        if any(map(_leads, _before(text, found.start(), 1))) or _stands_in_a_place(text, found.span()):
            continue
        end = _whole_name(text, found.end())
        if _does_something(text, end) or _is_seen(text, found):
            yield found.start(), end


def _who_acts(text: Text) -> Iterator[tuple[int, int]]:
    """Words in capitals right before what only people do: "Zoubida dort"."""
    for act in _any("acts").finditer(text.folded):
        run, end = [], act.start()
        for found in reversed([*WORD.finditer(text.folded, max(0, act.start() - 80), act.start())]):
            cased = _has_case(found[0][0]) and text.begins_with_capital(found.start())
            if not (cased and JOINED.fullmatch(text.folded, found.end(), end)):
                break
            run.append(found)
            end = found.start()
        known = not run or any(_is_known(found[0]) for found in run) or _stands_in_a_place(text, run[0].span())
        if not known and not _after_a_known_word(text, end):
            yield end, run[0].end()


def _is_known(word: str) -> bool:
    return word in COMMON | ARTICLES | _words("somebody") or _leads(word)


def _after_a_known_word(text: Text, start: int) -> bool:
    """Whether a small word or one of a place stands right before: "au Zinneke dort …"."""
    *_, last = None, *WORD.finditer(text.folded, max(0, start - 30), start)
    return last is not None and _is_known(last[0]) and JOINED.fullmatch(text.folded, last.end(), start) is not None


def _leads(word: str) -> bool:
    """Whether a name after this word may be a place: "avenue Jean …", "chez Momo"."""
    return _is_landmark(word) or word in _words("at")


def _stands_in_a_place(text: Text, span: tuple[int, int]) -> bool:
    """Whether these words are part of a name of the gazetteer: "Roi Albert"."""
    starts = [found.start() for found in WORD.finditer(text.folded, 0, span[1])][-LONGEST_PLACE:]
    return any(_place_to(text, start) >= span[1] for start in starts)


def _whole_name(text: Text, start: int) -> int:
    """Where a name ends whose first word ends here: with the words in capitals that follow."""
    end = start
    for word, at, to in islice(_in_a_row(text, start), LONGEST_NAME):
        if not (word in PARTICLES or (_has_case(word[0]) and _capital(text, (word, at, to)))):
            break
        end = to if word not in PARTICLES else end
    return end


def _does_something(text: Text, end: int) -> bool:
    """Whether what follows says that it is somebody; "… est l'arrêt" is a place."""
    start = _after(OPENS, text, end)
    return _after(_any("does"), text, start) > start and not IS_A.match(text.folded, start)


def _is_seen(text: Text, found: re.Match[str]) -> bool:
    """Whether what stands right before says that it is somebody."""
    near = text.folded[: found.start()].rstrip()
    return any(one.end() == len(near) for one in _any("seen").finditer(near, max(0, len(near) - 20)))


def _opens(text: Text, end: int) -> int:
    """Where the name begins that is introduced up to here: after "peut-être", a colon, a quotation mark."""
    start = _after(OPENS, text, end)
    return _after(OPENS, text, _after(_any("perhaps"), text, start))


def _after(what: re.Pattern[str], text: Text, start: int) -> int:
    found = what.match(text.folded, start)
    return found.end() if found else start


def _name(text: Text, start: int, *, surely: bool) -> Iterator[tuple[int, int]]:
    """The name that begins here. `surely`: also one without a capital."""
    words = list(islice(_in_a_row(text, start), LONGEST_NAME))
    if words and not _has_case(words[0][0][0]):
        words = words[:2]
    if not words or not _may_begin(text, words[0], surely=surely):
        return
    end = words[0][2]
    for (word, at, to), (after, _, _) in pairwise([*words[1:], ("", 0, 0)]):
        if word in PARTICLES and after not in COMMON and after:
            continue
        capital = text.begins_with_capital(at)
        known = word in COMMON or _is_landmark(word) or (word in ARTICLES and not (capital and _has_case(word[0])))
        if known or not (capital or (surely and not _capital(text, words[0]))):
            break
        end = to
    yield words[0][1], end


def _may_begin(text: Text, word: tuple[str, int, int], *, surely: bool) -> bool:
    """Whether a name may begin with this word."""
    if surely:
        return word[0] not in COMMON | ARTICLES
    return _capital(text, word) and not _is_landmark(word[0])


def _origins(text: Text) -> Iterator[tuple[int, int]]:
    for found in _any("origin").finditer(text.folded):
        for word, at, to in islice(_in_a_row(text, found.end()), 1):
            if _capital(text, (word, at, to)) and not (_is_landmark(word) or _is_place(text, at)):
                yield at, to


def _peoples(text: Text) -> Iterator[tuple[int, int]]:
    for found in _any("people").finditer(text.folded):
        before = _before(text, found.start(), NEAR)
        after = [word for word, _, _ in islice(_in_a_row(text, found.end()), 1)]
        if not any(map(_is_landmark, [*before, *after])) and not _is_spoken(text, found.start()):
            yield found.span()


def _is_spoken(text: Text, start: int) -> bool:
    """Whether it is the name of a language that somebody speaks."""
    speaks = _words("speaks")
    for word in reversed([found[0] for found in WORD.finditer(text.folded[max(0, start - 80) : start])]):
        if word in speaks:
            return True
        if word not in AND | ARTICLES and not _any("people").fullmatch(word):
            return False
    return False


def _in_a_row(text: Text, start: int) -> Iterator[tuple[str, int, int]]:
    """The words from here on with nothing but spaces between them."""
    for found in WORD.finditer(text.folded, start):
        if not JOINED.fullmatch(text.folded, start, found.start()):
            return
        yield found[0], found.start(), found.end()
        start = found.end()


def _before(text: Text, end: int, most: int) -> list[str]:
    """The words right before, articles left out, the nearest first."""
    words: list[str] = []
    for found in reversed(list(WORD.finditer(text.folded[:end]))):
        if not JOINED.fullmatch(text.folded, found.end(), end) or len(words) == most:
            break
        end = found.start()
        if found[0] not in ARTICLES:
            words.append(found[0])
    return words


def _is_landmark(word: str) -> bool:
    return word in SAID or word in _words("landmark") or word.endswith((*COMPOUND, "winkel"))


def _is_place(text: Text, start: int) -> bool:
    """Whether the next words are a name of the gazetteer."""
    return _place_to(text, start) > start


def _place_to(text: Text, start: int) -> int:
    """Where the longest name of the gazetteer ends that begins with the next word; `start`: there is none."""
    words = list(islice(_in_a_row(text, start), LONGEST_PLACE))
    return max((to for _, _, to in words if text.folded[words[0][1] : to] in _names_of_places()), default=start)


def _has_case(sign: str) -> bool:
    """Not in Arabic."""
    return sign.lower() != sign.upper()


def _capital(text: Text, word: tuple[str, int, int]) -> bool:
    return text.begins_with_capital(word[1])


def _without(text: Text, spans: list[tuple[int, int]]) -> str:
    cut, end = "", 0
    for start, to in sorted(spans):
        first, last = text.at[start], text.at[to - 1] + 1
        if first >= end:
            cut += text.written[end:first] + GONE
        end = max(end, last)
    return cut + text.written[end:]


def _folded(sign: str) -> str:
    """A sign as `plain` compares it; nothing for an accent, nor for what nobody sees (a soft hyphen, a direction)."""
    if sign.isascii():
        return sign.lower()
    parts = unicodedata.normalize("NFKD", sign.translate(FOLDED)).casefold().translate(FOLDED)
    return "".join(one for one in parts if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")


@cache
def _any(name: str, after: str = "") -> re.Pattern[str]:
    """Any of these phrases, as whole words, with what may follow."""
    ways = sorted({_way(one) for many in read("strip")[name].values() for one in many.split("|")}, key=len)
    return re.compile(rf"(?<![^\W_])(?:[وبل]?(?:ال)?)?(?:{'|'.join(reversed(ways))}){after}")


def _way(phrase: str) -> str:
    bare = "".join(map(_folded, " ".join(phrase.split()).removesuffix("…")))
    way = (
        re.escape(bare).replace("'", r"['\s]?").replace(r"\ :", r"\s*:").replace(r"\-", r"[-\s]").replace(r"\ ", r"\s+")
    )
    if bare.endswith((":", "'", ".")):
        return way
    return way + (r"[^\W\d_]*" if phrase.rstrip().endswith("…") else r"(?![^\W_])")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(
        "".join(map(_folded, one.strip())) for many in read("strip")[name].values() for one in many.split("|")
    )


@cache
def _names_of_places() -> frozenset[str]:
    """Every name of the gazetteer, folded, as far as it is words: "altitude" of Altitude 100."""
    named = gazetteer.read()
    every = (Text.of(name) for one in named for name in (one.place.fr, one.place.nl, *one.also))
    return frozenset(name.folded[: words[-1][2]] for name in every if (words := list(_in_a_row(name, 0))))
