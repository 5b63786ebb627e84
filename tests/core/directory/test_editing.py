"""Editing: nothing of a colleague is lost, everything can be undone, and who said what stays known."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.directory import checking, confirm, door, edit, read, trust, write
from hotline.core.directory.checking import Report
from hotline.core.directory.difference import differences
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.files import WrongFile
from hotline.core.directory.merge import Conflict, merged
from hotline.core.directory.opening import opening
from hotline.core.directory.tables import Change, OrganizationRow
from hotline.core.dispatcher import Dispatcher
from tests.core.conftest import hired
from tests.core.directory.house import AT, TODAY, organization, put, service
from tests.parts import empty


@pytest.fixture
def amina(session: Session) -> Dispatcher:
    return hired(session, "amina")


def named(name: str, of: Organization | None = None) -> Organization:
    return (of or organization()).model_copy(update={"name": {"fr": name}})


def stored(session: Session) -> Organization | None:
    session.expire_all()
    return edit.version(session, "house").organization


def test_a_change_is_on_record_with_who_when_before_and_after(session: Session, amina: Dispatcher) -> None:
    before = put(session)
    based = edit.version(session, "house").change_id
    change = edit.save(session, named("Autre"), based, amina, AT)
    assert change
    assert (change.how, change.dispatcher_id, change.at) == ("editor", amina.id, AT)
    assert (change.before, change.after) == (as_json(before), as_json(named("Autre")))
    assert edit.save(session, named("Autre"), change.id, amina, AT) is None
    assert len(read.history(session, "house")) == 2


def test_two_people_who_change_different_things_both_have_their_way(session: Session, amina: Dispatcher) -> None:
    put(session, service("house.a"), service("house.b"))
    based, sam = edit.version(session, "house"), hired(session, "sam")
    assert based.organization
    first, second = based.organization.services
    theirs = first.model_copy(update={"name": {"fr": "Par Amina"}})
    mine = second.model_copy(update={"name": {"fr": "Par Sam"}})
    edit.save(session, based.organization.model_copy(update={"services": (theirs, second)}), based.change_id, amina, AT)
    edit.save(session, based.organization.model_copy(update={"services": (first, mine)}), based.change_id, sam, AT)
    found = stored(session)
    assert found
    assert [one.name["fr"] for one in found.services] == ["Par Amina", "Par Sam"]


def test_two_people_who_change_the_same_thing_and_the_second_hears_who_was_quicker(
    session: Session, amina: Dispatcher
) -> None:
    put(session)
    based, sam = edit.version(session, "house").change_id, hired(session, "sam")
    edit.save(session, named("Par Amina"), based, amina, AT)
    with pytest.raises(edit.Meanwhile) as meanwhile:
        edit.save(session, named("Par Sam"), based, sam, AT + timedelta(minutes=1))
    assert (meanwhile.value.change.dispatcher_id, meanwhile.value.change.at) == (amina.id, AT)
    found = stored(session)
    assert found
    assert found.name == {"fr": "Par Amina"}
    with pytest.raises(edit.Meanwhile):
        edit.remove(session, "house", based, sam, AT)
    with pytest.raises(edit.Meanwhile):
        edit.undo(session, meanwhile.value.change.id, based, sam, AT)


def test_an_id_of_another_organization_is_not_taken(session: Session, amina: Dispatcher) -> None:
    put(session)
    with pytest.raises(WrongFile, match="house has a service with this id"):
        edit.save(session, organization(id="other"), 0, amina, AT)


def test_a_new_organization_can_be_found_and_taken_out_and_brought_back(session: Session, amina: Dispatcher) -> None:
    made = edit.save(session, organization(), 0, amina, AT)
    assert made
    assert read.service(session, "house.day", TODAY)
    gone = edit.remove(session, "house", made.id, amina, AT)
    assert gone
    assert read.service(session, "house.day", TODAY) is None
    assert edit.undo(session, gone.id, gone.id, amina, AT)
    assert stored(session) == organization()
    with pytest.raises(edit.Gone):
        edit.undo(session, 9_999, 0, amina, AT)


def test_a_file_of_the_next_release_does_not_overwrite_what_was_changed_here(
    session: Session, amina: Dispatcher
) -> None:
    put(session)
    edit.save(session, named("Ici"), edit.version(session, "house").change_id, amina, AT)
    assert session.get_one(OrganizationRow, ("house", False)).file_hash is None


# Any sequence of edits and undos

NAMES = st.sampled_from(["A", "B", "C"])
EDIT = st.tuples(st.just("edit"), NAMES)
UNDO = st.tuples(st.just("undo"), st.integers(0, 20))
STEPS = st.lists(st.one_of(EDIT, UNDO, st.just(("remove", 0))), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_edited_and_undone_each_state_comes_back_exactly(
    session: Session, steps: list[tuple[str, object]]
) -> None:
    session.rollback()
    empty(session.get_bind())  # type: ignore[arg-type]  # an engine
    amina = hired(session, "amina")
    states: dict[int, Organization | None] = {}  # as it was before each change
    now: Organization | None = None
    for what, how in steps:
        based = edit.version(session, "house").change_id
        undone = sorted(states)[int(how) % len(states)] if what == "undo" and states else None  # type: ignore[call-overload]
        if what == "edit":
            wanted, change = named(str(how)), edit.save(session, named(str(how)), based, amina, AT)
        elif what == "remove":
            wanted, change = None, edit.remove(session, "house", based, amina, AT)
        elif undone is not None:
            wanted, change = states[undone], edit.undo(session, undone, based, amina, AT)
        else:
            continue
        if change is not None:
            states[change.id] = now
        now = wanted
        assert stored(session) == now
        found = read.service(session, "house.day", TODAY, staff=True)
        assert (found is not None) == (now is not None)
    changes = session.scalars(select(Change).order_by(Change.id)).all()
    assert [one.before for one in changes] == [None, *(one.after for one in changes)][: len(changes)]


# Confirming


def test_what_was_asked_is_verified_today_and_the_rest_keeps_its_worth(session: Session) -> None:
    known = organization(service(links=[{"url": "https://old.example", "trust": {"assurance": "stale"}}]))
    (before,) = known.services
    asked = confirm.key(before.phones[0])
    after = confirm.confirmed(known, "house.day", [asked], "call", TODAY)
    (now,) = after.services
    assert now.trust.verified_on == TODAY
    assert after.sources[now.trust.sources[0]].kind == "call"
    assert now.phones[0].trust is None
    assert now.schedules[0].trust == before.trust  # not asked: as old as it was
    assert now.links[0].trust == before.links[0].trust
    assert Organization.model_validate(as_json(after)) == after


def test_a_later_call_takes_the_place_of_the_earlier_one(session: Session) -> None:
    known = organization()
    keys = confirm.keys(known.services[0])
    for day in (date(2026, 1, 1), date(2026, 6, 1), TODAY):
        known = confirm.confirmed(known, "house.day", keys, "call", day)
    assert [name for name, one in known.sources.items() if one.kind == "call"] == ["call-2026-11-26"]
    assert "page" in known.sources


def test_the_key_of_a_fact_is_of_its_words_not_of_its_worth(session: Session) -> None:
    phone = organization().services[0].phones[0]
    assert confirm.key(phone) == confirm.key(phone.model_copy(update={"trust": None}))
    assert confirm.key(phone) != confirm.key(phone.model_copy(update={"number": "02 123 45 68"}))


# One click


def test_closed_today_closes_the_door_at_once_and_open_again_opens_it(session: Session, amina: Dispatcher) -> None:
    put(session)
    edit.at_once(session, "house.day", "editor", amina, AT, lambda it, day: door.closed(it, "house.day", day, day))
    found = read.service(session, "house.day", TODAY)
    assert found
    assert opening(found.service, AT).state == "closed"
    edit.at_once(session, "house.day", "editor", amina, AT, lambda it, day: door.opened(it, "house.day", day))
    found = read.service(session, "house.day", TODAY)
    assert found
    assert opening(found.service, AT).state == "open"
    assert found.service.closures == ()
    with pytest.raises(edit.Gone):
        edit.at_once(session, "house.night", "editor", amina, AT, lambda it, _: it)


def test_a_closure_that_began_earlier_ends_yesterday(session: Session) -> None:
    shut = door.closed(organization(), "house.day", date(2026, 11, 20), date(2026, 12, 1))
    (now,) = door.opened(shut, "house.day", TODAY).services
    assert [(one.first, one.last) for one in now.closures] == [(date(2026, 11, 20), date(2026, 11, 25))]
    with pytest.raises(ValueError, match="before the first"):
        door.closed(organization(), "house.day", TODAY, date(2026, 11, 25))


def test_full_is_told_on_the_day_it_was_said_and_no_longer(session: Session, amina: Dispatcher) -> None:
    put(session)
    edit.at_once(session, "house.day", "editor", amina, AT, lambda it, day: door.room(it, "house.day", "full", day))
    now, tomorrow = (read.service(session, "house.day", day) for day in (TODAY, TODAY + timedelta(days=1)))
    assert now
    assert now.service.saturation
    assert trust.is_certain(now.service.saturation, now.service, TODAY)
    assert tomorrow
    assert tomorrow.service.saturation is None
    staff = read.service(session, "house.day", TODAY + timedelta(days=1), staff=True)
    assert staff
    assert staff.service.saturation  # they see when it was said


# What a change changes


def test_each_fact_that_changes_is_shown_with_before_and_after() -> None:
    before, after = as_json(organization()), as_json(organization(service(phones=[{"number": "02 765 43 21"}])))
    assert [(one.service_id, one.path, one.before, one.after) for one in differences(before, after)] == [
        ("house.day", ("phones", "number"), "02 123 45 67", "02 765 43 21"),
        ("house.day", ("phones", "trust", "verified_on"), "2026-06-01", None),
        ("house.day", ("phones", "trust", "assurance"), "verified", None),
    ]


def test_a_fact_that_only_grew_older_or_newer_is_paired_with_itself() -> None:
    two = [{"hours": "Mo 09:00-10:00"}, {"hours": "Tu 09:00-10:00"}]
    newer = [{"hours": "Tu 09:00-10:00", "trust": {"assurance": "stale"}}, {"hours": "Mo 09:00-10:00"}]
    before, after = (as_json(organization(service(schedules=one))) for one in (two, newer))
    assert [one.path for one in differences(before, after)] == [("schedules", "trust", "assurance")]


def test_something_new_or_gone_has_nothing_on_the_other_side() -> None:
    made = differences(None, as_json(organization()))
    assert all(one.before is None for one in made)
    assert all(one.after is None for one in differences(as_json(organization()), None))
    assert differences(as_json(organization()), as_json(organization())) == []


INNER = st.dictionaries(st.sampled_from("xy"), st.integers(0, 2))
DOCUMENTS = st.dictionaries(st.sampled_from("ab"), st.integers(0, 2) | INNER, max_size=2)


@given(before=DOCUMENTS, theirs=DOCUMENTS, mine=DOCUMENTS)
def test_a_merge_keeps_both_changes_or_says_that_it_cannot(before: object, theirs: object, mine: object) -> None:
    assert merged(before, theirs, before) == theirs
    assert merged(before, before, mine) == mine
    try:
        assert merged(before, theirs, mine) == merged(before, mine, theirs)
    except Conflict:
        with pytest.raises(Conflict):
            merged(before, mine, theirs)


# Files of the next release


def test_what_was_changed_or_taken_out_here_stays_so_and_is_named(
    session: Session, amina: Dispatcher, tmp_path: Path
) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "organizations").mkdir()
    for id in ("one", "two", "three"):
        content = as_json(organization(service(f"{id}.day"), id=id))
        (tmp_path / "organizations" / f"{id}.yaml").write_text(yaml.safe_dump(content))
    write.fill(session, tmp_path, AT)
    known = edit.version(session, "one")
    assert known.organization
    edit.save(session, named("Ici", known.organization), known.change_id, amina, AT)
    edit.remove(session, "two", edit.version(session, "two").change_id, amina, AT)
    edit.at_once(session, "three.day", "editor", amina, AT, lambda it, _: named("Ici", it))
    edit.at_once(session, "three.day", "undo", amina, AT, lambda it, _: named("Maison", it))
    write.fill(session, tmp_path, AT)
    assert write.changed_here(session, tmp_path) == ["one", "two"]
    assert edit.version(session, "two").organization is None


def test_two_people_who_save_at_the_same_moment_both_do(session: Session, house: web.House, amina: Dispatcher) -> None:
    put(session, service("a.day"), id="a")
    put(session, service("b.day"), id="b")

    def save(id: str) -> None:
        with house.sessions() as own:
            for name in ("X", "Y", "Z"):
                edit.at_once(own, f"{id}.day", "editor", amina, AT, lambda it, _: named(name, it))  # noqa: B023
                own.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, ["a", "b"]))
    assert len(session.scalars(select(Change)).all()) == 8


def test_an_address_that_was_hidden_since_stays_hidden_when_an_older_version_comes_back(
    session: Session, amina: Dispatcher
) -> None:
    put(session)
    first = edit.save(session, named("Refuge"), edit.version(session, "house").change_id, amina, AT)
    assert first
    (one,) = organization().services
    secret = one.model_copy(
        update={
            "locations": tuple(place.model_copy(update={"hidden": True}) for place in one.locations),
            "phones": tuple(phone.model_copy(update={"staff": True}) for phone in one.phones),
        }
    )
    hidden = edit.save(session, named("Refuge").model_copy(update={"services": (secret,)}), first.id, amina, AT)
    assert hidden
    back = edit.undo(session, first.id, hidden.id, amina, AT)
    assert back
    found = read.service(session, "house.day", TODAY)
    assert found
    assert (found.organization.name, found.service.locations, found.service.phones) == ({"fr": "Maison"}, (), ())
    assert edit.undo(session, back.id, back.id, amina, AT)
    assert stored(session) == named("Refuge").model_copy(update={"services": (secret,)})


def test_who_undoes_the_hiding_itself_means_it(session: Session, amina: Dispatcher) -> None:
    known = put(session)
    (one,) = known.services
    based = edit.version(session, "house").change_id
    secret = known.model_copy(update={"services": (one.model_copy(update={"hidden": True}),)})
    hiding = edit.save(session, secret, based, amina, AT)
    assert hiding
    edit.undo(session, hiding.id, hiding.id, amina, AT)
    assert stored(session) == known


def test_of_two_changes_at_once_the_one_that_is_there_last_is_read_too(session: Session, house: web.House) -> None:
    """The later number may be there first: what was kept in memory then must not stay for good."""

    def change(of: Session, id: str) -> None:
        of.add(Change(organization_id=id, how="editor", at=AT))
        of.flush()

    with house.sessions() as slow, house.sessions() as quick:
        change(slow, "slow")
        change(quick, "quick")
        quick.commit()
        between = read.version(session)
        session.rollback()
        slow.commit()
    assert read.version(session) > between


def test_a_door_that_people_found_closed_is_still_in_doubt_when_its_house_was_taken_out_and_brought_back(
    session: Session, house: web.House, amina: Dispatcher
) -> None:
    put(session)
    for who in ("a", "b"):
        checking.report(session, house.vault, Report("house.day", "closed_door", "public", who), AT)
    gone = edit.remove(session, "house", edit.version(session, "house").change_id, amina, AT)
    assert gone
    edit.undo(session, gone.id, gone.id, amina, AT)
    found = read.service(session, "house.day", TODAY)
    assert found
    assert found.service.trust.reported == TODAY


@pytest.mark.parametrize("private", [True, False])
def test_the_next_release_starts_when_a_file_has_an_id_that_somebody_gave_already(
    session: Session, tmp_path: Path, *, private: bool
) -> None:
    write.write(session, organization(service("house.night"), id="other"), "import", AT, private=private)
    session.commit()
    (tmp_path / "organizations").mkdir()
    document = as_json(organization(service("house.day"), service("house.night")))
    (tmp_path / "organizations" / "house.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    write.fill(session, tmp_path, AT)
    found = {one: read.service(session, one, TODAY) for one in ("house.day", "house.night")}
    assert {one: it and it.organization.id for one, it in found.items()} == {
        "house.day": "house",
        "house.night": "house" if private else "other",
    }
