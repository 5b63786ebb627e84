"""The parts of a stranger's documents as facts of ours; what fits nowhere is left, and counted."""

import re
from collections.abc import Iterable, Iterator

from hotline.core import hours
from hotline.core.directory.private_words import COMMUNES
from hotline.core.hsds.ids import Json
from hotline.core.hsds.taking import Taking
from hotline.core.hsds.telling import sentences

NUMBER = re.compile(r"[0-9+][0-9 ]{1,18}")
BELGIAN = re.compile(r"1\d{3}")  # postcodes of the Region
CODE = re.compile(r"[a-z]{2,3}")
CLOCK = re.compile(r"(\d\d):(\d\d)")
DIALLED = ("voice", "cell", "hotline", "sms")
RECURS = ("byweekno", "bymonthday", "byyearday", "count", "until")  # more than our hours can say
LAST_MINUTE = "23:59"


def phones(taking: Taking, language: str) -> Iterator[Json]:
    """Numbers that can be dialled."""
    for one in taking.many("phones", "phone"):
        number = " ".join(re.sub(r"[^0-9+]+", " ", one.text("number")).split())
        kind = one.text("type") or "voice"
        if NUMBER.fullmatch(number) and kind in DIALLED:
            yield {"number": number, "name": said(one.text("description"), language)}
        else:
            one.left["phone that cannot be dialled"] += 1


def links(taking: Taking, language: str, *names: str) -> Iterator[Json]:
    """Pages and e-mail addresses, once each."""
    found: dict[str, str] = {}
    for name in names:
        if url := taking.text(name):
            found.setdefault(f"mailto:{url}" if "@" in url and "/" not in url else url, "")
    for field in ("additional_urls", "additional_websites"):
        for one in taking.many(field, "url"):
            if url := one.text("url"):
                label = one.text("label")
                found.setdefault(url, label)
    yield from ({"url": url, "name": said(label, language)} for url, label in found.items())


def place(taking: Taking, language: str) -> Json:
    """A location with its address in one line."""
    lat, lon = taking.number("latitude", 49, 52), taking.number("longitude", 2, 7)
    directions = sentences(taking.text("description"), taking.text("transportation"), *_access(taking))
    address, postal_code = _address(taking)
    found = {
        "name": said(taking.text("name"), language),
        "address": said(address, language),
        "postal_code": postal_code,
        "commune": COMMUNES.get(postal_code or ""),
        "directions": said(directions, language),
    }
    return {**found, "lat": lat, "lon": lon} if lat and lon else found


def _access(taking: Taking) -> Iterator[str]:
    for one in taking.many("accessibility", "accessibility"):
        yield from filter(None, (one.text("description"), one.text("details")))


def _address(taking: Taking) -> tuple[str, str | None]:
    for one in taking.many("addresses", "address"):
        code = one.text("postal_code")
        ours = BELGIAN.fullmatch(code) is not None
        lines = [one.text("address_1"), one.text("address_2"), "" if ours else code, one.text("city")]
        one.text("address_type"), one.text("country"), one.text("state_province")
        return ", ".join(filter(None, lines)), code if ours else None
    return "", None


def schedules(taking: Taking, language: str) -> Iterator[Json]:
    """Weekly hours as schedules; what recurs otherwise as a sentence, where there is one."""
    for one in taking.many("schedules", "schedule"):
        text = said(one.text("description", "notes"), language)
        weekly = _weekly(one)
        if weekly:
            yield {**weekly, "starts_on": one.day("valid_from"), "ends_on": one.day("valid_to"), "note": text}
        elif text:
            yield {"about": "access", "text": text}


def _weekly(one: Taking) -> Json | None:
    days = one.rest.get("byday", "")
    opens, closes = (CLOCK.match(str(one.rest.get(name) or "")) for name in ("opens_at", "closes_at"))
    rare = one.rest.get("freq") == "MONTHLY" or one.rest.get("interval") not in (None, "", 1)
    if not (days and opens and closes) or rare or any(one.rest.get(name) for name in RECURS):
        return None
    until = "24:00" if closes[0] == LAST_MINUTE else closes[0]
    text = f"{','.join(day.strip().capitalize() for day in str(days).split(','))} {opens[0]}-{until}"
    try:
        hours.parse(text)
    except hours.WrongHours:
        return None
    for name in ("byday", "opens_at", "closes_at", "freq", "interval", "wkst"):
        one.rest.pop(name, None)
    return {"hours": text}


def languages(taking: Taking, _: str) -> Iterator[Json]:
    """The languages spoken there, together."""
    codes = []
    for one in taking.many("languages", "language"):
        if CODE.fullmatch(str(one.rest.get("code", ""))):
            codes.append(one.text("code"))
            one.text("name")
    if codes:
        yield {"languages": list(dict.fromkeys(codes))}


def more(taking: Taking, language: str) -> Iterator[Json]:
    """Documents to bring and what it costs, as sentences."""
    for one in taking.many("required_documents", "required_document"):
        if text := one.text("document"):
            yield {"about": "documents", "text": said(text, language)}
    for one in taking.many("cost_options", "cost_option"):
        amount = " ".join(filter(None, [one.text("amount"), one.text("currency").upper()]))
        told = [part for part in (one.text("option"), amount, one.text("amount_description")) if part]
        if told:
            yield {"about": "price", "text": said(", ".join(told), language)}


def said(text: str, language: str) -> dict[str, str]:
    """A text of ours in this language; an empty one says nothing."""
    return {language: text} if text.strip() else {}


def once(entries: Iterable[Json]) -> list[Json]:
    """Each entry once, in order."""
    found: list[Json] = []
    for one in entries:
        if one not in found:
            found.append(one)
    return found
