"""The queue as partners and our own scripts see it; the shapes are a contract."""

import re

from flask import Flask

from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser


def test_the_queue_lists_people_in_serving_order(amina: Browser, enter: Enter) -> None:
    later, first = enter("nl", "report", 30), enter("fr", "place", 200)
    danger = enter(None, "person", 100, priority="danger")
    entries = amina.get("/api/queue").json["entries"]
    assert [e["id"] for e in entries] == [str(danger.id), str(first.id), str(later.id)]
    assert set(entries[0]) == {
        "id", "channel", "language", "topic", "priority", "state", "entered_at", "waited_s"
    }  # fmt: skip
    assert entries[1]["waited_s"] in (200, 201, 202)
    assert entries[0]["language"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", entries[0]["entered_at"])


def test_a_dispatcher_takes_a_person(amina: Browser, enter: Enter) -> None:
    entry = enter()
    response = amina.post_json(f"/api/queue/{entry.id}/accept")
    assert response.status_code == 200
    assert response.json["id"] == str(entry.id)
    assert response.json["state"] == "reserved"
    assert amina.get("/api/queue").json["entries"][0]["state"] == "reserved"


def test_the_second_click_hears_who_was_quicker(app: Flask, amina: Browser, hire: Hire, enter: Enter) -> None:
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    entry = enter()
    amina.post_json(f"/api/queue/{entry.id}/accept")
    response = tom.post_json(f"/api/queue/{entry.id}/accept")
    assert (response.status_code, response.json) == (409, {"error": "already_taken", "by": "amina"})


def test_one_call_at_a_time(amina: Browser, enter: Enter) -> None:
    first, second = enter(), enter()
    amina.post_json(f"/api/queue/{first.id}/accept")
    response = amina.post_json(f"/api/queue/{second.id}/accept")
    assert (response.status_code, response.json) == (409, {"error": "busy"})


def test_next_says_when_nobody_waits_and_when_one_is_away(amina: Browser, enter: Enter) -> None:
    assert amina.post_json("/api/queue/next/accept").json == {"error": "empty"}
    enter()
    assert amina.post_json("/api/activity", {"activity": "away"}).status_code == 200
    response = amina.post_json("/api/queue/next/accept")
    assert (response.status_code, response.json) == (409, {"error": "not_available"})
    assert amina.post_json("/api/activity", {"activity": "available"}).status_code == 200
    assert amina.post_json("/api/queue/next/accept").status_code == 200


def test_what_is_no_entry_is_gone_and_what_is_no_json_is_refused(amina: Browser) -> None:
    for bad in ("7", "x", "-1", "9" * 30, "٣"):
        response = amina.post_json(f"/api/queue/{bad}/accept")
        assert (response.status_code, response.json) == (404, {"error": "gone"})
    for body in ({"activity": "dancing"}, {"activity": ["away"]}, [], None):
        assert amina.post_json("/api/activity", body).status_code == 400


def test_a_change_without_the_token_is_refused(amina: Browser, enter: Enter) -> None:
    entry = enter()
    response = amina.client.post(f"/api/queue/{entry.id}/accept")
    assert (response.status_code, response.json) == (400, {"error": "csrf"})


def test_a_person_is_taken_without_any_script(amina: Browser, enter: Enter) -> None:
    entry = enter()
    response = amina.send(f"/queue/{entry.id}/accept")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
