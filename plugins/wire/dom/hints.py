"""Blocks and clues -> the same blocks; each one's evidence says how far titles, description and data hold its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..clues import Clues
from ..evidence import Evidence
from ..story import Block, Kind

TITLES = 4
LONGEST_TITLE = 40  # words
READ = 60  # words of a block that are compared
ENOUGH = 20  # words of structured text that count as an article's

_WORD = re.compile(r"\w+")


def hinted(blocks: Sequence[Block], clues: Clues) -> list[Block]:
    """The blocks, each with what the clues say of it."""
    titles = [set(words) for title in clues.title_candidates[:TITLES] if (words := _words(title))]
    summary = set(_words(clues.summary))
    told = _words(clues.text)
    pairs = set(pairwise(told)) if len(told) >= ENOUGH else set()
    if not titles and len(summary) <= 3 and not pairs:
        return list(blocks)
    return [_hinted(block, titles, summary, pairs) for block in blocks]


def _hinted(block: Block, titles: list[set[str]], summary: set[str], pairs: set[tuple[str, str]]) -> Block:
    if not block.evidence or block.kind is Kind.IMAGE:
        return block
    words = _words(block.text[: READ * 12])[:READ]
    if not words:
        return block
    own = set(words)
    titled = max((len(own & title) / len(own | title) for title in titles), default=0.0)
    summed = sum(word in summary for word in words) / len(words) if len(words) > 3 else 0.0
    told = _told(words, pairs) if pairs else -1.0
    if len(words) >= LONGEST_TITLE:
        titled = 0.0
    if not titled and not summed and not pairs:
        return block
    said = block.evidence
    evidence = Evidence(said.element, said.linked, said.marked, told, titled, summed)
    return block._replace(evidence=evidence)


def _told(words: list[str], pairs: set[tuple[str, str]]) -> float:
    own = list(pairwise(words))
    return sum(pair in pairs for pair in own) / len(own) if own else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
