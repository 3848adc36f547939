"""Plain text -> blocks: one block a line, white space folded, every other character as it was."""

from __future__ import annotations

import re

from . import glue
from .clues import Clues
from .story import Block, Kind

BULLETS = "-*•·‣▪●–"
BULLET = re.compile(rf"[{BULLETS}] +(?=\S)")


def split(copy: str) -> tuple[list[Block], Clues]:
    """The lines of `copy` that hold anything, and no clues: bare text says nothing about itself.

    A share bar glued to the end of a line's last sentence becomes a block of its own.
    """
    return [
        _block(part, number) for number, line in enumerate(_lines(copy), 1) if line for part in glue.part(line) if part
    ], Clues()


def _lines(copy: str) -> list[str]:
    return [" ".join(line.split()) for line in copy.lstrip("\ufeff").splitlines()]


def _block(text: str, line: int) -> Block:
    bullet = BULLET.match(text) if text[0] in BULLETS else None
    if bullet:
        return Block(Kind.ITEM, text[bullet.end() :], line, level=1)
    return Block(Kind.PARAGRAPH, text, line)
