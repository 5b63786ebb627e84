"""What somebody chose by phone before they came to a person: seen on the desk, suggested at the end."""

from sqlalchemy.orm import Session

from hotline import db
from hotline.core.contact import CallLeg, Contact
from tests.console.conftest import Enter
from tests.console.pages import Browser


def test_whom_somebody_wants_to_be_put_through_to_is_seen_by_the_dispatcher(
    amina: Browser, enter: Enter, session: Session
) -> None:
    someone, at = session.get_one(Contact, enter("fr", "information").contact_id), db.now(session)
    visit = {"node": "queue", "need": "hygiene", "wish": ["house.day", "Accueil de jour & Co"]}
    session.add(CallLeg(contact=someone, call_sid="CA1", role="caller", visit=visit, started_at=at, seen_at=at))
    session.commit()
    html = amina.get(f"/?contact={someone.id}").get_data(as_text=True)
    assert "Wants to be put through to: Accueil de jour &amp; Co" in html
    assert 'value="hygiene" checked' in html
    assert 'value="information" checked' not in html
