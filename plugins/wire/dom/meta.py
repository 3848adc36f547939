"""A page's raw values -> `Clues`: structured data before metadata before marked-up elements before headings."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..clues import Clues
from ..evidence import Element
from ..story import Block, Kind
from .blocks import washed
from .page import Page

Values = list[tuple[str, str]]

# Which names give which clue, best first. "ld" names come from JSON-LD, "link" from <link>, bare names from <meta>;
# "time", "h1", "title", "itemprop" and "rel" from elements of the page.
SOURCES: dict[str, tuple[str, ...]] = {
    "title": (
        "ld headline",
        "itemprop headline",
        "og:title",
        "twitter:title",
        "dc.title",
        "dcterms.title",
        "sailthru.title",
        "h1 headline",
        "h1 name",
        "h1",
        "ld name",
        "title",
    ),
    "date": (
        "ld datePublished",
        "article:published_time",
        "og:published_time",
        "datepublished",
        "itemprop datePublished",
        "time datePublished",
        "ld uploadDate",
        "ld dateCreated",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dc.date",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "published-date",
        "publish-date",
        "published",
        "w-published-date",
        "pubdate",
        "publication_date",
        "date",
        "last-modified",
        "time pubdate",
        "time",
    ),
    "updated": (
        "ld dateModified",
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "itemprop dateModified",
        "time dateModified",
        "dcterms.modified",
        "dc.date.modified",
    ),
    "author": (
        "ld author",
        "article:author",
        "author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "itemprop author",
        "rel author",
    ),
    "section": ("ld articleSection", "article:section", "parsely-section", "itemprop articleSection", "section"),
    "canonical": ("link canonical", "og:url", "ld url"),
    "image": ("ld image", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "image_alt": ("og:image:alt", "twitter:image:alt", "ld image.name"),
    "image_caption": ("ld image.caption", "ld image.description"),
    "image_credit": ("ld image.creditText", "ld image.copyrightNotice", "ld image.author"),
    "publisher": ("ld publisher", "og:site_name", "application-name", "dc.publisher", "itemprop publisher"),
    "summary": ("ld description", "og:description", "description", "twitter:description"),
    "keywords": ("ld keywords", "article:tag", "news_keywords", "keywords"),
    "text": ("ld articleBody", "ld text"),
    "lang": ("ld inLanguage", "content-language", "og:locale", "dc.language"),
    "crumb": ("ld crumb",),
}
ARTICLE = re.compile(r"(?:Article|Posting|Report|Story|Review|Recipe|Interview)$")
MAX_NODES = 20_000

_BROKEN = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){0,2000})"'
)
_TAGS = re.compile(r"<[^<>]{1,500}>")


def clues(page: Page) -> Clues:
    """What the page says of itself."""
    found: dict[str, list[str]] = {}
    for name, value in [*_structured(page.scripts), *page.metas, *page.marked]:
        value = _plain(value)
        if value:
            found.setdefault(name, []).append(value)

    def of(clue: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for name in SOURCES[clue] for value in found.get(name, ())))

    def first(clue: str) -> str:
        return next(iter(of(clue)), "")

    return Clues(
        title_candidates=of("title"),
        date_candidates=of("date"),
        updated=first("updated"),
        authors=of("author"),
        section=first("section"),
        lang=page.lang.strip() or first("lang"),
        canonical=first("canonical"),
        image=first("image"),
        image_alt=first("image_alt"),
        image_caption=first("image_caption"),
        image_credit=first("image_credit"),
        breadcrumb=of("crumb") or tuple(breadcrumb(page.trail, page.blocks) if page.trail else ()),
        publisher=first("publisher"),
        summary=first("summary"),
        keywords=of("keywords"),
        text=max(of("text"), key=len, default=""),
    )


def _plain(value: str) -> str:
    """The value without the mark-up and the doubled entities that pages leave in it."""
    if "&" in value:
        value = html.unescape(value)
    if "<" in value:
        value = _TAGS.sub(" ", value)
    return " ".join(washed(value).split())


def breadcrumb(trail: Element, blocks: Sequence[Block]) -> Iterator[str]:
    """The steps of the page's breadcrumb trail."""
    for block in blocks:
        if block.evidence and block.kind is not Kind.IMAGE and trail in block.evidence.element.outward():
            yield from [run.text.strip() for run in block.runs if run.href] or [block.text]


# ---- JSON-LD


def _structured(scripts: Sequence[str]) -> Values:
    values: Values = []
    for script in scripts:
        try:
            data = json.loads(_bare(script), strict=False)
        except (ValueError, RecursionError):
            values += [(f"ld {name}", _unquoted(value)) for name, value in _BROKEN.findall(script)]
            continue
        nodes = list(_nodes(data))
        articles = [node for node in nodes if _is_article(node)]
        values += [pair for node in articles for pair in _facts(node)]
        values += [pair for node in nodes if _type(node) == "BreadcrumbList" for pair in _crumbs(node)]
        if not articles:
            values += [(name, value) for node in nodes for name, value in _facts(node) if name in _PAGE_FACTS]
    return values


_PAGE_FACTS = frozenset({"ld datePublished", "ld dateModified", "ld inLanguage", "ld name", "ld author"})


def _bare(script: str) -> str:
    """The script without comment marks, CDATA and the comma before a closing bracket."""
    script = script.strip()
    for mark in ("<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "/*", "*/"):
        script = script.removeprefix(mark).removesuffix(mark).strip()
    return re.sub(r",(\s{0,20}[}\]])", r"\1", script.rstrip(";"))


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in the data, outer ones first, without recursion."""
    queue = [data]
    for count, value in enumerate(queue):
        if count > MAX_NODES:
            return
        if isinstance(value, dict):
            yield value
            queue.extend(child for child in value.values() if isinstance(child, dict | list))
        elif isinstance(value, list):
            queue.extend(value)


def _type(node: dict[str, Any]) -> str:
    kinds = node.get("@type") or ""
    return str(kinds[0] if isinstance(kinds, list) and kinds else kinds)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and ARTICLE.search(kind) for kind in kinds)


def _facts(node: dict[str, Any]) -> Values:
    return [(f"ld {name}", text) for name, value in node.items() for text in _texts(name, value)]


def _texts(name: str, value: Any) -> Iterable[str]:
    """The plain values of a property: strings as they are, of objects their name or address."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            inner = item.get("url") if name == "image" else item.get("name")
            inner = inner[0] if isinstance(inner, list) and inner else inner
            if isinstance(inner, str):
                yield inner


def _crumbs(node: dict[str, Any]) -> Values:
    items = node.get("itemListElement")
    steps = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    names = [step.get("name") or (step.get("item") or {}) for step in steps]
    return [("ld crumb", text) for name in names for text in _texts("name", name)]
