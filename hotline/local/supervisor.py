"""Keeps all processes of the hotline going on one computer: starts them, starts again what dies, stops all."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hotline.local import processes
from hotline.local.environment import write_private
from hotline.local.output import Output
from hotline.local.servers import CannotStart

TICK_S = 0.05
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.5  # before a new start; all in all within 2 s of the death
HOPELESS = 4  # failures in a row during the start
SETTLED_S = 10.0  # who lived so long starts again at once


@dataclass(frozen=True)
class Program:
    """One process to keep going. `rank`: the lowest stops first; the servers that others need stop last."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    rank: int = 0
    stop_signal: int = processes.SIGTERM
    stop_within_s: float = 6.0  # all ranks together: 15 s
    before_start: Callable[[], None] = lambda: None
    door: socket.socket | None = None  # its listening socket, which outlives it: who comes meanwhile waits


@dataclass
class _Kept:
    program: Program
    process: "subprocess.Popen[bytes]"
    since: float
    failures: int = 0
    start_at: float | None = None  # set while it is down


@dataclass
class Supervisor:
    """Starts programs, keeps them going until asked to stop, and leaves nothing behind."""

    folder: Path
    output: Output
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _asked_to_stop: bool = False

    def start(self, program: Program) -> None:
        """Start a program now and again whenever it ends."""
        program.before_start()
        self._kept[program.name] = _Kept(program, self._spawn(program), time.monotonic())

    def run_to_end(self, program: Program) -> int:
        """Run a program once. Returns its exit code; it is stopped when we are asked to stop meanwhile.

        What it writes was passed on when this returns.
        """
        process = self._spawn(program)
        try:
            while not processes.has_ended(process) and not self._asked_to_stop:
                self.tick()
        finally:
            processes.stop([process], program.stop_signal, within_s=5)
            self._pid_file(program.name).unlink(missing_ok=True)
        return process.returncode

    def wait_until(self, name: str, is_ready: Callable[[], bool], within_s: float) -> None:
        """Keep all going until this one is ready. Raises CannotStart when it takes too long or always ends."""
        deadline = time.monotonic() + within_s
        while not self._asked_to_stop and not is_ready():
            if self._kept[name].failures >= HOPELESS:
                raise CannotStart(f"{name} ends again and again; its lines above say why")
            if time.monotonic() > deadline:
                raise CannotStart(f"{name} is not ready after {within_s:.0f} s; its lines above say why")
            self.tick()

    def keep_going(self) -> None:
        """Start again what dies, until asked to stop."""
        while not self._asked_to_stop:
            self.tick()

    @property
    def asked_to_stop(self) -> bool:
        return self._asked_to_stop

    def tick(self) -> None:
        """One look at every process, and a short sleep."""
        for kept in self._kept.values():
            self._look_after(kept, time.monotonic())
        time.sleep(TICK_S)

    def _look_after(self, kept: _Kept, at: float) -> None:
        if kept.start_at is None and processes.has_ended(kept.process):
            processes.end_group(kept.process)  # workers of a killed server would hold its port
            code = kept.process.wait()
            kept.failures = 0 if at - kept.since > SETTLED_S else kept.failures + 1
            kept.start_at = at + min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**kept.failures)
            self.output.say(f"{kept.program.name} ended ({_in_words(code)}); starting it again")
        if kept.start_at is not None and at >= kept.start_at:
            kept.program.before_start()
            kept.process, kept.since, kept.start_at = self._spawn(kept.program), at, None

    def _spawn(self, program: Program) -> "subprocess.Popen[bytes]":
        environment = {**program.environment, processes.MARK: processes.mark_of(self.folder)}
        files = [program.door.fileno()] if program.door else []
        process = processes.start(program.command, environment=environment, output=subprocess.PIPE, open_files=files)
        self.output.follow(program.name, process)
        write_private(self._pid_file(program.name), f"{process.pid}\n")
        return process

    def _pid_file(self, name: str) -> Path:
        return self.folder / "run" / f"{name}.pid"

    def stop(self) -> None:
        """Stop everything: those who answer first, the servers they need last."""
        self._asked_to_stop = True
        for kept in self._kept.values():
            if kept.program.door:
                kept.program.door.close()  # nobody is to wait for a program that does not come back
        for rank in sorted({kept.program.rank for kept in self._kept.values()}):
            group = [kept for kept in self._kept.values() if kept.program.rank == rank]
            for kept in group:
                if kept.start_at is None:
                    _ask(kept)
            within_s = max(kept.program.stop_within_s for kept in group)
            processes.wait_for([kept.process for kept in group], within_s=within_s)
            for kept in group:
                self._pid_file(kept.program.name).unlink(missing_ok=True)
        self._kept.clear()

    @contextmanager
    def until_asked(self) -> Iterator["Supervisor"]:
        """SIGINT, SIGTERM and SIGHUP ask to stop; at the end, or on any error, everything is stopped."""

        def ask(number: int, frame: FrameType | None) -> None:
            self._asked_to_stop = True

        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, ask) for number in signals}
        try:
            yield self
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)


def _ask(kept: _Kept) -> None:
    if not processes.has_ended(kept.process):
        kept.process.send_signal(kept.program.stop_signal)


def _in_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
