"""Old addresses: a page that leads on from each. What servers are told of them stands in `servers.py`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote

from ..gate import GONE, HIDDEN, LIVE
from ..house import House
from ..record import Row
from ..task import Files, Task
from .kind import Kind


def make_page(house: House, slug: str, _: int) -> Files:
    """The page at an old address."""
    found = target(house, slug)
    return {_place(house, slug): leading_page(house, found)} if found else {}


def leading_page(house: House, address: str) -> bytes:
    """A page that leads on to an address of the site."""
    url = escape(f"{house.site}/{address}")
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
        f'<link rel="canonical" href="{url}"><meta http-equiv="refresh" content="0; url={url}">'
        f'<meta name="robots" content="noindex"></head><body><p><a href="{url}">{url}</a></p></body></html>\n'
    )
    return page.encode()


def _place(house: House, slug: str) -> str:
    """Where the page of an old address lies; a path is an address of an earlier site."""
    if not slug.startswith("/"):
        return str(house.settings["ARTICLE_SAVE_AS"].format(slug=slug))
    path = unquote(slug).strip("/")
    return path if PurePosixPath(path).suffix in (".html", ".htm") else f"{path}/index.html"


def _is_ours(house: House, path: str) -> bool:
    """Whether an earlier site's address begins as addresses of this one do, and might hide one."""
    ours = {
        value.partition("/")[0]
        for key, value in house.settings.items()
        if isinstance(value, str)
        and key.endswith(("_SAVE_AS", "_URL", "_ATOM", "_RSS"))
        and "{" not in value.partition("/")[0]
    }
    first = unquote(path).split("/")[1].casefold()
    return first in {*ours, "text", "sitemap", "search", *house.settings["STATIC_PATHS"]} or first.startswith("_")


def target(house: House, slug: str) -> str:
    """Where an old slug leads: nowhere if a story stands there now, or if its own is not to be seen."""
    if slug.startswith("/") and _is_ours(house, slug):
        return ""
    if any(kept.state in (LIVE, HIDDEN, GONE) for kept in house.ledger.claimants(house.claim(slug))):
        return ""
    owners = [house.ledger.story(path) for path in house.ledger.alias_owners(slug)]
    seen = [kept.row.path for kept in owners if kept and kept.state in (LIVE, HIDDEN)]
    return str(house.story(seen[0]).url) if seen else ""


def _slugs(house: House) -> Iterable[str]:
    return dict.fromkeys(slug for slug, _owner in house.ledger.aliases())


def every_page(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One an old address."""
    return (Task("alias", slug) for slug in _slugs(house))


def by_story(row: Row) -> Iterable[Task]:
    """Its old addresses, and its own: that may have been an old one."""
    return (Task("alias", slug) for slug in (row.slug, *row.aliases))


ALIAS = Kind("alias", make_page, every_page, by_story)
