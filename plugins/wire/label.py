"""Blocks -> blocks with a verdict: the kind, what decided it, how sure it is.

The model judges every line among its neighbours; a phrase, where the line is one, names the reason. A line is
dropped only where that is clearly likelier than not: an article line is dearer than a junk line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import features, model, phrases
from .story import BODY, Block, Kind

# A line stays when it is at least this likely an article line: HTML, then bare text, where a line in which no word
# speaks of junk stays sooner, one that begins with a phrase goes sooner, and one that is a phrase stays only if the
# model is all but sure of it. (The model has seen few languages, the phrases speak many.)
KEEP_IN_HTML = 0.4
KEEP = 0.25
KEEP_CUED = 0.45
# In copy of which less than this share of the words is likely the article's, most lines are furniture.
NEARLY_CLEAN = 0.7
KEEP_ON_PAGE = 0.4
KEEP_BEGUN = 0.65
KEEP_WELL_BEGUN = 0.8  # by more than one word
KEEP_PHRASE = 0.9
# Sections whose phrases say enough by themselves; bylines, dates and menus hold words that articles hold as well.
TELLING = frozenset(phrases.NAMES) - {"author", "dated", "nav", "network", "tags", "end", "video", "paywall"}
# Longer copy is judged in parts of this many blocks: no page is longer, and time and memory stay linear.
LONGEST = 5000
UNJUDGED = frozenset({Kind.IMAGE, Kind.OTHER})  # the second: set aside before


def label(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks in the same order, each with its verdict."""
    return [block for start in range(0, len(blocks), LONGEST) for block in _label(blocks[start : start + LONGEST])]


def _label(blocks: Sequence[Block]) -> list[Block]:
    spoken = [row for row, block in enumerate(blocks) if block.text.strip() and block.kind not in UNJUDGED]
    if spoken and len(spoken) == len(blocks):
        return _judge(blocks)
    out = list(blocks)
    if spoken:
        judged = _judge([blocks[row] for row in spoken])
        for row, block in zip(spoken, judged, strict=True):
            out[row] = block
    return _silent(out, set(spoken))


def _judge(blocks: Sequence[Block]) -> list[Block]:
    table = features.table(blocks)
    html = blocks[0].evidence is not None
    network = model.default(html=html)
    likely = network.judge(table)
    keep = likely[:, 0]
    stays = keep >= (_bars_in_html(table) if html else _bars(table, keep))
    reasons = network.reasons(table)
    kinds = likely[:, 1:].argmax(1) + 1
    return [
        _judged(block, block.kind if block.kind in BODY else Kind.PARAGRAPH, reason, p)
        if stay
        else _judged(block, model.KINDS[kind], reason, 1 - p)
        for block, stay, p, kind, reason in zip(
            blocks, stays.tolist(), keep.tolist(), kinds.tolist(), _named(table, reasons, ~stays), strict=True
        )
    ]


def _bars_in_html(table: features.Table) -> NDArray[np.float64]:
    """The same for HTML, whose elements tell so much that only whole phrases, and phrases before links, have a say."""
    telling, _ = _telling()
    linked = table.values[:, features.NAMES_IN_HTML.index("linked")] > 0.5
    phrase = telling[table.hits.whole] | (telling[table.hits.begin] & linked)
    return np.where(phrase, KEEP_PHRASE, KEEP_IN_HTML)


def _bars(table: features.Table, keep: NDArray[np.float32]) -> NDArray[np.float64]:
    """How likely an article line each line of bare text must be to stay."""
    telling, well = _telling()
    words = table.page.words
    clean = float((keep * words).sum()) >= NEARLY_CLEAN * float(words.sum())
    bars = np.where(table.cued, KEEP_CUED, KEEP if clean else KEEP_ON_PAGE)
    bars = np.where(telling[table.hits.begin], KEEP_BEGUN, bars)
    bars = np.where(well[table.hits.begin], KEEP_WELL_BEGUN, bars)
    return np.where(telling[table.hits.whole], KEEP_PHRASE, bars)


@cache
def _telling() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each phrase whether it says enough, and whether in more than one word; the last row stands for none."""
    book = phrases.book()
    telling = np.array([*(phrases.NAMES[section] in TELLING for section in book.sections), False])
    return telling, telling & np.array([*(len(text.split()) > 2 for text in book.texts), False])


def _named(table: features.Table, reasons: list[str], dropped: NDArray[np.bool_]) -> list[str]:
    """Why each line was judged so: the phrase it is, if it was dropped and is one, else what told the model most."""
    texts = phrases.book().texts
    rows = np.where(table.hits.whole >= 0, table.hits.whole, table.hits.begin)
    return [
        f"phrase: {texts[row]}" if out and row >= 0 else f"model: {reason}"
        for out, row, reason in zip(dropped.tolist(), rows.tolist(), reasons, strict=True)
    ]


def _judged(block: Block, kind: Kind, rule: str, sure: float) -> Block:
    """`_replace`, for every line of every page: written out it takes a third of the time."""
    _, text, line, level, runs, cells, _, _, evidence = block
    return Block(kind, text, line, level, runs, cells, rule, sure, evidence)


def _silent(blocks: list[Block], spoken: set[int]) -> list[Block]:
    """Pictures and other blocks without words stay where the text on both sides stays."""
    stays = [row in spoken and block.kind in BODY for row, block in enumerate(blocks)]
    above, below = _nearest(stays, spoken, 1), _nearest(stays, spoken, -1)
    return [
        block
        if row in spoken or (above[row] and below[row])
        else block._replace(kind=Kind.OTHER, rule="no article text beside it")
        for row, block in enumerate(blocks)
    ]


def _nearest(stays: list[bool], spoken: set[int], step: int) -> list[bool]:
    """For each row whether the nearest judged row before it (or after it, with step -1) stays."""
    out, last = [False] * len(stays), False
    for row in range(len(stays))[::step]:
        out[row] = last
        if row in spoken:
            last = stays[row]
    return out
