"""How times and numbers are written on the pages."""

from datetime import datetime

from hotline.core.measure import BRUSSELS

RING_S = 600  # the ring is full after ten minutes
AMBER_S, RED_S = 300, 480


def clock(seconds: float | None) -> str:
    """06:12, or 1:06:12 from an hour on; a dash for None."""
    if seconds is None:
        return "–"
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes:02}:{whole % 60:02}"


def brussels(moment: datetime) -> str:
    """The time of day where people live: 14:02."""
    return moment.astimezone(BRUSSELS).strftime("%H:%M")


def day(moment: datetime) -> str:
    """The day where people live: 26/11."""
    return moment.astimezone(BRUSSELS).strftime("%d/%m")


def percent(share: float | None) -> str:
    """97 %, rounded down so that nothing looks better than it is; a dash for None."""
    return "–" if share is None else f"{int(share * 100)} %"


def fill(seconds: float) -> int:
    """How much of the ring is filled, 0 to 100."""
    return max(0, min(100, int(seconds * 100 / RING_S)))


def mood(seconds: float) -> str:
    """calm, amber from five minutes, red from eight."""
    return "red" if seconds >= RED_S else "amber" if seconds >= AMBER_S else "calm"
