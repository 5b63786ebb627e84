"""Somebody at the report form of the site."""

import html
import itertools
import re

from flask import Flask

from tests.console.pages import Browser, check

FLAGEY = "place Flagey, devant la friterie"
FOR_EVER_S = 10**9  # the window in which sendings are counted: none begins in the middle of a test
connections = (f"198.18.{nth // 250}.{nth % 250}" for nth in itertools.count())


def hidden(page: str) -> dict[str, str]:
    """What goes along with a page unseen."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


class Reporter(Browser):
    """Somebody at the form. Each page brings along what stood on those before, as a browser does."""

    def __init__(self, app: Flask, language: str = "fr") -> None:
        super().__init__(app)
        self.path, self.sender = f"/{language}/report", next(connections)
        self.html, self.status = html.unescape(self.get(self.path).get_data(as_text=True)), 200

    def fill(self, go: str | None = None, **fields: str) -> str:
        """Send the page with these fields filled in. What comes next."""
        button = re.search(r'<button type="submit" name="go" value="(\w+)"', self.html)
        typed = {**hidden(self.html), **({"go": go or button[1]} if go or button else {}), **fields}
        answer = self.client.post(self.path, data=typed, environ_overrides={"REMOTE_ADDR": self.sender})
        check(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        self.html, self.status = html.unescape(answer.get_data(as_text=True)), answer.status_code
        return self.html

    @property
    def step(self) -> str:
        (step,) = re.findall(r'name="step" value="(\w+)"', self.html)
        return str(step)

    @property
    def code(self) -> str:
        return re.findall(r'class="code".*?>([A-Z]{2} \d{4})<', self.html)[0].replace(" ", "")

    def tell(self, **fields: str) -> str:
        """The whole form, in as few touches as can be."""
        self.fill(danger="none")
        self.fill("seen", place=fields.pop("place", FLAGEY))
        self.fill("you", **{"condition": "asleep", "when": "now", **fields})
        return self.fill("send", agreed="yes")
