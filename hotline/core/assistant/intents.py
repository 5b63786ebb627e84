"""What is said and done for each thing that somebody may want, when no question is open."""

from dataclasses import replace

from hotline.core.assistant import contacting, counting, form, placing, reporting, wishes
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.kind import names_only_a_place
from hotline.core.assistant.moves import Follow, HandOver, Inform, Move, Say
from hotline.core.assistant.state import State
from hotline.core.directory import group, need_words
from hotline.core.meaning import Meaning
from hotline.core.plain import plain, words
from hotline.core.report import code_in
from hotline.core.report.removal import wants_removal
from hotline.core.words import Channel, Priority, Topic
from hotline.texts import LANGUAGES

MENU = ("shelter_tonight", "food", "hygiene", "health", "report_person", "talk_to_human")
INFORMS = {
    "shelter_tonight": "shelter_tonight",
    "food": "food",
    "hygiene": "hygiene",
    "day_centre": "day_centre",
    "health": "health",
    "addiction": "addiction",
    "housing": "housing",
    "home_guidance": "home_guidance",
    "eviction_prevention": "eviction_prevention",
    "asylum_migration": "asylum_migration",
    "rights_documents": "rights_documents",
    "work_training": "work_training",
    "service_info": "service_info",
    "volunteer_donate": "volunteer_donate",
    "privacy": "privacy",
    "complaint": "complaint",
}
NEAR = ("food", "hygiene", "day_centre", "health", "addiction", "rights_documents")  # where matters
WHOM = {"man": "men", "woman": "women", "couple": "couples", "family": "families", "under_18": "minors"}
DANGER = {
    "emergency": ("tell_112", "emergency_human"),
    "suicide": ("suicide_human",),
    "violence": ("violence_human", "violence_quick_exit"),
    "minor": ("minor_human",),
    "medicine": ("medicine_human",),
}
PERSON_FIRST: dict[str, tuple[str, Topic, Priority]] = {  # as which danger, who answers, how soon
    "emergency": ("emergency", Topic.PERSON, Priority.DANGER),
    "domestic_violence": ("violence", Topic.PERSON, Priority.DANGER),
    "unaccompanied_minor": ("minor", Topic.PERSON, Priority.MINOR),
    "mental_health": ("", Topic.PERSON, Priority.VULNERABLE),
}
TOPICS = {
    "shelter_tonight": Topic.PLACE,
    "report_person": Topic.REPORT,
    "report_followup": Topic.REPORT,
    "professional_referral": Topic.PROFESSIONAL,
    **dict.fromkeys(
        ("food", "hygiene", "day_centre", "health", "addiction", "housing", "home_guidance", "work_training",
         "eviction_prevention", "asylum_migration", "rights_documents", "service_info"), Topic.INFORMATION,
    ),
}  # fmt: skip
NEAR_A_REPORT = {  # so the model takes reports that it does not know as such
    "shelter_tonight", "housing", "home_guidance", "health", "addiction", "complaint", "callback_request", "affirm",
    "deny", "greet", "thanks", "goodbye", "repeat", "out_of_scope", "privacy", "service_info",
}  # fmt: skip
PLAIN = {  # what is said and no more
    "thanks": "thanks",
    "goodbye": "goodbye",
    "affirm": "ask_need",
    "deny": "ask_need_after_no",
    "bot_challenge": "i_am_an_assistant",
    "out_of_scope": "out_of_scope",
}
WITH_MENU = ("affirm", "out_of_scope")
WHY = {"talk_to_human": "asked"}  # words of console/talk_words.py
UNSURE = 0.3
OFFER, ENOUGH = 2, 3  # misunderstandings in a row
FEW = 3  # words
FOR_A_REPORT = ("report_person", "talk_to_human")


def chosen(value: str) -> Meaning | None:
    """What a tapped choice means."""
    return Meaning(value, 1.0) if value in MENU else None


