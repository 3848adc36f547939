"""Blocks -> blocks with a verdict: its kind, the rule that decided, how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import phrases
from .story import Block


def label(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks in the same order, each with its verdict."""
    return [_by_phrase(block) for block in blocks]


def _by_phrase(block: Block) -> Block:
    section, phrase = phrases.find(block.text)
    if not section:
        return block
    return replace(block, kind=phrases.KINDS[section], rule=f"phrase: {phrase}")
