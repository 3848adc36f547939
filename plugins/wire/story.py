"""The values that travel the road: runs of text, blocks, stories. Frozen, without behaviour of their own.

Below it stands only `evidence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from .evidence import Evidence


class Kind(StrEnum):
    """What a block is. Kinds in `BODY` reach the reader as text, `FACTS` reach the header, the rest is dropped."""

    TITLE = "title"
    DATE = "date"
    BYLINE = "byline"
    PLACE = "place"
    SECTION = "section"

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    IMAGE = "image"
    CAPTION = "caption"
    TABLE = "table"
    CODE = "code"

    SHARE = "share"
    RELATED = "related"
    PROMO = "promo"
    ADVERT = "advert"
    NAV = "nav"
    NOTICE = "notice"
    COMMENT = "comment"
    CREDIT = "credit"
    REPEAT = "repeat"
    OTHER = "other"


FACTS = frozenset({Kind.TITLE, Kind.DATE, Kind.BYLINE, Kind.PLACE, Kind.SECTION})
BODY = frozenset(
    {
        Kind.PARAGRAPH,
        Kind.HEADING,
        Kind.ITEM,
        Kind.QUOTE,
        Kind.IMAGE,
        Kind.CAPTION,
        Kind.TABLE,
        Kind.CODE,
    }
)


class Mark(StrEnum):
    """How a run of text inside a block is set."""

    PLAIN = ""
    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"
    BREAK = "break"


class Run(NamedTuple):
    """A stretch of text with one mark and at most one link (an absolute address, or "")."""

    text: str
    mark: Mark = Mark.PLAIN
    href: str = ""


class Block(NamedTuple):
    """One block of copy and the verdict on it: a tuple, for pages have hundreds, and those are made fastest.

    `text` is the plain text, as it stood in the copy but for white space. `runs` is empty for plain text; where
    HTML gave inline marks, its texts joined give `text`. `line` counts from 1 in the decoded source. `level` is
    the depth of a heading (1 to 6) or list item (from 1; negative: in an ordered list). `cells` are a table's
    rows; an image's only run is its alternative text, linked to the file. `evidence` is what HTML said besides.
    For HTML, in which lines mean little, `line` is the block's number. `rule` names what decided the kind and
    `confidence` (0 to 1) how surely.
    """

    kind: Kind
    text: str
    line: int
    level: int = 0
    runs: tuple[Run, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    rule: str = ""
    confidence: float = 1.0
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One article as the cleaner understood it. Facts that were not found are empty strings or tuples.

    `date` and `updated` are ISO 8601: "2023-05-16", or "2023-05-16T18:30+02:00" where the copy gives time and
    zone. `byline` holds names, in order. `lang` is a BCP 47 tag. `source` is the publisher or agency, `original`
    the address of the original page. `body` are the blocks a reader sees, `dropped` every other block, each with
    the rule that removed it; `notes` are remarks for a person ("ambiguous date 03/04/2023").
    """

    title: str
    date: str = ""
    updated: str = ""
    byline: tuple[str, ...] = ()
    place: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    lang: str = ""
    source: str = ""
    original: str = ""
    body: tuple[Block, ...] = ()
    dropped: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
