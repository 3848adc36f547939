"""JSON Feed and JSON lines -> items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..slip import Known
from .feeds import iso
from .item import Item, Slice, labelled

# The names under which crawlers and exports keep a fact, the plainest first.
NAMES = {
    "url": ("url", "link", "canonical", "source_url", "external_url"),
    "title": ("title", "headline", "name"),
    "date": ("date", "date_published", "published", "published_at", "datePublished", "date_publish", "pubDate"),
    "updated": ("date_modified", "updated", "modified", "updated_at", "dateModified", "date_modify"),
    "section": ("section", "category"),
    "lang": ("lang", "language", "inLanguage"),
    "slug": ("slug",),
    "publisher": ("publisher", "source", "site_name"),
    "summary": ("summary", "description", "excerpt"),
}
AUTHORS = ("authors", "author", "byline", "creator")
TAGS = ("tags", "keywords")
HTML = ("html", "content_html", "raw_html", "content")
TEXT = ("text", "content_text", "maintext", "body", "articleBody")


def lines(piece: Slice) -> Iterator[Item]:
    """The item in one line of JSON. Besides what `wire clean --jsonl` reads, common names of crawlers are known."""
    try:
        row = json.loads(piece.data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        yield Item(piece.offset, problem="it is no line of JSON")
        return
    yield _item(row, piece.offset)


def feed(data: bytes) -> Iterator[Item]:
    """The items of a JSON Feed; each one's offset is its number."""
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        yield Item(0, problem="it is no JSON")
        return
    entries = rows.get("items") if isinstance(rows, dict) else rows
    if not isinstance(entries, list):
        yield Item(0, problem="it is no JSON Feed: it has no list of items")
        return
    about = {"source": rows.get("title"), "lang": rows.get("language")} if isinstance(rows, dict) else {}
    for number, entry in enumerate(entries):
        yield _item({**about, **entry} if isinstance(entry, dict) else entry, number)


def _item(row: Any, offset: int) -> Item:
    if not isinstance(row, dict):
        return Item(offset, problem="it is no object of names and values")
    facts = {fact: _first(row, names) for fact, names in NAMES.items()}
    label = labelled(facts["url"] or _string(row.get("id")) or facts["title"])
    kind = _string(row.get("kind"))
    found, html = _string(row.get("raw")), kind == "html"
    if not found:
        found, html = _first(row, HTML), True
        if not found or (html and "<" not in found):
            found, html = (_first(row, TEXT) or found), False
    if not found.strip():
        return Item(offset, label, problem="there is no text in it")
    known = Known(
        url=facts["url"],
        title=labelled(facts["title"]),
        date=iso(facts["date"]),
        updated=iso(facts["updated"]),
        authors=_many(row, AUTHORS),
        section=labelled(facts["section"]),
        tags=_many(row, TAGS),
        lang=facts["lang"][:35],
        slug=facts["slug"],
        publisher=labelled(facts["publisher"]),
        summary=labelled(facts["summary"]),
    )
    return Item(offset, label, found.encode("utf-8", "replace"), html, known)


def _first(row: dict[str, Any], names: Sequence[str]) -> str:
    return next((text for name in names if (text := _string(row.get(name)))), "")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _many(row: dict[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """The names in the first of these lists that is there; an object's name, or a line parted by commas."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            value = value.split(",")
        if isinstance(value, dict):
            value = [value]
        if isinstance(value, list) and value:
            texts = (each.get("name") if isinstance(each, dict) else each for each in value[:60])
            return tuple(dict.fromkeys(labelled(text) for text in texts if isinstance(text, str) and text.strip()))
    return ()
