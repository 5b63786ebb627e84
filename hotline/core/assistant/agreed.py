"""What a message says of the two consents of a report: to be contacted, and that it is passed on."""

from dataclasses import replace

from hotline.core.assistant import answers, contacting
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.state import Form


def contact(form: Form, text: str) -> Form:
    """The form with the number they leave, or with their wish not to be contacted."""
    known, wanted = contacting.contact(text), contacting.contact_wanted(text)
    if known is not None and wanted is not False:
        return replace(form, contact=known, contact_consent=True).settle("contact", "number")
    if wanted is False:
        return may_contact(form, yes=False)
    if wanted and form.contact_consent is None:
        return replace(form, contact_consent=True).settle("contact")
    return form


def may_contact(form: Form, *, yes: bool) -> Form:
    """A no forgets the number."""
    if yes:
        return replace(form, contact_consent=True).settle("contact")
    return replace(form, contact=None, contact_consent=False, feedback_wanted=False).settle("contact", "number")


def share(heard: Heard, said: bool | None) -> bool | None:
    """A yes that was said. A refusal counts wherever it stands; a "yes, but not…" is asked again.

    Who only refuses to be contacted has not answered this.
    """
    shared = contacting.may_share(heard.text)
    if shared is not None:
        said = shared
    elif contacting.contact_wanted(heard.text) is False:
        said = answers.yes_no(contacting.but_for_contact(heard.text), heard.written_in or heard.language)
    if said and answers.limits(heard.text, heard.language) and contacting.contact_wanted(heard.text) is None:
        return None if answers.conditional(heard.text) else False
    return said
