"""Stories' own pages, with the stories around them, and the plain pages of those that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from operator import attrgetter

from .. import shelves
from ..gate import GONE, HIDDEN, LIVE
from ..house import House
from ..record import Row
from ..story import Glimpse, Story
from ..task import Files, Task
from ..translations import translations
from .kind import Kind

_SORT = attrgetter("sort")


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
    related = getattr(house.desk, "related", None)
    if related:
        story.related = related(story, _candidates(house, story))
    thread = getattr(house.desk, "thread", None)
    if thread and (name := str(story.row.meta.get("thread") or "")):
        shelf = f"thread/{house.terms.slug('thread', name)}"
        story.so_far = list(thread(story, house.glimpses(ledger.older(shelf, sort, shelves.RELATED_REACH))))


def _part(story: Story) -> None:
    """Let go of the stories around: through their neighbours' neighbours each would keep the whole archive."""
    story.newer = story.older = None
    story.related, story.so_far, story.translations = [], [], []
    story.machine_head = ""


def _candidates(house: House, story: Story) -> list[Glimpse | Story]:
    names = [f"category/{story.category.slug}", *(f"tag/{tag.slug}" for tag in story.tags)]
    older, sort = house.ledger.older, story.row.sort
    found = dict.fromkeys(path for name in names for path in older(name, sort, shelves.RELATED_REACH))
    return sorted(map(house.glimpse, found), key=_SORT, reverse=True)


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
