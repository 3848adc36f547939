"""Standing pages: About, Corrections and the like."""

from __future__ import annotations

from collections.abc import Iterable

from ..house import House
from ..task import Files, Task
from .kind import Kind


def make(house: House, path: str, _: int) -> Files:
    """The page of the record `path`."""
    page = next((page for page in house.pages if page.row.path == path), None)
    return house.page("page", page.save_as, {"page": page, "page_name": page.url}) if page else {}


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a page."""
    return (Task("page", page.row.path) for page in house.pages)


PAGE = Kind("page", make, every)
