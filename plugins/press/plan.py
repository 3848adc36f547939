"""From changed stories to the tasks that may come out differently, and no more.

The store is brought up to date on the way: after `settle` it holds the new state of every story and list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from . import kinds, shelves
from .claims import judge, settle_claims
from .gate import GONE, LIVE
from .ledger import last_change, title_of
from .record import Row
from .shelves import (
    full_pages,
    moved_pages,
    moved_volumes,
    original_of,
    page_at,
    shelves_of,
    translations_of,
)
from .store import Kept, Store
from .task import Task
from .terms import Terms


@dataclass
class Change:
    """A story before and after; nothing before: it is new, nothing after: it is gone."""

    old: Kept | None
    new: Kept | None

    def rows(self) -> Iterable[Row]:
        """The rows of both sides that stand in lists."""
        return (kept.row for kept in (self.old, self.new) if kept and kept.state == LIVE)


def changes_from(
    store: Store, fresh: dict[str, Row | None], woken: Iterable[str], now: float, claim: Callable[[str], str]
) -> list[Change]:
    """Every story whose row or state differs, once `fresh` (records read, or gone: None) and the clock are heard."""
    old = {path: store.story(path) for path in [*fresh, *woken]}
    rows = {path: kept.row for path, kept in old.items() if kept} | {p: r for p, r in fresh.items() if r}
    claims = {claim(kept.row.slug) for kept in old.values() if kept} | {claim(row.slug) for row in rows.values()}
    gone = {path for path, row in fresh.items() if row is None}
    after: dict[str, Kept] = {}
    for each in sorted(claims):
        others = [kept for kept in store.claimants(each) if kept.row.path not in rows]
        old |= {kept.row.path: kept for kept in others}
        mine = [judge(row, now) for path, row in rows.items() if path not in gone and claim(row.slug) == each]
        after |= {kept.row.path: kept for kept in settle_claims([*others, *mine], now)}
    found = [Change(old.get(path), after.get(path)) for path in sorted({*old, *after})]
    return [change for change in found if change.old != change.new]


@dataclass
class Dirt:
    """The tasks to do again."""

    tasks: set[Task] = field(default_factory=set)

    def add(self, kind: str, keys: Iterable[str]) -> None:
        """Tasks of one kind."""
        self.tasks.update(Task(kind, key) for key in keys)


def settle(
    store: Store, changes: Sequence[Change], terms: Terms, claim: Callable[[str], str], size: int, feed: int
) -> set[Task]:
    """The tasks that `changes` call for; the store's stories and lists are as they are after them."""
    dirt = Dirt()
    gone: dict[str, list[str]] = defaultdict(list)
    come: dict[str, list[str]] = defaultdict(list)
    paths: dict[tuple[str, str], str] = {}
    for change in changes:
        if change.old and change.old.state == LIVE:
            for shelf in shelves_of(change.old.row, terms):
                gone[shelf].append(change.old.row.sort)
        if change.new and change.new.state == LIVE:
            for shelf in shelves_of(change.new.row, terms):
                come[shelf].append(change.new.row.sort)
                paths[shelf, change.new.row.sort] = change.new.row.path
    languages = store.shelves("lang")
    touched = sorted({*gone, *come})
    before = {shelf: (store.shelf(shelf)[0], [store.before(shelf, sort) for sort in gone[shelf]]) for shelf in touched}
    store.drop_entries((shelf, sort) for shelf in touched for sort in gone[shelf])
    store.set_entries((shelf, sort, paths[shelf, sort]) for shelf in touched for sort in come[shelf])
    store.drop_marks((mark >> 8, row.sort) for row in _live(change.old for change in changes) for mark in row.marks)
    store.set_marks(
        (mark >> 8, row.sort, row.path, mark & 255)
        for row in _live(change.new for change in changes)
        for mark in row.marks
    )
    _update_stories(store, changes, claim)
    for shelf in touched:
        total, places = before[shelf]
        _settle_shelf(store, shelf, total, places, gone[shelf], come[shelf], terms, size, feed, dirt)
    _around(store, changes, terms, claim, dirt)
    _tombstones(store, changes, terms, feed, dirt)
    _languages(store, languages, feed, dirt)
    _own(changes, dirt)
    return dirt.tasks


def _live(stories: Iterable[Kept | None]) -> Iterable[Row]:
    return (kept.row for kept in stories if kept and kept.state == LIVE)


def related(store: Store, changes: Sequence[Change], reach: int) -> set[Task]:
    """The pages of newer stories that may be related to a changed one, now or before: they share a mark with it, and no
    more than `reach` stories stand between. In a site of fewer stories the number of older ones counts, too."""
    found: set[str] = set()
    for row in (row for change in changes if reach for row in change.rows()):
        for mark in row.marks:
            found.update(store.newer_bearers(mark >> 8, row.sort, reach))
        found.update(store.newer("index", row.sort, max(0, reach + 1 - store.before("index", row.sort))))
    return {Task("story", path) for path in found}


