"""Makes a phone ring until it is taken up, refused, or rang long enough."""

from time import monotonic
from typing import TYPE_CHECKING

from hotline.local.carrier import documents
from hotline.local.carrier.signals import Answered, HungUp, Refused

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call
    from hotline.local.carrier.twiml import Source


def ring(call: "Call", timeout: float) -> None:
    """Returns when the call was taken up. Raises HungUp when it was not. Ringing takes real seconds."""
    call.report("initiated")
    if call.over:
        raise HungUp
    call.status = "ringing"
    call.report("ringing")
    call.phone.ring(call)
    until = monotonic() + timeout
    while (left := until - monotonic()) > 0:
        match call.wait(left):
            case Answered():
                call.take_up()
                return
            case Refused(status):
                call.hang_up(status, "not taken up")
    call.hang_up("no-answer", "nobody answered")
    raise HungUp


def place(call: "Call", source: "Source", timeout: float) -> None:
    """A call that the hotline makes: ring, and once taken up do as its document says."""
    try:
        _take_turn(call)
        ring(call, timeout)
    except HungUp:
        return
    documents.run(call, source)


def _take_turn(call: "Call") -> None:
    """Where the account may make so many calls a second, the others stay `queued` until it is their turn."""
    per_s = call.network.config.calls_per_s
    if per_s is None:
        return
    turn = max(call.network.next_turn, monotonic())
    call.network.next_turn = turn + 1 / per_s
    while (left := turn - monotonic()) > 0:
        call.wait(left)
