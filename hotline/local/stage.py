"""In which order the hotline comes up on one computer: servers, database, telephone network, then the rest."""

import http.client
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from hotline.local import environment
from hotline.local.environment import Local
from hotline.local.ports import free_port, is_listening, listen
from hotline.local.servers import CannotStart, Server, own_servers
from hotline.local.supervisor import Program, Supervisor

READY_S = 60.0
HOTLINE = (sys.executable, "-m", "hotline.cli")


@dataclass
class Stage:
    """Brings everything up, in order. Each step raises CannotStart with one line."""

    supervisor: Supervisor
    local: Local
    procfile: Path
    folder: Path
    demo: bool  # never in a database that an operator gave: its logins are known to everyone
    formation: Mapping[str, int] = field(default_factory=dict)  # how many of a process; one of those not named
    logins: tuple[str, ...] = ()

    def set(self) -> None:
        """Start all and return when both web apps answer, or when asked to stop."""
        lines = read_procfile(self.procfile)
        for step in (self._servers, self._carrier, self._release, self._processes, self._demo, self._wait):
            if self.supervisor.asked_to_stop:
                return
            step(lines)

    def _servers(self, lines: dict[str, str]) -> None:
        own = list(own_servers(self.local, self.folder))
        for server in own:
            self.supervisor.output.say(f"starting {server.name}")
            self.supervisor.start(_kept(server, dict(self.local.values)))
        for server in own:
            self.supervisor.wait_until(server.name, server.is_ready, READY_S)

    def _release(self, lines: dict[str, str]) -> None:
        if "release" in lines:
            self.supervisor.output.say("preparing the database")
            self._to_end("release", ("/bin/sh", "-c", f"exec {lines['release']}"))
        environment.keep_as_running(self.local.values, self.folder)

    def _demo(self, lines: dict[str, str]) -> None:
        """While the rest starts, so that nobody waits for it."""
        if self.demo and "release" in lines:
            notes = self.folder / "run" / "logins"
            self._to_end("demo", (*HOTLINE, "local", "demo", "--into", str(notes)))
            self.logins = tuple(notes.read_text().splitlines()) if notes.exists() else ()
            notes.unlink(missing_ok=True)

    def _to_end(self, name: str, command: tuple[str, ...]) -> None:
        code = self.supervisor.run_to_end(Program(name, command, self._environment(0)))
        if code and not self.supervisor.asked_to_stop:
            raise CannotStart(f"{name} did not succeed (exit {code}); its lines above say why")

    def _carrier(self, lines: dict[str, str]) -> None:
        if self.local.own_carrier:
            values = self._environment(self._carrier_port)
            self.supervisor.start(Program("carrier", (*HOTLINE, "carrier"), values, rank=1, stop_within_s=2))

    @property
    def _carrier_port(self) -> int:
        return urlsplit(self.local.values["HOTLINE_CARRIER_URL"]).port or 0

    def _processes(self, lines: dict[str, str]) -> None:
        self.supervisor.output.say("starting the rest")
        public, console = environment.fixed_ports(self.local.values)
        fixed = {"public": public, "console": console}
        for name, line in lines.items():
            if name == "release" or (name == "bot" and not self.local.own_assistant):
                continue
            port = fixed.get(name)
            door = listen(port) if port and "gunicorn" in line else None  # which can take a socket that is open already
            for number in range(1, self.formation.get(name, 1) + 1):
                own = port if number == 1 or door else None
                self._process(name if number == 1 else f"{name}-{number}", line, own or free_port(), door)

    def _process(self, name: str, line: str, port: int, door: socket.socket | None) -> None:
        values = self._environment(port)
        if door:
            values["HOTLINE_LISTEN_FD"] = str(door.fileno())
        self.supervisor.start(Program(name, ("/bin/sh", "-c", f"exec {line}"), values, door=door))

    def _wait(self, lines: dict[str, str]) -> None:
        if self.local.own_carrier:
            self.supervisor.wait_until("carrier", partial(is_listening, self._carrier_port), READY_S)
        for name, port in zip(("public", "console"), environment.fixed_ports(self.local.values), strict=True):
            if name in lines:
                self.supervisor.wait_until(name, partial(is_healthy, port), READY_S)

    def _environment(self, port: int) -> dict[str, str]:
        """What a process gets. It finds our commands and listens on this computer only."""
        ours = str(Path(sys.executable).parent)
        path = self.local.values.get("PATH", "/usr/bin:/bin")
        values = {"HOTLINE_BIND": "127.0.0.1", "PYTHONUNBUFFERED": "1", **self.local.values}
        values["PATH"] = path if path.startswith(f"{ours}:") else f"{ours}:{path}"
        return {**values, "PORT": str(port)}

    def welcome(self) -> list[str]:
        """The links, and what the demo says about logging in."""
        public, console = environment.fixed_ports(self.local.values)
        lines = ["", "The hotline is running. Ctrl-C stops it."]
        if self.local.own_carrier:
            lines.append(f"  Phone        http://127.0.0.1:{public}/local/phone")
        lines.append(f"  Public site  http://127.0.0.1:{public}/")
        lines.append(f"  Console      http://127.0.0.1:{console}/")
        return [*lines, *self.logins, ""]


def _kept(server: Server, values: dict[str, str]) -> Program:
    rank = 3 if server.name == "postgres" else 2
    return Program(
        server.name,
        server.command(),
        values,
        rank=rank,
        stop_signal=server.stop_signal,
        stop_within_s=3,
        before_start=server.prepare,
    )


def read_procfile(path: Path) -> dict[str, str]:
    """name → command, in the order of the file. Raises CannotStart."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        raise CannotStart(f"{path} is not here: run this from the root of the repository") from None
    split = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): command.strip() for name, _, command in split}


def is_healthy(port: int) -> bool:
    """Whether the app on this port says that it is ready. A door that nobody serves yet is silent for a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
