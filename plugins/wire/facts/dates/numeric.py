"""Dates in figures: 2023-05-16, 2023/5/16, 16.05.2023, 16. 5. 2023, 5/16/2023, 16.05.23, 2023年5月16日, 2023. 5. 16."""

from __future__ import annotations

import re

from . import jalali
from .found import Found, made

YEAR_FIRST = re.compile(r"\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d|[.,]\d)(?:\s?[日일])?")
GAP = r"[\s\u200e\u200f]?"  # Arabic and Hebrew set marks of direction between the figures.
YEAR_LAST = re.compile(rf"(?<![\d.,:/-])(\d{{1,2}}){GAP}([./-]){GAP}(\d{{1,2}}){GAP}\2{GAP}$")
SHORT = re.compile(r"(\d(?<![\d.,:/-].)\d?)([./-])(\d{1,2})\2(\d{2})(?![\d.,:/%-]\d|\d|%)")


def year_first(text: str, start: int, end: int, year: int) -> Found | None:
    """A date whose year stands at `text[start:end]`, with month and day after it."""
    match = YEAR_FIRST.match(text, end)
    if not match:
        return None
    month, day = int(match[1]), int(match[2])
    if jalali.is_year(year):
        year, month, day = jalali.gregorian(year, month, day)
    return made(year, month, day, start, match.end())


def year_last(text: str, start: int, end: int, year: int) -> Found | None:
    """A date whose year stands at `text[start:end]`, with two figures before it."""
    match = YEAR_LAST.search(text, max(0, start - 12), start)
    return _ordered(year, int(match[1]), int(match[3]), match[2], match.start(), end) if match else None


def short(match: re.Match[str]) -> Found | None:
    """The date of a match of SHORT, whose year has two figures."""
    century = 2000 if int(match[4]) < 70 else 1900
    return _ordered(century + int(match[4]), int(match[1]), int(match[3]), match[2], match.start(), match.end())


def _ordered(year: int, first: int, second: int, mark: str, start: int, end: int) -> Found | None:
    """Day before month unless that cannot be; a point is only ever written between day and month, in that order."""
    if second > 12:
        return made(year, first, second, start, end) if mark != "." else None
    doubt = mark != "." and first <= 12 and first != second
    return made(year, second, first, start, end, doubt=doubt)
