"""Who presses 3 for information: what they hear, the text they get, and the person they come to if all else fails."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import flow, informing, opt_out
from hotline.core.contact import CallLeg, Contact
from hotline.core.directory.tables import OrganizationRow
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.sms import Sms
from hotline.db import now
from tests.core.directory import house as sample
from tests.parts import CALLER, Twilio

PERSON = "CA" + "e" * 32
LANDLINE = "+3225021935"


class Call:
    """One caller who presses keys."""

    def __init__(self, twilio: Twilio, session: Session, sid: str = PERSON, **params: str) -> None:
        self.twilio, self.session, self.sid, self.params = twilio, session, sid, params
        self.turn, self.heard = -1, ""

    def ring(self) -> "Call":
        return self._goes(self.twilio.post("/voice/incoming", self.sid, **self.params).text)

    def press(self, keys: str) -> "Call":
        for key in keys:
            self._goes(self.again(key))
        return self

    def again(self, key: str) -> str:
        """The same webhook may come twice."""
        return self.twilio.post(f"/voice/step?turn={self.turn}", self.sid, Digits=key, **self.params).text

    def _goes(self, document: str) -> "Call":
        self.heard = document
        self.turn = int(re.findall(r"turn=(\d+)", document)[0])
        return self

    def contact(self) -> Contact:
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(Contact)).one()

    def rows(self, table: type) -> list[object]:
        self.session.rollback()
        self.session.expire_all()
        return list(self.session.scalars(select(table)))


@pytest.fixture
def shower(session: Session) -> Session:
    """The directory knows two places with a shower."""
    sample.put(session, sample.service(), sample.service("house.night", name={"fr": "Accueil de nuit"}))
    return session


@pytest.fixture
def call(twilio: Twilio, shower: Session) -> Call:
    """Someone who chose French and information."""
    return Call(twilio, shower).ring().press("13")


def test_a_caller_hears_what_is_certain_about_a_shower(call: Call) -> None:
    call.press("22")
    for words in ("Possibilité 1 sur 2.", "Accueil de jour", "0 2, 123, 45, 67", "tapez 3"):
        assert words in call.heard
    assert "Accueil de nuit" in call.press("2").heard


def test_a_repeated_webhook_gets_the_same_bytes_even_when_the_directory_changed_meanwhile(call: Call) -> None:
    call.press("2")
    first = call.again("2")
    call.session.execute(text("delete from directory_entry"))
    call.session.commit()
    assert call.again("2") == first
    assert call._goes(first).press("2").heard.count("<Enqueue") == 1  # the next one is gone: a person


def test_who_hangs_up_after_hearing_it_was_informed_and_is_not_lost_in_the_menus(call: Call) -> None:
    call.press("22")
    call.twilio.post("/voice/status", PERSON, CallStatus="completed")
    assert call.contact().outcome == "assistant_only"


def test_who_hears_it_and_then_waits_in_vain_has_given_up(call: Call) -> None:
    call.press("220")
    assert call.contact().outcome is None
    call.twilio.post("/voice/status", PERSON, CallStatus="completed")
    assert call.contact().outcome == "abandoned"


def test_who_says_that_a_text_is_safe_gets_exactly_one(call: Call, house: web.House) -> None:
    call.press("223")
    asked = call.again("1")
    assert call.again("1") == asked
    assert "en route" in asked
    call._goes(asked).press("31")
    [sms] = call.rows(Sms)
    assert [promise.kind for promise in call.rows(Promise)] == ["sms"]  # type: ignore[attr-defined]
    assert house.vault.open(sms.body).splitlines()[0] == "Accueil de jour"  # type: ignore[attr-defined]
    assert call.contact().safe_to_text is True


def test_who_does_not_say_that_a_text_is_safe_gets_none(call: Call) -> None:
    call.press("223")
    assert "Accueil de jour" in call.press("2").heard
    assert call.rows(Sms) == []
    assert call.contact().safe_to_text is None


@pytest.mark.parametrize("params", [{"From": "anonymous"}, {"From": LANDLINE}])
def test_a_phone_that_gets_no_texts_is_offered_none(twilio: Twilio, shower: Session, params: dict[str, str]) -> None:
    call = Call(twilio, shower, **params).ring().press("1322")
    assert "Accueil de jour" in call.heard
    assert "SMS" not in call.heard


def test_a_phone_that_wrote_stop_is_told_so(call: Call, house: web.House) -> None:
    opt_out.stop(call.session, house.vault, CALLER, now(call.session))
    call.session.commit()
    assert "Nous ne pouvons pas envoyer" in call.press("2231").heard
    assert [sms.error for sms in call.rows(Sms)] == ["opted_out"]  # type: ignore[attr-defined]


def test_no_text_about_help_against_violence_is_offered(twilio: Twilio, session: Session) -> None:
    sample.put(session, sample.service(needs=["domestic_violence", "shelter_tonight"]))
    call = Call(twilio, session).ring().press("13522")
    assert "Accueil de jour" in call.heard
    assert "SMS" not in call.heard
    other = Call(twilio, session, "CA" + "f" * 32).ring().press("131")
    assert "Accueil de jour" in other.heard
    assert "SMS" not in other.heard


def test_who_wants_to_be_put_through_waits_for_a_colleague_who_sees_to_whom(call: Call) -> None:
    assert "<Enqueue" in call.press("224").heard
    [entry] = call.rows(QueueEntry)
    assert (entry.topic, entry.state) == ("information", "waiting")  # type: ignore[attr-defined]
    [leg] = call.rows(CallLeg)
    assert leg.visit["wish"] == ["house.day", "Accueil de jour"]  # type: ignore[attr-defined]


def test_what_nobody_knows_leads_to_a_person(call: Call) -> None:
    assert "<Enqueue" in call.press("4").heard
    assert "rien de certain" in call.heard


@pytest.fixture
def stuck(house: web.House) -> Iterator[None]:
    """A directory that does not answer."""
    with house.sessions() as other:
        other.execute(text("lock table directory_entry in access exclusive mode"))
        yield


def test_a_directory_that_does_not_answer_leads_to_a_person_in_time(call: Call, stuck: None) -> None:
    assert "<Enqueue" in call.press("22").heard
    assert call.rows(QueueEntry)


def test_a_document_that_cannot_be_read_leads_to_a_person(call: Call) -> None:
    call.session.execute(update(OrganizationRow).values(document={"id": "house", "name": 7}))
    call.session.commit()
    assert "<Enqueue" in call.press("22").heard


def test_only_the_directory_is_given_so_little_time(house: web.House, shower: Session) -> None:
    line, person = house.flows["line"], Contact(channel="voice", opened_at=now(shower))
    shower.add(person)
    visit = flow.changed(flow.begin(line, number_known=False), node="directory", need="shower", language="fr")
    assert informing.inform(shower, line, house.vault, person, visit, now(shower)).found
    assert shower.scalar(text("show statement_timeout")) == "0"
