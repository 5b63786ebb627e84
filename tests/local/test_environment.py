"""Settings on a laptop: the environment wins, the rest is invented once."""

from pathlib import Path

import pytest

from hotline.local import environment
from hotline.local.ports import free_port
from hotline.settings import Settings, WrongSetting

OPTIONAL = {"TWILIO_API_URL"}


def names_of_strings() -> set[str]:
    return {str(field.validation_alias) for field in Settings.model_fields.values() if field.is_required()}


def test_newcomer_gets_every_setting_that_is_needed(tmp_path: Path) -> None:
    local = environment.complete({}, tmp_path)
    assert names_of_strings() <= set(local.values)
    assert (local.own_database, local.own_redis, local.own_carrier) == (True, True, True)
    assert local.values["HOTLINE_PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert not OPTIONAL & set(local.values)


def test_what_was_invented_is_the_same_after_a_restart(tmp_path: Path) -> None:
    assert environment.complete({}, tmp_path) == environment.complete({}, tmp_path)


def test_only_we_can_read_what_was_invented(tmp_path: Path) -> None:
    environment.complete({}, tmp_path)
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_operator_wins_and_what_they_gave_is_not_kept(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://them:secret@db.example/hotline", "PORT": "9000"}
    local = environment.complete(given, tmp_path)
    assert local.values["DATABASE_URL"] == given["DATABASE_URL"]
    assert local.values["HOTLINE_PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert not local.own_database
    assert local.own_redis
    assert "db.example" not in (tmp_path / "env").read_text()


@pytest.mark.parametrize("name", ["TWILIO_API_URL", "TWILIO_ACCOUNT_SID"])
def test_simulated_network_is_gone_beside_a_real_one(tmp_path: Path, name: str) -> None:
    environment.complete({}, tmp_path)
    local = environment.complete({name: "given", "HOTLINE_CARRIER_URL": "http://127.0.0.1:1"}, tmp_path)
    assert not local.own_carrier
    assert "HOTLINE_CARRIER_URL" not in local.values


def test_empty_value_counts_as_missing(tmp_path: Path) -> None:
    local = environment.complete({"TWILIO_ACCOUNT_SID": "", "DATABASE_URL": ""}, tmp_path)
    assert local.own_carrier
    assert local.own_database


def test_server_moves_when_a_stranger_took_its_port(tmp_path: Path) -> None:
    import socket

    taken = free_port()
    with socket.create_server(("127.0.0.1", taken)):
        moved = environment.on_a_free_port(f"redis://:secret@127.0.0.1:{taken}/0")
    assert moved.startswith("redis://:secret@127.0.0.1:")
    assert moved.endswith("/0")
    assert f":{taken}/" not in moved


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1", "٨"])
def test_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(WrongSetting, match="CONSOLE_PORT cannot be used"):
        environment.fixed_ports({"CONSOLE_PORT": port})
