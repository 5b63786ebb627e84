"""What the assistant makes of a message: danger first, a person always one message away, then what was meant."""

import pytest

from hotline.core.assistant.moves import Callback, Follow, HandOver, SetLanguage
from hotline.core.assistant.words import SENTENCES
from hotline.core.danger import Danger
from hotline.core.meaning import INTENTS
from hotline.core.safety_words import SAFETY
from hotline.core.words import Priority, Topic
from tests.core.assistant.talk import Talk


def found(kind: str, priority: Priority) -> Danger:
    return Danger(kind, priority, kind == "emergency", "fr.rule")


EMERGENCY = found("emergency", Priority.DANGER)


# Danger


def test_words_of_danger_lead_to_112_and_a_person_whatever_the_model_says() -> None:
    talk = Talk()
    assert talk.write("il ne respire plus", "thanks", 0.99, danger=EMERGENCY) == ["tell_112", "emergency_human"]
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.DANGER, "fr.rule")
    assert talk.state.told_112


def test_danger_found_outside_the_model_counts_also_while_it_is_silent() -> None:
    talk = Talk()
    talk.write("il ne respire plus", silent=True, danger=EMERGENCY)
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.DANGER, "fr.rule")


@pytest.mark.parametrize(
    ("kind", "priority", "says"),
    [
        ("suicide", Priority.DANGER, ["suicide_human"]),
        ("violence", Priority.DANGER, ["violence_human", "violence_quick_exit"]),
        ("minor", Priority.MINOR, ["minor_human"]),
        ("medicine", Priority.VULNERABLE, ["medicine_human"]),
    ],
)
def test_other_dangers_lead_to_a_person_with_priority(kind: str, priority: Priority, says: list[str]) -> None:
    talk = Talk()
    assert talk.write("…", "food", danger=found(kind, priority)) == says
    assert talk.handed_over == HandOver(Topic.PERSON, priority, "fr.rule")
    assert not talk.state.told_112


def test_the_model_may_make_a_danger_an_emergency_and_never_less() -> None:
    talk = Talk()
    said = talk.write("he is at the door with a knife", "emergency", danger=found("violence", Priority.DANGER))
    assert said == ["tell_112", "emergency_human"]
    talk = Talk()
    assert talk.write("…", "emergency", danger=found("medicine", Priority.VULNERABLE)) == ["medicine_human"]


def test_nobody_is_shown_a_quick_exit_that_their_phone_does_not_have() -> None:
    talk = Talk(channel="sms")
    assert talk.write("il me frappe", "domestic_violence") == ["violence_human"]


def test_a_report_in_progress_is_kept_with_what_the_danger_told() -> None:
    talk = Talk()
    talk.write("un homme place Flagey", "report_person")
    talk.write("il saigne beaucoup", danger=EMERGENCY)
    assert talk.handed_over == HandOver(Topic.REPORT, Priority.DANGER, "fr.rule")
    assert talk.state.form is not None
    assert (talk.state.form.commune, talk.state.form.condition) == ("Ixelles", "injured")


# A person


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "je voudrais parler à quelqu'un"),
        ("nl", "ik wil met een mens praten"),
        ("en", "can I talk to a person please"),
        ("de", "ich möchte mit einem Menschen sprechen"),
        ("es", "quiero hablar con alguien"),
        ("ar", "أريد التحدث مع شخص"),
    ],
)
def test_a_person_is_one_sentence_away_also_in_the_middle_of_a_report(language: str, text: str) -> None:
    for begin in (False, True):
        talk = Talk(language)
        if begin:
            talk.write("…", "report_person")
        assert talk.write(text, None) == ["handoff"]
        assert talk.handed_over is not None


def test_who_asks_whether_this_is_a_human_is_told_the_truth() -> None:
    talk = Talk("en")
    assert talk.write("are you a human being or what?", "bot_challenge") == ["i_am_an_assistant"]
    assert talk.handed_over is None


def test_a_silent_assistant_means_a_person() -> None:
    talk = Talk()
    assert talk.write("un lit pour ce soir", silent=True) == ["handoff"]
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.NORMAL, "assistant_silent")


