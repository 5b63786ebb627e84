"""A real PostgreSQL and a real Valkey for one test session, in a folder that goes away with it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.local.ports import free_port
from hotline.local.servers import Postgres, Valkey, running


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Short and open to all users: root's PostgreSQL may run as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url(servers_folder: Path) -> Iterator[str]:
    """The URL of an empty database, with fsync as in production."""
    url = f"postgresql://hotline:test@127.0.0.1:{free_port()}/hotline"
    with running(Postgres(url, servers_folder / "postgres"), quiet=True):
        yield url


@pytest.fixture(scope="session")
def redis_url(servers_folder: Path) -> Iterator[str]:
    url = f"redis://:test@127.0.0.1:{free_port()}/0"
    with running(Valkey(url, servers_folder / "valkey"), quiet=True):
        yield url
