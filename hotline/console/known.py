"""What the assistant knows of somebody who writes, in the words of the dispatcher's language."""

from collections.abc import Iterator
from dataclasses import fields

from hotline.console import report_words
from hotline.console.language import _
from hotline.core.assistant.state import Form, from_json
from hotline.core.conversation import Conversation, remembered
from hotline.core.report import Facts
from hotline.web import house


def of(talk: Conversation) -> list[tuple[str, str]]:
    """Each fact with what it is; nothing that was not said."""
    state = from_json(remembered(house().vault, talk))
    facts: list[tuple[str, str | None]] = [(_("Report sent"), state.sent)]
    if state.form is not None:
        facts += _of_form(state.form)
    elif state.commune:
        facts.append((_("Commune"), state.commune))
    return [(label, value) for label, value in facts if value and value != report_words.NOTHING]


def facts(talk: Conversation) -> Facts:
    """The same as a report in the making: the one that is open, else the one that was not sent."""
    state = from_json(remembered(house().vault, talk))
    form = state.form or (state.done if state.sent is None else None) or Form()
    return Facts(**{field.name: getattr(form, field.name) for field in fields(Facts)})


def _of_form(form: Form) -> Iterator[tuple[str, str | None]]:
    yield _("Where"), ", ".join(dict.fromkeys(part for part in (form.place, form.commune) if part))
    yield _("When"), form.when
    yield _("How many people"), str(form.people_count) if form.people_count else None
    yield _("How they are"), form.condition_words or report_words.condition(form.condition)
    yield _("Children"), report_words.yes_no(form.minors)
    yield _("Animals"), report_words.yes_no(form.animals)
    yield _("Somebody talked with them"), report_words.yes_no(form.spoken_to)
    yield _("Reach who reports"), form.contact if form.contact_consent else None
    yield _("May be shared"), report_words.yes_no(form.share_consent)
