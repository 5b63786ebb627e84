"""A text message is sent once, whatever happens between us and the provider; its state only moves forward."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, jobs, web
from hotline.core import contact as contacts
from hotline.core import opt_out, sms, text_in
from hotline.core.contact import Contact
from hotline.core.number import text_number
from hotline.core.outbox import Promise
from hotline.core.sms import RANK, Sms
from hotline.core.text_in import TextIn
from hotline.core.words import SmsState, TextPurpose
from hotline.gateways.telephony import CannotDo
from tests.core.conftest import Waits

PHONE, WORDS = "+32470123456", "0800 12 345"


class Provider:
    """Stands in for Telephony: keeps what it was sent, loses answers and refuses as it is told to."""

    def __init__(self) -> None:
        self.has: list[tuple[str, str, str]] = []
        self.fails: list[CannotDo] = []
        self.lost_answers = 0
        self.asked = 0

    def send(self, to: str, body: str, status_url: str) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.has.append((f"SM{len(self.has) + 1}", to, body))
        if self.lost_answers:
            self.lost_answers -= 1
            raise CannotDo("ReadTimeout", lost=True)
        return self.has[-1][0]

    def texts_sent(self, to: str, body: str, since: datetime) -> list[str]:
        self.asked += 1
        return [sid for sid, *what in reversed(self.has) if what == [to, body]]


@pytest.fixture
def provider(house: web.House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    stand_in = Provider()
    monkeypatch.setattr(jobs, "house", lambda: house)
    monkeypatch.setattr(jobs, "telephony", lambda: stand_in)
    yield stand_in
    house.redis.flushdb()


def owed(session: Session, house: web.House, number: str = PHONE, text: str = WORDS, **more: object) -> Sms:
    row = sms.owe(session, house.vault, number, text, db.now(session), **more)  # type: ignore[arg-type]
    session.commit()
    return row


def work(session: Session, times: int = 1) -> None:
    """The workers do what is owed, each time when its time has come."""
    for _ in range(times):
        for promise in session.scalars(select(Promise).where(Promise.state.in_(("pending", "sending")))).all():
            promise.due_at = db.now(session) - timedelta(seconds=1)
            session.commit()
            jobs.keep(promise.id)
        session.expire_all()


def test_a_person_gets_the_text_and_we_know_it_by_the_providers_id(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    assert row.state == "owed"
    work(session)
    assert provider.has == [("SM1", PHONE, WORDS)]
    assert (row.state, row.sid) == ("queued", "SM1")


def test_number_and_words_are_not_readable_in_the_database(session: Session, house: web.House) -> None:
    row = owed(session, house)
    assert b"470123456" not in (row.number or b"")
    assert WORDS.encode() not in (row.body or b"")


def test_the_same_intent_is_owed_once(session: Session, house: web.House, provider: Provider) -> None:
    first = owed(session, house, key="place:7")
    assert owed(session, house, key="place:7", text="something else").id == first.id
    work(session, 2)
    assert provider.has == [("SM1", PHONE, WORDS)]


def test_the_same_intent_from_ten_sides_at_once_is_owed_once(house: web.House, session: Session) -> None:
    start = Barrier(10)

    def one(_: int) -> int:
        with house.sessions() as own:
            start.wait(10)
            row = owed(own, house, key="place:7")
            return row.id

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(one, range(10)))) == 1
    assert len(session.scalars(select(Promise)).all()) == 1


def test_a_text_whose_answer_was_lost_is_looked_up_and_not_sent_again(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    provider.lost_answers = 1
    work(session)
    assert row.state == "sending"
    work(session)
    assert len(provider.has) == 1
    assert (row.state, row.sid) == ("queued", "SM1")


def test_a_worker_that_died_before_it_sent_is_followed_by_one_that_sends(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    assert sms.take(session, house.vault, row.id, db.now(session))
    session.commit()
    work(session)
    assert (provider.has, row.state) == ([], "sending"), "the first worker may still be at it"
    row.held_until = db.now(session)
    session.commit()
    work(session)
    assert provider.asked == 1
    assert (len(provider.has), row.state) == (1, "queued")


def test_a_text_is_repeated_once_and_no_more(session: Session, house: web.House, provider: Provider) -> None:
    row = owed(session, house)
    provider.fails = [CannotDo("502", lost=True)] * 5
    work(session, 5)
    assert len(provider.fails) == 3, "sent twice, then only looked for"
    assert (row.state, row.error) == ("failed", "lost")
    assert session.scalars(select(Promise.state)).one() == "sent", "nobody tries any more"


def test_while_the_provider_cannot_be_reached_nothing_is_lost(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    provider.fails = [CannotDo("ConnectionError")] * 7
    work(session, 8)
    assert (len(provider.has), row.state) == (1, "queued")


def test_two_texts_with_the_same_words_to_one_phone_are_both_sent(
    session: Session, house: web.House, provider: Provider
) -> None:
    first, second = owed(session, house), owed(session, house)
    provider.lost_answers = 2
    work(session, 3)
    assert len(provider.has) == 2
    assert {first.sid, second.sid} == {"SM1", "SM2"}


@pytest.mark.parametrize("code", ["21211", "21614", "21610", "30006"])
def test_a_refusal_is_final_and_says_why(session: Session, house: web.House, provider: Provider, code: str) -> None:
    row = owed(session, house)
    provider.fails = [CannotDo("twilio 400", final=True, code=code)] * 2
    work(session, 2)
    assert (row.state, row.error, len(provider.fails)) == ("failed", code, 1)
    assert opt_out.stopped(session, house.vault, PHONE) is (code == "21610")


def test_when_the_provider_stays_away_the_text_is_given_up(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    provider.fails = [CannotDo("ConnectionError")] * 20
    work(session, 12)
    assert (row.state, row.error) == ("failed", "given_up")


def test_what_could_not_be_sent_for_an_hour_is_news_of_yesterday(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    row.made_at -= timedelta(minutes=61)
    session.commit()
    work(session)
    assert (provider.has, row.error) == ([], "too_late")


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "+3225551234", "+3280012345", "0470", "112", "client:a"])
def test_a_phone_that_cannot_be_texted_is_not(
    session: Session, house: web.House, provider: Provider, number: str
) -> None:
    row = owed(session, house, number)
    work(session)
    assert (row.state, row.error, provider.has) == ("failed", "unusable", [])


@pytest.mark.parametrize("typed", ["0470 12 34 56", "+32470123456", "+33612345678", "+40721234567"])
def test_a_mobile_phone_can_be_texted_however_its_number_is_written(typed: str) -> None:
    assert text_number(typed)


def test_who_wrote_stop_is_left_alone_until_they_write_start(
    session: Session, house: web.House, provider: Provider
) -> None:
    late = owed(session, house)
    for _ in range(2):
        opt_out.stop(session, house.vault, PHONE, db.now(session))
    session.commit()
    early = owed(session, house)
    work(session)
    assert [(row.state, row.error) for row in (late, early)] == [("failed", "opted_out")] * 2
    opt_out.start(session, house.vault, PHONE)
    session.commit()
    owed(session, house)
    work(session)
    assert len(provider.has) == 1


def test_the_timeline_says_what_a_text_was_for_and_not_what_it_said(
    session: Session, house: web.House, waits: Waits
) -> None:
    contact_id = waits().contact_id
    owed(session, house, contact_id=contact_id, purpose=TextPurpose.PLACE_KEPT, by="amina")
    [line] = [line for line in contacts.timeline(session, contact_id) if line.kind == "text"]
    assert line.detail == {"purpose": "place_kept", "dispatcher": "amina"}


@pytest.mark.parametrize("said", [None, False])
def test_a_person_who_did_not_call_their_phone_safe_is_not_texted(
    session: Session, house: web.House, provider: Provider, waits: Waits, said: bool | None
) -> None:
    person = session.get_one(Contact, waits().contact_id)
    person.safe_to_text = said
    row = owed(session, house, contact_id=person.id)
    work(session)
    assert (row.state, row.error, provider.has) == ("failed", "not_safe", [])


def test_a_person_who_takes_their_word_back_before_it_is_sent_is_not_texted(
    session: Session, house: web.House, provider: Provider, waits: Waits
) -> None:
    person = session.get_one(Contact, waits().contact_id)
    person.safe_to_text = True
    row = owed(session, house, contact_id=person.id)
    assert row.state == "owed"
    person.safe_to_text = False
    session.commit()
    work(session)
    assert (row.state, row.error, provider.has) == ("failed", "not_safe", [])


def test_a_centre_hears_about_a_person_whatever_they_said_of_their_own_phone(
    session: Session, house: web.House, provider: Provider, waits: Waits
) -> None:
    owed(session, house, contact_id=waits().contact_id, purpose=TextPurpose.CENTRE)
    work(session)
    assert len(provider.has) == 1


# How far it has come


def rank(state: str) -> int:
    return RANK.get(SmsState(state), sms.LAST)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(SmsState)), max_size=8), st.integers(0, 8))
def test_whatever_order_the_news_comes_in_a_text_only_moves_forward(
    session: Session, house: web.House, news: list[SmsState], answer: int
) -> None:
    row = sms.owe(session, house.vault, PHONE, WORDS, db.now(session))
    sms.take(session, house.vault, row.id, db.now(session))
    seen = [row.state]
    for n, state in enumerate([*news, SmsState.SENT]):
        if n == answer:
            sms.accepted(session, row.id, f"SM{row.id}", db.now(session))
            seen.append(row.state)
        sms.told(session, row.id, f"SM{row.id}", state, None, db.now(session))
        seen.append(row.state)
    assert all(rank(a) < rank(b) or a == b for a, b in pairwise(seen))
    finals = [state for state in news if rank(state) == sms.LAST]
    assert row.state == (finals[0] if finals else "sent")
    assert row.sid == f"SM{row.id}"
    session.rollback()


def test_news_that_comes_before_the_answer_names_the_text(
    session: Session, house: web.House, provider: Provider
) -> None:
    row = owed(session, house)
    provider.lost_answers = 1
    work(session)
    sms.told(session, row.id, "SM1", SmsState.DELIVERED, None, db.now(session))
    session.commit()
    work(session)
    assert (provider.asked, len(provider.has)) == (0, 1)
    assert (row.state, row.sid) == ("delivered", "SM1")


def test_a_second_message_of_the_same_text_says_nothing_of_the_first_and_is_removed_in_time(
    session: Session, house: web.House
) -> None:
    row = owed(session, house)
    sms.told(session, row.id, "SM1", SmsState.SENT, None, db.now(session))
    sms.told(session, row.id, "SM2", SmsState.FAILED, "30003", db.now(session))
    assert (row.state, row.sid) == ("sent", "SM1")
    assert session.scalars(select(Promise.args).where(Promise.kind == "delete_sms")).one() == {"sid": "SM2"}


def test_news_of_a_text_we_do_not_know_changes_nothing(session: Session, house: web.House) -> None:
    row = owed(session, house)
    sms.told(session, row.id + 1, "SM9", SmsState.DELIVERED, None, db.now(session))
    assert (row.state, row.sid) == ("owed", None)


# Forgotten


def test_words_and_number_are_forgotten_with_the_contact_and_at_the_provider_too(
    session: Session, house: web.House, waits: Waits
) -> None:
    contact = session.get_one(Contact, waits().contact_id)
    row = owed(session, house, contact_id=contact.id, key="x")
    sms.accepted(session, row.id, "SM1", db.now(session))
    late, keep = db.now(session) + timedelta(days=400), timedelta(days=30)
    assert sms.erase(session, late, keep, 10) == 0, "the contact is remembered still"
    contact.erased_at = late
    assert [sms.erase(session, late, keep, 10) for _ in range(2)] == [1, 0]
    assert (row.number, row.body, row.sid, row.key) == (None, None, None, None)
    assert session.scalars(select(Promise.args).where(Promise.kind == "delete_sms")).one() == {"sid": "SM1"}


def test_the_clock_forgets_texts_with_the_numbers(session: Session, house: web.House) -> None:
    row, at = owed(session, house), db.now(session)
    text_in.hear(session, house.vault, text_in.Text("SM5", PHONE, "hello"), at)
    session.commit()
    clock.erase(house, session, at + timedelta(days=29))
    assert row.body
    clock.erase(house, session, at + timedelta(days=31))
    session.expire_all()
    assert (row.number, row.body) == (None, None)
    assert session.scalars(select(TextIn)).all() == []


def test_a_text_without_a_contact_is_forgotten_by_its_own_age(session: Session, house: web.House) -> None:
    row = owed(session, house)
    keep = timedelta(days=30)
    assert sms.erase(session, row.made_at + keep, keep, 10) == 0
    assert sms.erase(session, row.made_at + keep + timedelta(seconds=1), keep, 10) == 1
    assert (row.state, row.error) == ("failed", "erased")
