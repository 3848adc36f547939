"""Labelled blocks and clues -> Story: the facts are found, the lines that state them leave the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .clues import Clues
from .story import BODY, Block, Kind, Story


def gather(blocks: Sequence[Block], clues: Clues, url: str = "") -> Story:
    """The story the blocks tell: its facts, the body a reader sees, and everything else with its reason."""
    title = _title(blocks, clues)
    settled = [_settle(block, title) for block in blocks]
    return Story(
        title=title,
        lang=clues.lang,
        section=clues.section,
        source=clues.publisher,
        original=clues.canonical or url,
        body=tuple(block for block in settled if block.kind in BODY),
        dropped=tuple(block for block in settled if block.kind not in BODY),
    )


def _title(blocks: Sequence[Block], clues: Clues) -> str:
    labelled = [block.text for block in blocks if block.kind is Kind.TITLE]
    first = [block.text for block in blocks if block.kind in BODY and block.text]
    return next(iter([*labelled, *clues.title_candidates, *first]), "")


def _settle(block: Block, title: str) -> Block:
    if block.kind in BODY and block.text == title:
        return replace(block, kind=Kind.TITLE, rule="headline")
    return block
