"""Whole talks as people have them: in drips and corrected. The model only opens them."""

import pytest

from tests.core.assistant.talk import Talk, told

# Where


@pytest.mark.parametrize(
    ("language", "text", "place", "commune"),
    [
        (
            "nl",
            "er ligt iemand in het portiek van het postkantoor op de Bergensesteenweg in Anderlecht",
            "Bergensesteenweg",
            "Anderlecht",
        ),
        ("nl", "man slpt in Hoogstr 12", "Hoogstr 12", None),
        ("nl", "ne gast ligt te pitten in den ingang van den Action in de Wayezstraat", "Wayezstraat", None),
        ("en", "a man is camping behind the Colruyt in Ganshoren", "Colruyt", "Ganshoren"),
        ("en", "dude asleep on a bench in front of the Lidl, chaussee de Gand", "chaussee de Gand", None),
        ("fr", "une dame est assise à l'entrée du Delhaize, rue du Bailli", "rue du Bailli", None),
        ("fr", "un homme dort en face de la boulangerie à Evere", "boulangerie", "Evere"),
        ("de", "Ein Mann schläft hinter dem Supermarkt in Jette", "Supermarkt", "Jette"),
    ],
)
def test_a_street_or_a_shop_that_the_gazetteer_lacks_is_kept_as_it_was_said(
    language: str, text: str, place: str, commune: str | None
) -> None:
    talk, form = told(language, text)
    assert place in (form.place or "")
    assert form.commune == commune
    assert talk.said[-1].say not in ("ask_place", "ask_where_exactly")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "er slaapt iemand voor de deur van mijn huis"),
        ("en", "someone sleeps in front of a shop"),
        ("en", "there is a man near me who needs a place to sleep"),
        ("fr", "il y a un sdf dans la rue avec un chien"),
    ],
)
def test_what_nobody_could_find_is_no_place(language: str, text: str) -> None:
    talk, form = told(language, text)
    assert form.place is None
    assert talk.said[-1].say == "ask_place"


def test_an_answer_to_another_question_is_no_place() -> None:
    talk, form = told("nl", "ik wil iemand melden", "ze is verward, ze praat in zichzelf", "nu")
    assert (form.place, form.condition, form.when) == (None, "confused", "nu")
    assert talk.said[-1].say == "ask_place"


@pytest.mark.parametrize(
    ("texts", "place", "not_place"),
    [
        (("two people in a tent near Porte de Ninove", "no sorry, the other side, at Yser"), "Yser", "Ninove"),
        (
            ("een vrouw aan de Wolvengracht", "nee wacht, het is de Wolstraat, bij het Justitiepaleis"),
            "Wolstraat",
            "gracht",
        ),
        (("een vrouw in de Wayezstraat", "sorry, ik bedoel de Bergensesteenweg"), "Bergensesteenweg", "Wayez"),
        (("une dame rue de Brabant", "euh non, c'est rue d'Aerschot, près de la gare"), "Aerschot", "Brabant"),
    ],
)
def test_a_correction_replaces_the_place(texts: tuple[str, ...], place: str, not_place: str) -> None:
    _, form = told("nl", *texts)
    assert place in (form.place or "")
    assert not_place not in (form.place or "")


def test_what_is_told_later_of_where_is_added() -> None:
    _, form = told("nl", "er slaapt een man aan metro Beekkant", "nu, hij ligt achter de fietsenstalling")
    assert form.place == "er slaapt een man aan metro Beekkant; hij ligt achter de fietsenstalling"


def test_a_quarter_and_then_the_spot_are_both_kept() -> None:
    _, form = told("nl", "er zit een man aan de Zavel", "aan de kerk bedoel ik, kant Regentschapsstraat")
    assert "Zavel" in (form.place or "")
    assert "Regentschapsstraat" in (form.place or "")
    assert form.commune == "Bruxelles-Ville"


# How many, how they are, who is with them


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("ik wil iemand melden", "een vrouw met 2 kindjes"), 3),
        (("three guys sleep in the parking at Place Flagey", "sorry four"), 4),
        (("drie mannen aan station Schaarbeek", "met z'n vieren nu eigenlijk"), 4),
        (("er slapen mensen in metro Kruidtuin", "een stuk of zes"), 6),
        (("a man at place Flagey", "with his two kids"), 3),
        (("een vrouw aan de Beurs", "ze was alleen met de baby"), 2),
        (("I want to report at place Flagey", "just him"), 1),
        (("une famille, un couple avec trois enfants, place Flagey",), 5),
        (("er zit al een paar uur een man aan metro Beekkant",), 1),
        (("امرأة مع طفلين في Place Bockstael",), 3),
        (("someone sleeps at place Flagey", "one man and two women"), 3),
        (("un homme dort place Flagey", "la dame du magasin me l'a dit"), 1),
    ],
)
def test_how_many_they_are(texts: tuple[str, ...], count: int) -> None:
    assert told("nl", *texts)[1].people_count == count


