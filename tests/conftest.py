"""Fixtures that every test may ask for."""

pytest_plugins = ["tests.servers", "tests.carrier", "tests.line", "tests.parts", "tests.rasa"]
