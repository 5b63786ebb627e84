"""The real Rasa: what it does to people where it is left to itself, and that it cannot do so here."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from hotline.bot.child import BOT
from hotline.core.meaning import INTENTS, Meaning, Silent
from hotline.gateways.assistant import Assistant
from tests.parts import settings_for
from tests.rasa import Rasa, new_url

BED = "je cherche un lit pour cette nuit à Molenbeek"


@pytest.fixture
def assistant(rasa: Rasa) -> Assistant:
    return Assistant(rasa.url)


def asked_directly(rasa: Rasa, body: bytes | str, path: str = "/model/parse", **how: Any) -> requests.Response:
    """What Rasa says to somebody who is not the hotline."""
    at = urlsplit(rasa.url)
    how.setdefault("params", {"token": at.password})
    data = body.encode() if isinstance(body, str) else body
    return requests.post(f"http://127.0.0.1:{at.port}{path}", data=data, timeout=60, **how)


def within(seconds: float, true: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return value


def test_somebody_who_asks_for_a_bed_is_understood(assistant: Assistant) -> None:
    meaning = assistant.parse(BED)
    assert meaning.intent == "shelter_tonight"
    assert meaning.clear
    assert (commune := meaning.first("commune"))
    assert (commune.value, commune.words) == ("Molenbeek-Saint-Jean", "Molenbeek")


@pytest.mark.parametrize("typed", ["/emergency", " /emergency", "//emergency", '/emergency{"place": "x"}'])
def test_a_command_that_somebody_types_is_not_obeyed(rasa: Rasa, assistant: Assistant, typed: str) -> None:
    obeyed = asked_directly(rasa, json.dumps({"text": typed})).json()["intent"]
    if not typed.startswith("//"):
        assert obeyed == {"name": "emergency", "confidence": 1.0}  # the trap is still there
    assert assistant.parse(typed).confidence < 1.0


def test_restart_does_not_start_anything_over(assistant: Assistant) -> None:
    assert assistant.parse("/restart").intent in {None, *INTENTS}


def test_a_message_of_a_hundred_thousand_characters_is_answered_and_the_memory_stays_flat(
    rasa: Rasa, assistant: Assistant
) -> None:
    assistant.parse(BED)
    before = psutil.Process(rasa.pid).memory_info().rss
    for flood in ("x" * 100_000, "j'ai froid et faim " * 5_300, "\0/" * 50_000, "🙏" * 100_000, "لا " * 33_000):
        since = time.monotonic()
        assert isinstance(assistant.parse(flood), Meaning)
        assert time.monotonic() - since < 3.5
    assert psutil.Process(rasa.pid).memory_info().rss - before < 200 * 1024 * 1024


def test_twenty_messages_of_one_person_at_once_do_not_wait_for_each_other(assistant: Assistant) -> None:
    since = time.monotonic()
    with ThreadPoolExecutor(20) as crowd:
        understood = list(crowd.map(assistant.parse, [BED] * 20))
    assert {meaning.intent for meaning in understood} == {"shelter_tonight"}
    assert time.monotonic() - since < 6  # 19 s where they wait for a lock


@pytest.mark.parametrize("words", ["enfant seul à la gare", "kid alone at the station", "kind alleen aan het station"])
def test_no_intent_swallows_short_phrases(rasa: Rasa, words: str) -> None:
    ranking = asked_directly(rasa, json.dumps({"text": words})).json()["intent_ranking"]
    assert {row["name"] for row in ranking} <= INTENTS | {"nlu_fallback"}


def test_what_it_cannot_tell_counts_as_not_understood(assistant: Assistant) -> None:
    meaning = assistant.parse("zxq wvrt plomf qqq")
    assert meaning.intent is None
    assert not meaning.clear


def test_it_listens_on_this_machine_only(rasa: Rasa) -> None:
    family = [psutil.Process(rasa.pid), *psutil.Process(rasa.pid).children(recursive=True)]
    open_doors = [c.laddr for process in family for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert [(door.ip, door.port) for door in open_doors] == [("127.0.0.1", urlsplit(rasa.url).port)]


def test_a_stranger_on_this_machine_gets_nothing_and_changes_nothing(rasa: Rasa) -> None:
    for token in ({}, {"token": "guessed"}):
        assert asked_directly(rasa, '{"text": "x"}', params=token).status_code == 401
        assert asked_directly(rasa, "{}", "/model/train", params=token).status_code == 401
    assert asked_directly(rasa, '{"sender": "x", "message": "x"}', "/webhooks/rest/webhook").status_code == 404
    with pytest.raises(Silent):
        Assistant(rasa.url.replace("http://:", "http://:x")).parse(BED)
    words = psutil.Process(rasa.pid).cmdline()
    assert urlsplit(rasa.url).password not in " ".join(words)


def test_nothing_is_told_to_anybody_about_us(rasa: Rasa) -> None:
    assert psutil.Process(rasa.pid).environ()["RASA_TELEMETRY_ENABLED"] == "false"


def test_what_people_write_is_in_no_line_and_no_file_even_when_it_fails(rasa: Rasa, assistant: Assistant) -> None:
    before = files()
    assistant.parse("mijn naam is Geheimzinnig")
    for broken in (
        '{"text": {"Geheimzinnig": 1}}',
        '{"Geheimzinnig": 1}',
        "Geheimzinnig",
        '{"text": "Geheimzinnig\\ud800"}',
    ):
        asked_directly(rasa, broken)
        asked_directly(rasa, broken, "/conversations/Geheimzinnig/messages")
    within(20, lambda: any("ERROR in rasa.server" in line for line in rasa.said))
    assert "Geheimzinnig" not in "".join(rasa.said)
    new = files() - before
    assert [file for file in new if "Geheimzinnig" in file.read_text(errors="replace")] == []


def files() -> set[Path]:
    """What lies where Rasa works, and what it has open."""
    return {file for file in BOT.iterdir() if file.is_file()} | {
        file for file in (BOT / ".rasa").rglob("*") if file.is_file()
    }


def test_rasa_killed_in_the_middle_of_a_sentence_is_back_without_a_new_training(
    trained: tuple[Path, Path], migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    url = new_url()
    with BotProcess(url, migrated_url, redis_url, tmp_path / "said") as bot:
        assistant = Assistant(url)
        within(300, assistant.answers)
        assert assistant.parse(BED).clear
        heard: list[str] = []
        people = [threading.Thread(target=talk, args=(Assistant(url), heard)) for _ in range(4)]
        for person in people:
            person.start()
        within(20, lambda: len(heard) > 20)
        bot.rasa().kill()
        for person in people:
            person.join(20)
        assert heard[-4:] == ["Silent"] * 4
        within(300, lambda: clear(Assistant(url)))
        said = bot.said()
    assert "Rasa ended (-9); starting it again" in said
    assert "training" not in said
    assert not psutil.pid_exists(bot.last_pid)


def talk(assistant: Assistant, heard: list[str]) -> None:
    """Somebody who writes on and on until nobody answers."""
    while True:
        try:
            heard.append(str(assistant.parse(BED).intent))
        except Silent:
            heard.append("Silent")
            return


def clear(assistant: Assistant) -> bool:
    try:
        return assistant.parse(BED).clear
    except Silent:
        return False


class BotProcess:
    """`hotline bot`, as `make run` starts it."""

    def __init__(self, url: str, database_url: str, redis_url: str, log: Path) -> None:
        conf = settings_for(database_url, redis_url, rasa_url=url)
        names = {name: str(field.validation_alias) for name, field in type(conf).model_fields.items()}
        values = {alias: getattr(conf, name) for name, alias in names.items()}
        ours = {a: ",".join(v) if isinstance(v, tuple) else str(v) for a, v in values.items() if v is not None}
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), **ours}
        self.log = log

    def __enter__(self) -> "BotProcess":
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "hotline.cli", "bot"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        return self

    def rasa(self) -> psutil.Process:
        [child] = psutil.Process(self.process.pid).children()
        self.last_pid = child.pid
        return child

    def said(self) -> str:
        return self.log.read_text()

    def __exit__(self, *_: object) -> None:
        """kill -9: the kernel takes Rasa with it."""
        try:
            self.rasa()
        finally:
            self.process.kill()
            self.process.wait()
        psutil.wait_procs([p for p in psutil.process_iter() if p.pid == self.last_pid], timeout=20)
