"""Pelican's direct templates: the archive, the lists of all tags, sections and authors, robots.txt, the 404 page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..feed_list import OPML
from ..house import House
from ..search import FOLDER as SEARCH_INDEX
from ..story import Shelf
from ..task import Files, Task
from .archives import months, years
from .feed_files import all_feeds
from .kind import Kind

PLURALS = (("tag", "tags"), ("category", "categories"), ("author", "authors"), ("place", "places"))
_WITHOUT_TERMS = ("tags", "categories", "authors", "archives", "404", "410")


def make(house: House, name: str, _: int) -> Files:
    """The page of a direct template."""
    save_as = house.settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
    if not save_as:
        return {}
    found = months(house) if name == "archives" else []
    context: dict[str, Any] = {
        "articles": house.shelf("index"),
        "dates": house.shelf("index"),
        "period_archives": {"month": found} if found else {},
        "years": years(house, found),
        "page_name": save_as.removesuffix(".html"),
    }
    if name == "follow":
        context |= {"feed_groups": all_feeds(house), "opml": OPML}
    if name == "search" and house.press.search != "off":
        context["search_index"] = SEARCH_INDEX
    for kind, plural in PLURALS:
        if name == plural or name not in _WITHOUT_TERMS:
            context[plural] = _all_of(house, kind)
    return house.page(name, str(save_as), context)


def _all_of(house: House, kind: str) -> list[tuple[Any, Shelf]]:
    shelves = house.ledger.shelves(kind)
    if kind == "tag":
        shelves = [each for each in shelves if house.topics.has_page(each[0][4:])]
    found = [(house.terms.term(kind, title), house.shelf(shelf)) for shelf, _, title in shelves]
    return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[0].slug))


def by_any(house: House) -> Iterable[Task]:
    """One a direct template; the front page is a list."""
    return (Task("direct", name) for name in house.settings["DIRECT_TEMPLATES"] if name != "index")


DIRECT = Kind("direct", make, lambda house, _: by_any(house), by_any=by_any)
