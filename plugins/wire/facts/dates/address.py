"""The date in an address: /2023/05/16/, /2023-05-16-, /20230516, /2023/may/16/; or only its year and month."""

from __future__ import annotations

import re

from . import calendar
from .found import Found, made

FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(\d\d?)\2(\d\d?)(?!\d)")
NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d\d?)(?!\d)", re.I)
MONTH = re.compile(r"/((?:19|20)\d\d)[-/](\d\d)(?!\d)")
YEAR = re.compile(r"/((?:19|20)\d\d)(?=[/-])")


def find(url: str) -> Found | None:
    """The whole date the address holds, if it holds one."""
    for match in FULL.finditer(url):
        if match[2] or len(match[3]) == len(match[4]) == 2:
            found = made(int(match[1]), int(match[3]), int(match[4]), match.start(), match.end())
            if found:
                return found
    named = NAMED.search(url)
    return made(int(named[1]), calendar.month(named[2]), int(named[3]), 0, 0) if named else None


def begins(url: str) -> str:
    """What the address says of the date, as the beginning of an ISO date: "2023-05-16", "2023-05", "2023" or ""."""
    found = find(url)
    if found:
        return found.iso
    month = MONTH.search(url)
    if month and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{month[2]}"
    year = YEAR.search(url)
    return year[1] if year else ""
