"""Who wrote the story."""

from __future__ import annotations

import re
from functools import cache

from . import data

LONGEST = 160
LONGEST_OPENING = 4
FIRST_WORDS = re.compile(r"[^\s:：/／|–—(]+(?:[:/*-][^\W\d_]+)?")
COLON = re.compile(r"\s?[:：/／]\s*")
LEADING = " |–—-/(·•~"


@cache
def _openings() -> tuple[dict[str, bool], frozenset[str]]:
    """Byline words, each with whether a name may follow without a colon; and every such entry's first word."""
    table = data.sections("bylines.txt")
    words = {entry: False for entry in table["label"]} | {entry: True for entry in table["by"]}
    return words, frozenset(FIRST_WORDS.findall(entry)[0] for entry in words if entry)


def opening(text: str) -> int:
    """Where the names begin in a line that opens like a byline; 0 where it does not."""
    if len(text) > LONGEST:
        return 0
    known, firsts = _openings()
    skipped = len(text) - len(text.lstrip(LEADING))
    words = []
    for match in FIRST_WORDS.finditer(text, skipped):
        words.append(match)
        if len(words) == LONGEST_OPENING:
            break
    if not words or words[0][0].casefold() not in firsts:
        return 0
    return next((end for count in range(len(words), 0, -1) if (end := _opens(text, skipped, words[count - 1].end(), known))), 0)


def _opens(text: str, start: int, end: int, known: dict[str, bool]) -> int:
    bare = known.get(text[start:end].casefold())
    if bare is None:
        return 0
    colon = COLON.match(text, end)
    if colon:
        return colon.end()
    rest = text[end:]
    return end + len(rest) - len(rest.lstrip()) if not rest or (bare and rest[0].isspace()) else 0


def is_byline(text: str) -> bool:
    """Whether the line looks like a byline: a byline word, then names and little else."""
    at = opening(text)
    if not at:
        return False
    rest = text[at:].strip()
    return not rest or (len(rest) < 100 and rest[-1:] not in ".!?" and not rest[0].islower())
