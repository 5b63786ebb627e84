"""Somebody calls about a person in the street: danger before everything, a short form by keys and voice, a person at
every turn; and where the person is, is never kept readable."""

import html

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.contact import CallLeg, Contact, Event
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, facts_of
from hotline.core.report.phone import by_phone
from hotline.core.words import Channel
from tests.parts import CALLER, Twilio
from tests.voice.judge import judge
from tests.voice.test_information import LANDLINE, Call

WHERE = "il est devant la gare du Midi"


class Citizen(Call):
    """A caller who also speaks."""

    def says(self, words: str, **more: str) -> "Citizen":
        path = f"/voice/step?turn={self.turn}"
        self._goes(self.twilio.post(path, self.sid, SpeechResult=words, **{**self.params, **more}).text)
        return self

    def press(self, keys: str) -> "Citizen":
        super().press(keys)
        return self

    def contact(self) -> Contact:
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(Contact).where(Contact.channel == Channel.VOICE)).one()

    def is_silent(self) -> "Citizen":
        self._goes(self.twilio.post(f"/voice/step?turn={self.turn}", self.sid, **self.params).text)
        return self

    def tells(self, place: str = WHERE) -> "Citizen":
        """Everything up to the question whether it may be shared, one key a question."""
        self.says(place)
        self.press("11")  # that is right, one person
        self.press("4411")  # asleep, no children and no animal, still there, spoken with
        return self


@pytest.fixture
def caller(twilio: Twilio, directory: Session) -> Citizen:
    """Someone who chose French and someone in the street, and wants to tell it now."""
    called = Citizen(twilio, directory)
    called.ring().press("12")
    return called


def entries(session: Session) -> list[QueueEntry]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(QueueEntry).order_by(QueueEntry.id)))


def of_the_call(session: Session) -> QueueEntry:
    [entry] = [one for one in entries(session) if one.channel == Channel.VOICE]
    return entry


def spoken(code: str | None) -> str:
    """How a code is read to somebody who writes it down."""
    assert code is not None
    return f"{code[0]}, {code[1]}, {code[2:4]}, {code[4:]}"


def reports(session: Session) -> list[Report]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Report)))


def test_danger_goes_to_a_person_at_once_and_first_with_112_said_before(caller: Citizen, session: Session) -> None:
    caller.press("1")
    assert caller.heard.index("112") < caller.heard.index("<Enqueue")
    entry = of_the_call(session)
    assert (entry.topic, entry.priority) == ("report", "danger")


@pytest.mark.parametrize("keys", ["", "2", "2 11", "2 1144111"])
def test_0_is_a_person_at_every_turn_of_the_form(caller: Citizen, session: Session, keys: str) -> None:
    before, _, after = keys.partition(" ")
    caller.press(before)
    if after:
        caller.says(WHERE)
        caller.press(after)
    caller.press("0")
    assert "<Enqueue" in caller.heard
    assert of_the_call(session).topic == "report"
    assert reports(session) == []


def test_who_says_nothing_comes_to_a_person(caller: Citizen, session: Session) -> None:
    assert "<Enqueue" in caller.is_silent().heard
    assert of_the_call(session).topic == "report"


def test_who_says_nothing_where_the_place_is_asked_comes_to_a_person(caller: Citizen, session: Session) -> None:
    caller.press("2")
    assert "<Enqueue" not in caller.is_silent().heard
    assert "<Enqueue" in caller.is_silent().heard


def test_a_caller_reports_by_voice_and_keys_and_gets_a_code(
    caller: Citizen, session: Session, house: web.House
) -> None:
    caller.press("2")
    assert "speech" in caller.heard
    caller.says(WHERE)
    assert "Bruxelles-Midi" in caller.heard
    caller.press("11").press("4411")
    assert "SMS" in caller.heard
    assert reports(session) == []
    caller.press("11")
    [report] = reports(session)
    assert caller.heard.count(spoken(report.code)) == 2
    assert "ne pouvons pas promettre d'heure" in html.unescape(caller.heard)
    facts = facts_of(house.vault, report)
    assert WHERE in (facts.place or "")
    assert (facts.lat, facts.lon) != (None, None)
    assert (facts.people_count, facts.condition, facts.minors, facts.animals) == (1, "asleep", False, False)
    assert (facts.still_there, facts.spoken_to) == (True, True)
    assert (facts.contact, facts.contact_consent, facts.feedback_wanted, facts.text_safe) == (CALLER, True, True, True)
    assert (report.channel, report.language) == ("voice", "fr")
    assert caller.contact().outcome == "assistant_only"


def test_the_code_is_heard_again_and_then_the_call_ends_with_112(caller: Citizen, session: Session) -> None:
    caller.press("2").tells().press("11")
    [report] = reports(session)
    assert spoken(report.code) in caller.press("1").heard
    ends = caller.again("2")
    assert "112" in ends
    assert "<Hangup" in ends


