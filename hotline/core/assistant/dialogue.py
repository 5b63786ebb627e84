"""What the assistant makes of a message: a pure step from one state to the next, with what it says and does.

In this order: danger, whatever the model says; the wish for a person; the wish for a language; the answer to an open
question; what the message means. Nobody is ever further than one message away from a person.
"""

from collections.abc import Callable
from dataclasses import replace

from hotline.core import tongue
from hotline.core.assistant import answers, aside, contacting, intents, reporting, wishes
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.intents import hand_over
from hotline.core.assistant.moves import Callback, HandOver, Move, Say, SetLanguage, WhereNow
from hotline.core.assistant.state import ASK_WHERE_NOW, State
from hotline.core.danger import Danger
from hotline.core.words import Channel, Priority, Topic
from hotline.texts import FURTHER, KNOWN

Step = Callable[[State, Heard], Move | None]
REPEAT = Say("repeat")
CHOSEN = 1.0  # by a tap
SMALL_TALK = ("greet", "thanks", "goodbye", "change_language")
RAISE = 0.7  # from here on the model may turn another danger into an emergency
INTENTS = {  # what the safety net found, in the words of the model
    "emergency": "emergency",
    "suicide": "mental_health",
    "violence": "domestic_violence",
    "minor": "unaccompanied_minor",
    "medicine": "health",
}


def advance(state: State, heard: Heard) -> Move:
    """The next state, what to say and what to do. Never fails, never silent."""
    fresh = replace(state, offered=())
    heard = _chosen(state, heard)
    moved = _spoken_in(fresh, heard)
    turned = replace(heard, language=moved.language) if moved else heard
    move = next(made for step in STEPS if (made := step(fresh, turned)) is not None)
    move = _introduced(state, _moved(move, moved))
    if REPEAT in move.replies:  # the same choices are shown again
        return replace(move, state=replace(move.state, asked=state.asked, offered=state.offered))
    return _noted(move)


def _chosen(state: State, heard: Heard) -> Heard:
    """A choice that was tapped comes back as its value: no model is needed to know what it means."""
    value = heard.text.strip()
    meaning = intents.chosen(value) if value in state.offered else None
    return replace(heard, meaning=meaning) if meaning is not None else heard


def _spoken_in(state: State, heard: Heard) -> SetLanguage | None:
    """They go on in another language, and never chose one."""
    new = heard.written_in
    if new is None or new == heard.language or heard.language_chosen or new not in KNOWN:
        return None
    return SetLanguage(new, chosen=False)


def _in_danger(state: State, heard: Heard) -> Move | None:
    """The safety net first. The model may make it an emergency, never less."""
    found = heard.danger
    if found is None:
        return None
    kind = "emergency" if _worse(found, heard) else found.kind
    topic = Topic.REPORT if state.form is not None else Topic.PERSON
    form = reporting.known(state.form, heard)
    priority = Priority.DANGER if kind == "emergency" else found.priority
    act = HandOver(topic, priority, found.reason)
    says = intents.DANGER[kind]
    state = replace(state, form=form, told_112=state.told_112 or kind == "emergency")
    return Move(state, _without_exit(says, heard), (*_where_now(state, heard), act), INTENTS[kind], 1.0)


def _worse(found: Danger, heard: Heard) -> bool:
    return found.kind != "medicine" and heard.intent == "emergency" and heard.confidence >= RAISE


def _without_exit(says: tuple[str, ...], heard: Heard) -> tuple[Say, ...]:
    """The quick exit is a button of the page: no phone has it."""
    return tuple(Say(one) for one in says if one != "violence_quick_exit" or heard.channel == Channel.CHAT)


def _wants_person(state: State, heard: Heard) -> Move | None:
    value = heard.text.strip()
    if value == "talk_to_human" or wishes.wants_person(heard.text, asked=state.asked is not None):
        return hand_over(state, heard, "talk_to_human", confidence=1.0)
    return None


def _told_where(state: State, heard: Heard) -> Move | None:
    """The answer to our own question: no model is needed for it. What they want otherwise goes first."""
    other = wishes.asks(heard.text, heard.language) and heard.intent is not None
    if other or heard.intent in SMALL_TALK or heard.text.strip() in intents.MENU or wishes.cancels(heard.text):
        return None
    told = _where_now(state, heard)
    return Move(state, (Say("where_now_noted"),), told, "report_followup", 1.0) if told else None


def _where_now(state: State, heard: Heard) -> tuple[WhereNow, ...]:
    asked = state.about if state.last == (ASK_WHERE_NOW,) else None
    return (WhereNow(asked, heard.text),) if asked is not None else ()


def _silent(state: State, heard: Heard) -> Move | None:
    """The model does not answer: a person does."""
    if heard.meaning is not None:
        return None
    return Move(state, (Say("handoff"),), (HandOver(_topic(state), Priority.NORMAL, "assistant_silent"),))


