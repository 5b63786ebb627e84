"""Every sentence of the assistant by its id, and what stands on the buttons, in the person's language."""

from collections.abc import Mapping
from typing import Any

from hotline.core.assistant.moves import Say
from hotline.core.assistant.state import Form
from hotline.core.gazetteer import commune_name
from hotline.core.report import coach, removal, spelled, told
from hotline.core.safety_words import SAFETY
from hotline.texts import LANGUAGES, mark, n, t

SENTENCES: Mapping[str, str] = {
    "welcome": mark("I am an automatic assistant. You can ask for a person at any moment."),
    "greet": mark("Hello. I am an automatic assistant; you can ask for a person at any moment. What do you need?"),
    "i_am_an_assistant": mark(
        "I am a computer program, not a human. People work here too: write “a person” and I pass you on."
    ),
    "thanks": mark("You are welcome. Write to me again whenever you need to."),
    "goodbye": mark("Goodbye, and take care. You can write again at any hour."),
    "ask_need": mark("Tell me in your own words what you need."),
    "ask_need_after_no": mark("All right. If you need something else, tell me."),
    "out_of_scope": mark("I cannot help with that. I know about sleeping, food, care, rights and reporting someone."),
    "say_again": mark("I did not understand. Could you say it in other words, or choose?"),
    "offer_person": mark("I still do not understand, I am sorry. Shall I pass you to a person?"),
    "mental_health_human": mark("Thank you for telling me. I am passing you to a person who will listen to you."),
    "language_set": mark("We go on in English."),  # Translators: name your own language, not English
    "ask_language": mark("Which language do you want?"),
    "wait_time": mark(
        "I cannot promise how long it takes: people in danger go first. Write “a person” and I put you in line."
    ),
    "wait_time_nobody": mark(
        "Right now nobody of the team is free. Write “a person”: the first who is free will answer."
    ),
    "ask_number": mark("Which phone number may we use? You can also answer no."),
    "ask_safe_to_call": mark("Is it safe to call you on this number? Somebody else may hear it or pick up."),
    "callback_noted": mark("It is noted: a person will call you back on this number."),
    "callback_not_safe": mark("Then we do not call. A person will answer you here."),
    "callback_none": mark("That is fine, we do not call. Shall a person answer you here?"),
    "ask_reference": mark("What is the code of your report? It has two letters and four digits."),
    "report_unknown": mark("I do not know this code. Check it, or ask for a person."),
    "report_opened": mark("Thank you for looking after somebody. A few short questions, so that a team can find them."),
    "ask_place": mark("Where is the person exactly? A street and number, a square, a stop, what is next to it."),
    **{f"ask_spot_{name}": words for name, words in coach.QUESTIONS.items()},
    "ask_when": mark("When did you see the person?"),
    "ask_people_count": mark("How many people are there?"),
    "ask_condition": mark("How is the person: asleep, awake, hurt, cold? If nobody can wake them, call 112 at once."),
    "ask_companions": mark("Are there children or animals?"),
    "ask_spoken_to": mark("Did somebody talk to the person? Do they want help?"),
    "ask_contact": mark("May the team contact you if they do not find the person? Leave a number, or answer no."),
    "ask_feedback_wanted": mark(
        "Do you want a message, once, when it is closed? Say yes only if nobody else reads your messages."
    ),
    "report_sent": mark(
        "It is passed on. Your code: %(code)s. With it you can ask here how it went. If it gets worse, call 112."
    ),
    "report_not_sent": mark("Your report was not sent. If you change your mind, just tell me."),
    "report_cancelled": mark("I stop here: nothing was sent. I am still here if you need something."),
    "report_withdrawn": mark("Your report is taken back. Thank you for telling us."),
    "ask_service": mark("Which service do you mean? We ourselves answer day and night."),
    "ask_where": mark("Where are you: which commune or stop? Then I look nearby."),
    "no_removal": removal.NO_REMOVAL,
    "no_police": mark(
        "We send no police. What you tell us goes only to the people who go there to help, and we ask for no papers."
        " Where a life is in danger, 112 is called."
    ),
    "where_now_noted": told.NOTED,
    "ask_whom": mark("Who is it for? The answer is not the same for everyone."),
}
TO_THEMSELF: Mapping[str, str] = {  # the questions of a report to who tells of themselves
    "report_opened": mark("Good that you write. A few short questions, so that a team can find you."),
    "ask_place": mark("Where are you exactly? A street and number, a square, a stop, what is next to it."),
    "ask_people_count": mark("How many are you?"),
    "ask_companions": mark("Are there children or animals with you?"),
    "ask_contact": mark("May the team contact you if they do not find you? Leave a number, or answer no."),
}
CHOICES: Mapping[str, str] = {
    "yes": mark("Yes"),
    "no": mark("No"),
    "talk_to_human": mark("A person"),
    "shelter_tonight": mark("A place to sleep"),
    "food": mark("Eating"),
    "hygiene": mark("Washing, clothes"),
    "health": mark("Care"),
    "report_person": mark("Report someone"),
    "now": mark("Now"),
    "today": mark("Today"),
    "yesterday": mark("Yesterday"),
    "asleep": mark("Asleep"),
    "awake": mark("Awake"),
    "injured": mark("Hurt or ill"),
    "cold": mark("Cold"),
    "confused": mark("Confused or drunk"),
    "not_responding": mark("Does not respond"),
    "children": mark("Children"),
    "animals": mark("Animals"),
    "children_and_animals": mark("Children and animals"),
    "man": mark("A man alone"),
    "woman": mark("A woman alone"),
    "couple": mark("A couple"),
    "family": mark("A family with children"),
    "under_18": mark("Somebody under 18"),
}


