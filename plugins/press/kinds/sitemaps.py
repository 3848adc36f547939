"""Sitemaps: a part a month, which a new story of this month leaves alone, one of lists and pages, and their index.

Beside them the news sitemap: the stories of the last two days. It is the one file that time alone changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape

from ..entries import changed
from ..house import House
from ..record import Row
from ..task import Files, Task
from .kind import Kind

PLACE = "sitemap"
NEWS_SECONDS = 48 * 3600
MOST_NEWS = 1000
LISTS = ("category", "tag", "author", "place")
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_SPACE = "http://www.google.com/schemas/sitemap-news/0.9"


def make(house: House, key: str, _: int) -> Files:
    """The part of a month, the part of lists and pages ("site"), the news ("news"), or (no key) the index."""
    if not house.press.sitemap or not house.site:
        return {}
    if key == "news":
        return _news(house)
    if key == "site":
        return _standing(house)
    return _part(house, key) if key else _index(house)


def every(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One a month, and the others."""
    yield from (task for name, _size, _title in house.ledger.shelves("month") for task in by_shelf(name))
    yield from by_any(house)


def by_shelf(shelf: str) -> Iterable[Task]:
    """The part of a month."""
    return (Task("sitemap", shelf[6:]),) if shelf.startswith("month/") else ()


def by_any(_: House) -> Iterable[Task]:
    """All but the months."""
    return (Task("sitemap"), Task("sitemap", "site"), Task("sitemap", "news"))


def fresh(house: House) -> list[Row]:
    """The stories of the last two days, newest first."""
    found: list[Row] = []
    for row in _from_newest(house):
        if len(found) == MOST_NEWS or row.moment <= house.now - NEWS_SECONDS:
            break
        found.append(row)
    return found


def news_until(house: House) -> float | None:
    """When the next story leaves the news sitemap."""
    if not house.press.sitemap or not house.site:
        return None
    return min((row.moment + NEWS_SECONDS for row in fresh(house)), default=None)


def _from_newest(house: House) -> Iterator[Row]:
    total = house.ledger.shelf("index")[0]
    for stop in range(total, 0, -50):
        yield from house.rows(house.ledger.slice("index", max(0, stop - 50), stop)[::-1])


def _own(house: House, row: Row) -> bool:
    """Whether finders shall list the story here: not one whose original stands elsewhere."""
    original = str(row.meta.get("original") or "").startswith(("https://", "http://"))
    if house.press.syndicated == "noindex":
        return not original and not row.meta.get("source")
    return house.press.syndicated == "index" or not original


def _news(house: House) -> Files:
    name = escape(str(house.settings["SITENAME"]))
    lines = [
        f"<url><loc>{escape(house.site)}/{escape(story.url)}</loc><news:news><news:publication><news:name>{name}"
        f"</news:name><news:language>{_language(story.lang)}</news:language></news:publication>"
        f"<news:publication_date>{story.row.date}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>\n"
        for story in (house.story(row.path) for row in fresh(house) if _own(house, row))
    ]
    return {f"{PLACE}-news.xml": _bound("urlset", lines, f' xmlns:news="{_NEWS_SPACE}"')}


def _language(lang: str) -> str:
    """The language as news sitemaps want it: two or three letters, but Chinese with its script's country."""
    tag = lang.lower().replace("_", "-")
    if tag.startswith("zh"):
        return "zh-tw" if tag in ("zh-tw", "zh-hant", "zh-hk") else "zh-cn"
    return escape(tag.partition("-")[0])


def _standing(house: House) -> Files:
    urls = ["", *(page.url for page in house.pages if page.status == "published")]
    for kind in LISTS:
        if kind != "place" or house.has_template("place"):
            find = house.topics.term if kind == "tag" else partial(house.terms.term, kind)
            terms = [find(title) for _name, _size, title in house.ledger.shelves(kind)]
            urls += sorted(term.url for term in terms if term.save_as)
    lines = [f"<url><loc>{escape(house.site)}/{escape(url)}</loc></url>\n" for url in urls]
    return {f"{PLACE}/site.xml": _bound("urlset", lines)}


def _part(house: House, month: str) -> Files:
    shelf = f"month/{month}"
    rows = house.rows(house.ledger.slice(shelf, 0, house.ledger.shelf(shelf)[0]))
    lines = [
        f"<url><loc>{escape(house.site)}/{escape(house.wardrobe.address(row))}</loc>"
        f"<lastmod>{changed(row).isoformat()}</lastmod></url>\n"
        for row in rows
        if _own(house, row)
    ]
    return {f"{PLACE}/{month}.xml": _bound("urlset", lines)} if rows else {}


def _index(house: House) -> Files:
    found = [(name[6:], house.ledger.lastmod(name[6:])) for name, _, _ in house.ledger.shelves("month")]
    lines = [_entry(house, f"{month}.xml", moment) for month, moment in found]
    if not lines:
        return {}
    return {f"{PLACE}.xml": _bound("sitemapindex", [*lines, _entry(house, "site.xml", "")])}


def _entry(house: House, name: str, moment: str) -> str:
    lastmod = f"<lastmod>{moment}</lastmod>" if moment else ""
    return f"<sitemap><loc>{escape(house.site)}/{PLACE}/{name}</loc>{lastmod}</sitemap>\n"


def _bound(root: str, lines: Sequence[str], more: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{_SPACE}"{more}>\n'
    return f"{head}{''.join(lines)}</{root}>\n".encode("utf-8", "replace")


SITEMAP = Kind("sitemap", make, every, by_shelf=by_shelf, by_any=by_any)
