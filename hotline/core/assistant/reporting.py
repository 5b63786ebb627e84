"""The report in the course of a talk: opened, filled, interrupted, corrected, agreed to, sent or dropped."""

from dataclasses import replace

from hotline.core.assistant import answers, contacting, form, wishes
from hotline.core.assistant.form import answered, filled, open_question
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.moves import Cancel, HandOver, Move, Say, Send, TellBack
from hotline.core.assistant.state import Form, State
from hotline.core.gazetteer import OUTSIDE
from hotline.core.plain import words
from hotline.core.report.facts import THEMSELF, can_be_told
from hotline.core.report.removal import wants_removal
from hotline.core.words import Priority, Topic

CONFIRM_TRIES = 3


def step(state: State, heard: Heard) -> Move | None:
    """What a message does to the report that is open, or to one that was sent. None: there is none."""
    if state.form is None:
        return _after(state, heard)
    if wishes.cancels(heard.text) and not _refuses(heard.text):
        return _cancelled(state)
    if heard.intent == "repeat" and len(words(heard.text)) <= 6:
        return Move(state, ask_again(state), (), "repeat", heard.confidence)
    return _go_on(state, heard)


def begin(state: State, heard: Heard) -> Move:
    """Somebody tells of a person in the street: take what they say, ask for what is missing."""
    opened = replace(state, form=Form(), done=None, sent=None, refused=False, cancelled=False, asked=None)
    new = filled(Form(), heard, None)
    if contacting.may_share(heard.text) is False and new.condition != "not_responding":
        return _decided(replace(opened, form=new), replace(new, share_consent=False), heard)
    new, told = _what_we_do(new, heard)
    return _next(opened, new, told or (Say("report_opened", _to(new)),), "report_person", heard.confidence, first=True)


def known(open_form: Form | None, heard: Heard) -> Form | None:
    """The form with what a message tells, to go with somebody to a person."""
    return filled(open_form, heard, None) if open_form is not None else None


def _refuses(text: str) -> bool:
    """Whether "leave it" is said of the contact or the sharing, not of the whole report."""
    return contacting.contact_wanted(text) is False or contacting.may_share(text) is False


def ask_again(state: State) -> tuple[Say, ...]:
    """The question that is open in the form, once more."""
    if state.form is None or state.asked is None:
        return ()
    return (_question(state.form, state.asked),)


def _go_on(state: State, heard: Heard) -> Move:
    open_form, asked = state.form or Form(), state.asked or "place"
    value = heard.text.strip()
    tapped = value in form.choices(open_form, asked)
    new = open_form if tapped else filled(open_form, heard, asked)
    if asked not in new.settled or asked == "share_consent":
        new = answered(new, heard, asked, told=new != open_form or form.tells(heard))
    if new.condition == "not_responding" and open_form.condition != "not_responding":
        return _not_responding(state, new)
    if asked == "spot" and open_form.unclear == OUTSIDE and new.place == open_form.place and _leaves_it(heard):
        return _cancelled(state)
    if asked != "share_consent" and contacting.may_share(heard.text) is False:
        return _decided(replace(state, form=new), replace(new, share_consent=False), heard)
    if new.share_consent is not None and asked == "share_consent":
        return _decided(replace(state, form=new), new, heard)
    if replace(new, tries=0) == replace(open_form, tries=0) and not form.tells(heard):
        new = form.not_understood(open_form, asked)
        if asked == "share_consent" and new.tries >= CONFIRM_TRIES:
            act = HandOver(Topic.REPORT, Priority.NORMAL, "not_understood")
            return Move(replace(state, form=new), (Say("handoff"),), (act,))
    else:
        new = form.passed_over(new, open_form, asked)
    new, told = _what_we_do(new, heard)
    return _next(state, new, told, *_taken(heard))


def _leaves_it(heard: Heard) -> bool:
    """Whether they say no, or thanks, to a place where our teams do go."""
    return heard.intent in ("thanks", "goodbye") or answers.yes_no(heard.text, heard.language) is False