def text(say: Say, values: Mapping[str, Any], language: str) -> str:
    """The sentence with this id. `values`: what the acts of the turn brought to light."""
    if say.say == "report_sent" and "next" in values:
        sent = t(language, SENTENCES[say.say], **_shown(values, language))
        return f"{sent}\n{t(language, told.NEXT[values['next']])}"
    if say.values.get("role") and say.say in TO_THEMSELF:
        return t(language, TO_THEMSELF[say.say])
    if say.say in SENTENCES and say.say != "ask_share_consent":
        return t(language, SENTENCES[say.say], **_shown({**values, **say.values}, language))
    if say.say == "ask_share_consent":
        return f"{summary(say.values['form'], language)}\n{t(language, SAFETY['ask_share_consent'])}"
    if say.say == "report_status":
        status = values.get("status") or ""
        known = status if status == told.TOO_MANY else told.SENTENCES.get(status, SENTENCES["report_unknown"])
        return t(language, known, **_shown(values, language))
    return t(language, SAFETY[say.say])


def choices(say: Say, language: str) -> tuple[dict[str, str], ...]:
    """The buttons under a message: what stands on them, and what comes back as the next message."""
    return tuple({"text": _label(one, language), "value": one} for one in say.choices)


def summary(form: Form, language: str) -> str:
    """What will be passed on, to be looked over."""
    lines = [t(language, "This is what I have:"), f"• {_where(form, language)}"]
    if form.when:
        lines.append(f"• {_label(form.when, language)}")
    if form.people_count:
        lines.append("• " + n(language, "%(count)s person", "%(count)s people", form.people_count))
    if form.condition or form.condition_words:
        lines.append(f"• {_label(form.condition or form.condition_words or '', language)}")
    with_them = [one for one, there in (("children", form.minors), ("animals", form.animals)) if there]
    lines += [f"• {_label(one, language)}" for one in with_them]
    lines.append("• " + (form.contact or t(language, "Without your contact")))
    return "\n".join(lines)


def _where(form: Form, language: str) -> str:
    commune = commune_name(form.commune, language) if form.commune else ""
    place = form.place or commune
    return f"{place} ({commune})" if commune and commune.casefold() not in place.casefold() else place


def _label(choice: str, language: str) -> str:
    if choice in CHOICES:
        return t(language, CHOICES[choice])
    if choice in LANGUAGES:
        return LANGUAGES[choice].name
    return choice


def _shown(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    shown = dict(values)
    if "code" in shown:
        shown["code"] = spelled(shown["code"])
    return shown
