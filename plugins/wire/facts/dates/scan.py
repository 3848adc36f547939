"""Every date written out in a text, each form of date tried in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import clock, jalali, named, numeric
from .found import EARLIEST, LATEST, Found

# A class of characters comes first and what stands before it second: so the search passes over other text quickly.
OTHER = "٠-٩۰-۹०-९"
YEAR = re.compile(rf"[12{OTHER}](?<!\d.)(?:(?<=[12])\d|(?<![12])[{OTHER}])\d\d(?!\d)")


def scan(text: str, lang: str = "") -> Iterator[Found]:
    """The dates in `text` in the order of their years, with the time beside each; one with two-figure years last."""
    seen = -1
    for match in YEAR.finditer(text):
        found = at_year(text, match.start(), match.end(), lang)
        if found and found.start >= seen:
            seen = found.end
            yield timed(text, found)
    for match in numeric.SHORT.finditer(text):
        found = numeric.short(match)
        if found:
            yield timed(text, found)


def at_year(text: str, start: int, end: int, lang: str) -> Found | None:
    """The date whose year stands at `text[start:end]`: the first form that fits."""
    year = int(text[start:end])
    if not (EARLIEST <= year <= LATEST or jalali.is_year(year)):
        return None
    return (
        numeric.year_last(text, start, end, year)
        or numeric.year_first(text, start, end, year)
        or named.year_last(text, start, end, year, lang)
        or named.year_first(text, start, end, year, lang)
    )


def timed(text: str, found: Found) -> Found:
    """`found` with the clock beside it, if there is one."""
    written, start, end = clock.beside(text, found.start, found.end)
    return replace(found, clock=written, start=start, end=end) if written else found
