"""The browser that all other browser tests rely on."""

import pytest
from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser


def test_the_browser_shows_a_page_and_runs_its_script(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("<title>Bonjour</title><p lang=ar>سلام</p><script>document.title += ' à vous'</script>")
    assert page.title() == "Bonjour à vous"
    assert page.get_by_text("سلام").is_visible()


DRAWN = """(sign) => {
  const pen = new OffscreenCanvas(64, 64).getContext("2d");
  pen.font = "32px system-ui, sans-serif";
  pen.fillText(sign, 8, 44);
  return pen.getImageData(0, 0, 64, 64).data.join();
}"""


def test_the_browser_has_letters_of_every_language_of_ours(context: BrowserContext) -> None:
    page = context.new_page()
    nothing = page.evaluate(DRAWN, "\u0378")
    assert [sign for sign in "eéßșłщґش" if page.evaluate(DRAWN, sign) == nothing] == []
