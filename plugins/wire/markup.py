"""What HTML adds to the features: the elements around a block, their names, and where the page keeps its prose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import words
from .evidence import Element
from .story import Block

TAGS = (
    ("in an article", ("article",)),
    ("in main", ("main",)),
    ("in navigation", ("nav", "menu")),
    ("in an aside", ("aside",)),
    ("in a header", ("header",)),
    ("in a footer", ("footer",)),
    ("in a figure", ("figure", "figcaption", "picture")),
    ("in a table", ("table",)),
    ("in a form", ("form", "button", "label", "select")),
    ("in a quote", ("blockquote",)),
    ("in a list", ("ul", "ol", "dl")),
    ("in a paragraph", ("p",)),
    ("in a heading", ("h1", "h2", "h3", "h4", "h5", "h6")),
    ("in the first heading", ("h1",)),
    ("in a section", ("section",)),
    ("in a link", ("a",)),
)
NAMES = (
    "html",
    "linked",
    "marked",
    "told",
    "told nothing",
    "hidden",
    "depth",
    "in the main container",
    "steps to the main container",
    "prose of the parent",
    "prose of the grandparent",
    "linked around",
    *(name for name, _ in TAGS),
)
_TAG_COLUMN = {tag: NAMES.index(name) for name, tags in TAGS for tag in tags}
_FIRST_HEADING = NAMES.index("in the first heading")
# What the innermost element has to hold of the page's prose to count as the article's container.
MAIN_SHARE = 0.6
ELEMENT = np.uint64(0xD6E8FEB86659FD93)
NEAREST = 7


def columns(blocks: Sequence[Block], prose: Sequence[int]) -> NDArray[np.float32]:
    """[block, name]: all zero for plain text. `prose` is the number of words of each block that is prose, else 0."""
    out = np.zeros((len(blocks), len(NAMES)), np.float32)
    if not any(block.evidence for block in blocks):
        return out
    mass, links = _masses(blocks, prose)
    total = max(sum(prose), 1)
    main = _main(mass, total)
    known: dict[int, NDArray[np.float32]] = {}
    for row, block in enumerate(blocks):
        if block.evidence:
            element = block.evidence.element
            if element.order not in known:
                known[element.order] = _around(element, mass, links, total, main)
            out[row] = known[element.order]
            told = block.evidence.told
            out[row, :5] = (1, block.evidence.linked, block.evidence.marked, max(told, 0), told < 0)
    return out


def _masses(blocks: Sequence[Block], prose: Sequence[int]) -> tuple[dict[int, int], dict[int, list[float]]]:
    """For each element the words of prose in it, and its characters in links and in all."""
    mass: dict[int, int] = {}
    links: dict[int, list[float]] = {}
    for block, count in zip(blocks, prose, strict=True):
        if not block.evidence:
            continue
        unlinked = int(count * (1 - block.evidence.linked))
        length = len(block.text)
        for element in block.evidence.element.outward():
            order = element.order
            mass[order] = mass.get(order, 0) + unlinked
            pair = links.setdefault(order, [0.0, 0.0])
            pair[0] += length * block.evidence.linked
            pair[1] += length
    return mass, links


def _main(mass: dict[int, int], total: int) -> int:
    """The last-opened element that still holds most of the prose."""
    return max((order for order, held in mass.items() if held >= MAIN_SHARE * total), default=0)


def _around(
    element: Element, mass: dict[int, int], links: dict[int, list[float]], total: int, main: int
) -> NDArray[np.float32]:
    row = np.zeros(len(NAMES), np.float32)
    chain = list(element.outward())
    row[5:7] = element.hidden, min(element.depth, 40) / 20
    orders = [outer.order for outer in chain]
    if main in orders:
        row[7:9] = 1, min(orders.index(main), 12) / 6
    row[9] = mass.get(orders[min(1, len(orders) - 1)], 0) / total
    row[10] = mass.get(orders[min(2, len(orders) - 1)], 0) / total
    linked, length = links.get(orders[min(1, len(orders) - 1)], (0.0, 0.0))
    row[11] = linked / max(length, 1.0)
    for outer in chain:
        column = _TAG_COLUMN.get(outer.tag)
        if column is not None:
            row[column] = 1
        if outer.tag == "h1":
            row[_FIRST_HEADING] = 1
    return row


def terms(blocks: Sequence[Block]) -> tuple[words.Hashes, words.Ints]:
    """Hashes of the names of the elements around each block, with the block's row."""
    rows: dict[int, int] = {}
    lines: list[str] = []
    pairs: list[tuple[int, int]] = []
    for number, block in enumerate(blocks):
        if not block.evidence:
            continue
        for step, element in enumerate(block.evidence.element.outward()):
            if step == NEAREST:
                break
            if element.order not in rows:
                rows[element.order] = len(lines)
                lines.append(" ".join((element.tag, *element.words)))
            pairs.append((number, rows[element.order]))
    if not pairs:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    page = words.read([line.replace("\n", " ") for line in lines])
    return _spread(page, np.array(pairs, np.int64))


def _spread(page: words.Page, pairs: NDArray[np.int64]) -> tuple[words.Hashes, words.Ints]:
    """Each element's word hashes, given to every block that it holds."""
    counts = page.words[pairs[:, 1]]
    starts = np.repeat(page.first_word[pairs[:, 1]], counts)
    within = np.arange(len(starts)) - np.repeat(np.cumsum(counts) - counts, counts)
    return page.hashes[starts + within] ^ ELEMENT, np.repeat(pairs[:, 0], counts)
