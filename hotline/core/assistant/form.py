"""The report form: what a message tells of the person in the street, and what is still to be asked."""

from dataclasses import replace

from hotline.core.assistant import agreed, answers, company, counting, kind, placing, seen, wishes
from hotline.core.assistant import condition as conditions
from hotline.core.assistant.clauses import clauses
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.phrases import phrases
from hotline.core.assistant.state import Form
from hotline.core.gazetteer import OUTSIDE
from hotline.core.plain import words
from hotline.core.report.facts import STATES, THEMSELF

QUESTIONS = (
    "place", "spot", "when", "people_count", "condition", "companions", "spoken_to", "contact", "number",
    "share_consent",
)  # fmt: skip
WHERE = ("place", "spot")  # any words are an answer
SHORT = 4  # words of a bare correction
DOUBT = 0.7  # less sure than this of what is meant: a person at a known place is a report
TRIES = 2  # then the question is left open
CHOICES: dict[str, tuple[str, ...]] = {
    "when": ("now", "today", "yesterday"),
    "people_count": ("1", "2", "3", "4"),
    "condition": ("asleep", "awake", "injured", "cold", "confused", "not_responding"),
    "companions": ("no", "children", "animals", "children_and_animals"),
    "spoken_to": ("yes", "no"),
    "contact": ("yes", "no"),
    "share_consent": ("yes", "no"),
}


def filled(form: Form, heard: Heard, asked: str | None) -> Form:
    """The form with all that this message tells, be it asked for or not. A correction replaces what was known."""
    text, corrects = heard.text, wishes.corrects(heard.text)
    moved = corrects or (form.lat is not None and kind.names_only_a_place(heard))
    if (of_where := _but_for_fear(heard)) is not None:
        says_where = asked in WHERE and kind.may_be_place(of_where)
        form = placing.placed(form, of_where, asked=says_where, corrects=moved)
    form = _when(form, heard, corrects=corrects)
    form = _people(form, text, asked, corrects=corrects)
    form = _condition(form, text, corrects=corrects)
    form = _company(form, text, asked, corrects=corrects)
    return agreed.contact(_themself(form, heard), text)


def answered(form: Form, heard: Heard, asked: str, *, told: bool = False) -> Form:
    """The form after the answer to its open question. Unchanged: this was no answer to it.

    `told`: the message told something else of the report; then not every word of it is an answer.
    """
    text, value = heard.text.strip(), heard.text.strip()
    if asked in CHOICES and value in CHOICES[asked]:
        return _chosen(form, asked, value, heard)
    if asked == "spot":  # asked once: then a person looks
        return (placing.chosen(form, heard) if value in form.options else form).settle("spot")
    if asked == "place":
        return form.settle("place") if _is_somewhere(form) else form
    if answers.unsure(text) and asked not in ("share_consent", "contact"):
        return form.settle(asked)
    said = None if kind.about_another(text, asked) else _yes_no(heard)
    free = not told and not kind.says_nothing(heard)
    match asked:
        case "when" if free:
            return replace(form, when=form.when or wishes.in_brief(text)).settle("when")
        case "condition" if free:
            return replace(form, condition_words=form.condition_words or wishes.in_brief(text)).settle("condition")
        case "people_count":
            count = counting.people(text, asked=True)
            return replace(form, people_count=count).settle("people_count") if count else form
        case "companions" if said is not None:
            if said and form.minors is None and form.animals is None:
                return form  # which?
            return replace(form, minors=bool(form.minors), animals=bool(form.animals)).settle("companions")
        case "spoken_to" if said is not None:
            return replace(form, spoken_to=said).settle("spoken_to")
        case "contact" if said is not None:
            return agreed.may_contact(form, yes=said)
        case "number" if said is False:
            return agreed.may_contact(form, yes=False)
        case "share_consent":
            return replace(form, share_consent=agreed.share(heard, said))
    return form


def tells(heard: Heard) -> bool:
    """Whether a message tells anything of a report, be it known already."""
    told = filled(Form(), heard, None)
    return bool(told.settled) or told != Form()


def speaks_of_somebody(heard: Heard) -> bool:
    """Whether a message names a place, a person there and how they are: a report, be it understood or not."""
    if wishes.asks(heard.text, heard.language) or heard.text in phrases("wishes", "for_themselves"):
        return False
    told = filled(Form(), heard, None)
    seen_there = told.condition or told.minors or told.animals or heard.text in phrases("condition", "there")
    hardly_understood = _is_known(told) and heard.confidence < DOUBT
    return bool(
        told.place
        and told.unclear != OUTSIDE
        and (told.people_count or told.minors)
        and (seen_there or hardly_understood)
    )


def with_an_adult(heard: Heard) -> bool:
    """Children seen in the street with somebody: a report, as long as the safety net says nothing else."""
    told = filled(Form(), heard, None)
    return bool(_is_known(told) and told.minors and told.people_count and told.people_count > 1)


def open_question(form: Form) -> str | None:
    """What is still to be asked, the most useful first. None: all is there."""
    needless = {"number"} if form.contact or not form.contact_consent else set()
    needless |= {"place"} if _is_somewhere(form) else set()
    needless |= set() if form.unclear and not placing.is_address(form) else {"spot"}
    return next((one for one in QUESTIONS if one not in form.settled and one not in needless), None)