def _what_we_do(new: Form, heard: Heard) -> tuple[Form, tuple[Say, ...]]:
    """Who wants somebody gone, or fears the police, hears once what we do and do not; the report goes on."""
    if wants_removal(heard.text, heard.language):
        told = "no_removal"
    elif wishes.speaks_of_police(heard.text):
        told = "no_police"
    else:
        return new, ()
    if told in new.settled:
        return new, ()
    return replace(new, settled=(*new.settled, told)), (Say(told),)


def _taken(heard: Heard) -> tuple[str, float]:
    """As what an answer inside the form counts."""
    said = answers.yes_no(heard.text, heard.language)
    if said is not None:
        return ("affirm" if said else "deny"), 1.0
    return "report_person", heard.confidence


def _next(
    state: State, new: Form, before: tuple[Say, ...], intent: str, confidence: float, *, first: bool = False
) -> Move:
    if new.condition == "not_responding" and first:
        return _not_responding(state, new)
    question = open_question(new)
    if question is None:  # everything else is there: only consent is left
        question = "share_consent"
    state = replace(state, form=new, asked=question, misses=0)
    return Move(state, (*before, _question(new, question)), (), intent, confidence)


def _question(of: Form, question: str) -> Say:
    values: dict[str, object] = {"form": of} if question == "share_consent" else _to(of)
    name = f"ask_spot_{of.unclear}" if question == "spot" else f"ask_{question}"
    return Say(name, values, form.choices(of, question))


def _to(of: Form) -> dict[str, object]:
    """To whom a question is put: another sentence for who tells of themselves."""
    return {"role": of.role} if of.role == THEMSELF else {}


def _not_responding(state: State, new: Form) -> Move:
    """A life may be in danger: 112 first, then a person, with what is known."""
    act = HandOver(Topic.REPORT, Priority.DANGER, "not_responding")
    said = (Say("tell_112"), Say("emergency_human"))
    return Move(replace(state, form=new, told_112=True), said, (act,), "emergency", 1.0)


def _decided(state: State, new: Form, heard: Heard) -> Move:
    """A yes sends, a no sends nothing; nobody is asked twice."""
    intent, confidence = _taken(heard)
    if not new.share_consent:
        done = replace(state, form=None, done=new, asked=None, refused=True)
        return Move(done, (Say("share_refused_ok"), Say("report_not_sent")), (), intent, confidence)
    news = can_be_told(new.contact, text_safe=True)  # whether it is safe is what they are asked
    done = replace(state, form=None, done=new, asked="feedback" if news else None, sent="", refused=False)
    then = (Say("ask_feedback_wanted", choices=("yes", "no")),) if news else ()
    return Move(done, (Say("report_sent"), *then), (Send(new),), intent, confidence)


def _cancelled(state: State) -> Move:
    done = replace(state, form=None, done=state.form, asked=None, cancelled=True)
    return Move(done, (Say("report_cancelled"),), (), "deny", 1.0)


def _after(state: State, heard: Heard) -> Move | None:
    """A report that was sent can be taken back, one that was refused can be sent after all."""
    if state.refused and state.done is not None:
        again = replace(state.done, share_consent=None)
        asked = replace(state, form=again, done=None, refused=False, asked="share_consent")
        if contacting.may_share(heard.text):
            return _decided(asked, replace(again, share_consent=True), heard)
        if "report_not_sent" in state.last and answers.yes_no(heard.text, heard.language) is True:
            return Move(asked, (_question(again, "share_consent"),), (), "affirm", 1.0)
    if not state.sent:
        return None
    if wishes.cancels(heard.text) and heard.intent not in ("goodbye", "thanks"):
        taken = replace(state, sent=None, asked=None, cancelled=True)
        return Move(taken, (Say("report_withdrawn"),), (Cancel(state.sent),), "deny", 1.0)
    said = answers.yes_no(heard.text, heard.language) if state.asked == "feedback" else None
    if said is None:
        return None
    acts = (TellBack(state.sent),) if said else ()
    return Move(replace(state, asked=None), (Say("thanks"),), acts, "affirm" if said else "deny", 1.0)
