"""The assistant's Python and its model: found where they are, made once, and nothing half made is ever used."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hotline.bot import child, command, model, python310
from hotline.bot.child import NoAssistant

SHIM = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"
OTHER = "#!/bin/sh\nprintf '/usr/bin/python3.11\\n3\\n11\\n'\n"
BROKEN_UV = "#!/bin/sh\nexit 2\n"


def script(path: Path, text: str) -> Path:
    """A program of a few lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def python_310(path: Path) -> Path:
    """Something that says that it is a Python 3.10."""
    return script(path, f"#!/bin/sh\nprintf '{path}\\n3\\n10\\n'\n")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it but a uv that cannot fetch anything."""
    monkeypatch.setattr(python310, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(python310.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(python310.sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    script(tmp_path / "uv", BROKEN_UV)
    return tmp_path


def test_a_shim_that_leads_nowhere_is_passed_over(machine: Path) -> None:
    script(machine / "bin/python3.10", SHIM)
    python_310(machine / "pyenv/versions/3.10.9/bin/python")
    newest = python_310(machine / "pyenv/versions/3.10.13/bin/python")
    script(machine / "pyenv/versions/3.10.14/bin/python", OTHER)
    assert python310.find(str(machine / "uv")) == newest


def test_what_path_offers_comes_before_what_pyenv_keeps(machine: Path) -> None:
    python_310(machine / "pyenv/versions/3.10.9/bin/python")
    wanted = python_310(machine / "bin/python3.10")
    assert python310.find(str(machine / "uv")) == wanted


def test_where_there_is_none_uv_fetches_one(machine: Path) -> None:
    fetched = python_310(machine / "fetched")
    script(machine / "uv", f'#!/bin/sh\n[ "$2" = find ] && echo {fetched}\nexit 0\n')
    assert python310.find(str(machine / "uv")) == fetched


def test_a_machine_without_python_310_says_so_and_is_not_asked_again(machine: Path) -> None:
    with pytest.raises(NoAssistant, match="Python 3.10") as why:
        python310.find(str(machine / "uv"))
    assert why.value.final


@pytest.mark.parametrize(("system", "processor"), [("darwin", "arm64"), ("win32", "AMD64"), ("linux", "aarch64")])
def test_another_system_runs_without_the_assistant(
    machine: Path, monkeypatch: pytest.MonkeyPatch, system: str, processor: str
) -> None:
    monkeypatch.setattr(python310.sys, "platform", system)
    monkeypatch.setattr(python310.platform, "machine", lambda: processor)
    python_310(machine / "bin/python3.10")
    with pytest.raises(NoAssistant, match="Linux") as why:
        python310.find(str(machine / "uv"))
    assert why.value.final


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to train in, with little in it, and lookups that change nothing."""
    folder = tmp_path / "bot"
    for name in (
        "config.yml",
        "domain.yml",
        "uv.lock",
        "lookups.py",
        "data/nlu/fr.yml",
        "parts/reader.py",
        "README.md",
    ):
        script(folder / name, "")
    script(folder / ".venv/lib/big.py", "")
    monkeypatch.setattr(model, "BOT", folder)
    monkeypatch.setattr(child, "BOT", folder)
    monkeypatch.setattr(model, "PLACE", tmp_path / "kept")
    return folder


TRAINS = """#!/bin/sh
while [ "$#" -gt 1 ]; do case "$1" in --out) out=$2;; --fixed-model-name) name=$2;; esac; shift; done
echo once >> "$HOME/trained"
echo whole > "$out/$name.tar.gz"
"""
HANGS = TRAINS.replace("echo whole", "echo half").rstrip() + '\ntouch "$HOME/half"\nexec sleep 600\n'


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "uv.lock", "data/nlu/fr.yml", "parts/reader.py"])
def test_another_source_is_another_model(bot: Path, name: str) -> None:
    before = model.key()
    (bot / name).write_text("# more")
    assert model.key() != before


@pytest.mark.parametrize("name", ["README.md", ".venv/lib/big.py"])
def test_what_nothing_is_learnt_from_changes_no_model(bot: Path, name: str) -> None:
    before = model.key()
    (bot / name).write_text("# more")
    assert model.key() == before


