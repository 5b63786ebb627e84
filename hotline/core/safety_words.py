"""What the assistant must be able to say in every language it recognises, also where it can say nothing else.

Short, kind, and true on every channel. Whoever is in danger reads these in a hurry and perhaps not in their own
language: one thought a sentence. They exist in all eighteen languages (`hotline texts check`).
"""

from collections.abc import Mapping

from hotline.texts import mark

TELL_112 = "tell_112"
SAFETY: Mapping[str, str] = {
    # Translators: 112 is the European emergency number; keep these digits
    TELL_112: mark("This may be an emergency. Call 112 now: it is free, day and night. Say first where you are."),
    "emergency_human": mark("I am passing you to a person of our team as well."),
    # Translators: to somebody who no longer wants to live
    "suicide_human": mark(
        "You are not alone. Thank you for saying it. I am passing you to a person: you come first, "
        "and they will listen."
    ),
    # Translators: to somebody who is hit or threatened, or to who speaks for them
    "violence_human": mark(
        "Nobody may do this to anyone. It is not the fault of the person who suffers it. I am passing you to a person: "
        "you come first."
    ),
    # Translators: the quick exit is a button of the page
    "violence_quick_exit": mark(
        "If somebody may see this screen: the button of the quick exit leaves this page at once. "
        "Write from a phone that nobody else reads."
    ),
    # Translators: to a young person, or to who speaks for them
    "minor_human": mark(
        "Nobody under 18 should be alone. I am passing you to a person: you come first. "
        "Until then, stay where there are light and other people."
    ),
    "medicine_human": mark(
        "You need this medicine soon. I am passing you to a person who will look for a way with you."
    ),
    "handoff": mark("I am passing you to a person of our team."),
    "wait": mark("Please stay on this page: a person will answer you here."),
    "person_will_answer": mark("A person will answer you."),
    "assistant_is_machine": mark(
        "I am an assistant, a computer program, not a person. You can ask for a person at any time."
    ),
    # Translators: said in a language of which the assistant knows only these sentences
    "few_words": mark("I know only a few sentences in this language. I am passing you to a person of our team."),
    "not_understood": mark("I did not understand you well. I am passing you to a person of our team."),
    "ask_share_consent": mark("May I share what you tell me with the teams who help? Please answer yes or no."),
    "share_refused_ok": mark("That is fine. I share nothing, and we help you all the same."),
    "nobody_now": mark("Nobody of our team is free right now. You can call us, free, day and night: %(number)s."),
    "closed": mark("This conversation is closed. You can write to us again at any time. Take care."),
}
