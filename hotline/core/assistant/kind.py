"""What kind of answer a message is: a place, nothing at all, or the answer to another question of the report."""

from hotline.core.assistant import answers, company, contacting, counting, placing, seen, spots, wishes
from hotline.core.assistant import condition as conditions
from hotline.core.assistant.heard import Heard
from hotline.core.plain import words

FEW = 2  # words of a bare answer


def names_only_a_place(heard: Heard) -> bool:
    """A short message with a place and nothing else: it is there instead."""
    if len(words(heard.text)) > placing.LONG or wishes.asks(heard.text, heard.language):
        return False
    return not _tells_another(heard) and answers.yes_no(heard.text, heard.language) is None


def may_be_place(heard: Heard) -> bool:
    """Whether any words may be the answer to where: not a question, a "no", nor what answers another question."""
    if spots.street(heard.text) or spots.somewhere(heard.text):
        return not wishes.asks(heard.text, heard.language)
    return not answers.unsure(heard.text) and not says_nothing(heard) and not _tells_another(heard)


def says_nothing(heard: Heard) -> bool:
    """A question, thanks, or a bare yes or no: not how somebody is, nor when, nor where."""
    if wishes.asks(heard.text, heard.language) or heard.intent in ("thanks", "greet", "goodbye"):
        return True
    return len(words(heard.text)) <= FEW and answers.yes_no(heard.text, heard.language) is not None


def _tells_another(heard: Heard) -> bool:
    """Whether a message tells anything of a report but where."""
    told = (
        seen.when(heard.text, heard.at), counting.people(heard.text), conditions.condition(heard.text),
        company.children(heard.text), company.animals(heard.text), company.spoken_to(heard.text),
        contacting.contact_wanted(heard.text),
    )  # fmt: skip
    return any(one is not None for one in told)


def about_another(text: str, asked: str) -> bool:
    """ "Oui je lui ai parlé" is no yes to "may we contact you?"."""
    if len(words(text)) <= FEW:
        return False
    spoken = company.spoken_to(text) is not None and asked != "spoken_to"
    there = (company.children(text), company.animals(text)) != (None, None) and asked != "companions"
    return spoken or there
