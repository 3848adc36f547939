"""Which lists a story stands on, and how a list is cut into pages that never move.

A list is a shelf, named by a short text: `index`, `category/sport`, `tag/fish`, `author/ann-lee`, `place/kyiv`,
`month/2023-05`, `lang/de`, and `day/2023-05-16` if days have pages. Its pages are numbered from the oldest, so that a
full page keeps its stories for ever; the newest stories, at least one page of them and less than two, stand at the
list's own address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from .record import Row
from .terms import Terms

ROOT = 0  # the number of a list's own address, where the newest stories stand
WINDOW = 2
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # what may be part of an address
THREAD_REACH = 8  # how many older stories of a thread are looked at


def page_size(settings: Mapping[str, Any]) -> int:
    """How many stories stand on a page of a list."""
    return int(settings["DEFAULT_PAGINATION"] or 20)


def feed_size(settings: Mapping[str, Any]) -> int:
    """How many stories stand in a feed, and in each of its archives."""
    return int(settings["FEED_MAX_ITEMS"] or 50)


def shelves_of(row: Row, terms: Terms) -> list[str]:
    """The names of the lists `row` stands on."""
    names = ["index", f"category/{terms.slug('category', row.category)}", f"month/{row.date[:7]}"]
    names += [f"tag/{terms.slug('tag', tag)}" for tag in row.tags]
    names += [f"author/{terms.slug('author', author)}" for author in row.authors]
    for kind in ("place", "thread"):
        if name := str(row.meta.get(kind) or ""):
            names.append(f"{kind}/{terms.slug(kind, name)}")
    if row.meta.get("correction"):
        names.append("corrected")
    if _LANG.fullmatch(row.lang):
        names.append(f"lang/{row.lang.lower()}")
    if row.meta.get("pinned"):
        names.append("pinned")
    if of := original_of(row):
        names.append(translations_of(of))
    if terms.days:
        names.append(f"day/{row.date[:10]}")
    return list(dict.fromkeys(names))


def original_of(row: Row) -> str:
    """The slug of the story that `row` is a translation of; "" for an original."""
    found = row.meta.get("translation_of")
    return found.strip() if isinstance(found, str) else ""


def translations_of(slug: str) -> str:
    """The name of the list of the translations of the story with this slug."""
    return f"translation/{unicodedata.normalize('NFC', slug).casefold()}"


def full_pages(total: int, size: int) -> int:
    """How many numbered pages a list of `total` stories has."""
    return max(0, total // size - 1)


def span(number: int, total: int, size: int) -> tuple[int, int]:
    """First and last position (exclusive), counted from the oldest, of the stories on page `number`."""
    if number == ROOT:
        return full_pages(total, size) * size, total
    return (number - 1) * size, number * size


def window(number: int, total: int, size: int) -> range:
    """The page numbers a pager shows around `number`: as few newer ones as may be, because they are not there yet."""
    last = full_pages(total, size)
    here = number or last + 1
    return range(max(1, here - WINDOW), min(last, here + 1) + 1)


def moved_pages(places: Iterable[int], before: int, after: int, size: int) -> set[int]:
    """The pages that differ once stories came or went at `places` and a list of `before` stories has `after`."""
    places = sorted(places)
    old, new = full_pages(before, size), full_pages(after, size)
    last = max(old, new)
    # As many came as went: what stands above the highest of them has not moved.
    end = last if before != after else min(last, places[-1] // size + 1)
    pages = set(range(places[0] // size + 1, end + 1)) | {ROOT}
    if old != new:
        # Pagers near the old and the new end show one number more or less.
        pages |= {page for edge in (old, new) for page in (edge - 1, edge, edge + 1) if 1 <= page <= last}
    return pages


def page_at(place: int, total: int, size: int) -> int:
    """The number of the page on which the story at position `place` stands."""
    page = place // size + 1
    return page if page <= full_pages(total, size) else ROOT


def moved_volumes(places: Iterable[int], before: int, after: int, size: int) -> set[int]:
    """The archive documents of a feed that differ once stories came or went at `places`, each of `size` stories."""
    places = sorted(places)
    old, new = before // size, after // size
    if before == after:
        found = set(range(places[0] // size + 1, places[-1] // size + 2))
    else:
        # The last of the shorter row of documents begins or ceases to name the next one.
        found = {*range(places[0] // size + 1, max(old, new) + 1), *({old, new} if old != new else ())}
    return {number for number in found if 1 <= number <= max(old, new)}
