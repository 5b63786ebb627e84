"""One hotline for all faults: two public processes, a fast phone network, and people who look at silence early."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.people import clear
from tests.gateways.rasa_with_faults import Faulty, faulty
from tests.line import Line


@pytest.fixture(scope="package")
def rasa() -> Iterator[Faulty]:
    """What stands where Rasa should, for all faults; healthy unless a test makes it otherwise."""
    with faulty() as house:
        yield house


@pytest.fixture(scope="package")
def battered_line(rasa: Faulty) -> Iterator[Line]:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)
    line = Line(folder, 12, "--formation", "public=2", "--formation", "clock=2", RASA_URL=rasa.url)
    line.environment["HOTLINE_SILENT_S"] = "10"
    try:
        yield line.start()
        assert line.stop() == 0
    finally:
        line.process.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def line(battered_line: Line) -> Iterator[Line]:
    """Everything up, nobody on the line, nobody on duty."""
    battered_line.until(battered_line.healthy, 30)
    battered_line.network.mend()
    battered_line.network.reset()
    with psycopg.connect(battered_line.settings["DATABASE_URL"]) as connection:
        clear(connection)
    yield battered_line
    assert "unforeseen" not in battered_line.log.read_text()


@pytest.fixture
def sick(rasa: Faulty) -> Iterator[Faulty]:
    """Rasa, to be made ill; well again afterwards."""
    well = {name: getattr(rasa, name) for name in ("answer", "status", "wait_s", "drip_s")}
    yield rasa
    for name, value in well.items():
        setattr(rasa, name, value)
    rasa.gone.set()
    rasa.gone.clear()