def _update_stories(store: Store, changes: Sequence[Change], claim: Callable[[str], str]) -> None:
    store.drop_stories(change.old.row.path for change in changes if change.old and not change.new)
    kept = [change.new for change in changes if change.new]
    store.set_stories(kept, [claim(each.row.slug) for each in kept])


def _settle_shelf(
    store: Store,
    shelf: str,
    total: int,
    places: list[int],
    gone: list[str],
    come: list[str],
    terms: Terms,
    size: int,
    feed: int,
    dirt: Dirt,
) -> None:
    new_total = total - len(gone) + len(come)
    new_places = {sort: store.before(shelf, sort) for sort in come}
    stayed = set(gone) & set(come)
    if len(stayed) == len(gone) == len(come):
        pages = {page_at(place, total, size) for place in places}
    else:
        pages = moved_pages([*places, *new_places.values()], total, new_total, size)
    if shelf.startswith("tag/"):
        pages.add(shelves.ROOT)  # it tells of the tag's beginnings, too
    title = store.shelf(shelf)[1]
    if (new_title := _title(store, shelf, terms)) != title:
        pages = set(range(max(full_pages(total, size), full_pages(new_total, size)) + 1))
        dirt.tasks.add(Task("feed", shelf))
        dirt.tasks.update(_volumes(shelf, max(total, new_total), feed))
    store.set_shelf(shelf, new_total, new_title)
    dirt.tasks.update(Task("list", shelf, page) for page in pages)
    if shelf.startswith("tag/") and (total >= terms.tag_page) != (new_total >= terms.tag_page):
        dirt.add("story", store.slice(shelf, 0, new_total))  # on which the tag is a link, or is no more
    newest = {sort: store.after(shelf, sort) for sort in {*gone, *come}}
    # A feed shows its newest stories, and names the newest of its archive documents.
    if min(newest.values()) < feed + len(gone) or total // feed != new_total // feed:
        dirt.tasks.add(Task("feed", shelf))
    volumes = moved_volumes([*places, *new_places.values()], total, new_total, feed)
    dirt.tasks.update(Task("volume", shelf, number) for number in volumes)
    if shelf.startswith("month/"):
        kept = (store.story(path) for path in store.slice(shelf, 0, new_total))
        store.set(f"lastmod/{shelf[6:]}", last_change(each.row for each in kept if each))
    dirt.tasks.update(kinds.by_shelf(shelf))


def _volumes(shelf: str, total: int, feed: int) -> Iterable[Task]:
    return (Task("volume", shelf, number) for number in range(1, total // feed + 1))


def _tombstones(store: Store, changes: Sequence[Change], terms: Terms, feed: int, dirt: Dirt) -> None:
    """The feeds and archive documents in which a story stands as withdrawn, or no longer does."""
    rows = [kept.row for change in changes for kept in (change.old, change.new) if kept and kept.state == GONE]
    for row in rows:
        for shelf in shelves_of(row, terms):
            dirt.tasks |= {Task("feed", shelf), Task("volume", shelf, store.before(shelf, row.sort) // feed + 1)}


def _languages(store: Store, before: Sequence[tuple[str, int, str]], feed: int, dirt: Dirt) -> None:
    """Feeds by language are there from the second language on."""
    after = store.shelves("lang")
    if (len(before) < 2) != (len(after) < 2):
        for shelf, total, _ in {*before, *after}:
            dirt.tasks.add(Task("feed", shelf))
            dirt.tasks.update(_volumes(shelf, total, feed))


def _title(store: Store, shelf: str, terms: Terms) -> str:
    first = store.slice(shelf, 0, 1) or store.newer(shelf, "", 1)
    oldest = store.story(first[0]) if first else None
    return title_of(shelf, oldest.row, terms) if oldest else ""


def _around(store: Store, changes: Sequence[Change], terms: Terms, claim: Callable[[str], str], dirt: Dirt) -> None:
    """The pages of the changed stories' neighbours and translations, and of newer ones in their thread."""
    for change in changes:
        for row in change.rows():
            section = f"category/{terms.slug('category', row.category)}"
            dirt.add("story", [*store.older(section, row.sort, 1), *store.newer(section, row.sort, 1)])
            for shelf in shelves_of(row, terms):
                if shelf.startswith("thread/"):
                    dirt.add("story", store.newer(shelf, row.sort, shelves.THREAD_REACH))
            for slug in filter(None, (row.slug, original_of(row))):
                translated = translations_of(slug)
                dirt.add("story", store.slice(translated, 0, store.shelf(translated)[0]))
                dirt.add("story", (kept.row.path for kept in store.claimants(claim(slug))))


def _own(changes: Sequence[Change], dirt: Dirt) -> None:
    for change in changes:
        for kept in (change.old, change.new):
            dirt.tasks.update(kinds.by_story(kept.row) if kept else ())