@pytest.mark.parametrize(
    ("texts", "condition"),
    [
        (("een man aan het Flageyplein", "drie uur geleden"), None),
        (("een man aan het Flageyplein, de sociaal assistent weet het"), None),
        (("a woman was sitting at place Flagey", "they look cold"), "cold"),
        (("a man sleeping outside the Carrefour at place Flagey",), "asleep"),
        (("a man with no shoes at place Flagey", "he was standing"), "cold"),
        (("a man sleeps at place Flagey, asleep", "he's fine, awake when I saw him"), "awake"),
        (("een man slaapt aan het Flageyplein", "hij zit er elke dag"), "asleep"),
        (("un homme place Flagey", "non pas parlé"), None),
        (("someone at place Flagey, I was just wondering who helps",), None),
    ],
)
def test_how_somebody_is(texts: tuple[str, ...] | str, condition: str | None) -> None:
    texts = (texts,) if isinstance(texts, str) else texts
    assert told("nl", *texts)[1].condition == condition


@pytest.mark.parametrize(
    ("text", "minors", "animals"),
    [
        ("twee mannen op het perron van station Schaarbeek", None, None),
        ("une tente près de la porte de Ninove", None, None),
        ("a very kind man with a cane at place Flagey", None, None),
        ("un homme adossé au mur place Flagey", None, None),
        ("a man with a dog at place Flagey", None, True),
    ],
)
def test_words_of_another_language_are_no_children_and_no_dogs(
    text: str, minors: bool | None, animals: bool | None
) -> None:
    form = told("en", text)[1]
    assert (form.minors, form.animals) == (minors, animals)


def test_i_do_not_want_this_says_nothing_of_what_they_want() -> None:
    form = told("nl", "een man slaapt aan het Flageyplein", "ik wil niet dat mijn nummer bekend is")[1]
    assert (form.spoken_to, form.wants_help) == (None, None)


# The course of it


def test_a_question_is_not_asked_for_ever_while_other_things_are_told() -> None:
    talk, _ = told("ar", "رجل نائم أمام محطة Midi", "رجل واحد", "لا أطفال ولا حيوانات", "لم أتحدث معه", "بدون رقم")
    assert sum(one.say == "ask_when" for move in talk.moves for one in move.replies) <= 3


@pytest.mark.parametrize("text", ["at the tram stop Lemonnier", "bij de stop De Brouckère", "arrêt de bus Flagey"])
def test_a_tram_stop_does_not_stop_the_report(text: str) -> None:
    talk, form = told("en", "I want to report someone", text)
    assert talk.state.form is not None
    assert form.place == text


@pytest.mark.parametrize("text", ["stop", "stop the report please", "ik wil ze intrekken", "laat maar"])
def test_who_says_stop_is_done(text: str) -> None:
    assert told("en", "a man at place Flagey", text)[0].said[-1].say == "report_cancelled"


def test_thanks_and_a_question_do_not_say_when() -> None:
    talk, form = told("nl", "een man aan het Flageyplein", "komt er dan iemand?")
    assert form.when is None
    talk.write("dank je", "thanks")
    assert talk.state.form is not None
    assert talk.state.form.when is None


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "Three guys sleep every night in the parking entrance at Place Flagey", "shelter_tonight"),
        ("nl", "Jongen in slaapzak naast de geldautomaat aan de Naamsepoort. Contacteer me niet.", "callback_request"),
        ("nl", "een man ligt al dagen voor de ingang van het gemeentehuis van Sint-Joost", None),
        ("fr", "une dame dort dans l'abribus rue du Bailli", "housing"),
        ("en", "lady on a bench in parc de Bruxelles", None),
        ("ar", "هناك عائلة مع ثلاثة أطفال قرب محطة Bruxelles-Nord", None),
    ],
)
def test_who_tells_of_somebody_in_the_street_reports_whatever_the_model_takes_it_for(
    language: str, text: str, intent: str | None
) -> None:
    talk = Talk(language)
    assert "report_opened" in talk.write(text, intent)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm a man and I am sleeping at Gare du Midi tonight, I need a bed"),
        ("nl", "ik slaap met mijn gezin aan het Noordstation en zoek een bed"),
        ("fr", "où peut dormir un homme qui est place Flagey ?"),
    ],
)
def test_who_needs_a_bed_for_themselves_reports_nobody(language: str, text: str) -> None:
    talk = Talk(language)
    assert "report_opened" not in talk.write(text, "shelter_tonight")
    assert talk.state.form is None


def test_to_keep_the_number_to_oneself_is_no_question_about_privacy() -> None:
    talk, form = told("nl", "een man slaapt aan het Flageyplein, nu")
    talk.write("mijn naam en nummer hou ik liever voor mezelf", "privacy", 0.99)
    assert talk.state.form is not None
    assert talk.state.form.contact_consent is False
    assert form.contact_consent is None


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("nl", "in de tunnel, hij slaapt daar"),
        ("nl", "bij de ingang waar een man bloemen verkoopt"),
        ("en", "in the underpass, he is sleeping"),
    ],
)
def test_where_is_answered_by_words_of_a_place_whatever_else_they_tell(language: str, answer: str) -> None:
    assert told(language, "j'ai vu quelqu'un dans la rue", answer)[1].place == answer


def test_a_misspelt_name_is_followed_by_both_its_names() -> None:
    form = told("nl", "er slaapt een man aan metro kruidtuim")[1]
    assert form.place == "er slaapt een man aan metro kruidtuim (Botanique / Kruidtuin)"


def test_a_quarter_instead_replaces_the_place() -> None:
    form = told("nl", "een man aan metro Beekkant", "nee sorry, in de Marollen")[1]
    assert "Marollen" in (form.place or "")
    assert "Beekkant" not in (form.place or "")
