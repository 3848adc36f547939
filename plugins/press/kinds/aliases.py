"""Old addresses: a page that leads on from each, and their list for hosts that redirect by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..gate import GONE, HIDDEN, LIVE
from ..house import House
from ..record import Row
from ..task import Files, Task
from .kind import Kind


def make_page(house: House, slug: str, _: int) -> Files:
    """The page at an old address."""
    found = target(house, slug)
    if not found:
        return {}
    url = escape(f"{house.site}/{found}")
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
        f'<link rel="canonical" href="{url}"><meta http-equiv="refresh" content="0; url={url}">'
        f'<meta name="robots" content="noindex"></head><body><p><a href="{url}">{url}</a></p></body></html>\n'
    )
    return {house.settings["ARTICLE_SAVE_AS"].format(slug=slug): page.encode()}


def target(house: House, slug: str) -> str:
    """Where an old slug leads: nowhere if a story stands there now, or if its own is not to be seen."""
    if any(kept.state in (LIVE, HIDDEN, GONE) for kept in house.ledger.claimants(house.claim(slug))):
        return ""
    owners = [house.ledger.story(path) for path in house.ledger.alias_owners(slug)]
    seen = [kept.row.path for kept in owners if kept and kept.state in (LIVE, HIDDEN)]
    return str(house.story(seen[0]).url) if seen else ""


def make_list(house: House, _key: str, _: int) -> Files:
    """Old addresses for static hosts that can redirect, in their own words."""
    rows = [(slug, target(house, slug)) for slug in _slugs(house)]
    pattern = house.settings["ARTICLE_URL"]
    lines = [f"/{pattern.format(slug=slug)} {house.site}/{found} 301\n" for slug, found in rows if found]
    return {"_redirects": "".join(lines).encode()} if lines else {}


def _slugs(house: House) -> Iterable[str]:
    return dict.fromkeys(slug for slug, _owner in house.ledger.aliases())


def every_page(house: House, _: Iterable[str]) -> Iterable[Task]:
    """One an old address."""
    return (Task("alias", slug) for slug in _slugs(house))


def by_story(row: Row) -> Iterable[Task]:
    """Its old addresses, and its own: that may have been an old one."""
    return (Task("alias", slug) for slug in (row.slug, *row.aliases))


def the_list(_: House) -> Iterable[Task]:
    """The one list."""
    return (Task("moved"),)


ALIAS = Kind("alias", make_page, every_page, by_story)
MOVED = Kind("moved", make_list, lambda house, _: the_list(house), by_any=the_list)