def test_twice_not_understood_a_person_is_offered_and_three_times_comes() -> None:
    talk = Talk()
    assert talk.write("brzl") == ["welcome", "say_again"]
    assert talk.write("grmbl") == ["offer_person"]
    assert talk.write("zzz") == ["not_understood"]
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.NORMAL, "not_understood")


def test_who_accepts_the_offered_person_gets_one_and_who_does_not_goes_on() -> None:
    talk = Talk()
    for said, handed in (("oui", True), ("non merci", False)):
        talk = Talk()
        talk.write("brzl")
        talk.write("grmbl")
        talk.write(said)
        assert (talk.handed_over is not None) is handed


def test_one_understood_message_in_between_starts_the_count_anew() -> None:
    talk = Talk()
    talk.write("brzl")
    talk.write("merci", "thanks")
    assert talk.write("brzl") == ["say_again"]


# What is meant


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_whatever_somebody_means_something_sensible_is_said(intent: str) -> None:
    talk = Talk("en")
    said = talk.write("…", intent)
    assert said
    for one in said:
        assert one in SENTENCES or one in SAFETY or one == "repeat" or one.startswith("inform_"), one


SERIOUS = [
    ("emergency", Priority.DANGER),
    ("domestic_violence", Priority.DANGER),
    ("unaccompanied_minor", Priority.MINOR),
    ("mental_health", Priority.VULNERABLE),
]


@pytest.mark.parametrize(("intent", "priority"), SERIOUS)
def test_what_may_be_serious_and_is_not_clear_goes_to_a_person_and_nobody_is_frightened(
    intent: str, priority: Priority
) -> None:
    talk = Talk()
    said = talk.write("…", guess=intent)
    assert said == ["handoff"]
    assert talk.handed_over is not None
    assert talk.handed_over.priority == (priority if priority == Priority.MINOR else Priority.VULNERABLE)
    assert not talk.state.told_112


@pytest.mark.parametrize(("intent", "priority"), SERIOUS)
def test_what_a_person_must_hear_first_goes_to_one_with_priority(intent: str, priority: Priority) -> None:
    talk = Talk()
    talk.write("…", intent)
    assert talk.handed_over == HandOver(Topic.PERSON, priority, intent)
    assert talk.state.told_112 is (intent == "emergency")


def test_the_first_answer_says_that_this_is_an_assistant_and_only_the_first() -> None:
    talk = Talk()
    assert talk.write("j'ai faim", "food")[0] == "welcome"
    assert "welcome" not in talk.write("j'ai faim", "food")
    talk = Talk()
    assert talk.write("bonjour", "greet") == ["greet"]


def test_who_is_hungry_is_asked_where_they_are_and_told_again_nearby() -> None:
    talk = Talk()
    assert talk.write("j'ai faim", "food") == ["welcome", "inform_food", "ask_where"]
    assert talk.write("près de la place Flagey") == ["inform_food"]
    look = talk.said[0].inform
    assert look is not None
    assert (look.need, look.commune, look.text) == ("food", "Ixelles", "j'ai faim")


@pytest.mark.parametrize("place", ["à la gare du midi", "place Flagey", "je suis à Anderlecht"])
def test_who_says_where_they_are_unasked_is_told_again_nearby(place: str) -> None:
    talk = Talk()
    talk.write("un lit ce soir pour ma famille", "shelter_tonight")
    talk.write("family")
    assert talk.write(place) == ["inform_shelter_tonight"]
    look = talk.said[0].inform
    assert look is not None
    assert (look.commune or look.place_id, look.groups) != (None, ())


def test_a_place_alone_before_anything_was_asked_is_not_understood() -> None:
    assert Talk().write("place Flagey") == ["welcome", "say_again"]


def test_who_said_where_is_not_asked_again() -> None:
    talk = Talk()
    assert talk.write("où manger près de la place Flagey ?", "food") == ["welcome", "inform_food"]