def step(state: State, heard: Heard) -> Move:
    """Answer what a message means."""
    intent = heard.intent
    if intent is None:
        if form.speaks_of_somebody(heard) or wants_removal(heard.text, heard.language):
            return reporting.begin(state, heard)
        serious = _may_be_serious(heard)
        if serious is not None:
            return _to_be_sure(state, serious)
        if wishes.sleeps_outside(heard.text):  # however it is spelt
            return _inform(replace(state, misses=0, asked=None), heard, "shelter_tonight")
        if wishes.speaks_of_police(heard.text):
            return _say(replace(state, misses=0, asked=None), heard, "no_police", FOR_A_REPORT)
        if state.need is not None and names_only_a_place(heard) and (again := near(state, heard)) is not None:
            return again
        return _not_understood(state)
    state = replace(state, misses=0, asked=None)
    if intent in NEAR_A_REPORT and form.speaks_of_somebody(heard):
        return reporting.begin(state, heard)
    if intent == "unaccompanied_minor" and form.with_an_adult(heard):
        return reporting.begin(state, heard)
    if intent == "out_of_scope" and wants_removal(heard.text, heard.language):
        return reporting.begin(state, heard)
    if intent == "out_of_scope" and wishes.speaks_of_police(heard.text):
        return _say(state, heard, "no_police", FOR_A_REPORT)
    if intent in PERSON_FIRST:
        return _person_first(state, heard, intent)
    if intent in INFORMS:
        return _inform(state, heard, INFORMS[intent])
    if intent in ("talk_to_human", "professional_referral"):
        return hand_over(state, heard, intent)
    match intent:
        case "report_person":
            return reporting.begin(state, heard)
        case "report_followup":
            return follow(state, heard)
        case "callback_request":
            return _callback(state, heard)
        case "wait_time":
            return _say(state, heard, "wait_time" if heard.on_duty else "wait_time_nobody", ("talk_to_human",))
        case "greet":
            return _say(state, heard, "greet", MENU)
        case "repeat":
            return _say(state, heard, "repeat")
        case "change_language":
            return _ask(state, heard, "language", tuple(LANGUAGES))
    if intent in PLAIN:
        return _say(state, heard, PLAIN[intent], MENU if intent in WITH_MENU else ())
    return _not_understood(state)


def hand_over(state: State, heard: Heard, intent: str, *, confidence: float | None = None) -> Move:
    """A person goes on, because that was asked for or because it is their work."""
    topic = Topic.REPORT if state.form is not None else TOPICS.get(intent, Topic.PERSON)
    sure = heard.confidence if confidence is None else confidence
    return Move(state, (Say("handoff"),), (HandOver(topic, Priority.NORMAL, WHY.get(intent, intent)),), intent, sure)


def near(state: State, heard: Heard) -> Move | None:
    """A place and not much more: look again, near it."""
    commune = placing.commune_in(heard.text, heard.places)
    named = placing.named(heard.places)
    if not named or (wishes.asks(heard.text, heard.language) and heard.intent is not None):
        return None
    place = next((one.place.id for one in named), None)
    return inform_again(replace(state, misses=0, asked=None), commune, place)


def inform_again(state: State, commune: str | None, place_id: str | None) -> Move:
    """The same question to the directory, near a place."""
    need = state.need or "service_info"
    say = Say(f"inform_{need}", inform=Inform(need, state.text, commune, place_id, state.groups))
    return Move(replace(state, commune=commune, place_id=place_id), (say,), (), need, 1.0)


def about_service(state: State, heard: Heard) -> Move | None:
    """The name of a service, as the answer to which one is meant. None: it was something else."""
    if heard.intent not in (None, "service_info") and not (heard.meaning and heard.meaning.first("service")):
        return None
    say = _information("service_info", state, heard)
    return Move(replace(state, need="service_info", text=heard.text[:300]), (say,), (), "service_info", 1.0)


def whom(text: str) -> str | None:
    """The group that was touched or named; None: none, or nobody can tell which."""
    if text.strip() in WHOM:
        return WHOM[text.strip()]
    named = group.named_in(text)
    if "families" in named:
        return "families"
    alone = len(words(text)) <= FEW or counting.LONELY.search(plain(text)) is not None  # "ma femme et moi" are two
    groups = named & set(WHOM.values()) if alone else named & {"minors", "couples"}
    return groups.pop() if len(groups) == 1 else None


def for_whom(state: State, heard: Heard, who: str) -> Move:
    """The same question to the directory, for these people."""
    if who == "minors":
        return _person_first(state, heard, "unaccompanied_minor")
    return inform_again(replace(state, groups=(who,)), state.commune, state.place_id)


def follow(state: State, heard: Heard, *, only_with_code: bool = False) -> Move:
    """Look up the report with this code, or ask for it."""
    code = code_in(heard.text)
    if code is not None:
        return Move(state, (Say("report_status"),), (Follow(code),), "report_followup", heard.confidence or 1.0)
    if only_with_code and heard.intent not in (None, "report_followup", "affirm", "deny", "out_of_scope"):
        return step(state, heard)
    if only_with_code:
        state = replace(state, misses=state.misses + 1)
        if state.misses >= OFFER:
            return hand_over(state, heard, "report_followup")
    return _ask(state, heard, "reference", ())


