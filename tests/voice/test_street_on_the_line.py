"""Somebody in the street, told by keys and voice through the whole hotline: real webhooks, a telephone, a worker."""

import re
from typing import Any

import pytest
import requests

from hotline.local.demo import TEAM_PHONES
from tests.line import HTTP_S, AtDesk, Line
from tests.voice.street_caller import MIDI, StreetCaller

MARAUDE = f"{TEAM_PHONES}02"  # the demo's phones are in the order of the files
READABLE = ("call_leg", "contact", "contact_event", "report", "report_event", "mission", "outbox", "sms")


def reports(line: Line) -> list[tuple[Any, ...]]:
    return line.rows("select code, channel, status, priority from report")


def nothing_readable(line: Line, *secrets: str) -> None:
    """Neither in the database as it is stored nor in a log."""
    stored = " ".join(str(line.rows(f"select * from {table}")) for table in READABLE)
    assert [one for one in secrets if one.casefold() in f"{stored} {line.log.read_text()}".casefold()] == []


def form_for(desk: AtDesk, line: Line) -> str:
    """The page on which a dispatcher writes a report down, for the one caller."""
    [(contact,)] = line.rows("select id from contact")
    return desk.http.get(f"{desk.base}/reports/new?contact={contact}", timeout=HTTP_S).text


def test_a_citizen_tells_it_by_keys_and_voice_and_hears_once_that_it_is_over(line: Line) -> None:
    team = line.phone(MARAUDE)
    caller = StreetCaller(line).says_where()
    caller.phone.wait_for("Bruxelles-Midi")
    code = caller.tells_the_rest().agrees()
    assert reports(line) == [(code, "voice", "in_hand", "normal")]

    asked = team.wait_for_message()
    [mission] = re.findall(r"Mission (\d+)", asked)
    [link] = re.findall(r"https?://\S+", asked)
    assert "Midi" in requests.get(link, timeout=HTTP_S).text
    team.write(f"{mission} 1").wait_for_message()
    team.write(f"{mission} 2").wait_for_message()

    words = caller.phone.wait_for_message()
    assert code in words.replace(" ", "")
    assert "Midi" not in asked + words
    line.until(lambda: line.rows("select 1 from sms where purpose = 'reporter' and state = 'delivered'"))
    assert caller.phone.messages == [words]
    assert requests.get(link, timeout=HTTP_S).status_code == 410
    nothing_readable(line, "gare du midi", "470123456", link.rpartition("/")[2])


def test_danger_is_112_and_a_person_at_once(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line).chooses("ne réagit pas")
    caller.phone.wait_for("112")
    caller.phone.wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert (entry["topic"], entry["priority"]) == ("report", "danger")


def test_danger_in_the_words_goes_before_the_place(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line).says_where("gare du Midi, il ne respire plus")
    caller.phone.wait_for("112")
    caller.phone.wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert (entry["topic"], entry["priority"]) == ("report", "danger")
    assert "gare du Midi" in form_for(amina, line)


def test_a_place_that_was_misheard_is_said_again_and_only_the_right_one_is_passed_on(line: Line) -> None:
    caller = StreetCaller(line).says_where("place Flagey")
    caller.chooses("pas juste").phone.wait_for("Redites-le")
    caller.phone.say(MIDI).wait_for("Bruxelles-Midi")
    caller.tells_the_rest().agrees()
    assert line.rows("select commune from report") == [("Saint-Gilles",)]


def test_words_that_name_no_place_twice_lead_to_a_person_who_reads_them(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line).says_where("là-bas près du grand machin")
    caller.phone.wait_for("Dites")
    caller.phone.say("enfin le machin bleu").wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert entry["topic"] == "report"
    assert "grand machin, enfin le machin bleu" in form_for(amina, line)
    assert reports(line) == []


@pytest.mark.parametrize("far", ["at once", "where", "how many", "shared"])
def test_0_is_a_person_who_sees_what_was_told(line: Line, far: str) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line)
    if far != "at once":
        caller.says_where()
        caller.phone.wait_for("Bruxelles-Midi")
    if far == "how many":
        caller.chooses("c'est juste").phone.wait_for("Combien")
    if far == "shared":
        caller.tells_the_rest().phone.wait_for("partageons")
    caller.phone.keys("0").wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert (entry["topic"], reports(line)) == ("report", [])
    assert ("gare du Midi" in form_for(amina, line)) == (far != "at once")
    nothing_readable(line, "gare du midi")


def test_who_falls_silent_in_the_middle_comes_to_a_person(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line).says_where()
    caller.chooses("c'est juste").phone.wait_for("Combien")
    for _ in range(3):
        caller.phone.stay_silent()
    caller.phone.wait_until("waiting")
    assert [one["topic"] for one in line.until(amina.queue)] == ["report"]
    assert "gare du Midi" in form_for(amina, line)


def test_who_hangs_up_before_the_yes_has_passed_nothing_on(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = StreetCaller(line).says_where()
    caller.tells_the_rest().phone.wait_for("partageons")
    caller.phone.hang_up()
    line.until(lambda: line.rows("select 1 from call_leg where state = 'ended'"))
    assert (reports(line), amina.queue(), line.phone(MARAUDE).messages) == ([], [], [])
    nothing_readable(line, "gare du midi")
    assert caller.codes() == []


def test_who_hangs_up_right_after_the_yes_is_heard_all_the_same(line: Line) -> None:
    team = line.phone(MARAUDE)
    caller = StreetCaller(line).says_where().tells_the_rest().chooses("d'accord")
    caller.phone.wait_for("code")
    caller.phone.hang_up()
    assert "http" in team.wait_for_message()
    assert len(reports(line)) == 1


def test_doubled_webhooks_make_one_report(line: Line) -> None:
    team = line.phone(MARAUDE)
    line.network.worsen("duplicate", "/voice/step", copies=2)
    code = StreetCaller(line).says_where().tells_the_rest().agrees()
    assert [row[0] for row in reports(line)] == [code]
    team.wait_for_message()
    line.until(lambda: not line.rows("select 1 from outbox where state in ('pending', 'sending') and due_at <= now()"))
    assert len(team.messages) == 1


def test_a_withheld_number_is_not_asked_about_texts_and_the_code_is_all(line: Line) -> None:
    caller = StreetCaller(line, withheld=True).says_where().chooses("c'est juste")
    caller.phone.wait_for("Combien")
    caller.phone.keys("2")
    for option in ("éveillée", "un animal", "encore là", "ne lui avez pas parlé"):
        caller.chooses(option)
    caller.agrees()
    assert [one for one in caller.phone.heard() if "SMS" in one] == []
    assert line.rows("select reach, feedback_wanted from report") == [(None, None)]
