"""Feeds, site maps, outlines and other files for machines, held to schemas and to what those cannot say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from ..checks import MACHINE, fault, resolves
from . import json_feed, schemas
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
        yield from json_feed.faults(json.loads(content))
    if not path.endswith((".xml", ".opml")):
        return
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    yield from schemas.xml_faults(root)
    yield from _ids(root)
    yield from _authors(root)
    if etree.QName(root).localname in ("urlset", "sitemapindex"):
        yield from _site_map(root, built)


def _ids(root: Any) -> Iterator[str]:
    """Ids of entries that stand twice, which no schema can see."""
    seen: set[str] = set()
    for each in (*root.iterfind(f"{_ATOM}entry/{_ATOM}id"), *root.iterfind("channel/item/guid")):
        name = (each.text or "").strip()
        if name in seen:
            yield f"the id {name!r} stands twice"
        seen.add(name)


def _authors(root: Any) -> Iterator[str]:
    """Entries without an author in an Atom feed that has none of its own."""
    if root.tag == f"{_ATOM}feed" and root.find(f"{_ATOM}author") is None:
        for entry in root.iterfind(f"{_ATOM}entry"):
            if entry.find(f"{_ATOM}author") is None:
                yield f"the entry {entry.findtext(f'{_ATOM}id')} has no author, nor has the feed"


def _site_map(root: Any, built: Built) -> Iterator[str]:
    for each in root.iter(f"{_MAP}loc"):
        address = (each.text or "").strip()
        if not address.startswith(("https://", "http://")):
            yield f"{address!r} is no full address"
        elif address.startswith(f"{built.site}/") and not resolves(address[len(built.site) + 1 :], _there(built)):
            yield f"{address} leads nowhere"


def _there(built: Built) -> Any:
    return lambda path: unquote(path) in built.files
