"""HTML -> HTML that any parser reads in linear time: bounded in tags and in depth."""

from __future__ import annotations

import re
from collections import Counter

MAX_TAGS = 100_000  # no article has more; what follows is kept aside, unread
MAX_DEPTH = 400
SMALL = 10_000  # pages with fewer tags cannot take long, however deep

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})[^<>]*>?")
_LEAVES = frozenset(  # they close themselves, or are closed by the next of their kind
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


def tame(html: str) -> tuple[str, str]:
    """The part of the page to parse, and the part that stands after its hundred-thousandth tag."""
    tags = html.count("<")
    if tags < SMALL:
        return html, ""
    end = _position(html, MAX_TAGS) if tags > MAX_TAGS else len(html)
    return flatten(html[:end]), html[end:]


def _position(html: str, tags: int) -> int:
    place = -1
    for _ in range(tags + 1):
        place = html.find("<", place + 1)
    return place


def flatten(html: str) -> str:
    """The page without the tags that open or close elements more than 400 deep.

    Parsers look through the whole stack of open elements for a tag that closes nothing, which makes deep pages slow.
    """
    open_tags: Counter[str] = Counter()
    too_deep: Counter[str] = Counter()

    def keep(match: re.Match[str]) -> str:
        closing, name = match[1], match[2].lower()
        if name in _LEAVES:
            return match[0]
        if not closing:
            deep = open_tags.total() >= MAX_DEPTH
            (too_deep if deep else open_tags)[name] += 1
            return "" if deep else match[0]
        if too_deep[name]:
            too_deep[name] -= 1
            return ""
        open_tags[name] -= bool(open_tags[name])
        return match[0]

    return _TAG.sub(keep, html)
