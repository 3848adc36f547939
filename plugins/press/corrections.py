"""Corrections and updates as records say them: `Correction: 2026-11-03 An earlier version misstated …`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

KEYS = ("correction", "update")
EDGES = (1, 9999)
"""Years whose days lie outside of the calendar in some zone, or a moment later."""
_LINE = re.compile(r"(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)[:.,]?\s+(.+)", re.DOTALL)


@dataclass(frozen=True)
class Correction:
    """One correction: when it was made, if that is said, and its words."""

    moment: datetime | None
    words: str
    day_only: bool = False


def read(meta: Mapping[str, Any], zone: tzinfo) -> list[Correction]:
    """The corrections in a record's header, in its order."""
    return [_one(line, zone) for line in lines(meta) if line]


def changes(meta: Mapping[str, Any], zone: tzinfo) -> list[Correction]:
    """Everything the header says was changed later: corrections and updates."""
    return [_one(line, zone) for key in KEYS for line in lines(meta, key) if line]


def lines(meta: Mapping[str, Any], key: str = "correction") -> list[str]:
    """The corrections, or the updates, as the header has them."""
    given = meta.get(key) or ()
    return [given] if isinstance(given, str) else list(given)


def _one(line: str, zone: tzinfo) -> Correction:
    if found := _LINE.fullmatch(line):
        try:
            moment = datetime.fromisoformat(found[1])
        except ValueError:
            return Correction(None, line)
        if moment.year in EDGES:
            return Correction(None, line)
        return Correction(moment if moment.tzinfo else moment.replace(tzinfo=zone), found[2], len(found[1]) == 10)
    return Correction(None, line)


def last_change(published: datetime, modified: datetime | None, found: list[Correction]) -> datetime | None:
    """When the story last changed: a note moves it, one of the day of publication by a moment at least."""
    moments = [each.moment for each in found if each.moment]
    if moments and max(moments) <= published:
        moments = [published + timedelta(seconds=1)]
    return max([*moments, *([modified] if modified else [])], default=None)
