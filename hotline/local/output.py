"""What the processes write, line by line with their name in front, on one terminal."""

import queue
import subprocess
import sys
import threading
from typing import IO

_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95)
_WIDTH = 8


class Output:
    """Gathers the lines of many processes. A terminal that nobody reads never holds up the line itself."""

    def __init__(self, to: IO[str] | None = None) -> None:
        self._to = to or sys.stderr
        self._coloured = self._to.isatty()
        self._names: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue(maxsize=10_000)
        self._writer = threading.Thread(target=self._write, name="output", daemon=True)
        self._writer.start()

    def say(self, line: str) -> None:
        """One line of our own."""
        self._put(f"{'':{_WIDTH}}  {line}")

    def follow(self, name: str, process: "subprocess.Popen[bytes]") -> threading.Thread:
        """Pass on what a process writes until it closes its output."""
        reader = threading.Thread(target=self._read, args=(name, process.stdout), name=name, daemon=True)
        reader.start()
        return reader

    def close(self) -> None:
        """Write what is left, for at most a second."""
        try:
            self._lines.put(None, timeout=1)
        except queue.Full:
            return
        self._writer.join(1)

    def _read(self, name: str, stream: IO[bytes]) -> None:
        prefix, last = self._prefix(name), b""
        with stream:
            for line in stream:
                if line == last:
                    continue  # a server that is still starting says so to everyone who asks
                last = line
                self._put(f"{prefix}{line.decode(errors='replace').rstrip()}")

    def _prefix(self, name: str) -> str:
        if name not in self._names:
            self._names.append(name)
        text = f"{name:{_WIDTH}}| "
        if not self._coloured:
            return text
        return f"\033[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{text}\033[0m"

    def _put(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:  # nobody reads: the newest lines are lost, the processes go on
            return

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                self._to.write(line + "\n")
                self._to.flush()
            except (OSError, ValueError):  # the terminal is gone
                continue
