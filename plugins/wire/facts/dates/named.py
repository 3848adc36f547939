"""Dates with a month's name: 16 May 2023, le 1er mai 2023, 16. Mai 2023, May 16th, 2023, 2023. május 16."""

from __future__ import annotations

import re
from itertools import pairwise

from . import calendar, jalali
from .found import Found, made

REACH = 40
TOKEN = re.compile(r"\d+|[^\s\d.,/()|:;–—\-'’\"\[\]<>•·]+")
FIGURE = re.compile(r"\d")
# Words that may stand between day, month and year; ordinal endings come as words of their own.
FILLERS = frozenset(
    ("de del di du do d of the st nd rd th er re ère a º ª ° го е г р ой м m ta tahun en le el la der den ден").split()
)
Token = tuple[str, int, int]


def year_last(text: str, start: int, end: int, year: int, lang: str) -> Found | None:
    """A date whose year stands at `text[start:end]`, with day and month, in either order, before it."""
    low = max(0, start - REACH)
    if not FIGURE.search(text, low, start):
        return None
    tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(text, low, start)]
    near = [token for token in tokens if token[0].casefold() not in FILLERS][-2:]
    if len(near) < 2 or _far(text, [*near, (text[start:end], start, end)]):
        return None
    return _pair(near[0], near[1], year, min(near[0][1], start), end, lang)


def year_first(text: str, start: int, end: int, year: int, lang: str) -> Found | None:
    """A date whose year stands at `text[start:end]`, with month and day after it."""
    if not FIGURE.search(text, end, end + REACH):
        return None
    tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(text, end, end + REACH)]
    near = [token for token in tokens[:4] if token[0].casefold() not in FILLERS][:2]
    if len(near) < 2 or near[0][0].isdecimal() or _far(text, [(text[start:end], start, end), *near]):
        return None
    return _pair(near[0], near[1], year, start, near[1][2], lang)


def _pair(first: Token, second: Token, year: int, start: int, end: int, lang: str) -> Found | None:
    day, name = (first, second) if first[0].isdecimal() else (second, first)
    if not day[0].isdecimal() or len(day[0]) > 2 or name[0].isdecimal():
        return None
    if jalali.is_year(year):
        return made(*jalali.gregorian(year, jalali.month(name[0]), int(day[0])), start, end)
    return made(year, calendar.month(name[0], lang), int(day[0]), start, end)


def _far(text: str, tokens: list[Token]) -> bool:
    """Whether more stands between two of the tokens than the fillers and marks of a date."""
    return any(right[1] - left[2] > 8 for left, right in pairwise(tokens))
