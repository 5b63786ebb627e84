"""The people of the demo: two dispatchers with a known password, on this laptop only."""

from hotline import db, settings
from hotline.core import login, models, staff
from hotline.core.secret import Vault

assert models  # noqa: S101  # every table must be known

PASSWORD = "winter-night-2026"  # noqa: S105  # printed on the screen by `make run`; loopback only
PEOPLE = {"amina": ("fr", "nl", "ar", "en"), "jan": ("nl", "en", "de")}


def prepare() -> list[str]:
    """Add the demo's dispatchers where they are missing. Returns the lines that say how to log in."""
    conf = settings.load()
    vault = Vault(conf.secret_key)
    hashed = login.hash_password(PASSWORD)
    with db.sessions(db.connect(conf.database_url))() as session:
        known = {person.username for person in staff.everyone(session)}
        for name, languages in PEOPLE.items():
            if name not in known:
                staff.appoint(
                    session, vault, staff.Appointment(name, hashed, "dispatcher", languages, None), db.now(session)
                )
        session.commit()
    return [f"log in as {' or '.join(PEOPLE)}, password {PASSWORD}"]
