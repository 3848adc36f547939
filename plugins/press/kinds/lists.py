"""Lists of stories: the front page, sections, tags, authors, places, months, numbered from the oldest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..house import House
from ..shelves import ROOT, full_pages, span, window
from ..story import Address, ListPage, Pager
from ..task import Files, Task
from ..timeline import timeline
from ..topics import beside
from .archives import period
from .books import address, wanted
from .kind import Kind

NEWEST = 200
NEWEST_OF_SECTION = 12
TEMPLATES = {
    "index": "index",
    "category": "category",
    "tag": "tag",
    "author": "author",
    "place": "place",
    "month": "period_archives",
    "day": "period_archives",
}


def make(house: House, shelf: str, number: int) -> Files:
    """A page of a list; `ROOT` is the one at its own address."""
    total, title = house.ledger.shelf(shelf)
    kind, _, slug = shelf.partition("/")
    if number > full_pages(total, house.size) or (not total and kind != "index") or not _listed(house, kind):
        return {}
    if kind == "tag" and not house.topics.has_page(slug):
        return {}
    save_as, context = _frame(house, kind, slug, title)
    if not save_as:
        return {}
    start, stop = span(number, total, house.size)
    stories = house.glimpses(house.ledger.slice(shelf, start, stop)[::-1])
    pager = _pager(save_as, number, total, house.size)
    articles = house.shelf(shelf)
    context |= {
        "articles": articles,
        "dates": articles,
        "articles_page": ListPage(stories, pager),
        "articles_next_page": Address(pager.older_url or "", ""),
        "articles_previous_page": Address(pager.newer_url or "", ""),
        "pager": pager,
        "page_name": save_as.removesuffix(".html").removesuffix("/index"),
    }
    if kind == "day":
        context["books"] = {form: address(house, slug, form) for form in wanted(house)}
    if kind == "tag" and number == ROOT:
        context["beside"] = beside(context["tag"], stories)
        context["timeline"] = timeline(house, shelf) if total > len(stories) else []
        context["since"] = house.story(house.ledger.slice(shelf, 0, 1)[0]) if total > len(stories) else None
    if number == ROOT and kind not in ("month", "day"):
        items = [] if kind == "index" else [house.item(story) for story in stories]
        structured = house.structured
        own = structured.front() if kind == "index" else structured.collection(title, pager.url, items)
        context["machine_head"] = own
    text: Files = {}
    if kind == "index" and number == ROOT:
        context["front"] = _front(house)
        text = house.text_page("text_index", "index.html", {"articles": stories})
    return house.page(TEMPLATES[kind], _numbered(save_as, number), context) | text


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """Every page of every list."""
    names = ["index", *(name for kind in TEMPLATES for name, _size, _title in house.ledger.shelves(kind))]
    for shelf in names:
        total = house.ledger.shelf(shelf)[0]
        yield from (Task("list", shelf, number) for number in range(full_pages(total, house.size) + 1))


def by_any(_: House) -> Iterable[Task]:
    """The front page."""
    return (Task("list", "index", ROOT),)


def _listed(house: House, kind: str) -> bool:
    return kind in TEMPLATES and (kind != "place" or house.has_template("place"))


def _frame(house: House, kind: str, slug: str, title: str) -> tuple[str, dict[str, Any]]:
    """Where a list stands, and what its template is told of it."""
    if kind == "index":
        return str(house.settings.get("INDEX_SAVE_AS") or "index.html"), {}
    if kind in ("month", "day"):
        found = period(house.settings, slug)
        return str(found["save_as"]), found
    term = house.terms.term(kind, title)
    return term.save_as, {kind: term}


def _pager(save_as: str, number: int, total: int, size: int) -> Pager:
    last = full_pages(total, size)
    here = number or last + 1
    newer = None if number == ROOT else _url(_numbered(save_as, number + 1 if number < last else ROOT))
    older = _url(_numbered(save_as, here - 1)) if here > 1 else None
    shown = [(page, _url(_numbered(save_as, page))) for page in window(number, total, size)]
    if number == ROOT and last:
        shown.append((here, _url(save_as)))
    return Pager(here, number == ROOT, newer, older, tuple(shown), _url(_numbered(save_as, number)))


def _front(house: House) -> Any:
    """The front page's order, from the newest stories of the site and of each section."""
    front = getattr(house.desk, "front", None)
    if front is None:
        return None
    names = [("index", NEWEST), *((f"category/{term.slug}", NEWEST_OF_SECTION) for term in house.sections)]
    names.append(("pinned", NEWEST))
    paths = dict.fromkeys(path for name, count in names for path in house.newest(name, count))
    newest = sorted(house.stories(paths), key=lambda each: each.row.sort, reverse=True)
    return front(newest, house.sections)


def _numbered(save_as: str, number: int) -> str:
    """Where page `number` of the list at `save_as` is written."""
    if number == ROOT:
        return save_as
    stem = save_as.removesuffix(".html").removesuffix("index").removesuffix("/")
    return f"{stem}/page/{number}/index.html".removeprefix("/")


def _url(save_as: str) -> str:
    return save_as.removesuffix("index.html")


LIST = Kind("list", make, every, by_any=by_any)
