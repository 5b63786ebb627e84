"""Public terminals: large, nothing leads away, nothing of the last visitor stays. Set once, by who looks after it."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from hotline import page

kiosk = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@kiosk.get("")
def begin() -> ResponseReturnValue:
    answer = redirect("/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # what was kept here before
    page.become_kiosk(answer, page.YEAR_S)
    return answer


@kiosk.get("/off")
def end() -> ResponseReturnValue:
    """This browser is one like all others again."""
    answer = redirect("/")
    answer.delete_cookie("kiosk")
    return answer
