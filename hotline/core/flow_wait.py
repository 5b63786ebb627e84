"""What one round of the waiting loop means: the place in line, the bound to announce, and when to leave the loop."""

from hotline.core.flow_types import Node, Visit, Waiting, changed


def entered(visit: Visit, answer: Waiting) -> Visit:
    """The same visit on joining the queue: with nobody on duty the caller hears so at once, not in some minutes."""
    if answer.on_duty:
        return visit
    waited = answer.waited_s
    return changed(visit, waited_s=waited, waiting_from_s=waited, nobody_from_s=waited)


def after_round(visit: Visit, answer: Waiting) -> Visit:
    """The same visit after one more round in the queue."""
    since = answer.waited_s if visit.waiting_from_s is None else visit.waiting_from_s
    nobody = None
    if answer.on_duty == 0:
        nobody = answer.waited_s if visit.nobody_from_s is None else visit.nobody_from_s
    bound, until = _bound(visit, answer)
    return changed(
        visit,
        exit="waiting",
        said=(),
        rounds=visit.rounds + 1,
        position=answer.position,
        bound_min=bound,
        bound_until_s=until,
        waited_s=answer.waited_s,
        waiting_from_s=since,
        nobody_from_s=nobody,
    )


def way_out(visit: Visit, node: Node, waited_s: int) -> str | None:
    """Why this caller must not wait on: 'nobody' is on duty for long, or it is 'too_long'. None: they wait on."""
    if visit.nobody_from_s is not None and waited_s - visit.nobody_from_s >= node.nobody_after_s:
        return "nobody"
    if visit.waiting_from_s is not None and waited_s - visit.waiting_from_s >= node.max_wait_s:
        return "too_long"
    return None


def _bound(visit: Visit, answer: Waiting) -> tuple[int | None, int | None]:
    """The bound to announce, in minutes, and until when it holds. It is never worse than an earlier one."""
    new, best = answer.bound_min, visit.bound_min
    if new is None or (best is not None and new > best):
        return best, visit.bound_until_s
    return new, answer.waited_s + new * 60
