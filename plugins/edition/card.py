"""What the edition knows of a story: the attributes of Pelican's Article, read without trusting them.

The press hands over light rows, stock Pelican its Articles; both have these names, and either may lack the
optional ones.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

YES = frozenset({"yes", "true", "1", "on"})


class Card(Protocol):
    """A story in a list."""

    slug: str
    title: str
    url: str
    lang: str
    date: Any
    category: Any


def number(card: Card, name: str) -> int:
    """The whole number in a header such as `Priority`; 0 where there is none."""
    found = re.fullmatch(r"\s*([+-]?\d{1,3})\s*", str(getattr(card, name, "") or ""))
    return int(found[1]) if found else 0


def flag(card: Card, name: str) -> bool:
    """Whether a header such as `Pinned` says yes."""
    return str(getattr(card, name, "") or "").strip().casefold() in YES


def text(card: Card, name: str) -> str:
    """The text of an optional header; "" where there is none."""
    return str(getattr(card, name, "") or "").strip()


def age(card: Card) -> tuple[float, str]:
    """What puts stories in order of time; the slug decides between equals."""
    return card.date.timestamp(), card.slug
