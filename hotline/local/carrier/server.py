"""The simulated phone network as a process of its own. Its memory is the outside world: stop it, and all calls end."""

import signal
import socket
from typing import Any

import gevent
from flask import Flask, Response, jsonify
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer
from werkzeug.exceptions import HTTPException

from hotline.local.carrier import rest_calls, rest_more, rest_rooms
from hotline.local.carrier.config import Config
from hotline.local.carrier.control import control
from hotline.local.carrier.rest import Refusal, refuse, refuse_http
from hotline.local.carrier.state import Network

MOST_CONNECTIONS = 5000


def application(network: Network) -> Flask:
    """Both faces of the network: the REST API for the hotline, the control API for people."""
    app = Flask("carrier", static_folder=None)
    for part in (
        rest_calls.calls(network),
        rest_rooms.queues(network),
        rest_rooms.conferences(network),
        rest_more.numbers(network),
        rest_more.recordings(network),
        rest_more.messages(network),
        control(network),
    ):
        app.register_blueprint(part)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, refuse_http)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok", calls=sum(not call.over for call in network.calls.values()))

    return app


def serve(port: int, config: Config) -> None:
    """Listen on loopback until told to stop. Port 0 takes a free one."""
    network = Network(config)
    server = WSGIServer(("127.0.0.1", port), application(network), log=None, spawn=Pool(MOST_CONNECTIONS))
    server.start()
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer is 40 ms late
    config.base_url = f"http://127.0.0.1:{server.server_port}"

    def stop(*_: Any) -> None:
        gevent.spawn(server.stop, 1)

    for name in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(name, stop)
    server.serve_forever(stop_timeout=1)
