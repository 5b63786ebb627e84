"""The words of a talk as one text: neutral, since others may read the phone; short, since each part may be lost.

What a person of the team wrote is never changed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.core import sms_length
from hotline.core.number import spaced
from hotline.core.safety_words import SAFETY
from hotline.core.words import Channel
from hotline.texts import FURTHER, mark, t

LONGEST = 1500  # characters: the provider takes 1,600
PERSON = SAFETY["person_will_answer"]
FIRST_IN_LINE = mark("A person answers you first. In danger: 112.")
MORE = mark("More: call %(number)s, free, day and night.")

# What would tell somebody else at this phone what it is about is said in these words; None: not at all.
INSTEAD: dict[str, str | None] = {
    "violence_human": FIRST_IN_LINE,
    "suicide_human": FIRST_IN_LINE,
    "minor_human": FIRST_IN_LINE,
    "medicine_human": FIRST_IN_LINE,
    "violence_quick_exit": None,
    "mental_health_human": PERSON,
    "wait": PERSON,
}
TELLING = re.compile(
    r"violen|geweld|gewalt|عنف|عنیف|przemoc|насил|violên|huiselijk|mishandel|agress|menac|battu|abus"
    r"|suicid|zelfmoord|zelfdoding|selbstmord|sinuci|samobój|самогуб|самоуб|انتحار"
    r"|prostitu|sexuel|seksue|sexual|viol\b|verkracht|vergewalt|rape\b|traite|mensenhandel|trafficking"
)
SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|\n+")
NEEDED = ("tell_112", "violence_human", "suicide_human", "minor_human", "medicine_human")  # never left out
NEEDED_TOO = ("ask_", "report_")  # a question to its end, and a code
SIGNS = str.maketrans({
    "•": "-", "·": "-", "–": "-", "—": "-", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "’": "'", "‘": "'",
    "…": "...", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
LETTERS = str.maketrans({"œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "ț": "t", "ș": "s"})


@dataclass(frozen=True)
class Said:
    """One message of the talk. `say`: which of our sentences; `by_hand`: a dispatcher wrote it."""

    text: str
    say: str | None = None
    choices: Sequence[dict[str, str]] = ()
    by_hand: bool = False


def joined(said: Sequence[Said], locale: str, line: str, channel: Channel) -> str:
    """One text of all that was said; choices are numbered. What is too long ends with the number to call."""
    neutral = [(words, _is_needed(one)) for one in said if (words := _neutral(one, locale))]
    choices = _numbered(next((one.choices for one in reversed(said) if one.choices), ()))
    whole = _one([words for words, _ in neutral], choices)
    if any(one.by_hand for one in said):
        return whole[:LONGEST]
    if channel == Channel.SMS:
        neutral, choices = [(words.translate(SIGNS), needed) for words, needed in neutral], choices.translate(SIGNS)
        whole = whole.translate(SIGNS)
    if _fits(whole, channel):
        return whole
    if channel == Channel.SMS:
        neutral, choices = [(_in_old_letters(words), needed) for words, needed in neutral], _in_old_letters(choices)
    more = t(locale, MORE, number=spaced(line))
    return _shortened(neutral, choices, _in_old_letters(more) if channel == Channel.SMS else more, channel)


def _neutral(one: Said, locale: str) -> str:
    if one.by_hand:
        return one.text
    if one.say in INSTEAD:
        return _instead(INSTEAD[one.say], locale)
    if not TELLING.search(one.text.casefold()):
        return one.text
    kept = [part for part in SENTENCE.split(one.text) if not TELLING.search(part.casefold())]
    return " ".join(kept) or t(locale, PERSON)


def _instead(words: str | None, locale: str) -> str:
    if words is None:
        return ""
    return t(locale, PERSON if locale in FURTHER else words)


def _is_needed(one: Said) -> bool:
    return one.say is not None and (one.say in NEEDED or one.say.startswith(NEEDED_TOO))


def _in_old_letters(text: str) -> str:
    """Rather « foret » than fewer words: one letter that the old alphabet of phones lacks halves the room for all."""
    text = text.translate(LETTERS)
    return "".join(sign if sign in sms_length.OLD else _bare(sign) for sign in text)


def _bare(sign: str) -> str:
    base = unicodedata.normalize("NFKD", sign)[:1]
    return base if base in sms_length.OLD else sign


def _numbered(choices: Sequence[dict[str, str]]) -> str:
    return "\n".join(f"{number} {choice['text']}" for number, choice in enumerate(choices[:9], 1))


def _shortened(said: Sequence[tuple[str, bool]], choices: str, more: str, channel: Channel) -> str:
    """Leave out the end of the longest, line by line, sentence by sentence, until it fits with the number to call."""
    texts = [words for words, _ in said]
    shrinks = [index for index, (_, needed) in enumerate(said) if not needed]
    text = _one(texts, choices)
    while not _fits(text, channel) and any(texts[index] for index in shrinks):
        longest = max(shrinks, key=lambda index: len(texts[index]))
        texts[longest] = _without_the_end(texts[longest])
        text = _one([*texts, more], choices)
    return text[:LONGEST]


def _without_the_end(text: str) -> str:
    """The text without its last line; of one line, without its last sentence; of one sentence, its last word."""
    if "\n" in text:
        return text.rpartition("\n")[0].rstrip()
    sentences = SENTENCE.split(text)
    if len(sentences) > 1:
        return " ".join(sentences[:-1])
    words = text.removesuffix("...").rpartition(" ")[0].rstrip(" .,;:-")
    return f"{words}..." if words else ""


def _one(texts: Sequence[str], choices: str) -> str:
    return "\n".join([*dict.fromkeys(filter(None, texts)), *([choices] if choices else [])])


def _fits(text: str, channel: Channel) -> bool:
    return len(text) <= LONGEST if channel == Channel.WHATSAPP else sms_length.parts(text) <= sms_length.MOST
