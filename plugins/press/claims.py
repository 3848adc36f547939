"""Who may have an address that several stories claim, and what the gate says of each story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .gate import GONE, HIDDEN, LIVE, next_change, state
from .record import Row
from .store import Kept

TAKEN = "taken"
SHOWN = (LIVE, HIDDEN, GONE)


def judge(row: Row, now: float) -> Kept:
    """The story with what the gate says of it now."""
    return Kept(row, state(row, now), next_change(row, now))


def settle_claims(claimants: Sequence[Kept], now: float) -> list[Kept]:
    """The stories that want one address, of which only the oldest may have it."""
    fresh = sorted((judge(kept.row, now) for kept in claimants), key=lambda kept: (kept.row.moment, kept.row.path))
    winner = next((kept for kept in fresh if kept.state in SHOWN), None)
    return [kept if kept is winner or kept.state not in SHOWN else replace(kept, state=TAKEN) for kept in fresh]


def why_taken(row: Row) -> str:
    """What to say of a story whose address another one has."""
    return f"its slug {row.slug!r} belongs to an older story; write another Slug into its header"
