"""Every table, gathered so that the metadata is complete for migrations and tests."""

from hotline.core import beat, contact, dispatcher, login, outbox, queue, reservation, voicemail

__all__ = ["beat", "contact", "dispatcher", "login", "outbox", "queue", "reservation", "voicemail"]
