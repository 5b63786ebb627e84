"""The report in the course of a talk: asks only what is missing, takes corrections, sends nothing without a yes."""

import pytest

from hotline.core.assistant.moves import Cancel, HandOver, Send, TellBack
from hotline.core.words import Priority, Topic
from tests.core.assistant.talk import Talk

WHOLE = {
    "fr": (
        "Bonsoir, deux hommes dorment sous le pont devant la gare du Nord depuis hier soir, avec un chien, pas "
        "d'enfant. Je ne leur ai pas parlé. Ne me rappelez pas."
    ),
    "nl": (
        "Goedenavond, er slapen twee mannen onder de brug aan het Noordstation sinds gisteravond, met een hond, geen "
        "kinderen. Ik heb niet met hen gesproken, ik heb niet durven. Bel mij niet terug."
    ),
    "en": (
        "Hello, two men are asleep under the bridge next to gare du Nord since last night, with a dog, no children. "
        "I didn't dare talk to them. Please don't call me."
    ),
}


@pytest.mark.parametrize("language", sorted(WHOLE))
def test_who_says_all_in_one_message_is_asked_for_consent_only(language: str) -> None:
    talk = Talk(language)
    assert talk.write(WHOLE[language], "report_person")[-1] == "ask_share_consent"
    assert talk.sent is None
    assert talk.write("yes")[0] == "report_sent"
    form = talk.sent
    assert form is not None
    assert (form.people_count, form.condition, form.minors, form.animals) == (2, "asleep", False, True)
    assert (form.spoken_to, form.contact, form.contact_consent, form.share_consent) == (False, None, False, True)
    assert "Nord" in (form.place or "") or "Noord" in (form.place or "")


def test_who_leaves_a_landline_is_not_promised_a_message() -> None:
    talk = Talk("fr")
    talk.write(WHOLE["fr"].replace("Ne me rappelez pas.", "Mon numéro : 02 880 86 89."), "report_person")
    assert talk.write("oui") == ["report_sent"]
    assert talk.sent is not None
    assert talk.sent.contact == "+3228808689"


def test_the_questions_come_one_by_one_and_none_twice() -> None:
    talk = Talk()
    asked = [talk.write("j'ai vu quelqu'un dans la rue", "report_person")[-1]]
    for answer in (
        "place Jourdan, devant la friterie", "il y a dix minutes", "il est assis, il est réveillé",
        "non", "non, pas osé", "oui", "0470 00 00 63",
    ):  # fmt: skip
        asked.append(talk.write(answer)[-1])
    assert asked == [
        "ask_place", "ask_when", "ask_condition", "ask_companions", "ask_spoken_to", "ask_contact", "ask_number",
        "ask_share_consent",
    ]  # fmt: skip
    assert talk.write("oui") == ["report_sent", "ask_feedback_wanted"]
    form = talk.sent
    assert form is not None
    assert (form.commune, form.people_count, form.contact) == ("Etterbeek", 1, "+32470000063")


def test_a_place_is_corrected_at_any_moment() -> None:
    talk = Talk()
    talk.write("un homme dort place Flagey", "report_person")
    talk.write("ce matin")
    talk.write("non, c'est place Jourdan")
    assert talk.state.form is not None
    assert talk.state.form.commune == "Etterbeek"
    assert "Jourdan" in (talk.state.form.place or "")


def test_how_many_are_there_is_corrected() -> None:
    talk = Talk("en")
    talk.write("a man sleeping at place Flagey", "report_person")
    talk.write("sorry, they are three actually")
    assert talk.state.form is not None
    assert talk.state.form.people_count == 3


def test_only_a_commune_is_too_wide_so_where_exactly_is_asked() -> None:
    talk = Talk("nl")
    assert talk.write("er ligt iemand in Elsene", "report_person")[-1] == "ask_spot_street_or_landmark"
    talk.write("voor de bakker op de hoek")
    assert talk.state.form is not None
    assert (talk.state.form.commune, talk.state.form.place) == ("Ixelles", "voor de bakker op de hoek")


def test_a_question_in_the_middle_is_answered_and_the_report_goes_on() -> None:
    talk = Talk("en")
    talk.write("a man at place Flagey", "report_person")
    said = talk.write("what time does the soup kitchen open?", "food")
    assert said == ["inform_food", "ask_when"]
    assert talk.state.form is not None


def test_a_change_of_language_in_the_middle_keeps_the_report() -> None:
    talk = Talk()
    talk.write("un homme place Flagey", "report_person")
    said = talk.write("in het Nederlands aub", "change_language")
    assert said == ["language_set", "ask_when"]
    assert talk.state.form is not None
    assert talk.state.form.commune == "Ixelles"


