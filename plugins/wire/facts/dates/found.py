"""The value every form of date gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1980, 2100


@dataclass(frozen=True, slots=True)
class Found:
    """A date as it stands in a text: what it says and where. `doubt`: day and month could be the other way round."""

    year: int
    month: int
    day: int
    start: int
    end: int
    clock: str = ""
    doubt: bool = False

    @property
    def iso(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def made(year: int, month: int, day: int, start: int, end: int, *, doubt: bool = False) -> Found | None:
    """The date, or None where the calendar or the span of years we believe in has no such day."""
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Found(year, month, day, start, end, doubt=doubt)
