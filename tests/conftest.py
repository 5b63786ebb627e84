"""Fixtures that every test may ask for."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers", "tests.carrier", "tests.line", "tests.parts", "tests.rasa"]
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine of two cores
settings.load_profile("busy")
