"""`hotline run`: what a newcomer starts, and what has to survive everything."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from hotline.local import environment
from tests.local.house import PROCFILE, House, within


@pytest.fixture(scope="module")
def furnished(servers_folder: Path) -> Path:
    """A folder whose servers are created once. Its name is short, and open to the user PostgreSQL runs as."""
    folder = servers_folder / "house"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(servers_folder: Path, tmp_path: Path) -> Path:
    folder = servers_folder / tmp_path.name
    folder.mkdir()
    return folder


@pytest.fixture
def house(furnished: Path) -> Iterator[House]:
    """A house with servers of its own."""
    house = House(furnished)
    yield house
    house.stop()


@pytest.fixture
def light_house(folder: Path, database_url: str, redis_url: str) -> Iterator[House]:
    """A house whose operator gives the servers: nothing but the programs starts."""
    house = House(folder, DATABASE_URL=database_url, REDIS_URL=redis_url)
    yield house
    house.stop()


def urls(house: House) -> tuple[str, str]:
    kept = environment.read(house.folder / ".local" / "env")
    return kept["DATABASE_URL"], kept["REDIS_URL"]


def database_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=1) as connection:
            return connection.execute("SELECT note FROM kept").fetchone() == ("promise",)
    except psycopg.Error:
        return False


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return client.get("kept") == b"promise"
    except redis.RedisError:
        return False


def test_killed_servers_are_started_in_two_seconds_and_kept_everything(house: House) -> None:
    house.start()
    database, queue = urls(house)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'promise' AS note")
    with redis.Redis.from_url(queue) as client:
        client.set("kept", "promise")
    before = house.kill("postgres"), house.kill("valkey")
    assert within(2, lambda: house.pid("postgres") != before[0] and house.pid("valkey") != before[1])
    assert within(30, lambda: database_answers(database)), house.said()  # recovery takes as long as the disk
    assert within(5, lambda: redis_answers(queue)), house.said()
    house.stop()
    house.start()
    assert database_answers(urls(house)[0])
    assert redis_answers(urls(house)[1])


def test_after_kill_9_of_the_supervisor_nothing_stays_and_a_new_start_works(house: House) -> None:
    house.start()
    assert house.process
    house.process.kill()
    house.process.communicate()
    house.start()
    assert house.answers(house.port)
    assert house.stop() == 0
    assert not house.left()


def test_ctrl_c_leaves_nothing_running(house: House) -> None:
    house.start()
    names = {path.name for path in (house.folder / ".local" / "run").glob("*.pid")}
    assert names == {f"{name}.pid" for name in ("postgres", "valkey", "public", "console", "worker")}
    assert house.left()
    assert house.stop() == 0
    assert not house.left()
    assert not list((house.folder / ".local" / "run").glob("*.pid"))


def test_killed_web_app_is_started_in_two_seconds_on_its_own_port(light_house: House) -> None:
    light_house.start()
    before = light_house.kill("public")
    assert within(2, lambda: light_house.pid("public") != before)
    assert within(5, lambda: light_house.answers(light_house.port))


def test_killed_worker_is_started_again_every_time(light_house: House) -> None:
    light_house.start()
    for _ in range(3):
        before = light_house.kill("worker")
        assert within(2, lambda before=before: light_house.pid("worker") != before)


def test_second_start_says_so_in_one_line(light_house: House) -> None:
    light_house.start()
    code, words = light_house.refusal()
    assert (code, words.count("\n")) == (2, 1)
    assert "runs here already" in words
    assert light_house.answers(light_house.port)


def test_what_another_killed_run_left_is_stopped_first(light_house: House) -> None:
    """The kernel's own help is missing here: the left process ignores that its starter died."""
    left = psutil.Popen(
        ["sleep", "60"],
        env={"HOTLINE_PART_OF": str((light_house.folder / ".local").absolute())},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
    )
    light_house.start()
    assert left.wait(1) == -signal.SIGINT


def test_taken_port_is_named(light_house: House) -> None:
    with socket.create_server(("127.0.0.1", light_house.console_port)):
        code, words = light_house.refusal()
    assert code == 2
    assert f"port {light_house.console_port} is taken" in words
    assert "CONSOLE_PORT" in words
    assert not light_house.left()


@pytest.mark.parametrize(
    ("name", "value"), [("TWILIO_ACCOUNT_SID", "mine"), ("HOTLINE_DUTY_PHONE", "112"), ("PORT", "http")]
)
def test_wrong_setting_is_named_in_one_line(light_house: House, name: str, value: str) -> None:
    light_house.environment[name] = value
    code, words = light_house.refusal()
    assert (code, words.count("\n")) == (2, 1)
    assert name in words


def test_operator_of_a_real_account_is_told_what_was_made_up(light_house: House) -> None:
    light_house.environment["TWILIO_ACCOUNT_SID"] = "AC" + "0" * 32
    light_house.start()
    assert within(2, lambda: "made up" in light_house.said())
    line = next(line for line in light_house.said().splitlines() if "made up" in line)
    assert "TWILIO_AUTH_TOKEN" in line
    assert "HOTLINE_DUTY_PHONE" in line
    assert "TWILIO_ACCOUNT_SID" not in line


def test_start_that_fails_half_way_stops_what_it_started(furnished: Path) -> None:
    house = House(furnished, procfile="release: python -c 'raise SystemExit(3)'\npublic: python web.py\n")
    code, words = house.refusal()
    assert code == 1
    assert "release did not succeed (exit 3)" in words
    assert not house.left()


def test_terminate_during_the_start_stops_it_too(furnished: Path) -> None:
    house = House(furnished, procfile="release: python -c 'import time; time.sleep(60)'\npublic: python web.py\n")
    process = house.command()
    assert within(20, lambda: "preparing the database" in house.said())
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=15)
    assert process.returncode == 0
    assert not house.left()


BOT = "bot: python -c \"import os, time; print('serves at', os.environ['RASA_URL'], flush=True); time.sleep(600)\"\n"


def test_the_assistant_is_started_where_nobody_gives_one_and_keeps_its_address(
    folder: Path, database_url: str, redis_url: str
) -> None:
    house = House(folder, PROCFILE + BOT, DATABASE_URL=database_url, REDIS_URL=redis_url).start()
    try:
        url = environment.read(folder / ".local/env")["RASA_URL"]
        assert within(10, lambda: f"serves at {url}" in house.said())
        assert environment.of_running(folder / ".local")["RASA_URL"] == url
        first = house.kill("bot")
        assert within(2, lambda: house.pid("bot") != first)
    finally:
        house.stop()


def test_somebody_elses_assistant_is_used_and_none_of_ours_is_started(
    folder: Path, database_url: str, redis_url: str
) -> None:
    theirs = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "RASA_URL": "http://127.0.0.1:9"}
    house = House(folder, PROCFILE + BOT, **theirs).start()
    try:
        assert environment.of_running(folder / ".local")["RASA_URL"] == "http://127.0.0.1:9"
        assert not (folder / ".local/run/bot.pid").exists()
    finally:
        house.stop()
