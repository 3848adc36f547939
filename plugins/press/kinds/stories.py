"""Stories' own pages, with the stories around them, and the plain pages of those that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from .. import shelves
from ..gate import GONE, HIDDEN, LIVE
from ..house import House
from ..record import Row
from ..story import Glimpse, Story
from ..task import Files, Task
from ..translations import translations
from .kind import Kind


def make(house: House, path: str, _: int) -> Files:
    """The page of the record `path`, and its twin in the text edition."""
    state = house.ledger.state(path)
    if state not in (LIVE, HIDDEN, GONE):
        return {}
    story = house.story(path)
    if state == GONE:
        return _tombstone(house, story)
    if state == LIVE:
        _place(house, story)
        house.prepare(story)
    share = getattr(house.desk, "share_image", None)
    card = share(story, house.settings) if share else None
    story.machine_head = house.structured.story(story, card)
    story.canonical = house.structured.canonical(story)
    context = {"article": story, "category": story.category, "page_name": story.url}
    text: Files = {}
    if state == LIVE:
        text = house.text_page("text_article", f"{story.slug}/index.html", {"article": story})
    shown: Files = {card.path: card.content} if card else {}
    files = house.page("article", story.save_as, context) | text | shown
    if house.contexts is None:
        _part(story)
    return files


def every(_: House, paths: Iterable[str]) -> Iterable[Task]:
    """One a record."""
    return (Task("story", path) for path in paths)


def by_story(row: Row) -> Iterable[Task]:
    """Its own."""
    return (Task("story", row.path),)


def _place(house: House, story: Story) -> None:
    """Set what depends on the stories around: the next older and newer of the section, related ones."""
    ledger = house.ledger
    section, sort = f"category/{story.category.slug}", story.row.sort
    newer = ledger.newer(section, sort, 1)
    older = ledger.older(section, sort, 1)
    story.newer = house.glimpse(newer[0]) if newer else None
    story.older = house.glimpse(older[0]) if older else None
    story.translations = translations(house, story.row)
    desk: Any = house.desk
    if hasattr(desk, "around"):
        found = desk.around(
            story,
            story.row.marks,
            ledger.before("index", sort),
            lambda mark: ledger.bearers(mark, sort, desk.reach),
            lambda path: _known(house, path),
            _thread(house, story),
        )
        story.so_far, story.related = found.so_far, found.related


def _known(house: House, path: str) -> tuple[Glimpse | Story, Sequence[int]]:
    """A story from afar, and its marks."""
    found = house.glimpse(path)
    return found, found.marks


def _thread(house: House, story: Story) -> list[Glimpse | Story]:
    """The older stories of the thread that a person put the story in."""
    name = str(story.row.meta.get("thread") or "")
    if not name:
        return []
    shelf = f"thread/{house.terms.slug('thread', name)}"
    older = house.ledger.older(shelf, story.row.sort, shelves.THREAD_REACH)
    desk: Any = house.desk
    return list(desk.thread(story, house.glimpses(older)))


def _part(story: Story) -> None:
    """Let go of the stories around: through their neighbours' neighbours each would keep the whole archive."""
    story.newer = story.older = None
    story.related, story.so_far, story.translations = [], [], []
    story.machine_head = ""


def _tombstone(house: House, story: Story) -> Files:
    address = story.save_as
    if house.has_template("withdrawn"):
        return house.page("withdrawn", address, {})
    words = "This story has been withdrawn."
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
        f"<title>{words}</title></head><body><main><h1>{words}</h1>"
        f'<p><a href="{escape(house.site)}/">{escape(str(house.settings["SITENAME"]))}</a></p></main></body></html>\n'
    )
    return {address: page.encode()}


STORY = Kind("story", make, every, by_story)