def ask_safe(state: State, number: str) -> Move:
    """Before a number is kept: is it safe to ring?"""
    kept = replace(state, number=number, asked="safe_to_call")
    return Move(kept, (Say("ask_safe_to_call", choices=("yes", "no")),), (), "callback_request", 1.0)


def _person_first(state: State, heard: Heard, intent: str) -> Move:
    kind, topic, priority = PERSON_FIRST[intent]
    if state.form is not None:
        state, topic = replace(state, form=reporting.known(state.form, heard)), Topic.REPORT
    ids = DANGER.get(kind, ("mental_health_human",) if heard.language in LANGUAGES else ("handoff",))
    said = tuple(Say(one) for one in ids if one != "violence_quick_exit" or heard.channel == Channel.CHAT)
    safe = (_information("mental_health", state, heard),) if ids == ("mental_health_human",) else ()
    acts = (HandOver(topic, priority, intent),)
    return Move(state, (*said, *safe), acts, intent, heard.confidence)


def _information(need: str, state: State, heard: Heard) -> Say:
    commune = placing.commune_in(heard.text, heard.places)
    place = next((one.place.id for one in placing.named(heard.places)), None)
    if commune is None and place is None:  # where they said before
        commune, place = state.commune, state.place_id
    groups = tuple(sorted(group.named_in(heard.text)))
    return Say(f"inform_{need}", inform=Inform(need, heard.text, commune, place, groups))


def _inform(state: State, heard: Heard, need: str) -> Move:
    """Two or three services and why; then at most one question, when it helps."""
    if need == "service_info" and _names_nothing(heard):
        return _ask(state, heard, "service", ())
    said = _information(need, state, heard)
    assert said.inform is not None  # noqa: S101  # just made
    look = said.inform
    state = replace(state, need=need, text=heard.text[:300], groups=look.groups)
    state = replace(state, commune=look.commune, place_id=look.place_id)
    move = Move(state, (said,), (), heard.intent or need, heard.confidence)
    if need == "shelter_tonight" and not look.groups:
        return _and_ask(move, "whom", tuple(WHOM))
    if need in NEAR and look.place_id is None and look.commune is None:
        return _and_ask(move, "where", ())
    return move


def _names_nothing(heard: Heard) -> bool:
    """Whether a question about a service names neither the service nor a need nor a place."""
    if heard.places or (heard.meaning is not None and heard.meaning.first("service")):
        return False
    return not need_words.needs_in(heard.text, words(heard.text))


def _and_ask(move: Move, question: str, choices: tuple[str, ...]) -> Move:
    asked = replace(move.state, asked=question)
    return replace(move, state=asked, replies=(*move.replies, Say(f"ask_{question}", choices=choices)))


def _ask(state: State, heard: Heard, question: str, choices: tuple[str, ...]) -> Move:
    asked = replace(state, asked=question)
    return Move(asked, (Say(f"ask_{question}", choices=choices),), (), heard.intent or "fallback", heard.confidence)


def _say(state: State, heard: Heard, say: str, choices: tuple[str, ...] = ()) -> Move:
    return Move(state, (Say(say, choices=choices),), (), heard.intent or "fallback", heard.confidence)


def _callback(state: State, heard: Heard) -> Move:
    number = contacting.number(heard.text)
    if number is not None:
        return replace(ask_safe(state, number), confidence=heard.confidence)
    return _ask(state, heard, "number", ())


def _may_be_serious(heard: Heard) -> str | None:
    """What nobody is sure of, and a person must look at all the same."""
    guess = heard.meaning.guess if heard.meaning is not None else None
    return guess if guess in PERSON_FIRST else None


def _to_be_sure(state: State, intent: str) -> Move:
    _, topic, priority = PERSON_FIRST[intent]
    priority = priority if priority == Priority.MINOR else Priority.VULNERABLE
    return Move(state, (Say("handoff"),), (HandOver(topic, priority, "to_be_sure"),), intent, UNSURE)


def _not_understood(state: State) -> Move:
    """Once: in other words, please. Twice: a person is offered. Three times: a person comes."""
    missed = replace(state, misses=state.misses + 1)
    if missed.misses >= ENOUGH:
        act = HandOver(Topic.REPORT if state.form else Topic.PERSON, Priority.NORMAL, "not_understood")
        return Move(replace(missed, asked=None), (Say("not_understood"),), (act,))
    if missed.misses == OFFER:
        return Move(replace(missed, asked="person"), (Say("offer_person", choices=("yes", "no")),))
    return Move(missed, (Say("say_again", choices=MENU),))
