"""What one source repeats: whole lines that stand on most of its articles, learnt, shown to a person, and struck out.

A line counts only where the cleaner would have kept it, only whole, and with the place it stood in: above the
article's text, below it, or inside. It is struck out only where it was seen to stand: an article line is dearer than
a junk line. What a person has not accepted strikes nothing, unless the site's settings say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .characters import folded
from .facts.page import measure
from .story import BODY, Block, Kind, Story

ABOVE, BELOW, INSIDE = "above", "below", "inside"
PROSE = 100
FEWEST = 8
SHARE, SHARE_INSIDE = 0.5, 0.9
SEEN_THERE = 0.1
SHORTEST, LONGEST = 4, 300
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """Lines to strike from a source's copy, as `folded` gives them: each with the places it may be struck from, and
    the rule that is named when it is."""

    lines: Mapping[str, tuple[frozenset[str], str]] = field(default_factory=dict)


NONE = Profile()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that many articles of a source carry: on how many of them, of how many looked at, and where."""

    text: str
    articles: int
    of: int
    places: tuple[str, ...]


def source_of(name: str, url: str = "") -> str:
    """The source a piece of copy belongs to: its address's host, else its folder among the raw copy; "" for none."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return host or (name.split("/", 1)[0] if "/" in name else "")


def profile(source: str, lines: Iterable[tuple[str, Iterable[str], int, int]]) -> Profile:
    """The profile of `source` from (text, places, articles, of) rows."""
    return Profile(
        {
            folded(text): (frozenset(places), f"source: on {articles} of {of} of {source}")
            for text, places, articles, of in lines
        }
    )


def strike(blocks: Sequence[Block], source: Profile) -> list[Block]:
    """The same blocks in the same order; kept lines that the source is known to repeat there are dropped."""
    out = list(blocks)
    if not source.lines:
        return out
    known = [row for row, block in enumerate(blocks) if folded(block.text) in source.lines]
    places = _places(blocks, frozenset(known)) if known else {}
    for row in known:
        where, rule = source.lines[folded(blocks[row].text)]
        if blocks[row].kind in BODY and places[row] in where:
            out[row] = blocks[row]._replace(kind=Kind.NOTICE, rule=rule, confidence=1.0)
    return out


class Learner:
    """Counts the lines of one source's articles. Memory is that of the articles it is shown: show it a sample."""

    def __init__(self) -> None:
        self.articles = 0
        self._on: Counter[str] = Counter()
        self._where: Counter[tuple[str, str]] = Counter()
        self._text: dict[str, str] = {}

    def show(self, story: Story) -> None:
        """One article more; each line of it counts once."""
        self.articles += 1
        body = list(story.body)
        places = _places(body)
        seen: dict[str, str] = {}
        for row, block in enumerate(body):
            text = folded(block.text)
            if SHORTEST <= len(text) <= LONGEST and not _belongs(block, places[row]):
                seen.setdefault(text, places[row])
                self._text.setdefault(text, " ".join(block.text.split()))
        self._on.update(seen.keys())
        self._where.update(list(seen.items()))

    def lines(self) -> list[Line]:
        """The lines on most of the articles, the commonest first; none before there are enough articles to tell."""
        if self.articles < FEWEST:
            return []
        found = [line for text, count in self._on.items() if (line := self._line(text, count))]
        return sorted(found, key=lambda line: (-line.articles, line.text))[:MOST_LINES]

    def _line(self, text: str, count: int) -> Line | None:
        where = {place: self._where[text, place] for place in (ABOVE, BELOW, INSIDE)}
        bars = {ABOVE: SHARE, BELOW: SHARE, INSIDE: SHARE_INSIDE}
        most = max(where, key=lambda place: where[place])
        if count < bars[most] * self.articles:
            return None
        often = [place for place in where if where[place] >= SEEN_THERE * count]
        return Line(self._text[text], count, self.articles, tuple(p for p in often if p != INSIDE or p == most))


def _places(blocks: Sequence[Block], repeated: frozenset[int] = frozenset()) -> dict[int, str]:
    """Where each row stands to the article's prose: the long kept lines that are not themselves `repeated`."""
    prose = [row for row, block in enumerate(blocks) if row not in repeated and _is_prose(block)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(blocks))
    return {row: ABOVE if row < first else BELOW if row > last else INSIDE for row in range(len(blocks))}


def _belongs(block: Block, place: str) -> bool:
    """Whether the block is the article's however often it stands there: a picture, a sub-heading of its own."""
    return block.kind is Kind.IMAGE or (block.kind is Kind.HEADING and place == INSIDE)


def _is_prose(block: Block) -> bool:
    return block.kind in BODY and block.kind is not Kind.HEADING and measure(block.text) >= PROSE
