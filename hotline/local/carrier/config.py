"""What the simulated phone network is told before it starts."""

from dataclasses import dataclass

from hotline.settings import Settings


@dataclass
class Config:
    """One account with its numbers. `speed` 50: prompts, pauses and waits for an answer take a fiftieth."""

    account_sid: str
    auth_token: str
    api_key_sid: str
    api_key_secret: str
    public_url: str
    number: str
    caller_id: str
    sms_number: str
    whatsapp_number: str | None = None
    base_url: str = "http://127.0.0.1"
    speed: float = 1.0
    calls_per_s: float | None = None

    @classmethod
    def from_settings(cls, settings: Settings, speed: float = 1.0, calls_per_s: float | None = None) -> "Config":
        return cls(
            account_sid=settings.account_sid,
            auth_token=settings.auth_token[0],
            api_key_sid=settings.api_key_sid,
            api_key_secret=settings.api_key_secret,
            public_url=settings.public_url,
            number=settings.number,
            caller_id=settings.caller_id,
            sms_number=settings.sms_number,
            whatsapp_number=settings.whatsapp_number,
            base_url=settings.carrier_url or "http://127.0.0.1",
            speed=speed,
            calls_per_s=calls_per_s,
        )


@dataclass
class Number:
    """A number of the account and what is asked when somebody calls or writes to it."""

    sid: str
    phone_number: str
    voice_url: str
    voice_fallback_url: str
    status_callback: str
    sms_url: str

    @property
    def may_call_out(self) -> bool:
        """A Belgian freephone number can be called, and cannot call."""
        return not self.phone_number.startswith("+32800")
