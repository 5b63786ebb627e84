"""The closed lists that everyone shares: channels, topics, priorities, states. Source: docs/start-here.md, glossary."""

from enum import StrEnum


class Channel(StrEnum):
    VOICE = "voice"
    CHAT = "chat"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    DESK = "desk"
    REPORT = "report"  # nobody waits: a report that a person must look at


WRITTEN = (Channel.CHAT, Channel.SMS, Channel.WHATSAPP)
TEXTED = (Channel.SMS, Channel.WHATSAPP)
TAKEN_WITHOUT_A_RING = (*WRITTEN, Channel.DESK, Channel.REPORT)
NO_WRAP_UP = (*WRITTEN, Channel.REPORT)  # what there is to write down is written while it goes on


class Topic(StrEnum):
    PLACE = "place"
    REPORT = "report"
    INFORMATION = "information"
    PROFESSIONAL = "professional"
    PERSON = "person"


class Priority(StrEnum):
    DANGER = "danger"
    MINOR = "minor"
    VULNERABLE = "vulnerable"
    NORMAL = "normal"


def higher(one: str, other: str) -> Priority:
    """The more urgent of two priorities: they stand in this order."""
    return min(Priority(one), Priority(other), key=tuple(Priority).index)


class EntryState(StrEnum):
    WAITING = "waiting"
    RESERVED = "reserved"
    BRIDGED = "bridged"
    ENDED = "ended"


class LegState(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class LegRole(StrEnum):
    CALLER = "caller"
    DISPATCHER = "dispatcher"
    CALLED_BACK = "called_back"
    THIRD = "third"


ROLES = ("dispatcher", "supervisor", "admin")  # each may do what those before it may


class Activity(StrEnum):
    AVAILABLE = "available"
    AWAY = "away"
    WRAP_UP = "wrap_up"


class Outcome(StrEnum):
    """How a contact's wait ended, for the measures. Only HELPED is a success."""

    HELPED = "helped"
    ABANDONED = "abandoned"
    LOST_IN_MENU = "lost_in_menu"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    ASSISTANT_ONLY = "assistant_only"


class ReservationEnd(StrEnum):
    """Why a reservation is over."""

    TALKED = "talked"
    GIVEN_BACK = "given_back"
    NOT_ANSWERED = "not_answered"
    LAPSED = "lapsed"
    CALLER_LEFT = "caller_left"
    LINE_LOST = "line_lost"
    TAKEN_OVER = "taken_over"
    HANDED_BACK = "handed_back"  # a written talk, to the assistant


class SmsState(StrEnum):
    """How far a text message has come. The last three are final."""

    OWED = "owed"
    SENDING = "sending"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class TextPurpose(StrEnum):
    """What a text message is for. This is all that the timeline says of it."""

    INFORMATION = "information"
    OUR_NUMBER = "our_number"
    PLACE_KEPT = "place_kept"
    CALLBACK_MISSED = "callback_missed"
    REPLY = "reply"
    CENTRE = "centre"
    STAFF = "staff"
    PARTNER = "partner"
    REPORTER = "reporter"
    TEAM = "team"


class ThirdEnd(StrEnum):
    """Why a third person is not, or no longer, in the talk."""

    LEFT = "left"
    LET_GO = "let_go"
    TALK_OVER = "talk_over"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"


class CalloutEnd(StrEnum):
    """Why a ring that nobody asked for by a click is over."""

    TAKEN = "taken"
    SEEN_TO = "seen_to"  # somebody who writes: whoever answered opens a console
    MISSED = "missed"
    REFUSED = "refused"  # the line was busy, or the ring was declined: somebody is there
    STOPPED = "stopped"
    FAILED = "failed"


class AwayWhy(StrEnum):
    """Why somebody is away who did not say so."""

    RINGS = "rings"
    WRAP_UP = "wrap_up"