def test_the_words_of_the_knowledge_base_count(bot: Path) -> None:
    lookups = "import pathlib; (pathlib.Path(__file__).parent / 'data/nlu/lookups.yml').write_text('{}')"
    before = model.key()
    (bot / "lookups.py").write_text(lookups.format("Simonis"))
    model._look_up()
    with_a_place = model.key()
    assert with_a_place != before
    (bot / "data/nlu/lookups.yml").write_text("another")
    model._look_up()
    assert model.key() == with_a_place


def test_the_same_sources_are_trained_once(bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    python = script(tmp_path / "python", TRAINS)
    first, second = model.ready(python, print), model.ready(python, print)
    assert first == second
    assert first.read_text() == "whole\n"
    assert (tmp_path / "trained").read_text() == "once\n"


def test_the_last_three_models_stay(bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    python, made = script(tmp_path / "python", TRAINS), []
    for number in range(5):
        (bot / "config.yml").write_text(f"# {number}")
        made.append(model.ready(python, print))
        os.utime(made[-1], (number, number))
    assert [file.exists() for file in made] == [False, False, True, True, True]


def test_a_training_that_is_killed_in_the_middle_leaves_no_half_model(
    bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    python = script(tmp_path / "python", HANGS)
    code = (
        "from pathlib import Path; from hotline.bot import child, model;"
        f"child.BOT = model.BOT = Path({str(bot)!r}); model.PLACE = Path({str(tmp_path / 'kept')!r});"
        f"model.ready(Path({str(python)!r}), print)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    deadline = time.monotonic() + 30
    while not (tmp_path / "half").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert list((tmp_path / "kept").rglob("*.tar.gz")) != []  # the half one, beside
    script(python, TRAINS)
    assert model.ready(python, print).read_text() == "whole\n"
    assert list((tmp_path / "kept").glob("half-*")) == []


def test_a_training_is_quiet_unless_it_fails(bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said: list[str] = []
    talks = TRAINS.replace("echo once", "echo old thing is old >&2; echo once")
    model.ready(script(tmp_path / "python", talks), said.append)
    assert said == ["training the assistant (a few minutes, once for each change of its data)"]
    (bot / "config.yml").write_text("# more")
    with pytest.raises(NoAssistant):
        model.ready(script(tmp_path / "python", "#!/bin/sh\necho line 3 is wrong >&2\nexit 1\n"), said.append)
    assert said[-1] == "line 3 is wrong"


@pytest.mark.parametrize("fails", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexit 0\n"])
def test_a_training_that_fails_or_leaves_nothing_is_told(bot: Path, tmp_path: Path, fails: str) -> None:
    with pytest.raises(NoAssistant) as why:
        model.ready(script(tmp_path / "python", fails), print)
    assert not why.value.final
    assert list((tmp_path / "kept").rglob("*.tar.gz")) == []


def test_what_changes_during_the_training_is_not_taken_for_what_was_trained(
    bot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    changes = TRAINS + f"echo '# new' > {bot}/config.yml\n"
    with pytest.raises(NoAssistant):
        model.ready(script(tmp_path / "python", changes), print)
    assert list((tmp_path / "kept").rglob("*.tar.gz")) == []


def test_the_programs_of_the_assistant_get_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/name")
    monkeypatch.setenv("UV_INDEX_URL", "https://packages.example")
    given = child.environment()
    assert "secret" not in "".join(given.values())
    assert "HOTLINE_SECRET_KEY" not in given
    assert given["UV_INDEX_URL"] == "https://packages.example"
    assert (given["RASA_TELEMETRY_ENABLED"], given["LOG_LEVEL"]) == ("false", "WARNING")


class _Rests(Exception):
    """The process would now wait for ever."""


def test_without_an_interpreter_the_process_says_so_once_and_stays_calm(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str | None] = []

    class Shown:
        def __init__(self, database_url: str) -> None:
            pass

        says = staticmethod(told.append)

    def none(say: object) -> Path:
        raise NoAssistant("there is no Python 3.10 here", final=True)

    def rest() -> None:
        raise _Rests

    monkeypatch.setattr(command, "Shown", Shown)
    monkeypatch.setattr(command.python310, "sync", none)
    monkeypatch.setattr(command, "_rest", rest)

    class Conf:
        rasa_url, database_url = "http://127.0.0.1:5005", ""

    with pytest.raises(_Rests):
        command._run(Conf())  # type: ignore[arg-type]
    assert told == ["bot:training", "bot:off"]
    assert "runs without the assistant" in capsys.readouterr().err
