"""One real browser for all browser tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser import chromium

PATIENCE_MS = 45_000  # only what fails takes so long; a console that heard nothing looks by itself after 30 s
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window. Ask it for a context for each person."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.find().options())
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE_MS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person: cookies of its own."""
    context = browser.new_context(locale="fr-BE", timezone_id="Europe/Brussels")
    yield context
    context.close()