def test_a_bed_is_not_the_same_for_everyone_so_one_question_is_asked() -> None:
    talk = Talk()
    assert talk.write("un lit ce soir", "shelter_tonight")[-1] == "ask_whom"
    assert talk.write("family") == ["inform_shelter_tonight"]
    assert talk.said[0].inform is not None
    assert talk.said[0].inform.groups == ("families",)


def test_a_child_alone_who_taps_under_18_gets_a_person() -> None:
    talk = Talk()
    talk.write("un lit ce soir", "shelter_tonight")
    talk.write("under_18")
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.MINOR, "unaccompanied_minor")


def test_a_tapped_choice_means_what_stands_on_it() -> None:
    talk = Talk()
    talk.write("bonjour", "greet")
    assert talk.write("report_person", "food")[:1] == ["report_opened"]


def test_a_professional_goes_to_a_person_as_one() -> None:
    talk = Talk()
    talk.write("je cherche une place pour un patient", "professional_referral")
    assert talk.handed_over == HandOver(Topic.PROFESSIONAL, Priority.NORMAL, "professional_referral")


# To be called back


def test_who_wants_a_call_is_asked_for_a_number_and_whether_it_is_safe() -> None:
    talk = Talk()
    assert talk.write("rappelez-moi", "callback_request") == ["welcome", "ask_number"]
    assert talk.write("0470 00 00 63") == ["ask_safe_to_call"]
    assert talk.write("oui") == ["callback_noted"]
    assert Callback("+32470000063", Topic.PERSON) in talk.last.acts


def test_nobody_is_called_at_a_phone_that_is_not_safe() -> None:
    talk = Talk("en")
    talk.write("call me at 0470 00 00 63", "callback_request")
    assert talk.write("no, he listens") == ["callback_not_safe"]
    assert talk.handed_over is not None
    assert not any(isinstance(act, Callback) for move in talk.moves for act in move.acts)


# Languages


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fr", "en néerlandais svp", "nl"),
        ("en", "do you speak arabic?", "ar"),
        ("nl", "Polski", "pl"),
        ("fr", "english please", "en"),
    ],
)
def test_a_language_that_is_asked_for_is_kept(language: str, text: str, wanted: str) -> None:
    talk = Talk(language)
    assert talk.write(text, "change_language")[-1] == "language_set"
    assert SetLanguage(wanted, chosen=True) in talk.last.acts


@pytest.mark.parametrize("text", ["one person", "personne", "deux personnes", "een persoon", "rue de la Pologne"])
def test_what_is_nearly_the_name_of_a_language_asks_for_none(text: str) -> None:
    talk = Talk("en")
    talk.write("someone at place Flagey", "report_person")
    talk.write(text)
    assert not any(isinstance(act, SetLanguage) for act in talk.last.acts)


def test_who_goes_on_in_another_language_is_answered_in_it() -> None:
    talk = Talk()
    talk.write("where can I eat something tonight please", "food", written_in="en")
    assert talk.last.acts[0] == SetLanguage("en", chosen=False)


def test_in_a_language_of_few_sentences_a_need_goes_to_a_person() -> None:
    talk = Talk("it")
    assert talk.write("ho fame", "food") == ["few_words"]
    assert talk.handed_over == HandOver(Topic.INFORMATION, Priority.NORMAL, "few_words")
    talk = Talk("so")
    talk.write("…", "emergency")
    assert talk.handed_over == HandOver(Topic.PERSON, Priority.DANGER, "emergency")


# A report that was sent


def test_the_code_of_a_report_is_looked_up_or_asked_for() -> None:
    talk = Talk()
    assert talk.write("et mon signalement ?", "report_followup") == ["welcome", "ask_reference"]
    assert talk.write("c'est ae 2345") == ["report_status"]
    assert talk.last.acts == (Follow("AE2345"),)


def test_who_does_not_find_their_code_gets_a_person() -> None:
    talk = Talk()
    talk.write("et mon signalement ?", "report_followup")
    talk.write("je sais plus")
    talk.write("je l'ai perdu")
    assert talk.handed_over is not None
    assert talk.handed_over.topic == Topic.REPORT
