"""JSON Feed 1.1 as its specification has it (https://www.jsonfeed.org/version/1.1/): members, what they hold, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

VERSIONS = ("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1")
_URL = re.compile(r"(?:https?:/)?/\S*")  # a site that does not know its address gives paths


def is_moment(said: object) -> bool:
    """Whether it is a moment of RFC 3339, with its zone."""
    try:
        return isinstance(said, str) and "T" in said and datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        return False


def _is_text(said: object) -> bool:
    return isinstance(said, str)


def _is_words(said: object) -> bool:
    return isinstance(said, str) and bool(said.strip())


def _is_url(said: object) -> bool:
    return isinstance(said, str) and bool(_URL.fullmatch(said))


def _is_number(said: object) -> bool:
    return isinstance(said, int | float) and not isinstance(said, bool)


def _is_flag(said: object) -> bool:
    return isinstance(said, bool)


def _is_texts(said: object) -> bool:
    return isinstance(said, list) and all(map(_is_words, said))


Holds = Mapping[str, Callable[[Any], bool] | tuple[str, ...]]  # a tuple names the shape of each thing in a list

SHAPES: Mapping[str, Holds] = {
    "feed": {
        "version": lambda said: said in VERSIONS,
        "title": _is_words,
        "home_page_url": _is_url,
        "feed_url": _is_url,
        "description": _is_text,
        "user_comment": _is_text,
        "next_url": _is_url,
        "icon": _is_url,
        "favicon": _is_url,
        "author": ("author",),
        "authors": ("author",),
        "language": _is_words,
        "expired": _is_flag,
        "hubs": ("hub",),
        "items": ("item",),
    },
    "item": {
        "id": _is_words,
        "url": _is_url,
        "external_url": _is_url,
        "title": _is_text,
        "content_html": _is_text,
        "content_text": _is_text,
        "summary": _is_text,
        "image": _is_url,
        "banner_image": _is_url,
        "date_published": is_moment,
        "date_modified": is_moment,
        "author": ("author",),
        "authors": ("author",),
        "tags": _is_texts,
        "language": _is_words,
        "attachments": ("attachment",),
    },
    "author": {"name": _is_words, "url": _is_url, "avatar": _is_url},
    "hub": {"type": _is_words, "url": _is_url},
    "attachment": {
        "url": _is_url,
        "mime_type": _is_words,
        "title": _is_text,
        "size_in_bytes": _is_number,
        "duration_in_seconds": _is_number,
    },
}
NEEDED = {
    "feed": ("version", "title", "items"),
    "item": ("id",),
    "hub": ("type", "url"),
    "attachment": ("url", "mime_type"),
}


def faults(said: object) -> Iterator[str]:
    """What a JSON Feed breaks of its specification."""
    yield from _shape("feed", "the feed", said)
    items = said.get("items") if isinstance(said, dict) else None
    seen: set[object] = set()
    for item in (each for each in items or () if isinstance(each, dict)):
        name = str(item.get("id", ""))
        if name in seen:
            yield f"the item id {name!r} stands twice"
        seen.add(name)
        if "content_html" not in item and "content_text" not in item:
            yield f"the item {name} has no content"


def _shape(shape: str, called: str, said: object) -> Iterator[str]:
    if not isinstance(said, dict):
        yield f"{called} is no object"
        return
    for key in NEEDED.get(shape, ()):
        if key not in said:
            yield f"{called} has no {key}"
    if shape == "author" and not said:
        yield f"{called} says nothing"
    for key, value in said.items():
        if not key.startswith("_"):  # those are anybody's
            yield from _member(shape, called, key, value)


def _member(shape: str, called: str, key: str, value: object) -> Iterator[str]:
    rule = SHAPES[shape].get(key)
    if rule is None:
        yield f"{called} has {key}, which JSON Feed does not know"
    elif not isinstance(rule, tuple):
        if not rule(value):
            yield f"{called} has a {key} that cannot be one: {str(value)[:60]!r}"
    elif key == "author":  # version 1 had one
        yield from _shape("author", f"the author of {called}", value)
    elif not isinstance(value, list):
        yield f"{called} has {key} that are no list"
    else:
        for each in value:
            name = str(each.get("id", "")) if isinstance(each, dict) and rule == ("item",) else ""
            yield from _shape(rule[0], f"the {rule[0]} {name}".strip(), each)
