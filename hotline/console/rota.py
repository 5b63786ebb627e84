"""The rota: a week of shifts for everyone to read, for supervisors to plan; hours without anybody are marked."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import rota as shifts
from hotline.core import staff
from hotline.core.dispatcher import by_username
from hotline.core.measure import BRUSSELS
from hotline.core.rota import BadShift, Shift
from hotline.core.secret import masked
from hotline.web import commit, house, session

rota = Blueprint("rota", __name__, url_prefix="/rota")

WEEKS = 26  # at most, copied at once


@rota.get("")
def show() -> ResponseReturnValue:
    return _page(_monday(request.args.get("week")))


@rota.post("")
@needs("supervisor")
def add() -> ResponseReturnValue:
    """One shift for one person."""
    day, person = _day(request.form.get("day")), by_username(session(), request.form.get("who", ""))
    start, end = _wall(request.form.get("start")), _wall(request.form.get("end"))
    if day is None or person is None or start is None or end is None:
        return _page(_monday(request.args.get("week")), _("Choose who, the day, and two times such as 22:00."), 400)
    try:
        shifts.add(session(), person, day, start, end)
    except BadShift:
        session().rollback()
        return _page(_week_of(day), _("This meets another shift of theirs, or is too long."), 409)
    commit()
    return _back(_week_of(day))


@rota.post("/<int:shift_id>/remove")
@needs("supervisor")
def remove(shift_id: int) -> ResponseReturnValue:
    found = session().get(Shift, shift_id) if shift_id < 2**63 else None
    week = shifts.week_of(found.starts_at if found else at())
    if found is not None:
        session().delete(found)
        commit()
    return _back(week)


@rota.post("/copy")
@needs("supervisor")
def copy() -> ResponseReturnValue:
    """The same again in the next weeks, by the time on the wall."""
    monday, weeks = _monday(request.form.get("week")), request.form.get("weeks", 1, type=int)
    if not 1 <= weeks <= WEEKS:
        abort(400)
    new = sum(shifts.copy_week(session(), monday, monday + shifts.WEEK * n) for n in range(1, weeks + 1))
    commit()
    flash(_("New shifts: %(count)s.", count=new))
    return _back(monday)


@rota.post("/import")
@needs("supervisor")
def import_() -> ResponseReturnValue:
    """All the shifts of a CSV, or none."""
    week = _monday(request.args.get("week"))
    file = request.files.get("file")
    try:
        planned = shifts.read((file.read(1_000_000) if file else b"").decode("utf-8-sig"))
        count = shifts.plan(session(), planned)
    except (BadShift, UnicodeDecodeError) as bad:
        session().rollback()
        return _page(week, _("Nothing was planned: %(problem)s", problem=str(bad)), 400)
    commit()
    flash(_("Planned: %(count)s.", count=count))
    return _back(_week_of(planned[0].day) if planned else week)


@rota.get("/shifts.csv")
def export() -> Response:
    week = _monday(request.args.get("week"))
    text = shifts.written(_of_week(week))
    return Response(
        text, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename=rota-{week.isoformat()}.csv"}
    )


def _page(week: date, problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    of_week, people = _of_week(week), staff.everyone(session())
    start, end = shifts.bounds(week)
    days = [week + timedelta(days=n) for n in range(7)]
    return render_template(
        "console/rota.html",
        me=me(),
        now=at(),
        problem=problem,
        week=week,
        days=[(day, [one for one in of_week if _on(one, day)]) for day in days],
        gaps=shifts.gaps(shifts.between(session(), start, end), max(start, at()), end) if end > at() else [],
        here=shifts.on_now(session(), at()),
        people=people,
        phones={person.id: _phone(person.phone) for person in people},
        before=week - shifts.WEEK,
        after=week + shifts.WEEK,
        may=me().may("supervisor"),
        weeks=WEEKS,
        hours=lambda one: (one.ends_at - one.starts_at) // timedelta(hours=1),
    ), code


def _of_week(week: date) -> list[Shift]:
    start, end = shifts.bounds(week)
    return [one for one in shifts.between(session(), start, end) if one.starts_at >= start]


def _on(shift: Shift, day: date) -> bool:
    return shift.starts_at.astimezone(BRUSSELS).date() == day


def _phone(locked: bytes | None) -> str | None:
    number = house().vault.open(locked) if locked else None
    return masked(number) if number else None


def _back(week: date) -> ResponseReturnValue:
    return redirect(url_for("rota.show", week=week.isoformat()), 303)


def _monday(text: str | None) -> date:
    day = _day(text)
    return _week_of(day) if day is not None else shifts.week_of(at())


def _week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(text: str | None) -> date | None:
    """A date that has weeks before and after it."""
    try:
        day = datetime.strptime(text or "", "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _wall(text: str | None) -> time | None:
    try:
        return datetime.strptime(text or "", "%H:%M").time()  # noqa: DTZ007  # a time on the wall
    except ValueError:
        return None
