"""Short answers to a question: yes, no, or "I do not know", in the languages that people write to us in."""

from functools import cache

from hotline.core.assistant.phrases import Phrases, phrases, read
from hotline.core.plain import words

EVERYWHERE = "ok|okay"
OURS = ("fr", "nl", "en")  # whoever writes to us may say yes in these
FILLERS = {
    "euh", "heu", "ben", "bah", "eh", "ah", "oh", "uh", "um", "well", "hm", "hmm", "nou", "ach", "allez", "allee",
    "so", "also", "bon", "pues", "maar", "mais", "but", "en", "et", "and", "merci", "thanks", "bedankt", "danke",
}  # fmt: skip


def yes_no(text: str, language: str) -> bool | None:
    """What is meant by a short answer in this language; None: neither. The first telling word decides."""
    said = words(text)
    while len(said) > 1 and said[0] in FILLERS:
        said = said[1:]
    rest = " ".join(said)
    if rest in phrases("answers", "no_problem"):
        return yes_no(phrases("answers", "no_problem").without(rest), language) is not False
    for codes in ((language,), OURS):  # "no" is a yes in Polish: theirs first
        if _said("no", codes).begin(rest):
            return False
        if _said("yes", codes).begin(rest):
            return True
    no, yes = _said("no", (language,)).at(rest), _said("yes", (language,)).at(rest)
    return None if no is None and yes is None else no is None


def conditional(text: str) -> bool:
    """Whether a "but" stands in it."""
    return text in phrases("answers", "but")


def limits(text: str, language: str) -> bool:
    """Whether a "not" stands in it, but for "no problem"."""
    rest = phrases("answers", "no_problem").without(text)
    return _said("no", (language,)).at(rest) is not None


def unsure(text: str) -> bool:
    """Whether somebody says that they do not know."""
    return text in phrases("answers", "unsure")


@cache
def _said(which: str, codes: tuple[str, ...]) -> Phrases:
    known = read("answers")[which]
    some = [known[code] for code in codes if code in known] or [known["en"]]
    return Phrases(*some, EVERYWHERE if which == "yes" else "")
