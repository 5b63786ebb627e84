"""A supervisor at a real browser: every page can be used by everyone, and a call is taken over with one click."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_console import AXE, PROBLEMS, log_in, waiting
from tests.line import Line

pytestmark = pytest.mark.browser


@pytest.fixture
def supervisor(line: Line) -> Iterator[str]:
    """Jan is an administrator for this test."""
    line.rows("update dispatcher set role = 'admin' where username = 'jan' returning id")
    yield "jan"
    line.rows("update dispatcher set role = 'dispatcher' where username = 'jan' returning id")


def check(page: Page, where: str) -> None:
    page.wait_for_load_state()
    page.add_script_tag(path=AXE)
    problems = page.evaluate(PROBLEMS)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in problems] == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where}: too wide"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_pages_of_supervisors_and_admins_fit_everyone_and_a_talk_is_taken_over(
    browser: Browser, line: Line, supervisor: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    amina, person = line.dispatcher("amina"), waiting(line)
    amina.accept(line.until(amina.queue)[0]["id"])
    amina.phone.answer()
    person.wait_until("connected")
    page = log_in(context, line, supervisor)
    for path in ("/settings/second-factor", "/staff", "/openings"):
        page.goto(f"{line.console}{path}")
        for details in page.locator("main details > summary").all():
            details.click()
        check(page, path)
    page.goto(f"{line.console}/overview")
    check(page, "/overview")
    page.click("#at-work button")
    page.wait_for_url(f"{line.console}/")
    check(page, "/ after taking over")
    expect(page.locator(".now.ringing, .now.talking")).to_be_visible()
    context.close()