def _wants_language(state: State, heard: Heard) -> Move | None:
    if heard.confidence == CHOSEN:
        return None
    named = wishes.wants_language(heard.text)
    if named is None and (heard.intent == "change_language" or state.asked == "language"):
        named = tongue.asked_language(heard.text) or _code(heard.text) or heard.value("language")
    if named is None or named not in KNOWN:
        return None
    act = SetLanguage(named, chosen=True)
    if named in FURTHER:
        handed = HandOver(_topic(state), Priority.NORMAL, "few_words")
        return Move(state, (Say("few_words"),), (act, handed), "change_language", 1.0)
    state = replace(state, asked=None if state.asked == "language" else state.asked)
    again = reporting.ask_again(state)
    return Move(state, (Say("language_set"), *again), (act,), "change_language", 1.0)


def _code(text: str) -> str | None:
    value = text.strip().lower()
    return value if value in KNOWN else None


def _few_words(state: State, heard: Heard) -> Move | None:
    """In a language of which only a few sentences are known, whatever is needed is told to a person."""
    if heard.language not in FURTHER or heard.intent in intents.PERSON_FIRST:
        return None
    if heard.intent in ("greet", "thanks", "goodbye", "bot_challenge"):
        return Move(state, (Say("assistant_is_machine"),), (), heard.intent, heard.confidence)
    topic = intents.TOPICS.get(heard.intent or "", Topic.PERSON)
    act = HandOver(topic, Priority.NORMAL, "few_words")
    return Move(state, (Say("few_words"),), (act,), heard.intent or "fallback", heard.confidence)


def _open_question(state: State, heard: Heard) -> Move | None:
    """The answer to a question that is open outside the form."""
    match state.asked:
        case "where":
            return intents.near(state, heard)
        case "service" if heard.text.strip() not in intents.MENU:
            return intents.about_service(replace(state, asked=None), heard)
        case "whom" if (who := intents.whom(heard.text)) is not None:
            return intents.for_whom(replace(state, asked=None), heard, who)
        case "person" if _yes(heard) is not None:
            if _yes(heard):
                return hand_over(state, heard, "talk_to_human")
            return Move(replace(state, asked=None, misses=0), (Say("ask_need_after_no"),), (), "deny", 1.0)
        case "number":
            return _number(state, heard)
        case "safe_to_call" if _yes(heard) is not None:
            return _safe(state, heard, yes=bool(_yes(heard)))
        case "reference":
            return intents.follow(replace(state, asked=None), heard, only_with_code=True)
    return None


def _yes(heard: Heard) -> bool | None:
    said = answers.yes_no(heard.text, heard.language)
    if said is None and heard.intent in ("affirm", "deny"):
        return heard.intent == "affirm"
    return said


def _number(state: State, heard: Heard) -> Move | None:
    number = contacting.number(heard.text)
    if number is not None:
        return intents.ask_safe(state, number)
    if answers.yes_no(heard.text, heard.language) is False:
        return Move(replace(state, asked="person"), (Say("callback_none", choices=("yes", "no")),), (), "deny", 1.0)
    return None


def _safe(state: State, heard: Heard, *, yes: bool) -> Move:
    """Nobody is rung at a phone that is not safe: then a person answers here."""
    state = replace(state, asked=None)
    if not yes or state.number is None:
        act = HandOver(Topic.PERSON, Priority.NORMAL, "callback")
        return Move(replace(state, number=None), (Say("callback_not_safe"),), (act,), "deny", 1.0)
    call = Callback(state.number, _topic(state))
    state = replace(state, number=None, callback=True)
    return Move(state, (Say("callback_noted"),), (call,), "affirm", 1.0)


def _topic(state: State) -> Topic:
    return Topic.REPORT if state.form is not None else Topic.PERSON


def _moved(move: Move, language: SetLanguage | None) -> Move:
    asked = any(isinstance(act, SetLanguage) for act in move.acts)
    return replace(move, acts=(language, *move.acts)) if language is not None and not asked else move


def _introduced(before: State, move: Move) -> Move:
    """The first thing said is what this is, and that a person can be had; where life is in danger, 112 comes first."""
    state = replace(move.state, greeted=True)
    if before.greeted or move.handed_over is not None or move.replies[:1] in ((Say("greet"),),):
        return replace(move, state=state)
    told = {"greet", "i_am_an_assistant", "assistant_is_machine"} & {one.say for one in move.replies}
    first = () if told else (Say("welcome"),)
    return replace(move, state=state, replies=(*first, *move.replies))


def _noted(move: Move) -> Move:
    """What was offered, to know it again when it comes back as an answer."""
    offered = tuple(choice for one in move.replies for choice in one.choices)
    told = move.state.told_112 or any(one.say == "tell_112" for one in move.replies)
    last = tuple(one.say for one in move.replies)
    return replace(move, state=replace(move.state, offered=offered, told_112=told, last=last))


STEPS: tuple[Step, ...] = (
    _in_danger, _wants_person, _told_where, _silent, _wants_language, _few_words, aside.step, reporting.step,
    _open_question, intents.step,
)  # fmt: skip
