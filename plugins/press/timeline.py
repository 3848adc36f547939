"""A topic's course: its years, or in a single year its months, each with how it began and how much came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from .record import sort_key
from .story import Story

if TYPE_CHECKING:
    from .house import House

MOST = 12  # periods, the newest


class Period(NamedTuple):
    """A year ("2023") or a month ("2023-05") of a topic: its first day, how many stories, the first of them."""

    when: str
    day: datetime
    size: int
    story: Story


def timeline(house: House, shelf: str) -> list[Period]:
    """The periods of a list's stories, newest first; none where all fall into one month."""
    ledger, zone = house.ledger, ZoneInfo(house.settings["TIMEZONE"])
    total = ledger.shelf(shelf)[0]
    ends = house.rows(path for at in (0, total - 1) for path in ledger.slice(shelf, at, at + 1))
    first, last = (_month(datetime.fromisoformat(row.date).astimezone(zone)) for row in ends)
    step = 12 if first // 12 != last // 12 else 1
    if first == last:
        return []
    found: list[Period] = []
    for start in range(last // step * step, first // step * step - 1, -step):
        day, after = (datetime(month // 12, month % 12 + 1, 1, tzinfo=zone) for month in (start, start + step))
        begin, end = (ledger.before(shelf, sort_key(each.timestamp(), "")) for each in (day, after))
        if begin < end and len(found) < MOST:
            [story] = house.stories(ledger.slice(shelf, begin, begin + 1))
            found.append(Period(day.strftime("%Y" if step == 12 else "%Y-%m"), day, end - begin, story))
    return found


def _month(moment: datetime) -> int:
    """Months since the year 0."""
    return moment.year * 12 + moment.month - 1
