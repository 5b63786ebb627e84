"""REST: queues with their members, conferences with their participants."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from hotline.local.carrier.conference import Conference, Participant
from hotline.local.carrier.queues import Member, Queue
from hotline.local.carrier.rest import ROOT, Json, Refusal, blueprint, date, missing, page, yes
from hotline.local.carrier.rest_calls import move
from hotline.local.carrier.sids import sid as new_sid
from hotline.local.carrier.twiml import Source

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

LARGEST_QUEUE = 5000
QUEUE = f"{ROOT}/Queues/<sid>"
CONFERENCE = f"{ROOT}/Conferences/<sid>"


def queues(network: "Network") -> Blueprint:
    """Queues of the account."""
    part = blueprint("queues", network)

    @part.post(f"{ROOT}/Queues.json")
    def create() -> tuple[Response, int]:
        name = request.form.get("FriendlyName", "")
        if not name:
            raise Refusal(400, 20001, "FriendlyName is required")
        if any(queue.name == name for queue in network.queues.values()):
            raise Refusal(400, 22003, "Queue already exists")
        queue = Queue(new_sid("QU"), name, _size(1000))
        network.queues[queue.sid] = queue
        return jsonify(_queue(network, queue)), 201

    @part.get(f"{ROOT}/Queues.json")
    def listing() -> Response:
        found = [_queue(network, queue) for queue in network.queues.values()]
        return page(network, "queues", "Queues.json", found)

    @part.get(f"{QUEUE}.json")
    def fetch(sid: str) -> Response:
        return jsonify(_queue(network, known(sid)))

    @part.post(f"{QUEUE}.json")
    def update(sid: str) -> Response:
        queue = known(sid)
        queue.most = _size(queue.most)
        queue.name = request.form.get("FriendlyName", queue.name)
        return jsonify(_queue(network, queue))

    @part.delete(f"{QUEUE}.json")
    def delete(sid: str) -> tuple[str, int]:
        if known(sid).members:
            raise Refusal(409, 20409, "A queue with callers cannot be deleted")
        del network.queues[sid]
        return "", 204

    @part.get(f"{QUEUE}/Members.json")
    def members(sid: str) -> Response:
        queue = known(sid)
        found = [_member(network, queue, member) for member in queue.members]
        return page(network, "queue_members", f"Queues/{sid}/Members.json", found)

    @part.get(f"{QUEUE}/Members/<call>.json")
    def member(sid: str, call: str) -> Response:
        return jsonify(_member(network, known(sid), waiting(sid, call)))

    @part.post(f"{QUEUE}/Members/<call>.json")
    def dequeue(sid: str, call: str) -> Response:
        found = waiting(sid, call)
        shown = _member(network, known(sid), found)
        move(found.call, Source(request.form["Url"], request.form.get("Method", "POST")))
        return jsonify(shown)

    def known(sid: str) -> Queue:
        if sid not in network.queues:
            raise missing()
        return network.queues[sid]

    def waiting(sid: str, call: str) -> Member:
        found = known(sid).member(call)
        if found is None:
            raise missing()
        return found

    return part


def _size(default: int) -> int:
    size = request.form.get("MaxSize", default, type=int)
    if not 1 <= size <= LARGEST_QUEUE:
        raise Refusal(400, 20001, "MaxSize must be between 1 and 5000")
    return size


def _queue(network: "Network", queue: Queue) -> Json:
    return {
        "sid": queue.sid,
        "account_sid": network.config.account_sid,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "max_size": queue.most,
        "average_wait_time": queue.average_s,
        "date_created": date(queue.created),
        "date_updated": date(queue.updated),
        "uri": f"/2010-04-01/Accounts/{network.config.account_sid}/Queues/{queue.sid}.json",
    }


def _member(network: "Network", queue: Queue, member: Member) -> Json:
    account = network.config.account_sid
    return {
        "call_sid": member.call.sid,
        "queue_sid": queue.sid,
        "date_enqueued": date(member.since),
        "position": queue.position(member),
        "wait_time": member.waited_s,
        "uri": f"/2010-04-01/Accounts/{account}/Queues/{queue.sid}/Members/{member.call.sid}.json",
    }


def conferences(network: "Network") -> Blueprint:
    """Conferences of the account."""
    part = blueprint("conferences", network)

    @part.get(f"{ROOT}/Conferences.json")
    def listing() -> Response:
        wanted = {f: request.args[n] for n, f in CONFERENCE_FILTERS.items() if n in request.args}
        shown = [_conference(network, one) for one in reversed(network.conferences.values())]
        found = [one for one in shown if wanted.items() <= one.items()]
        return page(network, "conferences", "Conferences.json", found)

    @part.get(f"{CONFERENCE}.json")
    def fetch(sid: str) -> Response:
        return jsonify(_conference(network, known(sid)))

    @part.post(f"{CONFERENCE}.json")
    def update(sid: str) -> Response:
        conference = known(sid)
        if request.form.get("Status") == "completed":
            conference.finish("conference-ended-via-api")
        return jsonify(_conference(network, conference))

    @part.get(f"{CONFERENCE}/Participants.json")
    def participants(sid: str) -> Response:
        conference = known(sid)
        found = [_participant(network, conference, one) for one in conference.participants.values()]
        return page(network, "participants", f"Conferences/{sid}/Participants.json", found)

    @part.get(f"{CONFERENCE}/Participants/<call>.json")
    def participant(sid: str, call: str) -> Response:
        return jsonify(_participant(network, known(sid), one_of(sid, call)))

    @part.post(f"{CONFERENCE}/Participants/<call>.json")
    def change(sid: str, call: str) -> Response:
        conference, one = known(sid), one_of(sid, call)
        ends, source = yes("EndConferenceOnExit"), _hold_source()
        conference.change(one, muted=yes("Muted"), hold=yes("Hold"), ends=ends, source=source)
        return jsonify(_participant(network, conference, one))

    @part.delete(f"{CONFERENCE}/Participants/<call>.json")
    def remove(sid: str, call: str) -> tuple[str, int]:
        known(sid).put_out(one_of(sid, call).call.sid, "participant_removed_via_api")
        return "", 204

    def known(sid: str) -> Conference:
        if sid not in network.conferences:
            raise missing()
        return network.conferences[sid]

    def one_of(sid: str, call: str) -> Participant:
        everyone = known(sid).participants
        found = everyone.get(call) or next((one for one in everyone.values() if one.label == call), None)
        if found is None:
            raise missing()
        return found

    return part


def _hold_source() -> Source:
    url = request.form.get("HoldUrl", "")
    if url and not url.startswith(("http://", "https://")):
        raise Refusal(400, 20001, "HoldUrl is not a valid URL")
    return Source(url, request.form.get("HoldMethod", "GET"))


CONFERENCE_FILTERS = {"FriendlyName": "friendly_name", "Status": "status"}


def _conference(network: "Network", conference: Conference) -> Json:
    account = network.config.account_sid
    uri = f"/2010-04-01/Accounts/{account}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": account,
        "friendly_name": conference.name,
        "api_version": "2010-04-01",
        "region": "ie1",
        "status": conference.status,
        "reason_conference_ended": conference.reason,
        "call_sid_ending_conference": conference.ended_by,
        "date_created": date(conference.created),
        "date_updated": date(conference.updated),
        "uri": f"{uri}.json",
        "subresource_uris": {"participants": f"{uri}/Participants.json"},
    }


def _participant(network: "Network", conference: Conference, one: Participant) -> Json:
    account = network.config.account_sid
    return {
        "account_sid": account,
        "call_sid": one.call.sid,
        "conference_sid": conference.sid,
        "label": one.label,
        "call_sid_to_coach": None,
        "coaching": False,
        "date_created": date(one.joined),
        "date_updated": date(one.joined),
        "end_conference_on_exit": one.ends,
        "start_conference_on_enter": one.starts,
        "muted": one.muted,
        "hold": one.hold,
        "status": "connected",
        "queue_time": "0",
        "uri": f"/2010-04-01/Accounts/{account}/Conferences/{conference.sid}/Participants/{one.call.sid}.json",
    }
