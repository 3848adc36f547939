"""The other names of tags: at each one's address a page that leads to the tag."""

from __future__ import annotations

from collections.abc import Iterable

from ..house import House
from ..task import Files, Task
from .aliases import leading_page
from .kind import Kind


def make(house: House, _key: str, _number: int) -> Files:
    """All of them."""
    return {old.save_as: leading_page(house, new.url) for old, new in house.topics.moved() if old.save_as}


def the_pages(_: House) -> Iterable[Task]:
    """The one task."""
    return (Task("topics"),)


TOPICS = Kind("topics", make, lambda house, _: the_pages(house), by_any=the_pages)
