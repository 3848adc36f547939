"""What HTML adds to the features: the elements around a block, their names, and where the page keeps its prose.

Every element around any block of the page is one row of some arrays; what flows inward (tags, hidden) or outward (how
much prose an element holds) is passed on a level of depth at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from .evidence import Element
from .story import Block, Kind

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

INNERMOST = (
    "p", "div", "li", "a", "span", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "figcaption", "dd",
    "dt", "button", "label", "strong", "b", "em", "i", "time", "small", "section", "article", "pre", "table", "address",
    "body",
)  # fmt: skip
AROUND = (
    "a", "p", "li", "ul", "ol", "table", "figure", "blockquote", "article", "main", "section", "aside", "nav", "header",
    "footer", "form", "button", "dialog", "details", "dl", "center", "font", "address", "h1", "h2", "h3",
)  # fmt: skip
INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
     "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var")
)  # fmt: skip
KINDS = (Kind.HEADING, Kind.ITEM, Kind.QUOTE, Kind.CAPTION, Kind.CODE, Kind.TABLE)
STEPS = 4  # how many elements outward are measured one by one
MAIN = (0.3, 0.5, 0.7, 0.9)  # a page's main element is the innermost that holds so much of its prose
PROSE = 60  # characters; shorter blocks weigh a tenth
HEADLINE = 0.7  # likeness from which a block is taken for the headline


@cache
def _groups() -> dict[str, Ints]:
    """Word -> the groups it is in."""
    lines = files(__package__).joinpath("data/element_words.txt").read_text("utf-8").splitlines()
    groups: dict[str, list[int]] = {}
    for row, line in enumerate(line for line in lines if not line.startswith("#")):
        for word in line.partition(":")[2].split():
            groups.setdefault(word, []).append(row)
    return {word: np.array(rows) for word, rows in groups.items()}


@cache
def _group_names() -> tuple[str, ...]:
    lines = files(__package__).joinpath("data/element_words.txt").read_text("utf-8").splitlines()
    return tuple(line.partition(":")[0] for line in lines if not line.startswith("#"))


NAMES = (
    "html", "linked", "marked", "told", "told nothing", "titled", "summed", "hidden", "depth", "level",
    *(f"is a <{tag}>" for tag in INNERMOST), "is another element",
    *(f"in <{tag}>" for tag in AROUND),
    *(f"set as {kind}" for kind in KINDS),
    *(f"named {group}" for group in _group_names()),
    *(f"{group} just outside" for group in _group_names()),
    *(f"{group} further out" for group in _group_names()),
    *(f"{what} {step} out" for step in range(STEPS) for what in ("prose", "blocks", "links", "usual length")),
    *(f"{what} the main element ({share})" for share in MAIN for what in ("in", "below", "off")),
    *(f"{what} {like}" for like in ("set alike", "set alike twice")
      for what in ("blocks", "prose", "links", "previous block")),
    "below the headline", "how far below the headline", "how far above the headline", "headlines",
    "beside the previous block", "beside the next block", "steps from the previous block", "steps to the next block",
)  # fmt: skip


def columns(blocks: Sequence[Block]) -> Floats:
    """[block, name]: all zero for plain text."""
    if not blocks or not all(block.evidence for block in blocks):
        return np.zeros((len(blocks), len(NAMES)), np.float32)
    tree, own = _tree([block.evidence.element for block in blocks if block.evidence])
    weights = _weigh(blocks, tree, own)
    parts = [
        _said(blocks, tree, own),
        _tags(tree, own),
        np.array([[block.kind is kind for kind in KINDS] for block in blocks]),
        _named(tree, own),
        _outward(tree, own, weights),
        _main(tree, own, weights),
        _alike(tree, own, weights),
        _headline(blocks),
        _beside(tree, own),
    ]
    return np.hstack([part.astype(np.float32) for part in parts])


# ---- the tree as arrays


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements around the blocks: outer ones first. `block` is each one's nearest that is set as a block."""

    elements: list[Element]
    parent: Ints
    depth: Ints
    block: Ints
    levels: list[Ints]

    def outward(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`values` of each element with those of all inside it added."""
        total = values.copy()
        for level in reversed(self.levels):
            np.add.at(total, self.parent[level], total[level])
        return total

    def inward(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Where `values` hold for an element or one outside it."""
        held = values.copy()
        for level in self.levels:
            held[level] |= held[self.parent[level]]
        return held


def _tree(innermost: Iterable[Element]) -> tuple[Tree, Ints]:
    rows: dict[int, int] = {}
    elements: list[Element] = []
    own = []
    for element in innermost:
        path = []
        outer: Element | None = element
        while outer is not None and outer.order not in rows:
            path.append(outer)
            outer = outer.parent
        for inner in reversed(path):
            rows[inner.order] = len(elements)
            elements.append(inner)
        own.append(rows[element.order])
    parent = np.array([rows[element.parent.order] if element.parent else 0 for element in elements])
    depth = np.array([element.depth for element in elements])
    return Tree(elements, parent, depth, _block_of(elements, parent), _levels(depth)), np.array(own)


def _block_of(elements: Sequence[Element], parent: Ints) -> Ints:
    found = np.arange(len(elements))
    for row, element in enumerate(elements):
        if element.tag in INLINE:
            found[row] = found[parent[row]]
    return found


def _levels(depth: Ints) -> list[Ints]:
    """The rows at depth 1, at depth 2, and so on."""
    order = np.argsort(depth, kind="stable")
    cuts = np.searchsorted(depth[order], np.arange(1, depth.max() + 1))
    return np.split(order, cuts)[1:]


# ---- the columns, part by part


def _said(blocks: Sequence[Block], tree: Tree, own: Ints) -> NDArray[np.float64]:
    rows = [
        (1, e.linked, e.marked, max(e.told, 0), e.told < 0, e.titled, e.summed, e.element.hidden)
        for block in blocks
        if (e := block.evidence)
    ]
    level = [block.level / 3 for block in blocks]
    return np.column_stack((np.array(rows, np.float64), tree.depth[own] / 20, level))


def _tags(tree: Tree, own: Ints) -> NDArray[np.bool_]:
    count, tags = len(tree.elements), [element.tag for element in tree.elements]
    innermost = np.zeros((count, len(INNERMOST) + 1), np.bool_)
    innermost[np.arange(count), [_INNERMOST.get(tag, len(INNERMOST)) for tag in tags]] = True
    around = np.zeros((count, len(AROUND) + 1), np.bool_)
    around[np.arange(count), [_AROUND.get(tag, len(AROUND)) for tag in tags]] = True
    return np.hstack((innermost[own], tree.inward(around[:, :-1])[own]))


_INNERMOST = {tag: row for row, tag in enumerate(INNERMOST)}
_AROUND = {tag: row for row, tag in enumerate(AROUND)}


@lru_cache(maxsize=8192)
def _named_by(words: tuple[str, ...]) -> NDArray[np.bool_]:
    row = np.zeros(len(_group_names()), np.bool_)
    for word in words:
        if word in _groups():
            row[_groups()[word]] = True
    return row


def _named(tree: Tree, own: Ints) -> NDArray[np.bool_]:
    """Groups of names on the block's own element and the inline ones in it, on the next outside, and further out."""
    names = np.array([_named_by(element.words) for element in tree.elements])
    inline = tree.block != np.arange(len(tree.elements))
    here = names.copy()
    for level in tree.levels:
        rows = level[inline[level]]
        here[rows] |= here[tree.parent[rows]]
    outside = tree.parent[tree.block[own]]
    further = tree.inward(names)[tree.parent[outside]]
    return np.hstack((here[own], names[outside], further))


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each block: its prose, characters and linked characters; of each element: those and the number of blocks."""

    prose: NDArray[np.float64]
    length: NDArray[np.float64]
    links: NDArray[np.float64]
    held: NDArray[np.float64]

    @property
    def total(self) -> float:
        return max(float(self.held[0, 0]), 1.0)


def _weigh(blocks: Sequence[Block], tree: Tree, own: Ints) -> Weights:
    length = np.array([0 if block.kind is Kind.IMAGE else len(block.text) for block in blocks], np.float64)
    linked = np.array([block.evidence.linked for block in blocks if block.evidence])
    prose = length * (1 - linked) * np.where(length >= PROSE, 1, 0.1)
    each = np.column_stack((prose, length, length * linked, np.ones(len(blocks))))
    held = np.zeros((len(tree.elements), 4))
    np.add.at(held, own, each)
    return Weights(prose, length, length * linked, tree.outward(held))


def _outward(tree: Tree, own: Ints, weights: Weights) -> NDArray[np.float64]:
    """Of the block's element and the next few outside: share of the page's prose, blocks, links, usual length."""
    parts, at = [], tree.block[own]
    for _ in range(STEPS):
        prose, length, links, count = weights.held[at].T
        usual = np.log1p(prose / np.maximum(count, 1)) / 5
        parts += [prose / weights.total, np.log1p(count) / 3, links / np.maximum(length, 1), usual]
        at = tree.block[tree.parent[at]]
    return np.column_stack(parts)


def _main(tree: Tree, own: Ints, weights: Weights) -> NDArray[np.float64]:
    """For each idea of the main element: is the block in it, how far below it, how far off."""
    prose, depth = weights.held[:, 0], tree.depth
    parts: list[NDArray[np.generic]] = []
    for share in MAIN:
        main = int(np.flatnonzero(prose >= share * weights.total).max(initial=0))
        if prose[main] < share * weights.total:
            main = 0
        path = np.zeros(len(depth), np.bool_)
        path[[*_path(tree, main)]] = True
        inside = tree.inward(np.arange(len(depth)) == main)[own]
        meets = np.where(path, depth, 0)
        for level in tree.levels:
            rows = level[~path[level]]
            meets[rows] = meets[tree.parent[rows]]
        below = np.where(inside, depth[own] - depth[main], 0) / 5
        parts += [inside, below, np.where(inside, 0, depth[main] - meets[own]) / 5]
    return np.column_stack([part.astype(np.float64) for part in parts])


def _path(tree: Tree, row: int) -> Iterable[int]:
    yield row
    while row:
        row = int(tree.parent[row])
        yield row


def _alike(tree: Tree, own: Ints, weights: Weights) -> NDArray[np.float64]:
    """What the blocks hold that have the same tag and names, and those whose next element outside has so too."""
    parts: list[NDArray[np.generic]] = []
    for depth in (1, 2):
        keys: dict[tuple[object, ...], int] = {}
        which = np.array([keys.setdefault(_look(tree, row, depth), len(keys)) for row in tree.block[own].tolist()])
        sums = [np.bincount(which, value)[which] for value in (weights.prose, weights.length, weights.links)]
        same = np.concatenate(([False], which[1:] == which[:-1]))
        count = np.log1p(np.bincount(which)[which]) / 3
        parts += [count, sums[0] / weights.total, sums[2] / np.maximum(sums[1], 1), same]
    return np.column_stack([part.astype(np.float64) for part in parts])


def _look(tree: Tree, row: int, depth: int) -> tuple[object, ...]:
    element, outer = tree.elements[row], tree.elements[tree.parent[row]]
    return (element.tag, element.words) if depth == 1 else (element.tag, element.words, outer.tag, outer.words)


def _headline(blocks: Sequence[Block]) -> NDArray[np.float64]:
    """Whether a block is below the headline, how far below, how far above; how many headlines there are."""
    n = len(blocks)
    like = [row for row, block in enumerate(blocks) if block.evidence and block.evidence.titled > HEADLINE]
    found = np.array([row for row in like if blocks[row].kind is Kind.HEADING] or like, np.int64)
    if not len(found):
        return np.zeros((n, 4))
    last = np.searchsorted(found, np.arange(n), side="right") - 1
    below = last >= 0
    since = np.where(below, np.log1p(np.abs(np.arange(n) - found[last])), 0) / 4
    until = np.where(below, 0, np.log1p(np.maximum(found[0] - np.arange(n), 0))) / 4
    return np.column_stack((below, since, until, np.full(n, np.log1p(len(found)))))


def _beside(tree: Tree, own: Ints) -> NDArray[np.float64]:
    """Whether neighbours stand in the same element, and how many steps through the tree part them."""
    outside = tree.parent[tree.block[own]]
    same = outside[1:] == outside[:-1]
    steps = np.zeros(len(own))
    steps[1:] = _steps(tree, own[:-1], own[1:]) / 10
    after = np.concatenate((steps[1:], [0]))
    return np.column_stack((np.concatenate(([False], same)), np.concatenate((same, [False])), steps, after))


def _steps(tree: Tree, one: Ints, other: Ints) -> NDArray[np.float64]:
    one, other = one.copy(), other.copy()
    steps = np.zeros(len(one))
    while len(apart := np.flatnonzero(one != other)):
        deeper = tree.depth[one[apart]] >= tree.depth[other[apart]]
        one[apart] = np.where(deeper, tree.parent[one[apart]], one[apart])
        other[apart] = np.where(deeper, other[apart], tree.parent[other[apart]])
        steps[apart] += 1
    return steps
