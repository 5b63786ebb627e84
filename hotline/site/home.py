"""The public home page: 112 first, then the free number, and what we do."""

from functools import partial

import phonenumbers
from flask import Blueprint, render_template, request

from hotline.texts import LANGUAGES, t
from hotline.web import house

home = Blueprint("home", __name__)

OFFERED = ("fr", "nl", "en")  # languages in which this page is complete


@home.get("/")
def show() -> str:
    locale = _locale()
    number = house().settings.number
    return render_template(
        "site/home.html",
        _=partial(t, locale),
        locale=locale,
        dir="ltr",
        number=number,
        shown=_shown(number),
        offered=[LANGUAGES[code] for code in OFFERED],
        spoken=list(LANGUAGES.values()),
    )


def _locale() -> str:
    """What `?lang=` asks for, else what the browser prefers, else French."""
    asked = request.args.get("lang", "")
    return asked if asked in OFFERED else request.accept_languages.best_match(OFFERED) or "fr"


def _shown(number: str) -> str:
    """The number as people dial it: 0800 12 345."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
