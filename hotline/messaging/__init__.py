"""The channel of text messages: Twilio's webhooks → core. It translates and commits; it decides nothing."""

from flask import Blueprint, Flask

from hotline import signature
from hotline.in_time import in_time
from hotline.messaging import away, texts
from hotline.web import DOWN


def register(app: Flask) -> None:
    """Mount the webhooks, each behind the signature check; without a database they are answered all the same."""
    messaging = Blueprint("messaging", __name__, url_prefix="/messaging")
    messaging.before_request(signature.guard("MessageSid", texts.ours))
    for path, view in texts.ROUTES.items():
        messaging.post(path)(in_time(view, away.database_away))
    for error in DOWN:
        messaging.register_error_handler(error, away.database_away)
    messaging.register_error_handler(Exception, away.our_mistake)
    app.register_blueprint(messaging)
