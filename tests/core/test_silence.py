"""What time alone brings about in written talks: silence on either side, danger that nobody takes, the measures."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import measure, month
from hotline.core.sms import Sms
from hotline.core.words import Priority
from tests.core.conftest import Hire
from tests.core.test_handoff import Writer, take, writer

assert writer


def test_the_console_of_a_dispatcher_is_gone_the_person_goes_first(
    writer: Writer, hire: Hire, session: Session
) -> None:
    amina = hire()
    take(session, writer.asks(), amina)
    amina.seen_at = db.now(session) - timedelta(minutes=5)
    session.commit()
    writer.look()
    assert writer.entry
    assert (writer.state, writer.entry.state, writer.entry.front) == ("waiting", "waiting", True)


def test_who_fell_silent_is_closed_with_a_record_and_back_at_the_same_place(
    writer: Writer, hire: Hire, session: Session, house: web.House
) -> None:
    hire()
    asked = writer.asks().entered_at
    writer.look(timedelta(seconds=house.plan.chat_gone_s - 60))
    assert writer.state == "waiting"
    writer.talk.heard_at -= timedelta(seconds=house.plan.chat_gone_s)
    session.commit()
    writer.look()
    assert (writer.state, writer.contact.outcome, writer.entry) == ("closed", "abandoned", None)
    assert ("fell_silent", None) in writer.events()
    writer.writes("je suis là")
    writer.look()
    assert writer.entry
    assert (writer.state, writer.entry.entered_at, writer.contact.outcome) == ("waiting", asked, None)
    assert writer.heard()[-1] == "back_in_line"


def test_a_message_that_was_left_waits_until_somebody_reads_it(
    writer: Writer, session: Session, house: web.House
) -> None:
    writer.asks()
    writer.writes("leave_message")
    writer.look()
    writer.writes("une place pour deux, je suis à la gare du Midi")
    writer.look()
    assert writer.heard()[-1] == "leave_message"
    writer.talk.heard_at -= timedelta(seconds=house.plan.chat_gone_s * 10)
    session.commit()
    writer.look()
    assert writer.entry
    assert (writer.state, writer.entry.state) == ("waiting", "waiting")


def test_written_talks_count_in_the_measures_as_calls_do(hire: Hire, session: Session, house: web.House) -> None:
    amina = hire()
    helped, gave_up, informed = (Writer(session, house) for _ in range(3))
    take(session, helped.asks(), amina)
    gave_up.asks()
    for one in (gave_up, informed):
        one.talk.heard_at -= timedelta(seconds=house.plan.chat_gone_s)
    session.commit()
    helped.look()
    at = db.now(session)
    found = measure.by(measure.of_day(session, measure.today(at)), "channel", at)["chat"]
    assert (found.contacts, found.asked, found.helped, found.within_target, found.abandoned) == (3, 2, 1, 1, 1)
    assert (found.lost_in_menu, found.service_level) == (0, 0.5)
    rows = {
        (table, row): value for table, row, _figure, value in month.of(session, measure.today(at).replace(day=1), at)
    }
    assert rows["channel", "chat"] == "<5"


def test_who_only_talked_with_the_assistant_counts_so(writer: Writer, session: Session, house: web.House) -> None:
    writer.writes("bonjour")
    writer.talk.heard_at -= timedelta(seconds=house.plan.chat_gone_s)
    session.commit()
    writer.look()
    assert (writer.state, writer.contact.outcome) == ("closed", "assistant_only")


def test_danger_that_nobody_takes_is_told_to_the_duty_phone_once(
    writer: Writer, session: Session, hire: Hire, house: web.House
) -> None:
    writer.writes("il ne respire plus")
    writer.asks(Priority.DANGER, "no_breath")
    writer.look()
    writer.look()
    (text,) = session.scalars(select(Sms)).all()
    assert house.vault.open(text.number or b"") == house.settings.duty_phone
    assert "respire" not in (house.vault.open(text.body or b"") or "")
    hire()
    other = Writer(session, house)
    entry = other.asks(Priority.DANGER, "no_breath")
    other.look()
    assert len(session.scalars(select(Sms)).all()) == 1
    entry.entered_at -= timedelta(seconds=house.plan.alert_s + 1)
    session.commit()
    other.look()
    assert len(session.scalars(select(Sms)).all()) == 2
