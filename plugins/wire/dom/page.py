"""HTML -> a `Page`: its blocks, and the raw values from which clues are made.

Beautiful Soup reads the mark-up; its tree builder tells us of each tag and text in turn, and the blocks are cut while
it reads. Building the whole tree first would take four times as long as everything else the cleaner does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import ParserRejectedMarkup
from bs4.builder._lxml import LXMLTreeBuilder

from ..evidence import Element
from ..story import Block, Kind, Mark
from . import links
from .blocks import Chunk, Table, cut, image

SILENT = frozenset(  # nothing in them is copy
    "audio canvas datalist iframe map noscript object script select style svg template textarea video".split()
)
BREAKING = frozenset(  # a block ends where one of these begins or ends
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
KINDS = {
    "blockquote": Kind.QUOTE,
    "figcaption": Kind.CAPTION,
    "pre": Kind.CODE,
    "li": Kind.ITEM,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("td", "th", "caption", "nav", "aside", "section", "article", "button"), Kind.PARAGRAPH),
}
MARKS = {
    **dict.fromkeys(("em", "i", "cite", "dfn"), Mark.EMPHASIS),
    **dict.fromkeys(("strong", "b"), Mark.STRONG),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Mark.CODE),
}
NAMED_BY = frozenset({"class", "id", "role", "itemprop", "data-testid", "data-component", "data-type"})
FACTS = frozenset({"headline", "datePublished", "dateModified", "author", "articleSection", "publisher"})
TRAIL = frozenset({"breadcrumb", "breadcrumbs"})
MAX_DEPTH = 250  # deeper elements count as their nearest ancestor above this

_NOT_TEXT = re.compile("[\0\ud800-\udfff]")  # no parser takes these
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_UNSEEN = re.compile(r"display:\s{0,9}none|visibility:\s{0,9}hidden", re.IGNORECASE)
HIDDEN_BY: dict[str, Callable[[str], bool]] = {
    "hidden": lambda value: True,
    "aria-hidden": lambda value: value.lower() == "true",
    "style": lambda value: _UNSEEN.search(value[:2000]) is not None,
}


@dataclass(slots=True)
class Frame:
    """An open element and what it hands on to the text inside it."""

    element: Element
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    mark: Mark = Mark.PLAIN
    href: str = ""
    linked: bool = False
    silent: bool = False
    lists: int = 0  # how many lists stand open; negative when the innermost is ordered


@dataclass(slots=True)
class Page:
    """What was read. `metas`, `marked` and `scripts` are raw: (name, value) pairs and JSON-LD texts in page order."""

    url: str
    blocks: list[Block] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    marked: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    lang: str = ""
    trail: Element | None = None  # the first breadcrumb trail


def read(html: str, url: str) -> Page:
    """The page in `html`, as far as any parser can make it out."""
    builder = _Builder(url)
    with suppress(ParserRejectedMarkup):
        BeautifulSoup("<!doctype html>\n" + _NOT_TEXT.sub("", html), builder=builder)  # the soup itself stays empty
    return builder.cutter.finish()


class _Builder(LXMLTreeBuilder):
    """Beautiful Soup's lxml builder, telling a `_Cutter` instead of growing a tree."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.cutter = _Cutter(url)

    def feed(self, markup: Any) -> None:
        self.cutter = _Cutter(self._url)
        super().feed(markup)

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:
        self.cutter.start(tag, attrib)

    def end(self, name: Any) -> None:
        self.cutter.end(name)

    def data(self, data: Any) -> None:
        self.cutter.data(data)

    def comment(self, text: Any) -> None:
        """Comments are no copy."""

    def pi(self, target: Any, data: Any) -> None:
        """Nor are processing instructions."""

    def doctype(self, name: Any, pubid: Any, system: Any) -> None:
        """Nor is the document type."""


