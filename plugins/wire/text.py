"""Plain text -> blocks: one block a line, white space folded, every other character as it was."""

from __future__ import annotations

import re

from .clues import Clues
from .story import Block, Kind

BULLET = re.compile(r"[-*•·‣▪●–][ \t\u00a0]+(?=\S)")


def split(copy: str) -> tuple[list[Block], Clues]:
    """The lines of `copy` that hold anything, and no clues: bare text says nothing about itself."""
    return [_block(text, line) for line, text in enumerate(_lines(copy), 1) if text], Clues()


def _lines(copy: str) -> list[str]:
    return [" ".join(line.split()) for line in copy.lstrip("\ufeff").splitlines()]


def _block(text: str, line: int) -> Block:
    bullet = BULLET.match(text) if text[0] in "-*•·‣▪●–" else None
    if bullet:
        return Block(Kind.ITEM, text[bullet.end() :], line, level=1)
    return Block(Kind.PARAGRAPH, text, line)
