"""The browser that all other browser tests rely on."""

import pytest
from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser


def test_the_browser_shows_a_page_and_runs_its_script(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("<title>Bonjour</title><p lang=ar>سلام</p><script>document.title += ' à vous'</script>")
    assert page.title() == "Bonjour à vous"
    assert page.get_by_text("سلام").is_visible()
