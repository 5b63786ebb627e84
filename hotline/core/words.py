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


WRITTEN = (Channel.CHAT, Channel.SMS, Channel.WHATSAPP)


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
