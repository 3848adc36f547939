"""When a story was published. One file a form of date, tried in turn by `scan`; `choose` picks among them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from . import calendar
from .found import Found
from .scan import scan

LONGEST, HEAD, MONTH_LENGTH = 160, 70, 16
MOST_OTHER_WORDS = 6
WORD = re.compile(r"[^\W\d_]+")
FIGURE = re.compile(r"\d").search

__all__ = ["Found", "about", "in_lines", "is_date_line", "scan"]


def in_lines(texts: Sequence[str], lang: str = "") -> dict[int, list[Found]]:
    """The dates of the lines, by the line they begin in; of long lines only their beginning is read.

    A date may run over several lines, as naive copies break them; `start` and `end` count from its first line.
    """
    told = [_told(text) for text in texts]
    starts = [0, *accumulate(len(line) + 1 for line in told)]
    lines: dict[int, list[Found]] = {}
    for found in scan("\n".join(told), lang):
        spot = bisect(starts, found.start) - 1
        at = starts[spot]
        lines.setdefault(spot, []).append(replace(found, start=found.start - at, end=found.end - at))
    return lines


def _told(text: str) -> str:
    """What a line may tell of a date: nothing without a figure, unless it is a month's name broken off from one."""
    told = text if len(text) <= LONGEST else text[:HEAD]
    return told.replace("\n", " ") if len(told) <= MONTH_LENGTH or FIGURE(told) else ""


def about(text: str, found: Sequence[Found]) -> bool:
    """Whether a line that holds the dates `found` holds few words besides."""
    if len(text) > LONGEST:
        return False
    rest = text[: found[0].start] + " " + text[found[-1].end :]
    others = [word for word in WORD.findall(rest) if not calendar.is_weekday(word)]
    return len(others) <= MOST_OTHER_WORDS


def is_date_line(text: str, lang: str = "") -> bool:
    """Whether the line is about a date: it holds one, and few words besides."""
    found = list(scan(text, lang)) if len(text) <= LONGEST else []
    return bool(found) and about(text, found)
