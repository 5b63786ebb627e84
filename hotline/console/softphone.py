"""The telephone in the dispatcher's browser: which one it is, and what it shows Twilio."""

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from hotline.settings import Settings

TTL_S = 15 * 60


def token(settings: Settings, identity: str) -> str:
    """A signed token with which this browser may be rung as `client:<identity>`, and nothing else."""
    shown = AccessToken(
        settings.account_sid, settings.api_key_sid, settings.api_key_secret, identity=identity, ttl=TTL_S
    )
    shown.add_grant(VoiceGrant(incoming_allow=True))
    text: str = shown.to_jwt()
    return text
