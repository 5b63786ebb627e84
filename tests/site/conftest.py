"""The public site with the whole directory in it, and somebody who looks at its pages."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.console.pages import Browser
from tests.site.reporter import Reporter


@pytest.fixture
def site(public_app: Flask, directory: Session) -> Browser:
    """A person at the public site."""
    assert directory
    return Browser(public_app)


@pytest.fixture
def reporter(public_app: Flask, directory: Session) -> Reporter:
    """Somebody at the report form, with the whole directory behind it."""
    assert directory
    return Reporter(public_app)
