"""Where somebody is, in a talk: the one question that helps most to find them, and what is made of the answer."""

import pytest

from hotline.core.assistant.state import Form
from hotline.core.gazetteer import Gazetteer, Named, Place, read
from hotline.core.report import coach
from tests.core.assistant.talk import Talk, places, told

SPOT = "ask_spot_"


def asked_about_the_place(talk: Talk) -> list[str]:
    return [one.say for move in talk.moves for one in move.replies if one.say.startswith(SPOT)]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("fr", "2 hommes dorment rue Haute", "number_or_cross_street"),
        ("fr", "une dame dort chaussée de Wavre depuis 3 heures", "number_or_cross_street"),
        ("fr", "un homme dort à l'arrêt de tram", "which_stop"),
        ("nl", "er ligt iemand aan de bushalte", "which_stop"),
        ("fr", "une dame est à la gare", "which_stop"),
        ("fr", "un homme à Flagey ou à Simonis", "which_one"),
        ("en", "someone sleeps in Molenbeek", "street_or_landmark"),
        ("nl", "er zit een man aan de Zavel", "street_or_landmark"),
        ("fr", "un homme dort rue du Bailli 12", "which_commune"),
        ("fr", "un homme dort devant le Delhaize", "where"),
        ("fr", "quelqu'un dort à Vilvorde", "outside"),
    ],
)
def test_what_is_not_clear_is_asked_with_the_question_that_helps_most(language: str, text: str, question: str) -> None:
    talk, form = told(language, text)
    assert talk.said[-1].say == SPOT + question
    assert (form.lat, form.unclear) == (None, question)


@pytest.mark.parametrize(
    ("texts", "place", "commune"),
    [
        (("2 hommes dorment rue Haute", "c'est au numéro 12"), "2 hommes dorment rue Haute; c'est au numéro 12", None),
        (("un homme dort rue Haute", "au coin de la rue Blaes"), "rue Blaes", "Bruxelles-Ville"),
        (("un homme dort à l'arrêt de tram", "Flagey"), "arrêt de tram; Flagey", "Ixelles"),
        (("une dame est à la gare", "celle de Schaerbeek"), "la gare", "Schaerbeek"),
        (("un homme dort à Jette", "près de la gare"), "près de la gare", "Jette"),
        (("un homme dort devant le Delhaize", "près de la gare du Nord"), "le Delhaize; près", "Schaerbeek"),
        (("une dame à Flagey ou à Simonis", "à Flagey"), "Flagey", "Ixelles"),
    ],
)
def test_the_answer_is_put_to_what_was_said_and_the_place_is_clear(
    texts: tuple[str, ...], place: str, commune: str | None
) -> None:
    talk, form = told("fr", *texts)
    assert place in (form.place or "")
    assert commune in (None, form.commune)
    assert form.lat is not None
    assert talk.state.asked not in ("place", "spot")


def test_a_street_that_is_called_after_where_it_goes_is_kept_with_its_number() -> None:
    _, form = told("nl", "er ligt een man te slapen op de Steenweg op Waver", "nummer 120, Elsene")
    assert "Steenweg op Waver" in (form.place or "")
    assert "120" in (form.place or "")
    assert form.commune == "Ixelles"


@pytest.mark.parametrize("language", ["fr", "nl", "ar"])
def test_of_several_places_the_one_that_is_touched_is_meant(language: str) -> None:
    talk = Talk(language)
    talk.write("un homme à Flagey ou à Simonis", "report_person")
    names = talk.said[-1].choices
    assert len(names) == 2
    flagey = next(name for name in names if "Flagey" in name)
    assert talk.write(flagey)[-1] == "ask_when"
    form = talk.state.form
    assert form is not None
    assert (form.place_id, form.commune, form.options) == ("place-eugene-flagey", "Ixelles", ())
    assert flagey in (form.place or "")


def street(commune: str, lat: float) -> Named:
    name = "Rue de la Limite"
    return Named(Place(f"street-{commune}", "street", name, "Grensstraat", lat, 4.36, commune, 300, "official"))


def test_of_streets_of_one_name_one_is_touched_and_with_a_number_it_is_clear() -> None:
    book = Gazetteer((*read(), street("Uccle", 50.80), street("Evere", 50.87)))
    for said, clear in (("un homme rue de la Limite 12", True), ("un homme rue de la Limite", False)):
        talk = Talk(book=book)
        talk.write(said, "report_person")
        assert sorted(talk.said[-1].choices) == ["Rue de la Limite (Evere)", "Rue de la Limite (Uccle)"]
        assert talk.write("Rue de la Limite (Uccle)")[-1] == "ask_when"
        form = talk.state.form
        assert form is not None
        assert (form.place_id, form.commune, form.lat is not None) == ("street-Uccle", "Uccle", clear)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_place_that_may_be_offered_is_the_one_that_is_meant_when_it_is_touched(language: str) -> None:
    names = dict.fromkeys(named.place.name(language) for named in read())
    several = {
        name: many for name in names if (many := coach.choices(coach.understood(places(), Form(name), language)))
    }
    assert len(several) > 3
    for name, many in several.items():
        for place in many:
            talk = Talk(language)
            talk.write("quelqu'un est ici", "report_person")
            talk.write(name)
            assert coach.shown(place, language) in talk.said[-1].choices
            talk.write(coach.shown(place, language))
            assert talk.state.form is not None
            assert talk.state.form.place_id == place.id, name


