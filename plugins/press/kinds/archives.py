"""Archives by date: what a month and a year are called and where they stand; the pages of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..house import House
from ..story import Shelf
from ..task import Files, Task
from .kind import Kind

Calendar = list[tuple[int, int, str]]  # number, count and address of each month


def make(house: House, year: str, _: int) -> Files:
    """The page of a year."""
    found = months(house, year)
    named = period(house.settings, year)
    if not found or not named["save_as"]:
        return {}
    stories = _Chain([month["articles"] for month in found])
    context = {**named, "months": _calendar(found), "articles": stories, "dates": stories}
    return house.page("period_archives", named["save_as"], context)


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a year."""
    return (task for name, _size, _title in house.ledger.shelves("month") for task in by_shelf(name))


def by_shelf(shelf: str) -> Iterable[Task]:
    """The year of a month."""
    return (Task("year", shelf[6:10]),) if shelf.startswith("month/") else ()


def period(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A year ("2023"), a month ("2023-05") or a day ("2023-05-16") as Pelican's archive templates want it."""
    from pelican.utils import SafeDatetime

    numbers = tuple(map(int, name.split("-")))
    year, month, day = (*numbers, 1, 1)[:3]
    date: Any = SafeDatetime(year, month, day)
    kind = ("YEAR", "MONTH", "DAY")[len(numbers) - 1]
    save_as = str(settings[f"{kind}_ARCHIVE_SAVE_AS"] or "").format(date=date, slug="")
    return {
        "period": (year, date.strftime("%B"), day)[: len(numbers)],
        "period_num": numbers,
        "save_as": save_as,
        "url": str(settings[f"{kind}_ARCHIVE_URL"] or save_as).format(date=date, slug=""),
    }


def months(house: House, year: str = "") -> list[dict[str, Any]]:
    """The months with stories, newest first."""
    found = [each for each in house.ledger.shelves("month") if each[0].startswith(f"month/{year}")]
    return [
        {
            **period(house.settings, name[6:]),
            "count": size,
            "articles": house.shelf(name),
            "dates": house.shelf(name),
        }
        for name, size, _ in reversed(found)
    ]


def years(house: House, found: Iterable[dict[str, Any]]) -> list[tuple[int, int, str, Calendar]]:
    """Year, count, address and months of each year, newest first."""
    by_year: dict[int, list[dict[str, Any]]] = {}
    for month in found:
        by_year.setdefault(month["period_num"][0], []).append(month)
    return [
        (year, sum(month["count"] for month in own), period(house.settings, f"{year:04d}")["url"], _calendar(own))
        for year, own in by_year.items()
    ]


def _calendar(found: Iterable[Mapping[str, Any]]) -> Calendar:
    return [(month["period_num"][1], month["count"], month["url"]) for month in found]


class _Chain(Sequence[Any]):
    """Several shelves read as one."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self._shelves = shelves

    def __len__(self) -> int:
        return sum(map(len, self._shelves))

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1 or None][0]
        start, stop, _ = index.indices(len(self))
        found: list[Any] = []
        for shelf in self._shelves:
            found += shelf[max(start, 0) : max(stop, 0)]
            start, stop = start - len(shelf), stop - len(shelf)
        return found


YEAR = Kind("year", make, every, by_shelf=by_shelf)
