"""A story in a sentence or two, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..story import Block, Kind
from .place import dateline

SHORTEST, WANTED, LONGEST = 40, 200, 300
SENTENCE_END = re.compile(r"(?<=[^\s.][.!?…])[\"”’»)\]]*\s+(?=[\"“„«(¿¡]*[^\W_a-zа-яà-ÿ])|(?<=[。！？।؟])[」』”\"]*")
SAID = '.!?…。！？।؟"”»’)'


def summarise(body: Iterable[Block], given: str = "") -> str:
    """What the page itself says in short, if that is whole; else the article's first sentences."""
    if SHORTEST <= len(given) <= LONGEST and given.strip()[-1:] in '.!?。！？।؟”»"':
        return " ".join(given.split())
    paragraphs = (block.text for block in body if block.kind is Kind.PARAGRAPH)
    first = next((text for text in paragraphs if len(text) >= SHORTEST and text.rstrip()[-1:] in SAID), "")
    return shorten(first[dateline(first).end :]) if first else ""


def shorten(text: str) -> str:
    """The sentences `text` begins with, as many as go into WANTED letters; of a longer first one its beginning."""
    ends = [match.start() for match in SENTENCE_END.finditer(text[: LONGEST * 2])] + [len(text)]
    fitting = [end for end in ends if end <= WANTED]
    end = fitting[-1] if fitting else ends[0]
    if end > LONGEST:
        return text[:WANTED].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
    return text[:end].strip()
