"""Every table, gathered so that the metadata is complete for migrations and tests."""

from hotline.core import beat, contact, dispatcher, outbox, queue, reservation

__all__ = ["beat", "contact", "dispatcher", "outbox", "queue", "reservation"]
