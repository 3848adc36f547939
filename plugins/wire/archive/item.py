"""The values that travel from an archive to the raw copy: slices of bytes, parts of archives, items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from ..characters import one_line
from ..facts.page import address
from ..slip import NOTHING, Known, stamped
from ..slug import slug

LONGEST_NAME = 48
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of an archive that holds one entry: its bytes, and where they begin. `problem` says why there are
    none; `end` is where the next entry may begin."""

    offset: int
    data: bytes = b""
    problem: str = ""
    end: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an archive. `label` is what the archive calls it; `copy` its raw copy. A `problem` is a sentence
    that says why it is held, `passed` two or three words that say what else than an article it is. `moment` is when
    it was fetched or sent, in seconds since 1970."""

    offset: int
    label: str = ""
    copy: bytes = b""
    html: bool = True
    known: Known = NOTHING
    moment: float = 0.0
    problem: str = ""
    passed: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an entry may be, in bytes."""

    html: int
    text: int

    @property
    def entry(self) -> int:
        """The largest stretch of an archive that is kept in memory: an entry, and what its format wraps it in."""
        return 2 * max(self.html, self.text) + 65_536


@dataclass(frozen=True, slots=True)
class Raw:
    """An item as raw copy: where it lies in the folder of raw copy, and its bytes under their slip."""

    name: str
    copy: bytes


def raw_copy(item: Item, folder: str) -> Raw:
    """The item as raw copy. The name depends on nothing but the bytes and the folder: taking an archive in twice
    gives the same files, whoever does it and in whatever order."""
    copy = stamped(item.known, item.copy)
    digest = sha256(copy).hexdigest()[:16]
    said = item.known.slug or item.known.title or address(item.known.url) or item.label
    title = slug(said, fallback="story")[:LONGEST_NAME].strip("-")
    day = item.known.date[:10]
    shelf = f"{day[:4]}/{day[5:7]}/{day[8:]}-" if _DAY.fullmatch(day) else f"undated/{digest[:2]}/"
    return Raw(f"{folder}/{shelf}{title}-{digest}.{'html' if item.html else 'txt'}", copy)


def labelled(text: str) -> str:
    """`text` as a label: one line, not too long."""
    return one_line(text)[:200]
