"""The built pages, each read once by an HTML parser: links, anchors, pictures, data for machines, weight."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.etree as etree
import lxml.html

from ..checks import resolves
from ..workers import fan_out
from . import schemaorg
from .finding import FAULT, Finding
from .json_feed import is_moment
from .records import Copy, line_of

CHUNK = 100
BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table figure section article div blockquote".split())
OBSOLETE = frozenset("acronym applet basefont big center dir font frame frameset marquee noframes strike tt".split())
ARTICLE = frozenset(("NewsArticle", "Article", "BlogPosting"))


@dataclass
class Facts:
    """What the gate wants to know of a page."""

    path: str
    ids: set[str] = field(default_factory=set)
    links: list[tuple[str, int]] = field(default_factory=list)  # address inside the site with its anchor, line
    pictures: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[tuple[str, int, str, str]] = field(default_factory=list)  # kind, line, message, remedy
    packed: int = 0


@dataclass(frozen=True)
class Built:
    """A built site: its folder, its address, its files, what was found on its pages, and the records behind them."""

    output: Path
    site: str
    content: str
    files: frozenset[str]
    facts: Sequence[Facts]
    sources: Mapping[str, Copy]  # path of a page -> its record

    def place(self, page: str, words: str, line: int) -> tuple[str, int]:
        """Where a person would mend it: the record's line that has these words, else the page's."""
        copy = self.sources.get(page)
        if copy and (found := line_of(copy, Path(self.content), words)):
            return f"{self.content}/{copy.path}", found
        return f"{self.output}/{page}", line


def read_site(output: Path, site: str, content: str, copies: Sequence[Copy], workers: int) -> Built:
    """The site in `output`."""
    files = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    pages = [path for path in files if path.endswith(".html")]
    chunks = [pages[at : at + CHUNK] for at in range(0, len(pages), CHUNK)]
    work = partial(_inspect_some, output, site)
    parts = fan_out(chunks, work, workers) if len(chunks) > 1 else map(work, chunks)
    sources = {copy.address: copy for copy in copies if copy.address}
    return Built(output, site, content, frozenset(files), [each for part in parts for each in part], sources)


def _inspect_some(output: Path, site: str, pages: Sequence[str]) -> list[Facts]:
    return [inspect(page, (output / page).read_bytes(), site) for page in pages]


def inspect(path: str, content: bytes, site: str) -> Facts:
    """What is to be known of one page."""
    facts = Facts(path, packed=len(gzip.compress(content, 6)))
    parse: Any = lxml.html.document_fromstring
    make_parser: Any = lxml.html.HTMLParser
    try:
        tree = parse(content, parser=make_parser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        facts.wrong.append(("html", 1, "the page is empty or cannot be read", "look at its template"))
        return facts
    for element in tree.iter(etree.Element):
        _look(element, facts, site)
    _rules(tree, content, facts)
    return facts


def _look(element: Any, facts: Facts, site: str) -> None:
    line = element.sourceline or 0
    if name := element.get("id"):
        if name in facts.ids:
            facts.wrong.append(("html", line, f"the id {name!r} stands twice", "give one of the elements another id"))
        facts.ids.add(name)
    tag = element.tag
    if tag == "a" and (href := element.get("href")) and (inside := _inside(href, site)) is not None:
        facts.links.append((inside, line))
    elif tag in ("img", "source"):
        for address in _addresses(element):
            if (inside := _inside(address, site)) is not None:
                facts.pictures.append((inside, line))
        if tag == "img" and element.get("alt") is None:
            words = f"the picture {element.get('src')} has no alt"
            facts.wrong.append(("alt", line, words, 'give it words, or alt="" if it says nothing'))
    elif tag == "link" and element.get("rel") in ("icon", "stylesheet", "alternate", "manifest"):
        if (inside := _inside(element.get("href") or "", site)) is not None:
            facts.links.append((inside, line))
    elif tag == "script" and element.get("type") == "application/ld+json":
        facts.wrong += [
            ("json-ld", line, said, "look at the theme's story head") for said in json_ld(element.text or "")
        ]


def _addresses(element: Any) -> list[str]:
    found = [element.get("src") or ""] if element.get("src") else []
    return found + [part.split()[0] for part in (element.get("srcset") or "").split(",") if part.strip()]


def _inside(address: str, site: str) -> str | None:
    """The address as a path below the site with its anchor, none if it leads outside."""
    if address.startswith(f"{site}/") and site:
        return address[len(site) + 1 :]
    if address.startswith("#"):
        return address
    return address[1:] if address.startswith("/") and not address.startswith("//") else None


def _rules(tree: Any, content: bytes, facts: Facts) -> None:
    """The rules of HTML that need no validator."""
    said = facts.wrong
    if not content[:100].lstrip().lower().startswith(b"<!doctype html"):
        said.append(("html", 1, "the page does not begin with <!doctype html>", "look at its template"))
    if not tree.get("lang") and b'http-equiv="refresh"' not in content:
        said.append(("html", 1, "the page names no language", "write lang=… on <html>"))
    if not (tree.findtext("head/title") or "").strip():
        said.append(("html", 1, "the page has no title", "write one in <head>"))
    for element in tree.iter(*OBSOLETE):
        said.append(("html", element.sourceline or 0, f"<{element.tag}> is obsolete", "take it out"))
    for inner in tree.iterfind(".//a//a"):
        said.append(("html", inner.sourceline or 0, "a link stands inside a link", "take one of them out"))


def json_ld(text: str) -> Iterator[str]:
    """What is wrong with a page's data for search engines."""
    try:
        said = json.loads(text)
    except ValueError as error:
        yield f"its JSON-LD cannot be read ({error})"
        return
    nodes = said.get("@graph", [said]) if isinstance(said, dict) else said
    if isinstance(said, dict) and said.get("@context") not in ("https://schema.org", "https://schema.org/"):
        yield "its JSON-LD names no @context of schema.org"
    for node in nodes if isinstance(nodes, list) else ():
        if not isinstance(node, dict) or "@type" not in node:
            yield "its JSON-LD has a part without @type"
            continue
        yield from (f"its JSON-LD: {said}" for said in schemaorg.faults(node))
        if node["@type"] in ARTICLE:
            yield from (
                f"its JSON-LD has no {key}" for key in ("headline", "datePublished", "author") if not node.get(key)
            )
            yield from _moments(node)


