"""Where the browser for the tests is: the one of this computer, else one from npm that needs no administrator."""

import fcntl
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli

FROM_NPM = Path(__file__).parent.parent / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = Path(__file__).parent.parent.parent / "build" / "chromium"
USUAL = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11.2 has no filters yet


class NoBrowser(Exception):
    """None of the ways to a browser worked; the message names them."""


FONTS = Path(__file__).parents[2] / "hotline" / "static" / "node_modules" / "@expo-google-fonts"
FONTS_TOO = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir><cachedir>{cache}</cachedir>
</fontconfig>
"""


def with_fonts() -> dict[str, str]:
    """This computer's environment, and the fonts of our paper: pages are looked at with letters of all languages."""
    UNPACKED.parent.mkdir(parents=True, exist_ok=True)
    chosen = UNPACKED.parent / "fonts.conf"
    chosen.write_text(FONTS_TOO.format(fonts=FONTS, cache=UNPACKED.parent / "fonts"), encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(chosen)}


@dataclass(frozen=True)
class Chromium:
    """What playwright needs to start it."""

    program: Path
    environment: dict[str, str] = field(default_factory=with_fonts)

    def options(self) -> dict[str, object]:
        return {
            "executable_path": str(self.program),
            "env": self.environment,
            "args": ["--no-sandbox"],  # in a container the browser's own walls cannot be built
        }


def find() -> Chromium:
    """The first browser that starts; who looks while another fetches one waits for that. Raises NoBrowser."""
    UNPACKED.parent.mkdir(exist_ok=True)
    with (UNPACKED.parent / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for candidate in _candidates():
            if _starts(candidate):
                return candidate
    raise NoBrowser("no browser: set BROWSER to a Chromium, or run `make test`, which fetches one from npm")


def _candidates() -> Iterator[Chromium]:
    if given := os.environ.get("BROWSER"):
        yield Chromium(Path(given))
    yield from (Chromium(Path(path)) for path in USUAL)
    if (FROM_NPM / "chromium.br").exists():
        yield _unpacked()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        yield Chromium(Path(USUAL[0]))


def _starts(browser: Chromium) -> bool:
    if not browser.program.exists():
        return False
    try:
        done = subprocess.run(
            [browser.program, "--version", "--no-sandbox"],
            env=browser.environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _unpacked() -> Chromium:
    """Unpack the npm one (300 MB, a few seconds, once) with the libraries a bare system lacks."""
    program = UNPACKED / "chromium"
    if not (UNPACKED / "done").exists():
        shutil.rmtree(UNPACKED, ignore_errors=True)
        UNPACKED.mkdir(parents=True)
        program.write_bytes(_decompressed("chromium.br"))
        program.chmod(0o755)
        for archive, to in (("al2023.tar.br", "al2023"), ("fonts.tar.br", "."), ("swiftshader.tar.br", ".")):
            with tarfile.open(fileobj=io.BytesIO(_decompressed(archive))) as files:
                files.extractall(UNPACKED / to, **SAFELY)
        (UNPACKED / "done").touch()
    libraries = f"{UNPACKED / 'al2023' / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    return Chromium(program, {**with_fonts(), "LD_LIBRARY_PATH": libraries})


def _decompressed(name: str) -> bytes:
    return brotli.decompress((FROM_NPM / name).read_bytes())


def _install() -> None:
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], stdin=subprocess.DEVNULL, timeout=300, check=False)
