"""Standing pages: About, Corrections and the like, and the history of changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .. import history
from ..corrections import read as corrections_of
from ..house import House
from ..pages import Page
from ..task import Files, Task
from .kind import Kind

MOST = 200  # corrections on their page
HISTORY = "history"
_EVER = datetime(1, 1, 1, tzinfo=UTC)


def make(house: House, path: str, _: int) -> Files:
    """The page of the record `path`."""
    if path == HISTORY:
        return _history(house)
    page = next((page for page in house.pages if page.row.path == path), None)
    return _page(house, page) if page else {}


def _page(house: House, page: Page) -> Files:
    context: dict[str, Any] = {"page": page, "page_name": page.url}
    if page.template == "page" or not house.has_template(page.template):
        return house.page("page", page.save_as, context)
    if page.template == "corrections":
        context["corrected"] = corrected(house)
    return house.page(page.template, page.save_as, context)


def corrected(house: House) -> list[tuple[Any, Any]]:
    """Every correction with its story, newest first."""
    zone = ZoneInfo(house.settings["TIMEZONE"])
    stories = house.stories(house.newest("corrected", MOST)[::-1])
    pairs = [(each, story) for story in stories for each in corrections_of(story.row.meta, zone)]
    return sorted(pairs, key=lambda pair: pair[0].moment or pair[1].date or _EVER, reverse=True)


def _history(house: House) -> Files:
    """The page of what changed after publication."""
    if not house.press.history or not house.has_template(HISTORY):
        return {}
    folders = house.settings["ARTICLE_PATHS"]
    found = history.after_publication(history.read_git(Path(house.settings["PATH"]), folders), house.ledger.story)
    zone = ZoneInfo(house.settings["TIMEZONE"])
    changes = [(change, change.moment.astimezone(zone), house.story(change.path)) for change in found]
    return house.page(HISTORY, f"{HISTORY}/index.html", {"changes": changes, "page_name": f"{HISTORY}/"})


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a page."""
    yield from (Task("page", page.row.path) for page in house.pages)
    if house.press.history:
        yield Task("page", HISTORY)


PAGE = Kind("page", make, every)