@pytest.mark.parametrize(
    "answer", ["je ne sais pas", "il dort, il a un chien", "brzl", "non", "rue de Nulle Part", "?"]
)
def test_one_question_about_the_place_and_no_more_whatever_is_answered(answer: str) -> None:
    talk = Talk()
    talk.write("un homme dort rue Haute", "report_person")
    for text in (answer, "maintenant", "non", "non", "non"):
        talk.write(text)
    assert asked_about_the_place(talk) == [SPOT + "number_or_cross_street"]
    assert "ask_place" not in [one.say for move in talk.moves for one in move.replies]


def test_another_place_told_later_that_is_not_clear_is_not_asked_about_again() -> None:
    talk = told("fr", "un homme dort rue Haute", "je ne sais pas", "maintenant", "non pardon, c'est à l'arrêt de tram")[
        0
    ]
    assert len(asked_about_the_place(talk)) == 1


def test_a_whole_address_in_a_street_that_we_lack_is_not_asked_about() -> None:
    talk, form = told("nl", "er ligt iemand op de stoep, Wayezstraat 40 in Anderlecht")
    assert (form.commune, form.lat) == ("Anderlecht", None)
    assert asked_about_the_place(talk) == []


def test_the_number_of_a_house_is_an_answer_whatever_the_model_takes_it_for() -> None:
    talk = told("fr", "un homme dort rue Haute")[0]
    assert talk.write("c'est au numéro 12", "callback_request", 0.95) == ["ask_when"]
    assert talk.state.form is not None
    assert talk.state.form.lat is not None


def test_a_digression_does_not_use_up_the_question() -> None:
    talk = Talk("en")
    talk.write("a man sleeps in rue Haute", "report_person")
    said = talk.write("what time does the soup kitchen open?", "food")
    assert said == ["inform_food", SPOT + "number_or_cross_street"]


@pytest.mark.parametrize("answer", ["non", "non merci", "nee"])
def test_outside_of_the_region_a_no_ends_it_and_nothing_is_sent(answer: str) -> None:
    talk = told("fr", "une dame dort à Vilvorde", answer)[0]
    assert talk.said[-1].say == "report_cancelled"
    assert talk.sent is None


def test_who_is_thankful_for_the_advice_is_not_asked_on() -> None:
    talk = told("fr", "une dame dort à Vilvorde")[0]
    assert talk.write("d'accord, merci", "thanks") == ["report_cancelled"]


def test_in_brussels_after_all_is_taken_as_a_report() -> None:
    talk, form = told("fr", "une dame dort à Vilvorde", "non pardon, à Schaerbeek, place de la Reine")
    assert (form.commune, form.unclear, talk.state.asked) == ("Schaerbeek", None, "when")


def test_what_lies_outside_is_the_commune_of_no_report() -> None:
    _, form = told("fr", "une dame dort à Vilvorde", "près de la gare")
    assert (form.commune, form.lat, form.unclear) == (None, None, "outside")


@pytest.mark.parametrize(
    ("texts", "place", "not_place"),
    [
        (("un homme place Flagey", "non, place Rouppe"), "place Rouppe", "Flagey"),
        (("een man aan het Flageyplein", "nee, Rouppeplein"), "Rouppeplein", "Flagey"),
        (("un homme place Flagey", "pas Flagey mais place Jourdan"), "place Jourdan", "Flagey"),
        (("un homme rue Haute", "pas rue Haute mais place Rouppe"), "place Rouppe", "Haute"),
        (("a man at Yser", "actually place Rouppe"), "place Rouppe", "Yser"),
    ],
)
def test_a_place_that_is_taken_back_is_gone(texts: tuple[str, ...], place: str, not_place: str) -> None:
    _, form = told("fr", *texts)
    assert place in (form.place or "")
    assert not_place not in (form.place or "")
    assert form.unclear is None


def test_who_insists_on_another_commune_is_asked_where_there() -> None:
    talk, form = told("fr", "un homme dort place Flagey", "non, à Uccle")
    assert (form.commune, form.lat) == ("Uccle", None)
    assert talk.said[-1].say == SPOT + "street_or_landmark"


def test_a_commune_that_is_told_later_makes_one_of_several_clear() -> None:
    _, form = told("fr", "un homme au VUB", "à Jette")
    assert (form.place_id, form.commune) == ("uz-brussel", "Jette")


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("nl", "een man aan het Noordstation", "een man aan het Noordstation (Bruxelles-Nord / Brussel-Noord)"),
        ("ar", "رجل نائم في محطة الجنوب", "رجل نائم في محطة الجنوب (Bruxelles-Midi / Brussel-Zuid)"),
        ("fr", "un homme dort gare du Midi", "un homme dort gare du Midi"),
    ],
)
def test_a_place_is_followed_by_its_sign_where_a_team_would_not_know_it_again(
    language: str, text: str, place: str
) -> None:
    assert told(language, text)[1].place == place


def test_a_phone_number_or_a_tram_is_no_number_of_a_house() -> None:
    assert told("fr", "un homme rue Haute, appelez-moi au 0470 00 00 63")[1].lat is None
    assert told("nl", "een man in de Hoogstraat, tram 92")[1].lat is None
