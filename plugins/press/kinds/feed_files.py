"""The feeds of the site, its sections, tags and authors, in each form that the settings ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .. import feeds
from ..house import House
from ..story import Story
from ..task import Files, Task
from .kind import Kind

SETTINGS = {"index": "FEED_ALL", "category": "CATEGORY_FEED", "tag": "TAG_FEED", "author": "AUTHOR_FEED"}
REMEMBERED = 5000  # entries kept for the next feed


def make(house: House, shelf: str, _number: int) -> Files:
    """The feeds of a list."""
    kind, _, slug = shelf.partition("/")
    total, title = house.ledger.shelf(shelf)
    wanted = _paths(house, kind, slug)
    if not wanted or (not total and kind != "index"):
        return {}
    stories = house.stories(house.newest(shelf, int(house.settings["FEED_MAX_ITEMS"] or 50))[::-1])
    updated = max((getattr(story, "modified", None) or story.date for story in stories), default=None)
    made: Files = {}
    for form, path in wanted:
        entry, bind = feeds.FORMS[form]
        entries = [_entry(house, form, entry, story) for story in stories]
        made[path] = bind(_channel(house, kind, title, path), entries, updated).encode("utf-8", "replace")
    return made


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a list."""
    names = ["index", *(name for kind in SETTINGS for name, _size, _title in house.ledger.shelves(kind))]
    return (Task("feed", shelf) for shelf in names)


def _paths(house: House, kind: str, slug: str) -> list[tuple[str, str]]:
    name = SETTINGS.get(kind)
    if not name:
        return []
    patterns = [(form, house.settings.get(f"{name}_{form}")) for form in ("ATOM", "RSS")]
    paths = [(form, str(pattern).format(slug=slug)) for form, pattern in patterns if pattern]
    if house.press.json_feeds and paths and paths[0][1].endswith(".atom.xml"):
        paths.append(("JSON", paths[0][1].removesuffix(".atom.xml") + ".json"))
    return paths


def _channel(house: House, kind: str, title: str, path: str) -> feeds.Channel:
    name = str(house.settings["SITENAME"])
    home = "" if kind == "index" else house.terms.term(kind, title).url
    return feeds.Channel(
        f"{name} – {title}" if title else name,
        str(house.settings.get("SITESUBTITLE") or ""),
        house.site,
        home,
        path,
        str(house.settings["DEFAULT_LANG"]),
    )


def _entry(house: House, form: str, make_entry: Callable[[Story, str], str], story: Story) -> str:
    key = (form, story.row.path)
    found = house.entries.get(key)
    if found is None:
        if len(house.entries) >= REMEMBERED:
            house.entries.clear()
        found = house.entries[key] = make_entry(story, house.site)
    return found


FEED = Kind("feed", make, every)
