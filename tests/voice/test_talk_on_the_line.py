"""A talk of three through real processes and the simulated phone network."""

from typing import Any

import pytest

from hotline.local.carrier.client import Phone
from tests.line import AtDesk, Line

SAMIRA = "+32475111111"


class Together:
    """Amina and a caller who chose French talk; Samira interprets, and presses 1 when she is called."""

    def __init__(self, line: Line) -> None:
        self.line, self.amina = line, line.dispatcher("amina")
        self.samira = line.network.phone(SAMIRA)
        self.caller = line.phone().dial().keys("1").keys("1").wait_until("waiting")
        self.pick_up(self.amina)

    def pick_up(self, by: AtDesk) -> None:
        [entry] = self.line.until(lambda: [e for e in by.queue() if e["state"] == "waiting"])
        assert by.accept(entry["id"]).status_code == 200
        by.phone.answer()
        self.line.until(lambda: self.state() == "bridged")

    def state(self) -> str:
        return str(self.line.rows("select state from queue_entry order by id desc limit 1")[0][0])

    @property
    def contact(self) -> int:
        return int(self.line.rows("select id from contact order by id desc limit 1")[0][0])

    def does(self, what: str, by: AtDesk | None = None, **fields: Any) -> None:
        desk = by or self.amina
        path = what if what.startswith("/") else f"/contacts/{self.contact}/{what}"
        answer = desk.http.post(
            f"{desk.base}{path}", data=fields, headers=desk.headers, timeout=30, allow_redirects=False
        )
        assert answer.status_code == 303

    def samira_joins(self) -> None:
        self.does("/talk/add", number=SAMIRA)
        self.samira.answer()
        self.samira.wait_for("1")
        self.samira.keys("1").wait_until("connected")
        self.line.until(lambda: self.line.rows("select 1 from third_person where joined_at is not null"))
        self.settled()

    def settled(self) -> None:
        """Until the provider knows who may leave without ending it."""
        self.line.until(lambda: not self.line.rows("select 1 from outbox where state in ('pending', 'sending')"))


@pytest.fixture
def together(line: Line) -> Together:
    return Together(line)


def hear_each_other(speaker: Phone, *listeners: Phone, words: str) -> None:
    speaker.say(words)
    for listener in listeners:
        listener.wait_for(words)


def test_an_interpreter_joins_and_the_talk_is_left_to_them_and_the_caller_comes_back_first(
    together: Together,
) -> None:
    line, caller, samira, amina = together.line, together.caller, together.samira, together.amina
    together.does("hold")
    caller.wait_for("Restez en ligne")
    caller.wait_for("Restez en ligne")
    together.does("resume")
    together.settled()
    hear_each_other(amina.phone, caller, words="Me revoici.")
    together.samira_joins()
    hear_each_other(samira, caller, amina.phone, words="Bonsoir.")

    together.does("leave")
    amina.phone.wait_until("ended")
    line.until(lambda: amina.me()["activity"] == "wrap_up")
    together.settled()
    hear_each_other(caller, samira, words="Vous êtes encore là ?")
    samira.hang_up()
    caller.wait_for("a raccroché")
    caller.keys("1").wait_until("waiting")
    assert [e["state"] for e in amina.queue()] == ["waiting"]
    together.pick_up(amina.available())
    hear_each_other(amina.phone, caller, words="C'est encore moi.")


def test_a_caller_and_an_interpreter_talk_on_when_the_dispatchers_line_breaks_and_a_colleague_joins_them(
    together: Together,
) -> None:
    caller, samira = together.caller, together.samira
    together.samira_joins()
    together.amina.phone.hang_up()
    together.line.until(lambda: together.state() == "waiting")
    hear_each_other(caller, samira, words="Ne raccrochez pas.")
    jan = together.line.dispatcher("jan")
    together.pick_up(jan)
    together.settled()
    caller.wait_until("connected")
    samira.wait_until("connected")
    hear_each_other(jan.phone, caller, samira, words="Bonsoir à vous deux.")


def test_a_voicemail_does_not_hear_the_caller_and_112_stays_when_the_battery_dies(together: Together) -> None:
    line, caller, amina = together.line, together.caller, together.amina
    voicemail = line.network.phone(SAMIRA)
    voicemail.behave("voicemail")
    together.does("/talk/add", number=SAMIRA)
    line.until(lambda: line.rows("select 1 from third_person where \"end\" = 'no_answer' and joined_at is null"))
    hear_each_other(amina.phone, caller, words="Cela ne répond pas.")
    assert "Cela ne répond pas." not in voicemail.heard()
    emergency = line.network.phone("112")
    together.does("/talk/add", number="112")
    emergency.answer().wait_until("connected")
    line.until(lambda: line.rows("select 1 from third_person where kind = 'emergency' and joined_at is not null"))
    together.settled()
    caller.hang_up()
    line.until(lambda: together.state() == "ended")
    hear_each_other(amina.phone, emergency, words="Gare du Midi, quai 3.")
    emergency.hang_up()
    amina.phone.wait_until("ended")


def test_a_talk_is_handed_to_a_colleague_and_the_caller_is_never_alone(together: Together) -> None:
    line, caller = together.line, together.caller
    jan = line.dispatcher("jan")
    [(number,)] = line.rows("select id from dispatcher where username = 'jan'")
    together.does("hand-over", colleague=number)
    jan.phone.answer()
    line.until(lambda: line.rows("select 1 from third_person where joined_at is not null"))
    together.settled()
    hear_each_other(jan.phone, caller, together.amina.phone, words="Je prends la suite.")
    together.does("leave")
    together.amina.phone.wait_until("ended")
    together.settled()
    hear_each_other(caller, jan.phone, words="Merci.")
    caller.hang_up()
    jan.phone.wait_until("ended")
    assert line.rows('select username, "end" from reservation join dispatcher d on d.id = dispatcher_id') == [
        ("jan", "talked")
    ]
