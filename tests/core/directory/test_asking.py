"""A service is asked by its own link: read, one answer, one service; what it corrects waits for a dispatcher."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.directory import campaign, confirm, correction, edit, link, proposal, read
from hotline.core.directory.facts import Said, in_language
from hotline.core.directory.link import Address, Link
from hotline.core.directory.proposal import Proposal
from hotline.core.outbox import Promise
from hotline.core.secret import Vault
from hotline.core.sms import Sms
from hotline.directory_campaign_command import asked
from tests.core.conftest import hired
from tests.core.directory.house import AT, TODAY, organization, put, service

DAY = timedelta(days=1)


def ask(house: web.House, session: Session, at=AT, service_id: str = "house.day") -> tuple[Link, str]:
    return link.new(session, house.vault, service_id, at, language="fr", sent="hand", by_id=None)


def test_a_link_is_long_kept_as_a_hash_and_can_be_written_again_by_whoever_sends_it(
    house: web.House, session: Session
) -> None:
    made, token = ask(house, session)
    assert len(token) >= 43  # 256 bits
    assert made.token_hash
    assert token.encode() not in made.token_hash
    session.commit()
    session.expire_all()
    assert link.token(house.vault, session.get_one(Link, made.id)) == token
    assert link.token(Vault(("n" * 40, *house.settings.secret_key)), made) == token
    assert link.token(Vault(("x" * 40,)), made) is None
    assert token != ask(house, session, service_id="house.night")[1]


@pytest.mark.parametrize("shown", ["", "x", "A" * 43])
def test_a_guess_leads_nowhere(house: web.House, session: Session, shown: str) -> None:
    ask(house, session)
    assert link.by_token(session, shown, AT) is None


def test_a_link_ends_with_the_next_one_and_after_thirty_days(house: web.House, session: Session) -> None:
    _, old = ask(house, session)
    made, token = ask(house, session, AT + DAY)
    assert link.by_token(session, old, AT + DAY) is None
    assert link.by_token(session, token, AT + 30 * DAY) is made
    assert link.by_token(session, token, AT + 31 * DAY) is None
    assert [one.id for one in link.open_links(session, AT + DAY)] == [made.id]


def test_there_is_one_open_link_a_service_whatever_happens(house: web.House, session: Session) -> None:
    made, _ = ask(house, session)
    session.add(Link(service_id="house.day", language="fr", sent="hand", made_at=AT, until=made.until))
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_answered_link_is_known_and_takes_no_other_answer(house: web.House, session: Session) -> None:
    made, token = ask(house, session)
    link.answered(made, "confirmed", AT)
    found = link.by_token(session, token, AT + DAY)
    assert found
    assert found.ended_at == AT
    link.forget(session, AT + 100 * DAY)
    assert session.get(Link, made.id)
    link.forget(session, AT + 121 * DAY)
    session.expire_all()
    assert session.get(Link, made.id) is None


# Whom we ask, and how


def reach(house: web.House, session: Session, service_id: str = "house.day", mail: str = "", phone: str = "") -> None:
    lock = house.vault.lock
    where = Address(service_id=service_id, at=AT, language="nl")
    where.mail, where.phone = lock(mail) if mail else None, lock(phone) if phone else None
    session.add(where)
    session.flush()


def sent(house: web.House, session: Session, *, mail: bool = True) -> list[tuple[str, str]]:
    due = campaign.whom(session, AT, 30)
    made = campaign.ask(session, house.vault, due, AT, base="https://x.example", by_id=None, mail=mail)
    session.commit()
    return [(one.service.id, one.sent) for one in made]


def test_the_oldest_is_asked_first_and_nobody_twice(house: web.House, session: Session) -> None:
    def seen(day: str) -> dict[str, str]:
        return {"assurance": "verified", "verified_on": day}

    put(
        session,
        service("house.new", trust=seen("2026-11-20")),
        service("house.old", trust=seen("2024-01-01")),
        service("house.older", trust=seen("2023-01-01")),
        service("house.hidden", trust=seen("2023-01-01"), hidden=True),
        service("house.nobody", trust={"assurance": "unverified"}),
    )
    assert [one.id for one in campaign.whom(session, AT, 30)] == ["house.older", "house.old"]
    assert sent(house, session) == [("house.older", "hand"), ("house.old", "hand")]
    assert campaign.whom(session, AT, 30) == []


def test_a_letter_where_there_is_a_mail_server_else_a_text_else_by_hand(house: web.House, session: Session) -> None:
    put(session, *(service(f"house.{one}") for one in ("mail", "text", "both", "landline", "none")))
    reach(house, session, "house.mail", mail="a@house.example")
    reach(house, session, "house.text", phone="0470 12 34 56")
    reach(house, session, "house.both", mail="a@house.example", phone="0470 12 34 57")
    reach(house, session, "house.landline", phone="02 123 45 67")
    ways = dict(sent(house, session, mail=False))
    assert [name for name, way in ways.items() if way == "sms"] == ["house.both", "house.text"]
    assert set(ways.values()) == {"sms", "hand"}
    (words, _) = (house.vault.open(one.body or b"") or "" for one in session.scalars(select(Sms).order_by(Sms.id)))
    assert "https://x.example/confirm/" in words
    assert "Dagopvang" in words
    assert [one.service_id for one, url in campaign.by_hand(session, house.vault, AT, "https://x.example") if url] == [
        "house.landline", "house.mail", "house.none",
    ]  # fmt: skip


def test_a_letter_is_owed_through_the_outbox(house: web.House, session: Session) -> None:
    put(session)
    reach(house, session, mail="a@house.example")
    assert sent(house, session) == [("house.day", "mail")]
    made = session.scalars(select(Link)).one()
    assert [(one.kind, one.args) for one in session.scalars(select(Promise))] == [("ask_by_mail", {"link": made.id})]


# What they answer


def corrected(form: dict[str, str], language: str = "fr", *, closed: bool = False) -> correction.Read:
    return correction.read(organization(), "house.day", form, language, TODAY, closed=closed)


def line(kind: str) -> str:
    (one,) = (one for one in correction.lines(organization().services[0], "fr") if one.kind == kind and one.fact)
    return one.name


def test_the_form_shows_what_we_tell_and_sent_back_unchanged_it_changes_nothing() -> None:
    lines = correction.lines(organization().services[0], "fr")
    assert [(one.kind, one.text) for one in lines] == [
        ("hours", "lun-ven 09:00-17:00"),
        ("hours", ""),
        ("phone", "02 123 45 67"),
        ("phone", ""),
        ("address", "Rue Haute 1, 1000 Bruxelles"),
        ("access", "Sans rendez-vous."),
    ]
    assert corrected({one.name: one.text for one in lines}).wanted == organization()


def test_hours_numbers_addresses_and_access_become_facts_of_the_partner() -> None:
    form = {line("hours"): "lundi-vendredi 9h-12h", line("phone"): "02/765.43.21", "phone-new": "0800 12 345"}
    form |= {line("address"): "Rue Neuve 5, 1000 Bruxelles", line("access"): "Sonnez deux fois."}
    found = corrected(form)
    (now,) = found.wanted.services
    assert found.words == []
    assert [one.hours for one in now.schedules] == ["Mo-Fr 09:00-12:00"]
    assert [one.number for one in now.phones] == ["02 765 43 21", "0800 12 345"]
    assert now.locations[0].address == {"fr": "Rue Neuve 5, 1000 Bruxelles"}
    assert (now.locations[0].postal_code, now.locations[0].lat) == ("1000", None)
    assert now.says == (Said(about="access", text={"fr": "Sonnez deux fois."}, trust=confirm.told("partner", TODAY)),)
    assert now.phones[0].trust == confirm.told("partner", TODAY)
    assert now.trust == organization().services[0].trust


def test_what_is_wiped_out_goes_and_what_cannot_be_read_is_kept_as_words() -> None:
    found = corrected({line("hours"): "appelez d'abord", line("phone"): ""})
    (now,) = found.wanted.services
    assert found.words == ["appelez d'abord"]
    assert now.schedules == organization().services[0].schedules
    assert now.phones == ()


def test_closed_for_good_ends_yesterday() -> None:
    (now,) = corrected({}, closed=True).wanted.services
    assert now.ends_on == TODAY - DAY


def test_a_proposal_waits_and_who_accepts_it_does_so_once(session: Session) -> None:
    known = put(session)
    amina, sam = hired(session, "amina"), hired(session, "sam")
    wanted = corrected({line("phone"): "02 765 43 21"}).wanted
    made = proposal.propose(session, known, wanted, AT, service_id="house.day")
    assert made.needs == "dispatcher"
    assert [one.id for one in proposal.waiting(session)] == [made.id]
    change = proposal.accept(session, made, amina, AT)
    assert change
    assert (change.how, change.dispatcher_id) == ("partner", amina.id)
    assert proposal.accept(session, made, sam, AT) is None
    assert not proposal.dismiss(session, made, sam, AT)
    found = read.service(session, "house.day", TODAY)
    assert found
    assert [one.number for one in found.service.phones] == ["02 765 43 21"]


def test_what_changed_meanwhile_is_kept_and_a_proposal_for_the_same_thing_is_not_taken(session: Session) -> None:
    known, amina = put(session), hired(session, "amina")
    wanted = corrected({line("phone"): "02 765 43 21"}).wanted
    first = proposal.propose(session, known, wanted, AT)
    second = proposal.propose(session, known, corrected({line("phone"): "02 111 11 11"}).wanted, AT, by=amina)
    assert second.needs == "supervisor"
    based = edit.version(session, "house").change_id
    edit.save(session, known.model_copy(update={"name": {"fr": "Autre"}}), based, amina, AT)
    proposal.accept(session, first, amina, AT)
    found = edit.version(session, "house").organization
    assert found
    assert in_language(found.name, "fr")[0] == "Autre"
    with pytest.raises(edit.Meanwhile):
        proposal.accept(session, second, amina, AT)


def test_what_was_decided_is_forgotten(session: Session) -> None:
    known, amina = put(session), hired(session, "amina")
    made = proposal.propose(session, known, known, AT, words=b"locked")
    proposal.dismiss(session, made, amina, AT)
    proposal.forget(session, AT + 31 * DAY, 30 * DAY)
    session.expire_all()
    kept = session.get_one(Proposal, made.id)
    assert (kept.base, kept.wanted, kept.words, kept.state) == (None, None, None, "dismissed")
    with pytest.raises(edit.Gone):
        proposal.wanted_now(session, kept)


# The command


def test_the_command_says_whom_it_would_ask_and_prints_the_links_that_staff_must_send(
    house: web.House, session: Session
) -> None:
    put(session, service("house.mail"), service("house.none"))
    reach(house, session, "house.mail", mail="a@house.example")
    seen = TODAY.replace(month=6, day=1)
    tried = list(asked(session, house.vault, house.settings, 0, dry_run=True))
    assert tried == [("house.mail", seen, "hand", None), ("house.none", seen, "none", None)]
    assert session.scalars(select(Link)).all() == []
    none, (service_id, _, sent, url) = asked(session, house.vault, house.settings, 0, dry_run=False)
    assert none == ("house.none", seen, "none", None)
    assert (service_id, sent) == ("house.mail", "hand")
    assert str(url).startswith(f"{house.settings.public_url}/confirm/")
