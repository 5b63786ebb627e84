"""Twilio's rules for TwiML, derived from Twilio's own libraries: the judge of every document."""

import importlib.util
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "shared/twilio/validate_twiml.py"


@cache
def judge() -> Callable[[str | bytes], list[str]]:
    """The check of one document: what is wrong with it. Skips where Twilio's data are not beside the repository."""
    if not FILE.exists():
        pytest.skip("needs Twilio's rules at ../shared/twilio")
    spec = importlib.util.spec_from_file_location("validate_twiml", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its file to the garbage collector
        spec.loader.exec_module(module)
    check: Callable[[str | bytes], list[str]] = module.check
    return check
