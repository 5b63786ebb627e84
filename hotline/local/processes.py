"""Starting and stopping other programs so that none is ever left behind, and finding those that were."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import psutil

SIGINT, SIGTERM, SIGKILL = int(signal.SIGINT), int(signal.SIGTERM), int(signal.SIGKILL)
LEAVE_WITH_US = "--pdeathsig=KILL"
MARK = "HOTLINE_PART_OF"  # in the environment of all we start: whose they are, also after kill -9 of the starter


@cache
def _leaving_with_us() -> tuple[str, ...]:
    """Asks the kernel (Linux) to end the program when its starter dies, however it dies."""
    return ("setpriv", LEAVE_WITH_US, "--") if shutil.which("setpriv") else ()


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    output: int | None = None,
    open_files: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own; it ends when we do. Call from the main thread.

    `open_files`: numbers of our open files and sockets that it gets too, under the same numbers.
    """
    return subprocess.Popen(  # noqa: S603  # our own words
        [*_leaving_with_us(), *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output == subprocess.PIPE else output,
        start_new_session=True,
        pass_fds=open_files,
    )


def end_group(process: "subprocess.Popen[bytes]", sign: int = SIGKILL) -> None:
    """Signal all that the program started and that is still in its group; nothing once it was reaped."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, sign)


def stop(started: "Iterable[subprocess.Popen[bytes]]", sign: int, *, within_s: float) -> None:
    """Ask all to stop, wait together for at most `within_s`, then end by force what is left."""
    started = list(started)
    for process in started:
        if not has_ended(process):
            process.send_signal(sign)
    wait_for(started, within_s=within_s)


def wait_for(started: "Iterable[subprocess.Popen[bytes]]", *, within_s: float) -> None:
    """Wait together for at most `within_s` seconds, then end by force what is left, with all it started."""
    deadline = time.monotonic() + within_s
    for process in started:
        while not has_ended(process) and time.monotonic() < deadline:
            time.sleep(0.02)
        end_group(process)
        process.wait()


def has_ended(process: "subprocess.Popen[bytes]") -> bool:
    """Looks without reaping: as long as the number is reserved, its group can safely be signalled."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def stop_servers_at(folder: Path, program: str) -> None:
    """Stop the servers of this name that an earlier, killed run left working in this folder."""
    _stop_all(lambda process: process.name() == program and _works_at(process, folder))


def _works_at(process: psutil.Process, folder: Path) -> bool:
    if str(folder) in process.cmdline():  # another user's folder may be hidden from us, the command line is not
        return True
    return Path(process.cwd()) == folder


def stop_those_marked(mark: str) -> None:
    """Stop every process that an earlier, killed run with this mark started."""
    _stop_all(lambda process: process.environ().get(MARK) == mark)


def is_running(pid: int, *, otherwise_than: str) -> bool:
    """Whether this number belongs to a program of another name."""
    try:
        return psutil.Process(pid).name() != otherwise_than
    except psutil.Error:
        return False


def _stop_all(is_ours: Callable[[psutil.Process], bool]) -> None:
    """Politely for a second: for PostgreSQL SIGINT is the clean way, and it recovers from the other."""
    for sign, patience_s in ((SIGINT, 1), (SIGKILL, 5)):
        left = [process for process in psutil.process_iter() if _matches(process, is_ours)]
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(sign)  # psutil compares the start time: never a stranger with the same number
        deadline = time.monotonic() + patience_s
        while any(_matches(process, is_ours) for process in left) and time.monotonic() < deadline:
            time.sleep(0.02)


def _matches(process: psutil.Process, is_ours: Callable[[psutil.Process], bool]) -> bool:
    try:
        return process.pid != os.getpid() and is_ours(process)
    except (psutil.Error, OSError):  # another user's, or just gone
        return False


def mark_of(folder: Path) -> str:
    """What marks our processes as belonging to this folder."""
    return str(folder.absolute())
