"""The voice channel: Twilio's webhooks → core → TwiML. It translates and commits; it decides nothing."""

from flask import Blueprint, Flask

from hotline import signature
from hotline.in_time import in_time
from hotline.voice import callers, callouts, dispatchers, fallback, listening, thirds
from hotline.web import DOWN


def register(app: Flask) -> None:
    """Mount the webhooks, each behind the signature check, with the duty phone when the database is away."""
    voice = Blueprint("voice", __name__, url_prefix="/voice")
    voice.before_request(signature.guard("CallSid", lambda conf: (conf.number, conf.caller_id)))
    voice.before_request(listening.listen)
    for module in (callers, callouts, dispatchers, thirds, fallback):
        for path, view in module.ROUTES.items():
            voice.post(path)(in_time(view, fallback.database_away))
    for error in DOWN:
        voice.register_error_handler(error, fallback.database_away)
    voice.register_error_handler(Exception, fallback.our_mistake)
    app.register_blueprint(voice)
