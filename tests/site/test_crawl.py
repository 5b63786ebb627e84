"""Somebody follows every link of the public site in all ten languages: what they read keeps the trust rules."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urldefrag

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from sqlalchemy.orm import Session

from hotline import db
from hotline.core.directory import read, trust
from hotline.core.directory.facts import Service
from hotline.core.measure import BRUSSELS
from hotline.texts import LANGUAGES
from tests import trust_rules
from tests.parts import NUMBER

Pages = dict[str, HtmlElement]


@pytest.fixture
def client(public_app: Flask, directory: Session) -> FlaskClient:
    assert directory
    return public_app.test_client()


def crawl(client: FlaskClient, start: str) -> Iterator[tuple[str, HtmlElement]]:
    """Every page that can be reached inside one language; a link that leads nowhere is an error.

    Sheets of paper are held against the rules where they are made (tests/paper).
    """
    below, seen, todo = f"/{start}/", {f"/{start}/"}, [f"/{start}/"]
    while todo:
        path = todo.pop()
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html":
            continue
        tree = trust_rules.parse(answer.get_data(as_text=True))
        yield path, tree
        for href in tree.xpath("//a/@href"):
            target = urldefrag(href).url
            if target.startswith(below) and "/print/" not in target and target not in seen:
                seen.add(target)
                todo.append(target)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_tells_what_is_not_for_everyone(client: FlaskClient, session: Session, language: str) -> None:
    pages: Pages = dict(crawl(client, language))
    assert len(pages) > 150
    for path, tree in pages.items():
        said = trust_rules.told(tree)
        assert trust_rules.unverified_numbers(said, ours=[NUMBER]) == set(), path
        assert trust_rules.hidden_addresses_in(said) == set(), path
        assert trust_rules.bare_doubts(tree, language) == [], path
        assert trust_rules.from_elsewhere(tree) == [], path
        (root,) = tree.xpath("/html")
        assert (root.get("lang"), root.get("dir")) == (language, LANGUAGES[language].direction), path
    every_service_says_its_doubts(session, pages, language)


def every_service_says_its_doubts(session: Session, pages: Pages, language: str) -> None:
    """What is not certain is marked where it stands: addresses and numbers of every service."""
    today = db.now(session).astimezone(BRUSSELS).date()
    for organization in read.organizations(session, today):
        for service in organization.services:
            tree = pages[f"/{language}/service/{service.id}"]
            for text in unsure(service, today):
                assert trust_rules.worth_of(tree, text) <= {"stale"}, (service.id, text)


def unsure(service: Service, today: date) -> Iterator[str]:
    """Addresses and numbers that may be shown only with their doubt."""
    for place in service.locations:
        if not trust.is_certain(place, service, today):
            yield from (text for text in place.address.values() if len(text) > 8)
    yield from (phone.number for phone in service.phones if not trust.is_certain(phone, service, today))
