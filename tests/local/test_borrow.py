"""A command at the root of the repository finds its database, or brings one along."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.local import environment
from tests.local.house import House

ASK = """
import psycopg
from hotline.local.borrow import settings
with settings() as ours:
    with psycopg.connect(ours.database_url) as connection:
        print(connection.execute("SELECT 6 * 7").fetchone()[0], ours.database_url)
"""


@pytest.fixture(scope="module")
def furnished(servers_folder: Path) -> Path:
    """A folder whose servers are created once."""
    folder = servers_folder / "borrowed"
    folder.mkdir()
    return folder


@pytest.fixture
def house(furnished: Path) -> Iterator[House]:
    house = House(furnished)
    yield house
    house.stop()


def ask(house: House, code: str = ASK, **given: str) -> "subprocess.CompletedProcess[str]":
    """A command in the same folder."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(house.folder)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=house.folder,
        env={**plain, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_command_uses_the_database_of_the_running_house(house: House) -> None:
    house.start()
    asked = ask(house)
    url = environment.read(house.folder / ".local" / "env")["DATABASE_URL"]
    assert (asked.stdout, asked.stderr, asked.returncode) == (f"42 {url}\n", "", 0)
    assert house.answers(house.port)


def test_a_line_of_the_log_never_stands_among_the_results(house: House) -> None:
    house.start()
    asked = ask(house, f"{ASK}\n    import structlog\n    structlog.get_logger().warning('assistant silent')\n")
    assert asked.stdout.startswith("42 ")
    assert len(asked.stdout.splitlines()) == 1
    assert "assistant silent" in asked.stderr


def test_command_finds_the_rest_when_it_names_the_same_database(house: House) -> None:
    house.start()
    url = environment.read(house.folder / ".local" / "env")["DATABASE_URL"]
    assert ask(house, DATABASE_URL=url).stdout == f"42 {url}\n"


def test_command_in_a_real_deployment_invents_nothing(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path)
    asked = ask(house, DATABASE_URL=database_url)
    assert asked.returncode
    assert "is missing" in asked.stderr
    assert not (house.folder / ".local").exists()


def test_command_alone_starts_the_servers_and_stops_them(house: House) -> None:
    asked = ask(house)
    assert asked.stdout.startswith("42 postgresql://"), asked.stderr
    assert asked.stdout.count("\n") == 1
    assert "starting the local servers" in asked.stderr
    assert not house.left()


def test_two_commands_at_once_take_turns(house: House) -> None:
    plain = {"PATH": os.environ["PATH"], "HOME": str(house.folder)}
    both = [
        subprocess.Popen([sys.executable, "-c", ASK], cwd=house.folder, env=plain, stdout=-1, stderr=-1, text=True)
        for _ in range(2)
    ]
    words = [process.communicate(timeout=90)[0] for process in both]
    assert [word[:2] for word in words] == ["42", "42"]
    assert not house.left()
