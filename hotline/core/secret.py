"""Phone numbers and notes at rest: encrypted, comparable by a keyed hash, shown masked."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Encrypts with the first secret and reads with all, so that a secret can be replaced without losing data."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._boxes = MultiFernet([Fernet(urlsafe_b64encode(_key(s, b"encrypt"))) for s in secrets])
        self._hash_keys = [_key(s, b"hash") for s in secrets]

    def lock(self, text: str) -> bytes:
        return self._boxes.encrypt(text.encode())

    def open(self, locked: bytes) -> str | None:
        """The text, or None where no present secret fits."""
        try:
            return self._boxes.decrypt(locked).decode()
        except InvalidToken:
            return None

    def hash(self, number: str) -> bytes:
        """A keyed hash under the first secret: the same number gives the same 32 bytes, nothing leads back."""
        return self.hashes(number)[0]

    def hashes(self, number: str) -> list[bytes]:
        """The hash under each present secret, for looking up earlier contacts."""
        return [hmac.digest(key, number.encode(), hashlib.sha256) for key in self._hash_keys]

    def tokens(self, what: str) -> list[str]:
        """For a link to `what`: 256 bits under each present secret, the first first. Made again, they are the same."""
        return [urlsafe_b64encode(one).decode().rstrip("=") for one in self.hashes(what)]


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=b"hotline", info=purpose).derive(secret.encode())


def hashed(token: str) -> bytes:
    """What is kept of a token, key or code that was drawn at random and is long: 32 bytes, nothing leads back."""
    return hashlib.sha256(token.encode()).digest()


def masked(number: str) -> str:
    """Enough to tell two callers apart, not enough to call: +32 47• •• •• 56."""
    return f"{number[:5]}{'•' * max(len(number) - 7, 3)}{number[-2:]}"
