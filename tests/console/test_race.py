"""Many dispatchers click at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser

MANY = 30


def team(app: Flask, hire: Hire) -> list[Browser]:
    desks = []
    for number in range(MANY):
        hire(f"dispatcher{number}")
        desks.append(Browser(app))
        assert desks[-1].log_in(f"dispatcher{number}").status_code == 303
    return desks


def at_once(desks: list[Browser], path: str) -> list[tuple[int, dict[str, str]]]:
    """All click at the same moment; the answers."""
    start = Barrier(len(desks))
    tokens = [desk.get("/api/me").json["csrf_token"] for desk in desks]

    def click(desk: Browser, token: str) -> tuple[int, dict[str, str]]:
        start.wait(30)
        response = desk.client.post(path, headers={"X-CSRFToken": token})
        return response.status_code, response.json or {}

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(click, desks, tokens))


def test_thirty_take_one_caller_and_one_wins(app: Flask, hire: Hire, enter: Enter) -> None:
    desks, entry = team(app, hire), enter()
    answers = at_once(desks, f"/api/queue/{entry.id}/accept")
    assert Counter(status for status, _ in answers) == {200: 1, 409: MANY - 1}
    assert {body["error"] for status, body in answers if status == 409} == {"already_taken"}


def test_thirty_ask_for_the_next_and_get_thirty_people(app: Flask, hire: Hire, enter: Enter) -> None:
    desks = team(app, hire)
    waiting = {str(enter(waited_s=number).id) for number in range(MANY)}
    answers = at_once(desks, "/api/queue/next/accept")
    assert [status for status, _ in answers] == [200] * MANY
    assert {body["id"] for _, body in answers} == waiting
