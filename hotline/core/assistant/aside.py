"""Something else in the middle of a report: it is answered, then the report goes on."""

from dataclasses import replace

from hotline.core import house_number
from hotline.core.assistant import answers, company, contacting, form, intents, reporting, wishes
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.moves import Move
from hotline.core.assistant.state import Form, State
from hotline.core.plain import words

ASKED = 0.6  # from so sure on a question is about something else
TOLD = 0.85  # the same for what is no question
BOUNDS = {  # what leads to a person: the safety net and the plain wish for one come before this
    "emergency": 0.85,
    "talk_to_human": 0.85,
    "domestic_violence": 0.95,
    "unaccompanied_minor": 0.95,
    "mental_health": 0.95,
}
IN_THE_FORM = {"report_person", "affirm", "deny", "greet", "thanks", "out_of_scope", "repeat", "report_followup"}
YES_OR_NO = ("spoken_to", "contact", "share_consent", "companions", "number")
LEAST = 3  # words


def step(state: State, heard: Heard) -> Move | None:
    """None: there is no report, or the message belongs to it."""
    intent = heard.intent
    if state.form is None or intent is None or intent in IN_THE_FORM or _answers(state.form, state.asked or "", heard):
        return None
    bound = BOUNDS.get(intent, ASKED if wishes.asks(heard.text, heard.language) else TOLD)
    if heard.confidence < bound or len(words(heard.text)) < LEAST or wishes.cancels(heard.text):
        return None
    move = intents.step(replace(state, asked=None), heard)
    if move.handed_over is not None:
        return move
    kept = replace(move.state, form=state.form, asked=state.asked)
    without = tuple(replace(one, choices=()) for one in move.replies if not one.say.startswith("ask_"))
    return replace(move, state=kept, replies=(*without, *reporting.ask_again(kept)))


def _answers(open_form: Form, asked: str, heard: Heard) -> bool:
    """Whether a message tells something of the report."""
    if heard.text.strip() in form.choices(open_form, asked):
        return True
    if wishes.asks(heard.text, heard.language):
        return False
    if asked == "spot" and house_number.given(words(heard.text)):
        return True
    said = answers.yes_no(heard.text, heard.language)
    if asked in YES_OR_NO and (said is not None or contacting.contact(heard.text) is not None):
        return True
    told = form.filled(open_form, heard, None)
    return told != open_form or company.spoken_to(heard.text) is not None or answers.unsure(heard.text)
