"""Whatever is asked for by phone or text, in French and in Arabic: nothing uncertain is told as certain."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import flow, informing, sms_words
from hotline.core.contact import Contact
from hotline.core.directory import need_words, read, trust
from hotline.core.directory.facts import Service, facts
from hotline.core.plain import plain
from hotline.texts import t
from tests import trust_rules

LINE = flow.load(Path(__file__).parents[2] / "ivr_flows")["line"]
NOON, NIGHT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC), datetime(2026, 12, 25, 22, 0, tzinfo=UTC)
Told = tuple[str, list[str]]  # a service, the sentences about it


def ask(session: Session, house: web.House, language: str, need: str, at: datetime) -> Iterator[Told]:
    """Everything that is told about a need, one service after the other; "": the answer without a service."""
    person = Contact(channel="voice", number=house.vault.lock("+32470123456"), opened_at=at)
    session.add(person)
    session.flush()
    visit = flow.changed(flow.begin(LINE, number_known=True), node="directory", language=language, need=need)
    first = informing.inform(session, LINE, house.vault, person, visit, at)
    if first.found is None:
        assert flow.node_of(LINE, first).kind == "queue"
        return
    yield next(iter(first.found.ids), ""), _words(first)
    for shown in range(1, len(first.found.ids)):
        visit = flow.changed(visit, found=flow.Found(first.found.ids), shown=shown)
        yield first.found.ids[shown], _words(informing.inform(session, LINE, house.vault, person, visit, at))


def _words(visit: flow.Visit) -> list[str]:
    assert visit.found
    return [str(one.values["words"]) for one in visit.found.told]


def unsure(service: Service, at: datetime) -> set[str]:
    """The words of every fact of a service that is not certain; not a single word, which may stand elsewhere."""
    found = [one for one in facts(service) if not trust.is_certain(one, service, at.date())]
    texts = [getattr(one, name, {}) for one in found for name in ("text", "address", "directions", "note")]
    words = {value for text in texts for value in text.values()}
    return {one for one in words if len(one.split()) > 2} | {one.number for one in service.phones if one in found}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("at", [NOON, NIGHT], ids=["a day", "the night of Christmas"])
def test_nothing_uncertain_is_told_as_certain(
    directory: Session, house: web.House, language: str, at: datetime
) -> None:
    heard = 0
    doubt = t(language, "To be confirmed: %(words)s", words="")
    for need in need_words.known().needs:
        for service_id, sentences in ask(directory, house, language, need.id, at):
            heard += 1
            sure = " | ".join(one.replace(", ", " ") for one in sentences if not one.startswith(doubt))
            assert trust_rules.unverified_numbers(sure.replace("0 ", "0")) == set(), need.id
            assert trust_rules.hidden_addresses_in(" ".join(sentences)) == set(), need.id
            known = read.service(directory, service_id, at.date(), staff=True) if service_id else None
            if known is None:
                continue
            public = read.service(directory, service_id, at.date())
            assert public
            text = sms_words.service(public, language, at)
            assert trust_rules.unverified_numbers(text) == set(), service_id
            told = f" {plain(sure)} {plain(text)} "
            assert [one for one in unsure(known.service, at) if f" {plain(one)} " in told] == [], service_id
    assert heard > 50


def test_an_answer_that_is_not_certain_is_not_read_out(directory: Session, house: web.House) -> None:
    for answer in read.answers(directory):
        told = [words for _, sentences in ask(directory, house, "fr", answer.needs[0], NOON) for words in sentences]
        if trust.assurance(answer.trust, NOON.date()) != "verified":
            assert answer.short["fr"] not in told, answer.id
