"""A small house for the tests of `hotline run`: real servers, but programs of a few lines instead of the apps."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from hotline.local.ports import free_port
from hotline.local.processes import MARK, mark_of

WEB = """
import http.server, os
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Healthy).serve_forever()
"""
PROCFILE = """
release: python -c "print('released')"
public: python web.py
console: python web.py
worker: python -c "import time; time.sleep(600)"
"""


class House:
    """`hotline run` in a folder of its own."""

    def __init__(self, folder: Path, procfile: str = PROCFILE, **environment: str) -> None:
        self.folder = folder
        self.port, self.console_port = free_port(), free_port()
        (folder / "web.py").write_text(WEB)
        (folder / "Procfile").write_text(procfile)
        (folder / "stderr").write_text("")
        ours = {"PORT": str(self.port), "CONSOLE_PORT": str(self.console_port), "TWILIO_API_URL": "http://127.0.0.1:9"}
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **ours, **environment}
        self.process: subprocess.Popen[str] | None = None

    def command(self) -> "subprocess.Popen[str]":
        with (self.folder / "stderr").open("a") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "hotline.cli", "run", "--no-demo"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def start(self) -> "House":
        """Return when it says that it is running."""
        self.process = self.command()
        assert self.process.stdout
        for line in self.process.stdout:
            if "Ctrl-C" in line:
                return self
        raise AssertionError(self.said())

    def refusal(self) -> tuple[int, str]:
        """Start it, expecting that it refuses: its exit code and what it said."""
        before = len(self.said())
        process = self.command()
        process.communicate(timeout=30)
        return process.returncode, self.said()[before:]

    def said(self) -> str:
        return (self.folder / "stderr").read_text()

    def pid(self, name: str) -> int:
        return int((self.folder / ".local" / "run" / f"{name}.pid").read_text())

    def kill(self, name: str) -> int:
        """kill -9 one process. Returns its number."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> int:
        """Ctrl-C. Returns the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        return self.process.returncode

    def answers(self, port: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def left(self) -> list[psutil.Process]:
        """Every process that belongs to this house and still lives, servers too."""
        mark, found = mark_of(self.folder / ".local"), []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get(MARK) == mark or process.cwd().startswith(str(self.folder))
            except psutil.Error:
                continue
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        return found


def within(seconds: float, happens: Callable[[], object]) -> bool:
    """Whether it happens in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.02)
    return False
