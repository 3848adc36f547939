"""The way to an article as sites write it above its headline: "Home > Culture > Theatre", in any script."""

from __future__ import annotations

import re

from .characters import STOPS
from .facts import data

LONGEST, LONGEST_FIRST = 160, 30
# To the right, and to the left in scripts that are written so.
MARK = re.compile(r"\s*[>»›→▸▶❯⟩⁄/\\|<«‹←◂◀❮·•]+\s*")


def is_trail(text: str) -> bool:
    """Whether `text` is such a way: a word for the first page, a mark, and at least one step more."""
    if len(text) > LONGEST or text.endswith(STOPS):
        return False
    mark = MARK.search(text, 1, LONGEST_FIRST + 3)
    return mark is not None and text[: mark.start()].strip().casefold() in _homes() and mark.end() < len(text)


def _homes() -> frozenset[str]:
    return data.sections("home_words.txt")[""]
