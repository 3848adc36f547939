"""The time of day that stands beside a date: T18:30:00+02:00, 18.30 Uhr, 6:30 pm EST, 18h30."""

from __future__ import annotations

import re
from functools import cache

from .. import data

TIME = r"(\d{1,2})(?:\s?[:hH]\s?|\.)(\d{2})(?::\d{2}(?:\.\d+)?)?\s?([ap]\.?\s?m\b\.?|uhr\b)?"
ZONE = r"\s?\(?((?:utc|gmt)?\s?[+-]\d{1,2}:?(?:\d{2})?(?!\d)|[a-zмск]{1,4}\b)?"
AFTER = re.compile(
    r"(?:t|[\s,|–—@·•/\-]{1,4}(?:um|at|à|a las|às|kl|alle|ore|o|в|о|об|saat|klo)?\.?\s{0,2})" + TIME + ZONE, re.I
)
BEFORE = re.compile(
    TIME + r"\s?(?:([a-z]{1,4})\b)?[\s,|–—·•/\-]{0,3}(?:(?:on|am|le|el)\s)?(?:[^\W\d_]{2,12}[.,]?\s)?$", re.I
)


@cache
def _zones() -> dict[str, str]:
    return dict(line.casefold().split() for line in data.lines("zones.txt"))


def beside(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The clock beside the date at `text[start:end]` as "T18:30+02:00", "T18:30" or "", and the span of both."""
    after = AFTER.match(text, end, end + 44)
    if after and (clock := _written(after[1], after[2], after[3], after[4])):
        return clock, start, after.end()
    before = BEFORE.search(text, max(0, start - 40), start)
    if before and (clock := _written(before[1], before[2], before[3], before[4])):
        return clock, before.start(), end
    return "", start, end


def _written(hours: str, minutes: str, half: str | None, zone: str | None) -> str:
    hour, minute = int(hours), int(minutes)
    if half and half[0] in "pP" and hour < 12:
        hour += 12
    if half and half[0] in "aA" and hour == 12:
        hour = 0
    return f"T{hour:02}:{minute:02}{offset(zone or '')}" if hour < 24 and minute < 60 else ""


def offset(zone: str) -> str:
    """`zone` as "+02:00"; "" where it is none or could be several."""
    name = re.sub(r"\s", "", zone.casefold())
    if name in _zones():
        return _zones()[name]
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", name)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return ""
    return f"{match[1]}{int(match[2]):02}:{int(match[3] or 0):02}"
