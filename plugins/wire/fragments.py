"""Lines that were one paragraph -> that paragraph.

Naive tools break the text of a page at every inline tag: a linked name stands on a line of its own, the comma after
it on the next. Where copy shows that habit, article lines that touch and read on are joined; nowhere else, for a
line break between sentences is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .story import Block, Kind

# So many touching lines have to go on in the middle of a sentence before copy counts as broken.
FEWEST, SHARE = 4, 0.1
# And so many of them at a comma or full stop: lists and verses go on small as well.
FEWEST_CUT = 2
# A shorter line that ends in no stop may be a heading: only what goes on small is joined to it.
RUNNING = 40
STOPS = ".!?…。！？।؟"
CLOSING = ",;:.!?…)]}»”’%،؛。，、！？"
OPENING = "([{«“„‘"
LISTED = re.compile(r"\w{1,2}[).] ")


def join(blocks: Sequence[Block]) -> list[Block]:
    """The same words in the same order, with broken paragraphs mended."""
    if not _is_broken(blocks):
        return list(blocks)
    return [_joined(group) for group in _groups(blocks)]


def _is_broken(blocks: Sequence[Block]) -> bool:
    touching = [b for a, b in pairwise(blocks) if _touch(a, b)]
    small = sum(_goes_on(block.text) for block in touching)
    cut = sum(block.text[0] in CLOSING for block in touching)
    return small >= FEWEST and small >= SHARE * len(touching) and cut >= FEWEST_CUT


def _touch(a: Block, b: Block) -> bool:
    plain = a.evidence is None and b.evidence is None
    return plain and a.kind is Kind.PARAGRAPH and b.kind is Kind.PARAGRAPH and b.line - a.line == 1


def _goes_on(text: str) -> bool:
    return text[0].islower() or text[0] in CLOSING


def _groups(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    group: list[Block] = []
    length = 0
    for block in blocks:
        if group and _touch(group[-1], block) and _belongs(group[-1].text, block.text, length):
            group.append(block)
        else:
            if group:
                yield group
            group, length = [block], 0
        length += len(block.text)
    yield group


def _belongs(before: str, text: str, length: int) -> bool:
    ended = before.rstrip("\"'”»’)")[-1:] in STOPS or before.endswith((":", "：")) or bool(LISTED.match(text))
    return text[0] in CLOSING or (not ended and (text[0].islower() or length >= RUNNING or before[-1] in OPENING))


def _joined(group: list[Block]) -> Block:
    if len(group) == 1:
        return group[0]
    parts = [group[0].text]
    for before, block in pairwise(group):
        tight = block.text[0] in CLOSING or before.text[-1] in OPENING
        parts.append(block.text if tight else f" {block.text}")
    return group[0]._replace(text="".join(parts), confidence=min(block.confidence for block in group))