def test_a_bare_answer_is_no_wish_for_something_else() -> None:
    """The model takes short answers for anything: inside the report they are answers."""
    talk = Talk()
    talk.write("quelqu'un à la place Flagey", "report_person")
    talk.write("ce matin", "greet", 0.99)
    talk.write("il dort", "shelter_tonight", 0.99)
    assert talk.write("un chien", "food", 0.99) == ["ask_spoken_to"]


def test_not_responding_is_112_before_anything_else() -> None:
    talk = Talk("nl")
    talk.write("een man aan het Flageyplein", "report_person")
    talk.write("nu")
    assert talk.write("not_responding") == ["tell_112", "emergency_human"]
    assert talk.handed_over == HandOver(Topic.REPORT, Priority.DANGER, "not_responding")
    assert talk.state.form is not None


# Consent


@pytest.mark.parametrize(
    ("language", "no"), [("fr", "non"), ("nl", "liever niet"), ("en", "no, I'd rather you didn't"), ("ar", "لا")]
)
def test_a_no_is_taken_for_a_no_and_nothing_is_sent(language: str, no: str) -> None:
    talk = Talk(language)
    talk.write(WHOLE["en"], "report_person")
    assert talk.write(no) == ["share_refused_ok", "report_not_sent"]
    assert talk.sent is None
    assert talk.handed_over is None


def test_whoever_says_early_that_nothing_may_be_passed_on_is_not_asked_on() -> None:
    talk = Talk()
    talk.write("quelqu'un dort place Flagey", "report_person")
    assert talk.write("mais ne transmettez rien, je demandais juste") == ["share_refused_ok", "report_not_sent"]
    assert talk.sent is None


def test_a_yes_without_the_number_sends_without_the_number() -> None:
    talk = Talk()
    talk.write(WHOLE["fr"].replace("Ne me rappelez pas", "Mon numéro : 0470 00 00 63"), "report_person")
    assert talk.write("oui mais sans mon numéro")[0] == "report_sent"
    assert talk.sent is not None
    assert (talk.sent.contact, talk.sent.contact_consent) == (None, False)


def test_neither_yes_nor_no_is_asked_again_and_then_a_person_comes() -> None:
    talk = Talk()
    talk.write(WHOLE["fr"], "report_person")
    for _ in range(3):
        talk.write("brzl")
    assert talk.sent is None
    assert talk.handed_over is not None


def test_whoever_changes_their_mind_after_a_no_can_still_send() -> None:
    talk = Talk()
    talk.write(WHOLE["fr"], "report_person")
    talk.write("non")
    assert talk.write("finalement si, vous pouvez transmettre")[0] == "report_sent"


def test_a_report_is_dropped_when_they_want_to_stop() -> None:
    talk = Talk("en")
    talk.write("someone at place Flagey", "report_person")
    assert talk.write("forget it") == ["report_cancelled"]
    assert talk.write("hello", "greet") == ["greet"]


def test_after_it_is_sent_feedback_is_asked_and_it_can_be_taken_back() -> None:
    talk = Talk()
    talk.write(WHOLE["fr"].replace("Ne me rappelez pas", "Mon numéro : 0470 00 00 63"), "report_person")
    talk.write("oui")
    assert isinstance(talk.last.acts[0], Send)
    talk.state = type(talk.state)(**{**vars(talk.state), "sent": "AE2345"})  # the turn puts the code in
    talk.write("oui volontiers")
    assert talk.last.acts == (TellBack("AE2345"),)
    talk.write("ah non, annulez le signalement")
    assert talk.last.acts == (Cancel("AE2345"),)


def test_who_wants_somebody_gone_hears_once_what_we_do_and_may_still_report() -> None:
    talk = Talk()
    said = talk.write("Virez-moi ces clochards de l'entrée, rue Haute", "report_person")
    assert "no_removal" in said
    assert "report_opened" not in said
    assert said[-1].startswith("ask_")
    assert "no_removal" not in talk.write("faites-les partir je vous dis, ils dorment devant le 12")
    assert talk.state.form is not None


@pytest.mark.parametrize("intent", [None, "out_of_scope"])
def test_who_wants_somebody_gone_is_asked_where_even_if_the_model_does_not_know_what_it_is(intent: str | None) -> None:
    talk = Talk("en")
    assert "no_removal" in talk.write("kick them out of the hallway", intent, 0.9)
    assert talk.state.asked == "place"


def test_who_says_it_in_the_middle_of_a_report_hears_it_then() -> None:
    talk = Talk("nl")
    talk.write("er slaapt iemand aan het Noordstation", "report_person")
    assert talk.write("haal hem weg aub")[0] == "no_removal"
