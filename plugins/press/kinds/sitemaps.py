"""The sitemap: a part a month, which a new story of this month leaves alone, and their index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ..house import House
from ..task import Files, Task
from .kind import Kind


def make(house: House, month: str, _: int) -> Files:
    """The part of a month, or (no month) the index."""
    if not house.press.sitemap or not house.site:
        return {}
    return _part(house, month) if month else _index(house)


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a month, and the index."""
    yield from (task for name, _size, _title in house.ledger.shelves("month") for task in by_shelf(name))
    yield from by_any(house)


def by_shelf(shelf: str) -> Iterable[Task]:
    """The part of a month."""
    return (Task("sitemap", shelf[6:]),) if shelf.startswith("month/") else ()


def by_any(_: House) -> Iterable[Task]:
    """The index."""
    return (Task("sitemap"),)


def _part(house: House, month: str) -> Files:
    shelf = f"month/{month}"
    rows = house.rows(house.ledger.slice(shelf, 0, house.ledger.shelf(shelf)[0]))
    lines = [
        f"<url><loc>{escape(house.site)}/{escape(house.wardrobe.address(row))}</loc>"
        f"<lastmod>{row.modified or row.date}</lastmod></url>\n"
        for row in rows
    ]
    return {f"sitemap/{month}.xml": _bound("urlset", lines)} if rows else {}


def _index(house: House) -> Files:
    lines = [
        f"<sitemap><loc>{escape(house.site)}/sitemap/{name[6:]}.xml</loc></sitemap>\n"
        for name, _, _ in house.ledger.shelves("month")
    ]
    return {"sitemap.xml": _bound("sitemapindex", lines)} if lines else {}


def _bound(root: str, lines: Sequence[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{''.join(lines)}</{root}>\n".encode()


SITEMAP = Kind("sitemap", make, every, by_shelf=by_shelf, by_any=by_any)
