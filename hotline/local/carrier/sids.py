"""Identifiers."""

import secrets


def sid(prefix: str) -> str:
    """A new one as Twilio makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)
