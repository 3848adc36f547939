"""The feeds of the site, its sections, tags, authors and languages, in each form that the settings ask for.

A feed holds the newest stories. Older ones stand in archive documents, each a volume: numbered from the oldest, so
that a full one keeps its stories. To those of the XML forms RFC 5005's links lead, to Atom documents from RSS too (RSS
only where there is no Atom); a JSON Feed goes on in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel import Locale, UnknownLocaleError

from .. import entries, feeds
from ..checks import trouble
from ..feed_list import OPML, SETTINGS, STYLE, Feed, opml, paths_of, volume_path
from ..house import House
from ..record import Row
from ..release import ReleaseError
from ..shelves import feed_size, shelves_of
from ..story import Glimpse, Story
from ..task import Files, Task
from .kind import Kind

ORDER = ("index", "category", "lang", "tag", "author")


def make(house: House, shelf: str, _number: int) -> Files:
    """The feeds of a list, and the style sheet they share."""
    kind, _, slug = shelf.partition("/")
    total, title = house.ledger.shelf(shelf)
    wanted = _wanted(house, kind, slug)
    if not wanted or (not total and kind != "index"):
        return {}
    size = feed_size(house.settings)
    stories = house.glimpses(house.newest(shelf, size)[::-1])
    gone = [row for place, row in _gone(house, shelf) if place > total - size or total <= size]
    volumes = _volumes(house, kind, total)
    archived = _volume_forms(wanted)
    made: Files = {}
    newest = _newest(house, stories, gone)
    for form, path in wanted.items():
        base = archived[form] if form in archived else next(iter(archived.values()))
        older = volume_path(base, volumes) if volumes else ""
        channel = _channel(house, kind, title, path, gone, older=older)
        made[path] = feeds.bind(form, channel, [_entry(house, form, story) for story in stories], newest)
    if kind == "index":
        made[STYLE] = feeds.STYLE.encode()
    return made


def make_volume(house: House, shelf: str, number: int) -> Files:
    """An archive document of a list's feed, in each form that has its own."""
    kind, _, slug = shelf.partition("/")
    total, title = house.ledger.shelf(shelf)
    wanted = _wanted(house, kind, slug)
    volumes = _volumes(house, kind, total) if wanted else 0
    if number > volumes:
        return {}
    size = feed_size(house.settings)
    stories = house.glimpses(house.ledger.slice(shelf, (number - 1) * size, number * size)[::-1])
    gone = [row for place, row in _gone(house, shelf) if place // size + 1 == number]
    newest = _newest(house, stories, gone)
    made: Files = {}
    for form, path in _volume_forms(wanted).items():
        older = volume_path(path, number - 1) if number > 1 else ""
        newer = volume_path(path, number + 1) if number < volumes else ""
        own = volume_path(path, number)
        channel = _channel(house, kind, title, own, gone, feed=path, older=older, newer=newer)
        made[own] = feeds.bind(form, channel, [_entry(house, form, story) for story in stories], newest)
    return made


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a list."""
    return (Task("feed", shelf) for shelf in _shelves(house))


def every_volume(house: House, _: Iterable[str]) -> Iterable[Task]:
    """As many a list as it has full volumes."""
    for shelf in _shelves(house):
        volumes = _volumes(house, shelf.partition("/")[0], house.ledger.shelf(shelf)[0])
        yield from (Task("volume", shelf, number) for number in range(1, volumes + 1))


def all_feeds(house: House) -> list[tuple[str, list[Feed]]]:
    """Every feed of the site, by the kind of list it is of."""
    return [(kind, found) for kind in ORDER if (found := list(_feeds(house, kind)))]


def make_outline(house: House, _key: str, _number: int) -> Files:
    """The outline of all feeds."""
    groups = all_feeds(house)
    title = str(house.settings["SITENAME"])
    return {OPML: opml(title, house.site, groups).encode("utf-8", "replace")} if groups else {}


def _feeds(house: House, kind: str) -> Iterable[Feed]:
    shelves = [("index", 0, "")] if kind == "index" else house.ledger.shelves(kind)
    found = []
    for shelf, _, title in shelves:
        paths = _wanted(house, kind, shelf.partition("/")[2])
        if paths and ("ATOM" in paths or "RSS" in paths):
            found.append(Feed(kind, _name(house, kind, title), _home(house, kind, title), paths))
    return sorted(found, key=lambda feed: feed.title.casefold())


def _name(house: House, kind: str, title: str) -> str:
    """What the list is called: a section's name, a language's own name."""
    if kind != "lang":
        return title or str(house.settings["SITENAME"])
    try:
        return Locale.parse(title, sep="-").get_display_name() or title
    except (UnknownLocaleError, ValueError):
        return title


def _shelves(house: House) -> list[str]:
    return ["index", *(name for kind in SETTINGS for name, _size, _title in house.ledger.shelves(kind))]


def _wanted(house: House, kind: str, slug: str) -> dict[str, str]:
    # A paper in one language needs no second feed with the very same stories.
    if kind == "lang" and len(house.ledger.shelves("lang")) < 2:
        return {}
    if kind == "tag" and not house.topics.has_page(slug):
        return {}
    return paths_of(house.settings, house.press, kind, slug)


def _volume_forms(wanted: dict[str, str]) -> dict[str, str]:
    """The forms that archive documents come in, with the feed's path in each: an XML form, and JSON."""
    return {form: wanted[form] for form in ("ATOM" if "ATOM" in wanted else "RSS", "JSON") if form in wanted}


def _volumes(house: House, kind: str, total: int) -> int:
    return total // feed_size(house.settings) if kind in house.press.feed_archives else 0


def _gone(house: House, shelf: str) -> list[tuple[int, Row]]:
    """The withdrawn stories of a list: how many live ones are older, and the record."""
    if house.withdrawn is None:
        house.withdrawn = {}
        for kept in house.ledger.gone():
            for name in shelves_of(kept.row, house.terms):
                house.withdrawn.setdefault(name, []).append(kept.row)
    rows = sorted(house.withdrawn.get(shelf, ()), key=lambda row: row.sort, reverse=True)
    return [(house.ledger.before(shelf, row.sort), row) for row in rows]


def _channel(
    house: House,
    kind: str,
    title: str,
    path: str,
    gone: Sequence[Row],
    *,
    feed: str = "",
    older: str = "",
    newer: str = "",
) -> feeds.Channel:
    name = str(house.settings["SITENAME"])
    return feeds.Channel(
        title=f"{name} – {_name(house, kind, title)}" if title else name,
        subtitle=str(house.settings.get("SITESUBTITLE") or ""),
        site=house.site,
        home=_home(house, kind, title),
        path=path,
        lang=title if kind == "lang" else str(house.settings["DEFAULT_LANG"]),
        publisher=name,
        hub=house.press.hub,
        style=f"{house.site}/{STYLE}" if paths_of(house.settings, house.press, "index") else "",
        feed=feed,
        older=older,
        newer=newer,
        gone=[feeds.Tombstone(row.uid, entries.changed(row).isoformat()) for row in gone],
    )


def _home(house: House, kind: str, title: str) -> str:
    return "" if kind in ("index", "lang") else house.terms.term(kind, title).url


def _newest(house: House, stories: Sequence[Story | Glimpse], gone: Sequence[Row]) -> datetime | None:
    """When the feed last changed; nothing if it never had a story."""
    moments = [*(_updated(house, story) for story in stories), *map(entries.updated, gone)]
    return max(moments, default=None)


def _updated(house: House, story: Story | Glimpse) -> datetime:
    made = house.fragments.get("updated", story.path, lambda: entries.updated(story.whole.row).isoformat())
    return datetime.fromisoformat(made)


def _entry(house: House, form: str, story: Story | Glimpse) -> bytes:
    def make_entry() -> bytes:
        made = entries.MAKERS[form](house.entries, story.whole).encode("utf-8", "replace")
        if said := trouble(made, feeds.ENDINGS[form]):
            raise ReleaseError(f"the old site stands as it was: the entry of {story.path} in feeds: {said}")
        return made

    return house.fragments.raw(form, story.path, make_entry)


FEED = Kind("feed", make, every)
VOLUME = Kind("volume", make_volume, every_volume)
OUTLINE = Kind("opml", make_outline, lambda _house, _paths: (Task("opml"),), by_any=lambda _: (Task("opml"),))
