"""Pieces of text between two breaks -> blocks; cells -> a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from unicodedata import is_normalized

from ..characters import wash
from ..evidence import Element, Evidence
from ..story import Block, Kind, Mark, Run
from . import links

LONGEST_CELL = 300
MARKED = frozenset({Mark.STRONG, Mark.EMPHASIS})
ICON = 80  # pixels; smaller pictures are ornaments

_SPACE = re.compile(r"\s{2,}|[^\S\xa0]")


class Chunk(NamedTuple):
    """A stretch of text as the parser gave it."""

    text: str
    element: Element
    mark: Mark
    href: str
    linked: bool


def washed(text: str) -> str:
    """The text without invisible or harmful characters. Most text has none, which is quickly seen.

    Text is washed after parsing: character references hide from whoever looks at the source.
    """
    return text if text.isprintable() and is_normalized("NFC", text) else wash(text)


def cut(chunks: Sequence[Chunk], kind: Kind, level: int, number: int) -> Iterator[Block]:
    """The block that `chunks` make, or several where two line breaks part them; none where they are white space."""
    for part in _parts(chunks, kind):
        text, runs = _verbatim(part) if kind is Kind.CODE else _set(part)
        if text.strip():
            yield Block(kind, text, number, level, runs, evidence=_evidence(part))
            number += 1


def _verbatim(part: Sequence[Chunk]) -> tuple[str, tuple[Run, ...]]:
    return washed("".join([chunk.text for chunk in part])).strip("\n"), ()


def _set(part: Sequence[Chunk]) -> tuple[str, tuple[Run, ...]]:
    """The text, and its runs where any is marked or linked."""
    if all(chunk.mark is Mark.PLAIN and not chunk.href for chunk in part):
        return washed(_SPACE.sub(" ", "".join([chunk.text for chunk in part])).strip()), ()
    runs = _runs(part)
    return "".join([run.text for run in runs]), runs


def _parts(chunks: Sequence[Chunk], kind: Kind) -> Iterator[Sequence[Chunk]]:
    part: list[Chunk] = []
    breaks = 0
    for chunk in chunks:
        if chunk.mark is Mark.BREAK:
            breaks += 1
        elif not chunk.text.isspace():
            if breaks > 1 and part and kind is not Kind.CODE:
                yield _trimmed(part)
                part = []
            breaks = 0
        if part or not chunk.text.isspace():
            part.append(chunk)
    if part:
        yield _trimmed(part)


def _trimmed(part: list[Chunk]) -> list[Chunk]:
    while part[-1].text.isspace():
        part.pop()
    return part


def _runs(part: Sequence[Chunk]) -> tuple[Run, ...]:
    """Runs with white space folded across them."""
    runs: list[Run] = []
    for (mark, href), chunks in groupby(part, key=attrgetter("mark", "href")):
        text = "\n" if mark is Mark.BREAK else washed(_SPACE.sub(" ", "".join([chunk.text for chunk in chunks])))
        if runs and text[:1].isspace() and runs[-1].text[-1:].isspace():
            text = text[1:]
        if text:
            runs.append(Run(text, mark, href))
    return _stripped(runs) if runs else ()


def _stripped(runs: list[Run]) -> tuple[Run, ...]:
    runs[0] = Run(runs[0].text.lstrip(), runs[0].mark, runs[0].href)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].mark, runs[-1].href)
    return tuple(run for run in runs if run.text)


def _evidence(part: Sequence[Chunk]) -> Evidence:
    total = linked = marked = 0
    element = None
    for chunk in part:
        if chunk.text.isspace():
            continue
        length = len(chunk.text)
        total += length
        linked += length * chunk.linked
        marked += length * (chunk.mark in MARKED)
        element = chunk.element if element is None or element is chunk.element else common(element, chunk.element)
    return Evidence(element or part[0].element, linked / max(total, 1), marked / max(total, 1))


def common(one: Element, other: Element) -> Element:
    """The innermost element that holds both."""
    while one is not other:
        if one.depth > other.depth and one.parent:
            one = one.parent
        elif other.parent:
            other = other.parent
        else:
            break
    return one


def image(attrs: Mapping[str, str], element: Element, base: str) -> Iterator[Block]:
    """The block of an `<img>`: its text is the alternative text, its one run links to the file. Ornaments give none."""
    alt = _SPACE.sub(" ", washed(attrs.get("alt", ""))).strip()
    source = attrs.get("src", "") or attrs.get("data-src", "")
    small = any(0 < _pixels(attrs.get(side, "")) < ICON for side in ("width", "height"))
    address = "" if source.startswith("data:") else links.absolute(source, base)
    if not small and (alt or any(outer.tag in ("figure", "picture") for outer in element.outward())):
        yield Block(Kind.IMAGE, alt, 0, runs=(Run(alt, href=address),), evidence=Evidence(element))


def _pixels(size: str) -> int:
    return int(size) if size.isascii() and size.isdigit() and len(size) < 6 else 0


@dataclass(slots=True)
class Table:
    """A table being read. At its end its blocks become one, if it is a table of short cells and not a layout."""

    element: Element
    first: int
    rows: list[list[int]] = field(default_factory=list)  # the number of blocks before each cell

    def open(self, tag: str, blocks: int) -> None:
        """Take note of a row, a cell, or what only layouts hold."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(blocks)

    def close(self, blocks: list[Block]) -> None:
        """Put one table block in the place of the cells' blocks."""
        cells = self.cells(blocks)
        if not cells:
            return
        inside = blocks[self.first :]
        text = "\n".join(" ".join(filter(None, row)) for row in cells)
        length = sum(len(block.text) for block in inside) or 1
        linked = sum(len(block.text) * block.evidence.linked for block in inside if block.evidence) / length
        evidence = Evidence(self.element, linked)
        blocks[self.first :] = [Block(Kind.TABLE, text, self.first + 1, cells=cells, evidence=evidence)]

    def cells(self, blocks: Sequence[Block]) -> tuple[tuple[str, ...], ...]:
        """The rows of a table that is one, else nothing."""
        rows = [row for row in self.rows if row]
        starts = [start for row in rows for start in row]
        if len(rows) < 2 or max(map(len, rows)) < 2 or starts[0] != self.first:
            return ()
        ends = iter([*starts[1:], len(blocks)])
        texts = []
        for row in rows:
            spans = [blocks[start : next(ends)] for start in row]
            if any(not _is_cell(span) for span in spans):
                return ()
            texts.append(tuple(span[0].text if span else "" for span in spans))
        return tuple(texts)


def _is_cell(span: Sequence[Block]) -> bool:
    if not span:
        return True
    return len(span) == 1 and span[0].kind is Kind.PARAGRAPH and len(span[0].text) <= LONGEST_CELL
