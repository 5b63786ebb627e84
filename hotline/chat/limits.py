"""How much is too much: generous for a day centre behind one address, too little to keep the line busy by machine.

Without Redis the chat works all the same (`hotline/often.py`).
"""

from hotline import often, sender
from hotline.core.secret import hashed
from hotline.web import house

BEGIN_MOST, BEGIN_WINDOW_S = 40, 600  # new conversations from one address
WRITE_MOST, WRITE_WINDOW_S = 60, 60  # messages in one conversation


def begin_wait_s() -> int | None:
    """None: another conversation may begin from this address; else after how many seconds."""
    where = house().vault.hash(sender.connection()).hex()[:32]
    return often.wait_s(f"chat:begin:{where}", BEGIN_MOST, BEGIN_WINDOW_S)


def write_wait_s(token: str) -> int | None:
    """The same for one more message of whoever has this token. Asked before a transaction is open."""
    return often.wait_s(f"chat:write:{hashed(token).hex()[:32]}", WRITE_MOST, WRITE_WINDOW_S)
