"""The calendar of Iran and Afghanistan: its years 1350 to 1450 are our 1971 to 2071."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29)
NAMES = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
# Every year's first day follows from leap years at these places of the 33-year cycle.
LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
ANCHOR_YEAR, ANCHOR_DAY = 1350, date(1971, 3, 21)


def is_year(year: int) -> bool:
    return 1350 <= year <= 1450


def month(word: str) -> int:
    """The number of the month `word` names, 0 where it names none."""
    return NAMES.index(word) + 1 if word in NAMES else 0


def gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """The same day as (year, month, day) of our calendar; (0, 0, 0) where there is no such day."""
    if not (is_year(year) and 1 <= month <= 12 and 1 <= day <= 31):
        return 0, 0, 0
    leaps = sum(past % 33 in LEAPS for past in range(ANCHOR_YEAR, year))
    days = 365 * (year - ANCHOR_YEAR) + leaps + sum(MONTHS[: month - 1]) + day - 1
    there = ANCHOR_DAY + timedelta(days=days)
    return there.year, there.month, there.day
