"""The people who work here, for administrators: added, another role, a new password, a lost phone, removed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import labels
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.console.off_loop import off_loop
from hotline.core import dispatcher as dispatchers
from hotline.core import login, staff_log
from hotline.core import staff as people
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import ROLES
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

staff = Blueprint("staff", __name__, url_prefix="/staff")


@staff.errorhandler(people.LastAdmin)
def last_admin(_error: people.LastAdmin) -> ResponseReturnValue:
    session().rollback()
    return _page(_("This is the last administrator. Make somebody else an administrator first."), 409)


@staff.get("")
@needs("admin")
def show() -> ResponseReturnValue:
    return _page()


@staff.post("")
@needs("admin")
def add() -> ResponseReturnValue:
    """Somebody new. A name that is taken is not changed here."""
    name, password = _field("username").lower(), _field("password")
    if not people.USERNAME.fullmatch(name):
        return _page(_("A user name has 1 to 60 of these: a-z 0-9 _ . -"), 400)
    if len(password) < login.PASSWORD_LENGTH:
        return _page(_("A password needs at least %(count)s characters.", count=login.PASSWORD_LENGTH), 400)
    known = dispatchers.by_username(session(), name)
    if known is not None and known.password_hash != login.NEVER:
        return _page(_("This name is taken."), 409)
    moment, asking = at(), me()
    session().commit()  # nothing is held while the password is computed
    who = people.Appointment(name, off_loop(lambda: login.hash_password(password)), _role(), _languages())
    people.appoint(session(), house().vault, who, moment, asking)
    commit()
    flash(_("%(name)s can log in.", name=name))
    return redirect(url_for("staff.show"), 303)


@staff.post("/<name>")
@needs("admin")
def change(name: str) -> ResponseReturnValue:
    """Role and languages; with a new password, the logins made with the old one end."""
    person, password = _person(name), _field("password")
    if password and len(password) < login.PASSWORD_LENGTH:
        return _page(_("A password needs at least %(count)s characters.", count=login.PASSWORD_LENGTH), 400)
    moment, vault, asking = at(), house().vault, me()
    if password:
        session().commit()
        hashed = off_loop(lambda: login.hash_password(password))
        who = people.Appointment(person.username, hashed, _role(), _languages())
        people.appoint(session(), vault, who, moment, asking)
    else:
        who = people.Appointment(person.username, person.password_hash, _role(), _languages())
        people.change(session(), vault, person, who, moment, asking)
    commit()
    flash(_("Saved."))
    return redirect(url_for("staff.show"), 303)


@staff.post("/<name>/reset-second-factor")
@needs("admin")
def reset_second_factor(name: str) -> ResponseReturnValue:
    """For a colleague whose phone is lost; one's own is taken off with a code, under My settings."""
    person = _person(name)
    if person.id == me().id:
        return _page(_("Your own second factor is changed under My settings."), 400)
    people.reset_second_factor(session(), person, at(), me())
    commit()
    flash(_("%(name)s logs in with the password alone now. Ask for a new second factor.", name=person.username))
    return redirect(url_for("staff.show"), 303)


@staff.post("/<name>/remove")
@needs("admin")
def remove(name: str) -> ResponseReturnValue:
    person = _person(name)
    if request.form.get("sure") != "yes":
        return _page(_("Tick that you are sure, then remove."), 400)
    people.dismiss(session(), person, at(), me())
    session().info["queue_changed"] = True
    commit()
    flash(_("%(name)s can no longer log in.", name=person.username))
    return redirect(url_for("staff.show"), 303)


def _person(name: str) -> Dispatcher:
    person = dispatchers.by_username(session(), name) if people.USERNAME.fullmatch(name) else None
    if person is None or person.password_hash == login.NEVER:
        abort(404)
    return person


def _field(name: str) -> str:
    return request.form.get(name, "").strip("\r\n")[:1000]


def _role() -> str:
    role = request.form.get("role", ROLES[0])
    if role not in ROLES:
        abort(400)
    return role


def _languages() -> tuple[str, ...]:
    return tuple(code for code in request.form.getlist("languages") if code in LANGUAGES)


def _page(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    return render_template(
        "console/staff.html",
        problem=problem,
        people=people.everyone(session()),
        changes=staff_log.latest(session()),
        roles=ROLES,
        offered=LANGUAGES,
        typed=request.form.get("username", "").replace("\0", "")[:60],
        length=login.PASSWORD_LENGTH,
        now=at(),
        labels=labels,
        staff_event=staff_event,
    ), code


def staff_event(line: staff_log.StaffEvent) -> str:
    """One change as a sentence."""
    name, detail = line.whom.username, line.detail or {}
    role = labels.role(detail.get("after") or detail.get("role") or "") if line.kind in ("role", "added") else ""
    return {
        "added": _("%(name)s added as %(role)s", name=name, role=role),
        "new_password": _("%(name)s has a new password", name=name),
        "role": _("%(name)s is %(role)s now", name=name, role=role),
        "languages": _("%(name)s has other languages", name=name),
        "removed": _("%(name)s removed", name=name),
        "second_factor_on": _("%(name)s put a second factor on", name=name),
        "second_factor_off": _("%(name)s took the second factor off", name=name),
        "second_factor_reset": _("the second factor of %(name)s was taken away", name=name),
        "recovery_codes": _("%(name)s made new recovery codes", name=name),
        "recovery_used": _("%(name)s logged in with a recovery code", name=name),
    }.get(line.kind, line.kind)
