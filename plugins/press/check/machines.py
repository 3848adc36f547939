"""Feeds, site maps and other files for machines, held to what their readers ask of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from lxml import etree

from ..checks import MACHINE, fault, resolves
from .finding import FAULT, Finding
from .pages import Built

_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_REMEDY = "look at what writes it; its readers would refuse it"


def feeds(built: Built) -> Iterator[Finding]:
    """Every fault of a file that machines read."""
    for path in sorted(built.files):
        if not path.endswith((*MACHINE, ".opml", ".jsonld")):
            continue
        content = (built.output / path).read_bytes()
        said = fault(path, content)
        faults = [said.removeprefix(f"{path}: ")] if said else list(_judge(path, content, built))
        kind = "sitemap" if "sitemap" in path else "feed"
        for words in dict.fromkeys(faults):
            yield Finding(f"{built.output}/{path}", 0, kind, words, _REMEDY, FAULT)


def _judge(path: str, content: bytes, built: Built) -> Iterator[str]:
    if path.startswith("feeds/") and path.endswith(".json"):
        return json_feed(json.loads(content))
    if not path.endswith(".xml"):
        return iter(())
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    name = etree.QName(root).localname
    judge = {"feed": atom, "rss": rss}.get(name)
    if judge:
        return judge(root)
    return _site_map(root, built) if name in ("urlset", "sitemapindex") else iter(())


def atom(root: Any) -> Iterator[str]:
    """What an Atom feed lacks (RFC 4287)."""
    for key in ("id", "title", "updated"):
        if not (root.findtext(_ATOM + key) or "").strip():
            yield f"the feed has no {key}"
    seen: set[str] = set()
    for entry in root.iterfind(f"{_ATOM}entry"):
        name = (entry.findtext(f"{_ATOM}id") or "").strip()
        if not name or name in seen:
            yield f"the entry id {name!r} is missing or stands twice"
        seen.add(name)
        if entry.find(f"{_ATOM}title") is None:
            yield f"the entry {name} has no title"
        if not _is_moment(entry.findtext(f"{_ATOM}updated") or ""):
            yield f"the entry {name} has no updated that is a moment with zone"


def rss(root: Any) -> Iterator[str]:
    """What an RSS 2.0 feed lacks."""
    channel = root.find("channel")
    if channel is None:
        yield "there is no channel"
        return
    yield from (f"the channel has no {key}" for key in ("title", "link", "description") if channel.find(key) is None)
    seen: set[str] = set()
    for item in channel.iterfind("item"):
        name = (item.findtext("guid") or "").strip()
        if not name or name in seen:
            yield f"the guid {name!r} is missing or stands twice"
        seen.add(name)
        try:
            parsedate_to_datetime(item.findtext("pubDate") or "")
        except (TypeError, ValueError):
            yield f"the item {name} has no pubDate that is a date"


def json_feed(said: Any) -> Iterator[str]:
    """What a JSON Feed 1.1 lacks."""
    if not isinstance(said, dict) or not str(said.get("version", "")).startswith("https://jsonfeed.org/version/1"):
        yield "it names no version of JSON Feed"
        return
    if not said.get("title"):
        yield "the feed has no title"
    seen: set[str] = set()
    for item in said.get("items", ()):
        name = str(item.get("id", ""))
        if not name or name in seen:
            yield f"the item id {name!r} is missing or stands twice"
        seen.add(name)
        if "content_html" not in item and "content_text" not in item:
            yield f"the item {name} has no content"
        if "date_published" in item and not _is_moment(item["date_published"]):
            yield f"the item {name} has a date_published that is no moment with zone"


def _site_map(root: Any, built: Built) -> Iterator[str]:
    for each in root.iter(f"{_MAP}loc"):
        address = (each.text or "").strip()
        if not address.startswith(("https://", "http://")):
            yield f"{address!r} is no full address"
        elif address.startswith(f"{built.site}/") and not resolves(address[len(built.site) + 1 :], _there(built)):
            yield f"{address} leads nowhere"


def _there(built: Built) -> Any:
    return lambda path: unquote(path) in built.files


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text.strip()).tzinfo is not None
    except (AttributeError, ValueError):
        return False
