"""Refusals, wherever in a report they are said: to be contacted, and that it is passed on."""

import pytest

from tests.core.assistant.talk import told

WHOLE = "un homme dort place Flagey depuis ce matin, sans enfant ni animal. Je lui ai parlé."


# To be contacted


@pytest.mark.parametrize(
    ("language", "refusal"),
    [
        ("fr", "je ne veux pas être recontactée"),
        ("fr", "sans mon nom ni mon numéro"),
        ("fr", "je préfère ne pas laisser mes coordonnées"),
        ("fr", "pas besoin de m'appeler"),
        ("nl", "geen nummer, liever anoniem"),
        ("nl", "mijn nummer geef ik niet"),
        ("nl", "ik wens niet gecontacteerd te worden"),
        ("nl", "jullie moeten mij daarvoor niet bellen hoor"),
        ("nl", "ik wil niet dat mijn gegevens worden doorgegeven"),
        ("en", "I don't want to be contacted"),
        ("en", "you can't call me, sorry"),
        ("en", "no calls please"),
        ("en", "I'd rather stay anonymous"),
        ("de", "bitte rufen Sie mich nicht an"),
        ("de", "ohne meine Nummer"),
        ("ar", "لا أريد أن تتصلوا بي"),
        ("ar", "بدون رقم"),
    ],
)
def test_who_does_not_want_to_be_contacted_is_not_asked_for_a_number(language: str, refusal: str) -> None:
    talk, form = told(language, "un homme dort place Flagey", refusal)
    assert (form.contact, form.contact_consent, form.share_consent) == (None, False, None)
    assert talk.said[-1].say not in ("ask_contact", "ask_number")


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("fr", "n'hésitez pas à m'appeler au 0470 00 00 63"),
        ("fr", "appelez-moi si vous ne le trouvez pas : 0470 00 00 63"),
        ("nl", "bel me op 0470 00 00 63 als jullie hem niet vinden"),
        ("nl", "je mag mij bellen, liefst niet te laat: 0470 00 00 63"),
        ("en", "call me if you can't find him: 0470 00 00 63"),
        ("en", "no problem, my number is 0470 00 00 63"),
        ("fr", "non mon numéro est 0470 00 00 63"),
    ],
)
def test_a_not_of_another_kind_does_not_lose_the_number(language: str, wish: str) -> None:
    _, form = told(language, "un homme dort place Flagey", wish)
    assert (form.contact, form.contact_consent) == ("+32470000063", True)


def test_who_did_not_call_112_said_nothing_of_being_called() -> None:
    _, form = told("nl", "een man slaapt aan het Flageyplein", "ik heb 112 niet gebeld")
    assert form.contact_consent is None


# To pass it on


@pytest.mark.parametrize(
    ("language", "refusal"),
    [
        ("fr", "je ne veux pas que vous le dérangiez"),
        ("fr", "n'envoyez personne"),
        ("fr", "ne transmettez rien"),
        ("nl", "geef het toch maar niet door"),
        ("nl", "ik wil niet dat jullie hem storen"),
        ("nl", "ik zou liever hebben dat je niemand stuurt"),
        ("en", "don't pass this on"),
        ("en", "actually no, I'd prefer you didn't send anyone"),
        ("en", "I don't want you to disturb him"),
        ("de", "bitte nicht weitergeben"),
        ("nl", "stuur aub niemand"),
        ("nl", "laat hem met rust"),
        ("en", "you don't need to pass this to anyone"),
        ("en", "I'd rather you leave him alone"),
        ("ar", "لا ترسلوا أحدا"),
    ],
)
def test_a_refusal_stops_the_report_wherever_it_is_said(language: str, refusal: str) -> None:
    for texts in ((f"Un homme dort place Flagey. {refusal}",), ("Un homme dort place Flagey", refusal)):
        talk, form = told(language, *texts)
        assert [one.say for one in talk.said][-2:] == ["share_refused_ok", "report_not_sent"]
        assert (form.share_consent, talk.sent) == (False, None)
        assert "Flagey" in (form.place or "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "niet aan de politie zeggen"),
        ("nl", "ik wil hem niet storen"),
        ("en", "he doesn't want to be disturbed by noise"),
        ("fr", "je n'ai pas osé le déranger"),
        ("en", "the shelter didn't send anyone"),
        ("en", "nobody sends him any help"),
        ("en", "he wants to be left alone"),
    ],
)
def test_a_not_about_something_else_refuses_no_team(language: str, text: str) -> None:
    talk, _ = told(language, "un homme dort place Flagey", text)
    assert talk.state.form is not None
    assert talk.state.form.share_consent is None


@pytest.mark.parametrize(
    ("language", "text", "consent"),
    [
        ("nl", "geen nummer aub", None),
        ("nl", "ja maar bel me niet", True),
        ("nl", "nee, geen nummer en niets doorgeven", False),
        ("en", "yes, but without my number", True),
        ("en", "no, don't call me and don't send it", False),
        ("fr", "oui mais sans mes coordonnées", True),
    ],
)
def test_to_refuse_the_number_answers_nothing_of_sharing(language: str, text: str, consent: bool | None) -> None:
    talk, form = told(language, f"{WHOLE} 0470 00 00 63", text)
    assert (form.contact_consent, form.share_consent) == (False, consent)
    assert (talk.sent is not None) is (consent is True)


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("nl", "geen probleem"),
        ("nl", "geen bezwaar"),
        ("nl", "waarom niet"),
        ("en", "no problem"),
        ("en", "no objection"),
        ("en", "I don't mind"),
        ("fr", "pas de problème"),
        ("fr", "aucune objection"),
        ("de", "kein Problem"),
    ],
)
def test_a_no_that_means_yes_is_a_yes(language: str, answer: str) -> None:
    assert told(language, f"{WHOLE} 0470 00 00 63", answer)[0].sent is not None