def test_who_stays_after_the_code_comes_to_a_person_and_the_report_is_sent_once(
    caller: Citizen, session: Session
) -> None:
    caller.press("2").tells().press("11")
    caller.is_silent().is_silent()
    assert "<Enqueue" in caller.heard
    assert caller.contact().outcome is None
    assert len(reports(session)) == 1


def test_a_repeated_yes_sends_one_report_and_says_the_same_code(caller: Citizen, session: Session) -> None:
    caller.press("2").tells().press("1")
    turn = caller.turn
    first = caller.press("1").heard
    caller.turn = turn
    assert caller.again("1") == first
    assert len(reports(session)) == 1


@pytest.mark.parametrize("copies", [1, 2])
def test_who_says_yes_and_hangs_up_has_reported_also_where_we_hear_of_the_hang_up_first(
    caller: Citizen, session: Session, copies: int
) -> None:
    caller.press("2").tells().press("1")
    caller.twilio.post("/voice/status", caller.sid, CallStatus="completed")
    for _ in range(copies):
        caller.twilio.post(f"/voice/step?turn={caller.turn}", caller.sid, Digits="1", **caller.params)
    [sent] = reports(session)
    assert (sent.share_consent, caller.contact().outcome) == (True, "assistant_only")
    assert Channel.VOICE not in {one.channel for one in entries(session)}


def test_who_says_no_and_hangs_up_has_not_reported(caller: Citizen, session: Session) -> None:
    caller.press("2").tells().press("1")
    caller.twilio.post("/voice/status", caller.sid, CallStatus="completed")
    caller.twilio.post(f"/voice/step?turn={caller.turn}", caller.sid, Digits="2", **caller.params)
    assert reports(session) == []


def test_nothing_is_passed_on_without_a_yes(caller: Citizen, session: Session) -> None:
    caller.press("2").tells().press("12")
    assert "<Enqueue" in caller.heard
    assert reports(session) == []


def test_a_landline_is_not_asked_about_texts(twilio: Twilio, directory: Session) -> None:
    called = Citizen(twilio, directory, From=LANDLINE)
    called.ring().press("122")
    called.tells()
    assert "SMS" not in called.heard
    called.press("1")
    [report] = reports(directory)
    assert (report.reach, report.feedback_wanted) == (None, None)


def test_a_place_that_is_not_right_is_asked_once_more_and_then_a_person_answers(
    caller: Citizen, session: Session
) -> None:
    caller.press("2").says(WHERE).press("2")
    assert "Redites-le" in caller.heard
    caller.says("place Flagey")
    assert "Place Eugène Flagey" in caller.heard
    assert "<Enqueue" in caller.press("2").heard
    assert of_the_call(session).topic == "report"


def test_a_street_without_a_number_is_asked_for_the_number(caller: Citizen, session: Session, house: web.House) -> None:
    caller.press("2").says("dans la rue Haute")
    assert "numéro" in caller.heard
    caller.says("au numéro 12")
    assert "Rue Haute" in caller.heard
    caller.press("11").press("4411").press("11")
    [report] = reports(session)
    assert "rue haute" in (facts_of(house.vault, report).place or "").casefold()


def test_words_that_name_no_place_twice_lead_to_a_person_who_can_read_them(
    caller: Citizen, session: Session, house: web.House
) -> None:
    caller.press("2").says("là-bas près du grand machin")
    assert "<Enqueue" not in caller.heard
    assert "<Enqueue" in caller.says("enfin le machin bleu").heard
    [leg] = caller.rows(CallLeg)
    assert isinstance(leg, CallLeg)
    draft = by_phone.of_contact(house.vault, leg.contact)
    assert draft["heard"] == ["là-bas près du grand machin", "enfin le machin bleu"]


def test_who_names_two_places_chooses_one_by_key_in_the_names_on_the_signs(
    caller: Citizen, session: Session, house: web.House
) -> None:
    caller.press("2").says("gare du Midi et gare centrale")
    names = [
        caller.heard.index(name) for name in ("Bruxelles-Midi, Saint-Gilles", "tapez 1", "Bruxelles-Central", "tapez 2")
    ]
    assert names == sorted(names)
    caller.press("2").press("1").press("4411").press("11")
    [report] = reports(session)
    facts = facts_of(house.vault, report)
    assert (facts.place_id, report.commune) == ("rail-bruxelles-central", "Bruxelles-Ville")
    assert "gare centrale" in (facts.place or "")


def test_the_key_of_a_place_may_be_said(caller: Citizen, session: Session, house: web.House) -> None:
    caller.press("2").says("gare du Midi et gare centrale").says("Deux.").press("1").press("4411").press("11")
    [report] = reports(session)
    assert facts_of(house.vault, report).place_id == "rail-bruxelles-central"


