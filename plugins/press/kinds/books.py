"""A day's stories bound: as an e-book, as sheets to print. The desk binds; here is when, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable

from ..house import House
from ..task import Files, Task
from .archives import period
from .kind import Kind


def make(house: House, day: str, _: int) -> Files:
    """The bound editions of a day, beside its page."""
    shelf = f"day/{day}"
    total = house.ledger.shelf(shelf)[0]
    if not total or not wanted(house) or house.desk is None:
        return {}
    stories = house.stories(house.ledger.slice(shelf, 0, total)[::-1])
    bound = house.desk.books(stories, house.sections, house.settings)
    return {address(house, day, kind): content for kind, content in bound.items()}


def address(house: House, day: str, kind: str) -> str:
    """Where an edition stands."""
    return f"{period(house.settings, day)['save_as'].removesuffix('index.html')}{day}.{kind}"


def wanted(house: House) -> list[str]:
    """The kinds of editions the settings ask for."""
    settings = getattr(house.desk, "settings", None)
    return [kind for kind in ("epub", "pdf") if getattr(settings, kind, False)]


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a day, where any is wanted."""
    names = house.ledger.shelves("day") if wanted(house) else []
    return (task for name, _size, _title in names for task in by_shelf(name))


def by_shelf(shelf: str) -> Iterable[Task]:
    """That of the day."""
    return (Task("book", shelf[4:]),) if shelf.startswith("day/") else ()


BOOK = Kind("book", make, every, by_shelf=by_shelf)