class _Cutter:
    """Cuts a stream of tags and texts into blocks."""

    def __init__(self, url: str) -> None:
        self.page = Page(url)
        self.base = url
        self.order = 0
        self.stack = [Frame(Element("", (), 0))]
        self.chunks: list[Chunk] = []
        self.images: list[Block] = []
        self.tables: list[Table] = []
        self.captures: list[tuple[int, str, list[str]]] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        outer = self.stack[-1]
        if tag in BREAKING:
            self.flush()
        elif tag == "br" and self.chunks and not outer.silent:
            self.chunks.append(Chunk("\n", outer.element, Mark.BREAK, "", False))
        self.order += 1
        frame = self.frame(tag, attrs, outer)
        self.stack.append(frame)
        self.note(tag, attrs, frame)
        if tag == "table":
            self.tables.append(Table(frame.element, len(self.page.blocks)))
        elif self.tables:
            self.tables[-1].open(tag, len(self.page.blocks))

    def frame(self, tag: str, attrs: Mapping[str, str], outer: Frame) -> Frame:
        deep = outer.element.depth >= MAX_DEPTH
        element = outer.element if deep else _element(tag, attrs, self.order, outer.element)
        href = outer.href
        linked = outer.linked
        if tag == "a" and "href" in attrs:
            linked, href = True, links.absolute(attrs["href"], self.base)
        return Frame(
            element,
            KINDS.get(tag, outer.kind),
            _level(tag, outer),
            MARKS.get(tag, outer.mark),
            href,
            linked,
            outer.silent or tag in SILENT,
            _lists(tag, outer.lists),
        )

    def note(self, tag: str, attrs: Mapping[str, str], frame: Frame) -> None:
        """Keep what may become a clue."""
        if tag == "meta":
            self.meta(attrs)
        elif tag == "link":
            self.page.metas.append((f"link {attrs.get('rel', '')}".lower(), attrs.get("href", "")))
        elif tag == "base":
            self.base = links.absolute(attrs.get("href", ""), self.base) or self.base
        elif tag == "html":
            self.page.lang = attrs.get("lang", "") or attrs.get("xml:lang", "")
        elif tag == "img" and not frame.silent:
            self.images.extend(image(attrs, frame.element, self.base))
            if all(chunk.text.isspace() for chunk in self.chunks):
                self.flush()
        if self.page.trail is None and not TRAIL.isdisjoint(frame.element.words):
            self.page.trail = frame.element
        name = "" if self.stack[-2].silent else _fact(tag, attrs)
        if name:
            value = attrs.get("datetime") or attrs.get("content") or ""
            if value:
                self.page.marked.append((name, value))
            else:
                self.captures.append((len(self.stack), name, []))

    def meta(self, attrs: Mapping[str, str]) -> None:
        content = attrs.get("content", "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attrs.get(key, "").strip().lower()
            if name and content:
                self.page.metas.append((name, content))
                if name == "og:url" and not self.base:
                    self.base = links.absolute(content, "")

    def end(self, tag: str) -> None:
        if tag in BREAKING:
            self.flush()
        if tag == "table" and self.tables:
            self.tables.pop().close(self.page.blocks)
        if len(self.stack) > 1:
            while self.captures and self.captures[-1][0] >= len(self.stack):
                self.capture()
            self.stack.pop()

    def capture(self) -> None:
        _, name, texts = self.captures.pop()
        text = "".join(texts)
        if name == "json-ld":
            self.page.scripts.append(text)
        elif text.strip():
            self.page.marked.append((name, " ".join(text.split())))

    def data(self, text: str) -> None:
        for _, _, texts in self.captures:
            texts.append(text)
        frame = self.stack[-1]
        if frame.silent or frame.element.tag in ("head", "title"):
            return
        if self.chunks or not text.isspace():
            self.chunks.append(Chunk(text, frame.element, frame.mark, frame.href, frame.linked))

    def flush(self) -> None:
        """End the block that stands open, if any."""
        frame, blocks = self.stack[-1], self.page.blocks
        if self.chunks:
            blocks.extend(cut(self.chunks, frame.kind, frame.level, len(blocks) + 1))
            self.chunks = []
            if frame.kind is Kind.ITEM:
                self.spend_item()
        if self.images:
            blocks.extend(block._replace(line=len(blocks) + n) for n, block in enumerate(self.images, 1))
            self.images = []

    def spend_item(self) -> None:
        """What follows in the same list item is a paragraph of it, not another item."""
        for frame in reversed(self.stack):
            if frame.kind is not Kind.ITEM:
                break
            frame.kind = Kind.PARAGRAPH

    def finish(self) -> Page:
        self.flush()
        while self.captures:
            self.capture()
        return self.page


def _element(tag: str, attrs: Mapping[str, str], order: int, outer: Element) -> Element:
    names, hidden = "", outer.hidden
    for name, value in attrs.items():
        if name in NAMED_BY:
            names = f"{names} {value}" if names else value
        elif name in HIDDEN_BY:
            hidden = hidden or HIDDEN_BY[name](value)
    return Element(tag, _words(names) if names else (), order, outer.depth + 1, hidden, outer)


@lru_cache(maxsize=4096)
def _words(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in _WORD.findall(names[:400])))


def _level(tag: str, outer: Frame) -> int:
    if tag == "li":
        return outer.lists
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return int(tag[1])
    return outer.level


def _lists(tag: str, lists: int) -> int:
    if tag in ("ul", "menu", "dir"):
        return abs(lists) + 1
    return -abs(lists) - 1 if tag == "ol" else lists


def _fact(tag: str, attrs: Mapping[str, str]) -> str:
    """The name under which an element's text or value is kept as a clue, or ""."""
    if tag in ("title", "h1", "time"):
        return f"{tag} {attrs.get('itemprop', '')}".strip()
    if tag == "script":
        return "json-ld" if "ld+json" in attrs.get("type", "").lower() else ""
    if attrs.get("itemprop") in FACTS:
        return f"itemprop {attrs['itemprop']}"
    return "rel author" if "author" in attrs.get("rel", "").split() else ""