def choices(form: Form, question: str) -> tuple[str, ...]:
    """What may be chosen as the answer to a question."""
    return form.options if question == "spot" else CHOICES.get(question, ())


def not_understood(form: Form, asked: str) -> Form:
    """The answer was none. Asked twice is enough; consent is never taken for given."""
    if form.tries + 1 < TRIES:
        return replace(form, tries=form.tries + 1)
    if asked == "contact":
        return agreed.may_contact(form, yes=False)
    if asked == "share_consent":
        return replace(form, tries=form.tries + 1)
    return form.settle(asked)


def passed_over(form: Form, before: Form, asked: str) -> Form:
    """Something else was told instead: the question comes again, but not for ever."""
    if asked == "share_consent" or asked in form.settled or open_question(form) != asked:
        return form
    tries = before.tries + 1
    return form.settle(asked) if tries > TRIES else replace(form, tries=tries)


def _when(form: Form, heard: Heard, *, corrects: bool) -> Form:
    found = seen.when(heard.text, heard.at)
    if found is None or (form.when is not None and not corrects):
        return form
    return replace(form, when=found[0], seen_at=found[1]).settle("when")


def _people(form: Form, text: str, asked: str | None, *, corrects: bool) -> Form:
    bare = asked == "people_count" or (corrects and len(words(text)) <= SHORT)  # "sorry, four"
    count = counting.people(text, asked=bare)
    if form.people_count and not form.minors and (children := counting.children(text)) and (count or 1) == 1:
        return replace(form, people_count=form.people_count + children)  # "een vrouw", then "met de baby"
    again = corrects or form.somebody or counting.THEY_ARE.search(" ".join(words(text))) is not None
    if count is None or (form.people_count is not None and not again):
        return form
    return replace(form, people_count=count, somebody=counting.vague(text)).settle("people_count")


def _condition(form: Form, text: str, *, corrects: bool) -> Form:
    found = conditions.condition(text)
    if found is None or (form.condition is not None and not corrects and not _instead(found, form.condition, text)):
        return form
    return replace(form, condition=found, condition_words=wishes.in_brief(text)).settle("condition")


def _instead(one: str, other: str, text: str) -> bool:
    """Whether a state that is told later counts instead: a more serious one, or awake where it was asleep."""
    order = STATES
    if (one, other) == ("awake", "asleep"):
        return text in phrases("condition", "wide_awake")
    return order.index(one) < order.index(other) and one not in ("asleep", "awake")


def _company(form: Form, text: str, asked: str | None, *, corrects: bool) -> Form:
    minors, animals, spoken, wants = (
        company.children(text), company.animals(text), company.spoken_to(text), company.wants_help(text)
    )  # fmt: skip
    if form.minors is None or corrects:
        form = replace(form, minors=form.minors if minors is None else minors)
    if form.animals is None or corrects:
        form = replace(form, animals=form.animals if animals is None else animals)
    said = (minors, animals) != (None, None)
    if said and asked == "companions":
        form = replace(form, minors=bool(form.minors), animals=bool(form.animals)).settle("companions")
    elif said and form.minors is not None and form.animals is not None:
        form = form.settle("companions")
    if spoken is not None and (form.spoken_to is None or corrects):
        form = replace(form, spoken_to=spoken).settle("spoken_to")
    return replace(form, wants_help=wants) if wants is not None else form


def _but_for_fear(heard: Heard) -> Heard | None:
    """The message without what it says of the police: "bang voor de politie" is no place. None: nothing is left."""
    if not wishes.speaks_of_police(heard.text):
        return heard
    rest = " ".join(one for one in clauses(heard.text) if not wishes.speaks_of_police(one))
    return replace(heard, text=rest) if rest else None


def _themself(form: Form, heard: Heard) -> Form:
    """Who tells of themselves is there now, awake, and speaks with us."""
    if form.role is not None or not wishes.for_me(heard.text):
        return form
    form = form if form.when else _chosen(form, "when", "now", heard)
    if form.condition in (None, "asleep"):
        form = replace(form, condition="awake", condition_words=None)
    wants = True if form.wants_help is None else form.wants_help
    told = replace(form, role=THEMSELF, spoken_to=True, wants_help=wants)
    return told.settle("when", "condition", "spoken_to")


def _is_somewhere(form: Form) -> bool:
    """Whether anything was said of where."""
    return form.place is not None or form.unclear is not None


def _is_known(form: Form) -> bool:
    """Whether a place of the gazetteer was named, or one of several."""
    return form.place_id is not None or bool(form.options)


def _yes_no(heard: Heard) -> bool | None:
    """As it is written, else as the model took it."""
    said = answers.yes_no(heard.text, heard.written_in or heard.language)
    if said is None and heard.intent in ("affirm", "deny"):
        return heard.intent == "affirm"
    return said


def _chosen(form: Form, asked: str, value: str, heard: Heard) -> Form:
    form = form.settle(asked)
    match asked:
        case "when":
            found = seen.when(value, heard.at)
            return replace(form, when=value, seen_at=found[1] if found else None)
        case "people_count":
            return replace(form, people_count=int(value))
        case "condition":
            return replace(form, condition=value, condition_words=None)
        case "companions":
            return replace(form, minors="children" in value, animals="animals" in value)
        case "contact":
            return agreed.may_contact(form, yes=value == "yes")
        case "share_consent":
            return replace(form, share_consent=value == "yes", settled=form.settled)
    return replace(form, spoken_to=value == "yes")
