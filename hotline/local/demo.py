"""The people, centres and team phones of the demo: a known password and invented names, on this laptop only."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from hotline import centres_command, db, settings
from hotline.core import login, models, place, staff
from hotline.core.centre import centres
from hotline.core.report.team import team_reach, teams
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.secret import Vault

assert models  # noqa: S101  # every table must be known

PASSWORD = "winter-night-2026"  # noqa: S105  # printed on the screen by `make run`; loopback only
CENTRES = Path(__file__).parent / "demo_centres.yaml"
FREE = {  # what the demo's centres told
    "Abri d'hiver (démo)": 23,
    "Halte-soins du Canal (démo)": 1,
    "Het Lantaarntje (démo)": 11,
    "La Lune bleue (démo)": 2,
    "Les Hirondelles (démo)": 6,
}
TEAM_PHONES = "+324702000"  # and two digits
SUPERVISOR = "sara"
PEOPLE = {"amina": ("fr", "nl", "ar", "en"), "jan": ("nl", "en", "de"), SUPERVISOR: ("fr", "nl", "en")}


def prepare() -> list[str]:
    """Add the demo's dispatchers where they are missing. Returns the lines that say how to log in."""
    conf = settings.load()
    vault = Vault(conf.secret_key)
    hashed = login.hash_password(PASSWORD)
    with db.sessions(db.connect(conf.database_url))() as session:
        known = {person.username for person in staff.everyone(session)}
        for name, languages in PEOPLE.items():
            if name not in known:
                role = "supervisor" if name == SUPERVISOR else "dispatcher"
                staff.appoint(session, vault, staff.Appointment(name, hashed, role, languages, None), db.now(session))
        show_centres(session, vault, db.now(session))
        phones = give_phones(session, vault, db.now(session))
        session.commit()
    page = f"{conf.public_url}/local/phone?number=%2B"
    pages = (f"phone of the team {team}: {page}{number[1:]}" for team, number in phones.items())
    return [f"log in as {' or '.join(PEOPLE)} ({SUPERVISOR}: supervisor), password {PASSWORD}", *pages]


def show_centres(session: Session, vault: Vault, at: datetime) -> None:
    """A board with invented centres: once, and their counts told again when they are old."""
    if not centres(session):
        centres_command.bring_in(session, vault, centres_command.read(CENTRES))
    for centre in centres(session):
        if centre.name in FREE and not place.is_fresh(centre, at):
            place.tell_free(session, centre, FREE[centre.name], "board", at)


def give_phones(session: Session, vault: Vault, at: datetime) -> dict[str, str]:
    """A phone of the simulated network for each outreach team that has no reach yet. Returns the demo's numbers."""
    numbers = {one.id: f"{TEAM_PHONES}{nth:02}" for nth, one in enumerate(teams.book().teams, 1)}
    for team, number in numbers.items():
        if session.get(TeamReach, team) is None:
            team_reach.set_reach(session, vault, team, at, phone=number, mail=None, language="fr")
    return numbers
