"""Twilio's REST API, the part we use. Plain values in and out; its words are mapped here."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hotline.core.words import LegState
from hotline.settings import Settings

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT_S = 5
OFFICIAL = "https://api.twilio.com"
ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
QUEUE = "hotline"
QUEUE_SIZE = 5000  # Twilio's maximum; its default of 1000 would turn people away
QUEUES = 50  # an account has a few
SENDERS = 50  # as many
NOT_NOW = {401, 403, 408, 429}  # a key being replaced, an account suspended, too many at once: worth asking again
KEEP_TRYING_S = 2 * 3600  # a phone that is off so long gets the text no more: it may be untrue by then
WHATSAPP = "whatsapp:"  # before the number, in the provider's addresses
PICTURES = 20  # a text has ten at most
LOOK_BACK = 20  # texts to one phone: more than we send it in two hours
EVENTS = ["initiated", "ringing", "answered", "completed"]


class CannotDo(Exception):
    """The provider did not do it. `final`: asking again will not help. `gone`: it knows nothing by that id.

    `lost`: it may have done it all the same, only its answer did not reach us. `code`: its own number for the reason.
    """

    def __init__(
        self, what: str, *, final: bool = False, gone: bool = False, lost: bool = False, code: str = ""
    ) -> None:
        super().__init__(what)
        self.final, self.gone, self.lost, self.code = final or gone, gone, lost, code


@dataclass(frozen=True)
class Telephony:
    """Calls, queues and recordings at the provider. Every call may raise CannotDo."""

    settings: Settings

    def warm_up(self) -> None:
        """Load the SDK before the first call needs it."""
        _ = self._client.calls  # the SDK loads each part at its first use

    def ring(self, to: str, url: str, status_url: str, timeout_s: int) -> str:
        """Ring a phone or a browser from our caller id. Returns the CallSid."""
        return str(
            self._do(
                lambda client: client.calls.create(
                    to=to,
                    from_=self.settings.caller_id,
                    url=url,
                    method="POST",
                    status_callback=status_url,
                    status_callback_event=EVENTS,
                    status_callback_method="POST",
                    timeout=timeout_s,
                )
            ).sid
        )

    def move(self, call_sid: str, url: str, fallback_url: str | None = None) -> None:
        """Have a live call ask `url` what to do now; `fallback_url` where that gives no answer."""
        more = {"fallback_url": fallback_url, "fallback_method": "POST"} if fallback_url else {}
        self._do(lambda client: client.calls(call_sid).update(url=url, method="POST", **more))

    def hang_up(self, call_sid: str) -> None:
        self._do(lambda client: client.calls(call_sid).update(status="completed"))

    def state(self, call_sid: str) -> LegState | None:
        """How a call stands. A call the provider does not know is over; None for a word we do not know."""
        try:
            status = str(self._do(lambda client: client.calls(call_sid).fetch()).status)
        except CannotDo as error:
            if error.gone:
                return LegState.ENDED
            raise
        if status in ENDED:
            return LegState.ENDED
        return {"in-progress": LegState.TALKING, "ringing": LegState.RINGING, "queued": LegState.RINGING}.get(status)

    def is_joined(self, call_sid: str) -> bool:
        """Whether this caller talks with somebody who was dialled for them: the duty phone."""
        return bool(self._do(lambda client: client.calls.list(parent_call_sid=call_sid, status="in-progress", limit=1)))

    def in_conference(self, name: str) -> dict[str, datetime]:
        """The CallSids of everyone who is in the conference with this name now, and since when."""
        room = self._room(name)
        if room is None:
            return {}
        inside = self._inside(room)
        return {participant.call_sid: participant.date_created for participant in inside}

    def hold(self, name: str, call_sid: str, url: str | None) -> None:
        """Let this participant of the conference hear what `url` says; None: back into the talk."""
        room = self._room(name)
        if room is None:
            return
        how = {"hold": True, "hold_url": url, "hold_method": "POST"} if url else {"hold": False}
        self._change(room, call_sid, **how)

    def set_exits(self, name: str) -> None:
        """With two in the conference it ends when one leaves; with more, those who stay talk on."""
        room = self._room(name)
        if room is None:
            return
        inside = self._inside(room)
        ends = len(inside) < 3
        for participant in inside:
            if participant.end_conference_on_exit is not ends:
                self._change(room, participant.call_sid, end_conference_on_exit=ends)

    def take_out(self, name: str, call_sid: str) -> None:
        """End one participant's call; those who stay talk on."""
        room = self._room(name)
        if room is not None:
            self._change(room, call_sid, end_conference_on_exit=False)
        self.hang_up(call_sid)

    def _change(self, room: str, call_sid: str, **how: Any) -> None:
        """Change a participant; one who is not in the conference any more needs no change."""
        try:
            self._do(lambda client: client.conferences(room).participants(call_sid).update(**how))
        except CannotDo as error:
            if not error.gone:
                raise

    def _room(self, name: str) -> str | None:
        rooms = self._do(lambda client: client.conferences.list(friendly_name=name, status="in-progress", limit=1))
        return str(rooms[0].sid) if rooms else None

    def _inside(self, room: str) -> list[Any]:
        return list(self._do(lambda client: client.conferences(room).participants.list(limit=20)))

    def delete_call(self, call_sid: str) -> None:
        """Remove the provider's own record of a call, with the numbers in it."""
        self._do(lambda client: client.calls(call_sid).delete())

    def delete_recording(self, sid: str) -> None:
        self._do(lambda client: client.recordings(sid).delete())

    def send(self, to: str, body: str, status_url: str) -> str:
        """Send a text to a number, or to whatsapp:number. Returns its id there."""
        more = {} if to.startswith(WHATSAPP) else {"validity_period": KEEP_TRYING_S}
        return str(
            self._do(
                lambda client: client.messages.create(
                    to=to, from_=self._sender(to), body=body, status_callback=status_url, **more
                )
            ).sid
        )

    def texts_sent(self, to: str, body: str, since: datetime) -> list[str]:
        """The ids of the texts with these words that this phone was sent since then, the newest first."""
        found = self._do(lambda client: client.messages.list(to=to, from_=self._sender(to), limit=LOOK_BACK))
        return [str(one.sid) for one in found if one.body == body and one.date_created and one.date_created >= since]

    def delete_sms(self, sid: str) -> None:
        """Remove the provider's own record of a text, with the number and the words in it."""
        self._do(lambda client: client.messages(sid).delete())

    def delete_pictures(self, sid: str) -> None:
        """Remove what came with a text: deleting the text would leave it there."""
        for one in self._do(lambda client: client.messages(sid).media.list(limit=PICTURES)):
            self._delete_picture(sid, one.sid)

    def _delete_picture(self, sid: str, picture: str) -> None:
        self._do(lambda client: client.messages(sid).media(picture).delete())

    def _sender(self, to: str) -> str:
        """Our address on the channel of theirs. Raises CannotDo when we have none there."""
        if not to.startswith(WHATSAPP):
            return self.settings.sms_number
        if self.settings.whatsapp_number is None:
            raise CannotDo("no whatsapp number", final=True, code="no_whatsapp")
        return f"{WHATSAPP}{self.settings.whatsapp_number}"

    def listen(self, sid: str) -> tuple[str, bytes]:
        """A message that was left: its media type and its bytes."""
        import requests

        conf = self.settings
        url = f"{conf.twilio_url or OFFICIAL}/2010-04-01/Accounts/{conf.account_sid}/Recordings/{sid}"
        try:
            answer = requests.get(url, auth=(conf.account_sid, conf.auth_token[0]), timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise CannotDo(type(error).__name__) from None
        if answer.status_code != 200:
            raise _refusal(answer.status_code, "recording")
        return answer.headers.get("Content-Type", "audio/x-wav"), answer.content

    def make_queue(self) -> None:
        """See to it that the waiting room exists with room for everyone."""
        found = [
            queue for queue in self._do(lambda client: client.queues.list(limit=QUEUES)) if queue.friendly_name == QUEUE
        ]
        if not found:
            self._do(lambda client: client.queues.create(friendly_name=QUEUE, max_size=QUEUE_SIZE))
        elif found[0].max_size != QUEUE_SIZE:
            self._do(lambda client: client.queues(found[0].sid).update(max_size=QUEUE_SIZE))

    def queue_size(self) -> int | None:
        """For how many callers the waiting room has room; None when there is none yet."""
        found = [
            queue for queue in self._do(lambda client: client.queues.list(limit=QUEUES)) if queue.friendly_name == QUEUE
        ]
        return int(found[0].max_size) if found else None

    def account(self) -> tuple[str, str]:
        """How the account stands, in the provider's words: (active | suspended | closed, Trial | Full)."""
        found = self._do(lambda client: client.api.v2010.accounts(self.settings.account_sid).fetch())
        return str(found.status), str(found.type)

    def may_show(self, phone: str) -> bool:
        """Whether this number, which is not the account's own, is verified for calling out."""
        return bool(self._do(lambda client: client.outgoing_caller_ids.list(phone_number=phone, limit=1)))

    def number(self, phone: str) -> Any | None:
        """Our phone number as the provider has it, with its webhooks; None when it is not ours."""
        found = self._do(lambda client: client.incoming_phone_numbers.list(phone_number=phone, limit=1))
        return found[0] if found else None

    def whatsapp_sender(self) -> Any | None:
        """Our WhatsApp sender as the provider has it, with its webhook; None when it is not ours.

        Asked of the provider's own address, whatever TWILIO_API_URL says: no region and no stand-in has this.
        """
        mine = f"{WHATSAPP}{self.settings.whatsapp_number}"
        found = self._do(lambda client: client.messaging.v2.channels_senders.list(channel="whatsapp", limit=SENDERS))
        return next((one for one in found if one.sender_id == mine), None)

    def _waiting_rooms(self) -> list[Any]:
        queues = self._do(lambda client: client.queues.list(limit=QUEUES))
        return [queue for queue in queues if queue.friendly_name == QUEUE]

    def _do(self, act: Any) -> Any:
        import requests
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            return act(self._client)
        except TwilioRestException as error:
            raise _refusal(error.status, str(error.code)) from None
        except TwilioException as error:  # a list that is refused comes in this shape, with the response
            status = getattr(error.args[-1], "status_code", 0) if error.args else 0
            raise _refusal(status, "list") from None
        except requests.RequestException as error:
            raise CannotDo(type(error).__name__, lost=not _never_left(error)) from None

    @cached_property
    def _client(self) -> "Client":
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        base = self.settings.twilio_url

        class Http(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
            """Every request goes to the configured server."""

            def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
                return super().request(method, url.replace(OFFICIAL, base, 1) if base else url, *args, **kwargs)

        return Client(
            self.settings.account_sid, self.settings.auth_token[0], http_client=Http(timeout=TIMEOUT_S, max_retries=0)
        )


def _refusal(status: int, code: str) -> CannotDo:
    """What an HTTP status means for us. The provider's sentence is left out: it may hold a number."""
    final = 400 <= status < 500 and status not in NOT_NOW
    lost = status >= 500 and status != 503  # 503: it says itself that it did nothing
    return CannotDo(f"twilio {status} {code}", final=final, gone=status == 404, lost=lost, code=code)


def _never_left(error: Exception) -> bool:
    """Whether there was no connection at all: then the provider surely did nothing."""
    import requests
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    reason = error.args[0] if error.args else None
    refused = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    return isinstance(error, requests.ConnectTimeout) or refused
