"""Everything the environment decides, read once. A missing or wrong value stops the start with its name."""

import re
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Secrets = Annotated[tuple[str, ...], NoDecode]
TILES = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})([\w./?=&%@-]|\{[zxyr]\})+")
MAPS = {"site", "console", "team"}  # the pages with a map


class WrongSetting(Exception):
    """A setting is missing or cannot be used. The message is one line and names it."""


class Settings(BaseSettings):
    """One frozen object for a process. Secrets are tuples: the first writes, all of them read (rotation)."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    public_url: str = Field(validation_alias="HOTLINE_PUBLIC_URL")
    secret_key: Secrets = Field(validation_alias="HOTLINE_SECRET_KEY")
    database_url: str = Field(validation_alias="DATABASE_URL")
    redis_url: str = Field(validation_alias="REDIS_URL")

    account_sid: str = Field(validation_alias="TWILIO_ACCOUNT_SID", pattern=r"^AC[0-9a-fA-F]{32}$")
    auth_token: Secrets = Field(validation_alias="TWILIO_AUTH_TOKEN")
    api_key_sid: str = Field(validation_alias="TWILIO_API_KEY_SID")
    api_key_secret: str = Field(validation_alias="TWILIO_API_KEY_SECRET")
    api_url: str | None = Field(None, validation_alias="TWILIO_API_URL")
    carrier_url: str | None = Field(None, validation_alias="HOTLINE_CARRIER_URL")

    number: str = Field(validation_alias="HOTLINE_NUMBER", pattern=r"^\+\d{8,15}$")
    caller_id: str = Field(validation_alias="HOTLINE_CALLER_ID", pattern=r"^\+\d{8,15}$")
    sms_number: str = Field(validation_alias="HOTLINE_SMS_NUMBER", pattern=r"^\+\d{8,15}$")
    whatsapp_number: str | None = Field(None, validation_alias="HOTLINE_WHATSAPP_NUMBER", pattern=r"^\+\d{8,15}$")
    duty_phone: str = Field(validation_alias="HOTLINE_DUTY_PHONE", pattern=r"^\+\d{8,15}$")
    rasa_url: str | None = Field(None, validation_alias="RASA_URL")

    widget_origins: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias="HOTLINE_WIDGET_ORIGINS")

    map_tiles: str | None = Field(None, validation_alias="HOTLINE_MAP_TILES")
    map_credit: str = Field("", validation_alias="HOTLINE_MAP_CREDIT", max_length=120)
    map_tiles_on: Annotated[tuple[str, ...], NoDecode] = Field(("site",), validation_alias="HOTLINE_MAP_TILES_ON")

    exit_url: str = Field("https://www.meteo.be", validation_alias="HOTLINE_EXIT_URL")

    keep_numbers_days: int = Field(30, validation_alias="HOTLINE_KEEP_NUMBERS_DAYS", ge=1, le=3650)
    keep_notes_days: int = Field(365, validation_alias="HOTLINE_KEEP_NOTES_DAYS", ge=1, le=3650)

    mail_url: str | None = Field(None, validation_alias="HOTLINE_MAIL_URL")
    mail_from: str | None = Field(None, validation_alias="HOTLINE_MAIL_FROM", pattern=r"^[^\r\n@]+@[^\r\n@]+$")
    checks_a_week: int = Field(20, validation_alias="HOTLINE_CHECKS_A_WEEK", ge=0, le=1000)
    proxies: int = Field(0, validation_alias="HOTLINE_PROXIES", ge=0, le=5)

    require_second_factor: bool = Field(False, validation_alias="HOTLINE_REQUIRE_SECOND_FACTOR")

    silent_s: int = Field(90, validation_alias="HOTLINE_SILENT_S", ge=5, le=600)

    @property
    def silent(self) -> timedelta:
        """A phone connection without a sign of life for so long is asked about."""
        return timedelta(seconds=self.silent_s)

    @field_validator("secret_key", "auth_token", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = tuple(part.strip() for part in value.split(",") if part.strip())
        if not value or len(value) > 2:
            raise ValueError("one value, or two with a comma during a rotation")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(secret) < 32 for secret in value):
            raise ValueError("at least 32 characters")
        return value

    @field_validator("public_url", "api_url", "carrier_url", "rasa_url", "exit_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        HttpUrl(value)
        return value.rstrip("/")

    @field_validator("widget_origins", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        told = value.split(",") if isinstance(value, str) else value
        found = [one.strip().rstrip("/") for one in told if one.strip()]
        if any(not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", one) for one in found):
            raise ValueError("https://www.example.org, several with a comma; no path")
        return tuple(found)

    @field_validator("map_tiles")
    @classmethod
    def _tiles(cls, value: str | None) -> str | None:
        if value is not None and not TILES.fullmatch(value):
            raise ValueError("https://tiles.example.org/{z}/{x}/{y}.png")
        return value

    @field_validator("map_tiles_on", mode="before")
    @classmethod
    def _with_tiles(cls, value: Any) -> Any:
        told = [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value
        if not set(told) <= MAPS:
            raise ValueError("site, console, team: several with a comma")
        return tuple(told)

    @model_validator(mode="after")
    def _credit(self) -> Self:
        if self.map_tiles is not None and not self.map_credit:
            raise ValueError("HOTLINE_MAP_TILES needs HOTLINE_MAP_CREDIT")
        return self

    @field_validator("mail_url")
    @classmethod
    def _mail(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("smtp", "smtps") or not urlsplit(value).hostname):
            raise ValueError("smtp://user:password@host:587 or smtps://user:password@host:465")
        return value

    @model_validator(mode="after")
    def _sender(self) -> Self:
        if self.mail_url is not None and self.mail_from is None:
            raise ValueError("HOTLINE_MAIL_URL needs HOTLINE_MAIL_FROM")
        return self

    @field_validator("carrier_url")
    @classmethod
    def _here(cls, value: str | None) -> str | None:
        if value is not None and HttpUrl(value).host not in ("127.0.0.1", "localhost", "[::1]"):
            raise ValueError("the simulated phone network is for this computer only")
        return value

    @cached_property
    def twilio_url(self) -> str | None:
        """Where REST calls go. None: Twilio itself."""
        return self.api_url or self.carrier_url


def load() -> Settings:
    """Read the environment. Raises WrongSetting with one line that names the first bad setting."""
    try:
        return Settings()  # type: ignore[call-arg]  # every field comes from the environment
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:
            raise WrongSetting(first["msg"].removeprefix("Value error, ")) from None
        what = "is missing" if first["type"] == "missing" else f"cannot be used: {first['msg']}"
        raise WrongSetting(f"{first['loc'][0]} {what}") from None
