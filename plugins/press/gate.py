"""What may be seen, and until when: the one place that decides whether a story is published."""

from __future__ import annotations

from .record import Row

LIVE, HIDDEN, GONE = "live", "hidden", "gone"


def state(row: Row, now: float) -> str:
    """`live`, `hidden` (at its address, in no list), `gone` (a tombstone), or in words why nothing is shown."""
    if row.status == "withdrawn":
        return GONE
    if row.status not in ("published", "hidden"):
        return "draft" if row.status == "draft" else f"status {row.status!r}"
    if row.embargo is not None and row.embargo > now:
        return "embargo"
    if row.moment > now:
        return "future date"
    if row.expires is not None and row.expires <= now:
        return "expired"
    return HIDDEN if row.status == "hidden" else LIVE


def next_change(row: Row, now: float) -> float | None:
    """The moment after `now` at which the clock alone will change the story's state, if there is one."""
    if row.status not in ("published", "hidden"):
        return None
    lifts = max(row.embargo or 0.0, row.moment)
    if lifts > now:
        return lifts if row.expires is None or row.expires > lifts else None
    return row.expires if row.expires is not None and row.expires > now else None
