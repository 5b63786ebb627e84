"""The yardstick: a bare Flask route that answers static TwiML, for the same server as the hotline."""

from flask import Flask, Response

TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1"><Say>Hello.</Say></Gather>'
    "<Redirect>/step</Redirect></Response>"
)

app = Flask(__name__)


@app.post("/bare")
def bare() -> Response:
    return Response(TWIML, mimetype="text/xml")