def _moments(node: Mapping[str, Any]) -> Iterator[str]:
    for key in ("datePublished", "dateModified"):
        if key in node and not is_moment(node[key]):
            yield f"its JSON-LD has a {key} that is no moment with its zone: {node[key]!r}"


# the gates


def links(built: Built) -> Iterator[Finding]:
    """Links, anchors and pictures that lead nowhere: each once, where it stands first."""
    ids = {facts.path: facts.ids for facts in built.facts}
    first: dict[tuple[str, str], tuple[str, int, int]] = {}
    for facts in built.facts:
        for kind, found in (("link", facts.links), ("image", facts.pictures)):
            for address, line in found:
                if why := _broken(address, facts.path, ids, built.files):
                    key = (
                        "anchor" if why == "anchor" else kind,
                        address if address[0] != "#" else facts.path + address,
                    )
                    page, where, count = first.get(key, (facts.path, line, 0))
                    if page not in built.sources and facts.path in built.sources:
                        page, where = facts.path, line
                    first[key] = (page, where, count + 1)
    for (kind, address), (page, line, count) in sorted(first.items()):
        words = address.partition("#")[2] if kind == "anchor" else address
        file, number = built.place(page, words, line)
        more = f" (and on {count - 1} more)" if count > 1 else ""
        shown = f"/{address}" if "#" not in address or kind != "anchor" else f"#{words}"
        noun = {"link": "the link", "image": "the picture", "anchor": "the anchor"}[kind]
        yield Finding(file, number, kind, f"{noun} {shown} leads nowhere{more}", "correct it or take it out", FAULT)


def _broken(address: str, page: str, ids: Mapping[str, set[str]], files: frozenset[str]) -> str:
    parts = urlsplit(address)
    path = unquote(parts.path)
    if path or not address.startswith("#"):
        if not resolves(path, files.__contains__):
            return "link"
        page = (
            path if path in files else f"{path}index.html" if not path or path.endswith("/") else f"{path}/index.html"
        )
    anchor = unquote(parts.fragment)
    return "anchor" if anchor and page in ids and anchor not in ids[page] and anchor != "top" else ""


def html_rules(built: Built, nu: bool) -> Iterator[Finding]:
    """What the parser's pass over the pages found; what the Nu checker says better is left to it."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for facts in built.facts:
        for kind, line, message, remedy in facts.wrong:
            seen[kind, message] += 1
            if (nu and kind == "html") or seen[kind, message] > 1:
                continue
            copy = built.sources.get(facts.path)
            src = message.split()[2] if kind == "alt" else ""
            file, number = (
                built.place(facts.path, src.rpartition("/")[2], line)
                if src and copy
                else (f"{built.output}/{facts.path}", line)
            )
            yield Finding(file, number, kind, message, remedy, "notice" if kind == "alt" else FAULT)


def weight(built: Built, most: int) -> Iterator[Finding]:
    """Pages that are too heavy with their pictures."""
    for facts in built.facts:
        pictures = {unquote(path.partition("?")[0]) for path, _ in facts.pictures} & built.files
        stems: dict[str, int] = {}
        for picture in pictures:  # of a picture's sized copies a browser takes one: the largest at most
            stem = picture.rpartition("/")[2].partition(".")[0].partition("-")[0] if "/p/" in picture else picture
            stems[stem] = max(stems.get(stem, 0), (built.output / picture).stat().st_size)
        total = facts.packed + sum(stems.values())
        if total > most:
            file, _ = (
                built.place(facts.path, "", 0) if facts.path in built.sources else (f"{built.output}/{facts.path}", 0)
            )
            words = f"the page weighs {total:,} bytes with its {len(stems)} pictures, more than {most:,}"
            yield Finding(file, 0, "weight", words, "take fewer or smaller pictures, or raise PRESS['page_weight']")