def test_a_key_without_a_place_changes_nothing_and_9_reads_the_places_again(caller: Citizen, session: Session) -> None:
    caller.press("2").says("gare du Midi et gare centrale")
    for key in "39":
        assert "Bruxelles-Central" in caller.press(key).heard
    assert "<Enqueue" in caller.press("0").heard


def test_who_means_another_place_than_those_read_out_says_it(caller: Citizen, session: Session) -> None:
    caller.press("2").says("gare du Midi et gare centrale").says("non, place Flagey")
    assert "Place Eugène Flagey" in caller.heard
    assert "combien" in caller.press("1").heard.casefold()


def test_words_that_choose_none_of_the_places_lead_to_a_person(caller: Citizen, session: Session) -> None:
    caller.press("2").says("gare du Midi et gare centrale")
    assert "<Enqueue" in caller.says("enfin, le machin bleu").heard


def test_a_repeated_choice_of_a_place_says_the_same(caller: Citizen, session: Session) -> None:
    caller.press("2").says("gare du Midi et gare centrale")
    turn, first = caller.turn, caller.press("2").heard
    caller.turn = turn
    assert caller.again("2") == first


def test_more_than_eight_people_are_said(caller: Citizen, session: Session, house: web.House) -> None:
    caller.press("2").says(WHERE).press("1").says("ils sont douze").press("4411").press("11")
    [report] = reports(session)
    assert facts_of(house.vault, report).people_count == 12


@pytest.mark.parametrize(("key", "heard"), [("9", "Combien de personnes"), ("0", "<Enqueue")])
def test_9_repeats_the_question_how_many_and_0_is_a_person(caller: Citizen, key: str, heard: str) -> None:
    assert heard in caller.press("2").says(WHERE).press("1").press(key).heard


@pytest.mark.parametrize("words", ["je veux parler à quelqu'un", "une personne s'il vous plaît"])
def test_who_asks_for_someone_where_it_is_asked_how_many_comes_to_a_person(caller: Citizen, words: str) -> None:
    assert "<Enqueue" in caller.press("2").says(WHERE).press("1").says(words).heard


def test_danger_that_is_said_with_the_number_goes_before_the_number(caller: Citizen, session: Session) -> None:
    caller.press("2").says(WHERE).press("1").says("deux, et l'un ne respire plus")
    assert caller.heard.index("112") < caller.heard.index("<Enqueue")
    assert of_the_call(session).priority == "danger"


def test_danger_that_is_said_with_the_place_goes_before_the_place(
    caller: Citizen, session: Session, house: web.House
) -> None:
    caller.press("2").says("gare du Midi, il ne respire plus")
    assert caller.heard.index("112") < caller.heard.index("<Enqueue")
    entry = of_the_call(session)
    assert (entry.topic, entry.priority) == ("report", "danger")
    assert "gare du Midi, il ne respire plus" in (by_phone.told_before(house.vault, entry.contact).place or "")
    assert session.scalars(select(Event.kind).where(Event.kind == "handoff")).all() == ["handoff"]


def test_danger_that_shows_later_goes_to_a_person_too(caller: Citizen, session: Session) -> None:
    caller.press("2").says(WHERE).press("111")
    assert "112" in caller.heard
    assert of_the_call(session).priority == "danger"


def test_words_that_the_provider_is_unsure_of_are_asked_again(caller: Citizen, session: Session) -> None:
    caller.press("2").says(WHERE, Confidence="0.1")
    assert "Bruxelles-Midi" not in caller.heard
    assert "speech" in caller.heard


def test_where_the_person_is_stands_nowhere_readable(caller: Citizen, session: Session) -> None:
    """Not in the visit while it is told, and not after it is sent; nor in a timeline."""
    caller.press("2").says(WHERE)
    assert "midi" not in stored_text(session)
    caller.press("11").press("4411").press("11")
    assert "midi" not in stored_text(session)


def stored_text(session: Session) -> str:
    session.rollback()
    tables = ("call_leg", "contact", "contact_event", "report", "report_event")
    return "".join(str(session.execute(text(f"select * from {one}")).all()) for one in tables).casefold()


def test_every_document_of_the_form_is_one_that_twilio_accepts(caller: Citizen) -> None:
    check, heard = judge(), []

    def then(keys: str) -> None:
        for key in keys:
            heard.append(caller.press(key).heard)

    then("2")
    heard.append(caller.says("rue Haute").heard)
    heard.append(caller.says("numéro 12").heard)
    then("1144111")
    assert [wrong for document in heard if (wrong := check(document))] == []


def test_who_calls_in_dutch_hears_the_dutch_name(twilio: Twilio, directory: Session) -> None:
    called = Citizen(twilio, directory)
    called.ring().press("222")
    assert "Brussel-Zuid" in called.says("hij ligt aan het Zuidstation").heard
