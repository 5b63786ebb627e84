"""Nobody is on duty: what a caller is told, through Twilio's webhooks."""

from xml.etree import ElementTree

from sqlalchemy.orm import Session

from tests.core.conftest import hired
from tests.parts import Twilio

EMPTY = "Il n'y a personne à la permanence pour le moment."


def said(document: bytes) -> str:
    return " ".join("".join(say.itertext()) for say in ElementTree.fromstring(document).iter("Say"))


def asks_for_a_person(twilio: Twilio) -> bytes:
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", Digits="1")
    return twilio.post("/voice/step?turn=1", Digits="1").data


def test_a_caller_hears_with_the_first_sentence_that_nobody_is_there(twilio: Twilio) -> None:
    document = asks_for_a_person(twilio)
    assert EMPTY in said(document)
    assert b"<Enqueue" in document
    assert twilio.post("/voice/step?turn=1", Digits="1").data == document


def test_a_caller_hears_no_such_thing_while_somebody_is_there(twilio: Twilio, session: Session) -> None:
    hired(session, "amina")
    session.commit()
    assert EMPTY not in said(asks_for_a_person(twilio))
