"""What the tests of the directory in the console share: its pages, its forms, what everyone may know afterwards."""

import html5lib
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core.directory import checking, edit, read
from hotline.core.directory.checking import Check, Report
from hotline.core.directory.facts import Service
from hotline.core.directory.link import Address
from hotline.core.measure import BRUSSELS
from tests.console.pages import Browser

PLACE = "/directory/service/house.day"
EDIT = "/directory/house/edit/house.day"


def html(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def found(session: Session, *, staff: bool = False) -> Service | None:
    session.expire_all()
    shown = read.service(session, "house.day", db.now(session).astimezone(BRUSSELS).date(), staff=staff)
    return shown.service if shown else None


def now(session: Session, *, staff: bool = False) -> Service:
    shown = found(session, staff=staff)
    assert shown
    return shown


def report(house: web.House, session: Session, who: str, **more: str) -> Check:
    told = Report("house.day", "closed_door", "public", who, **more)
    check = checking.report(session, house.vault, told, db.now(session))
    session.commit()
    assert check
    return check


def reached_at(house: web.House, session: Session, mail: str) -> None:
    session.add(Address(service_id="house.day", at=db.now(session), language="fr", mail=house.vault.lock(mail)))
    session.commit()


def fields(browser: Browser, path: str) -> dict[str, str]:
    """What stands in the form of a page, as a browser would send it back."""
    tree = html5lib.parse(html(browser, path), namespaceHTMLElements=False)
    form = next(one for one in tree.iter("form") if one.get("enctype"))
    values = {}
    for one in form.iter():
        name = one.get("name")
        if not name or (one.get("type") in ("radio", "checkbox") and one.get("checked") is None):
            continue
        if one.tag == "select":
            options = list(one.iter("option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            values[name] = chosen.get("value", "")
        elif one.tag in ("input", "textarea"):
            values[name] = (one.text or "") if one.tag == "textarea" else one.get("value", "")
    return values


def document(browser: Browser, path: str) -> str:
    tree = html5lib.parse(html(browser, path), namespaceHTMLElements=False)
    return next(one.text or "" for one in tree.iter("textarea") if one.get("id") == "document")


def based(session: Session) -> str:
    session.expire_all()
    return str(edit.version(session, "house").change_id)
