"""`python -m hotline.local.carrier`: patched for gevent before anything else is imported."""

# ruff: noqa: E402  # the patch must come first
from gevent import monkey

monkey.patch_all()

import os
import sys
from urllib.parse import urlsplit

from hotline.local.carrier.config import Config
from hotline.local.carrier.server import serve
from hotline.settings import WrongSetting, load


def main() -> None:
    """Serve at the port of HOTLINE_CARRIER_URL with the account of the environment."""
    try:
        settings = load()
    except WrongSetting as error:
        sys.exit(str(error))
    port = urlsplit(settings.carrier_url or "").port
    if port is None:
        sys.exit("HOTLINE_CARRIER_URL is missing or names no port")
    speed = float(os.environ.get("HOTLINE_CARRIER_SPEED", "1"))
    rate = os.environ.get("HOTLINE_CARRIER_CALLS_PER_S")
    serve(port, Config.from_settings(settings, speed, float(rate) if rate else None))


main()
