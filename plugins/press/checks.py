"""What a release must stand before it is shown: links that lead somewhere, feeds and JSON that parse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import unquote
from xml.parsers import expat

_LINK = re.compile(r'<[^<>]*?\s(?:href|src)="([^"#?]*)')
HEADS, FRAMES = 8, 200  # that are kept; a site has one a language, and two a section
MACHINE = (".xml", ".json", ".webmanifest")


def links(page: str, site: str) -> set[str]:
    """The addresses inside the site that `page` links to, as paths below the output."""
    prefix = f"{site}/"
    found = set()
    for link in set(_LINK.findall(page)):
        if link.startswith(prefix):
            found.add(unquote(unescape(link[len(prefix) :])))
        elif link.startswith("/") and not link.startswith("//"):
            found.add(unquote(unescape(link[1:])))
    return found


class Mentions:
    """What may be links inside the site, found fast: all that `links` finds, and at times what only looks like one."""

    def __init__(self, site: str) -> None:
        self._prefix = f"{site}/"
        self._seen: set[bytes] = set()
        self._heads: list[bytes] = []  # how pages begin, up to their titles
        self._frames: set[bytes] = set()  # what stood above and below the main part of pages

    def new_on(self, page: bytes) -> list[str]:
        """Those on a page that were on none before."""
        page = self._without_frame(page)
        parts = [*page.split(b'href="')[1:], *page.split(b'src="')[1:]]
        new = {part[: part.find(b'"')] for part in parts} - self._seen
        self._seen |= new
        return [path for link in new if (path := self._inside(link.decode("utf-8", "replace"))) is not None]

    def _without_frame(self, page: bytes) -> bytes:
        """The page without what has been looked at, byte for byte, on another one."""
        head = next(filter(page.startswith, self._heads), b"")
        if not head and len(self._heads) < HEADS and (title := page.find(b"<title")) > 0:
            self._heads.append(page[:title])
        page = page[len(head) :]
        top, main, foot = page.find(b"<body"), page.find(b"<main"), page.rfind(b"<footer")
        if 0 <= top < main < foot:
            above, below = page[top:main], page[foot:]
            if above in self._frames and below in self._frames:
                page = page[:top] + page[main:foot]
            elif len(self._frames) < FRAMES:
                self._frames |= {above, below}
        return page

    def _inside(self, link: str) -> str | None:
        if link.startswith(self._prefix):
            path = link[len(self._prefix) :]
        elif link.startswith("/") and not link.startswith("//"):
            path = link[1:]
        else:
            return None
        return unquote(unescape(path.partition("#")[0].partition("?")[0]))


def resolves(link: str, exists: Callable[[str], bool]) -> bool:
    """Whether a server of static files would answer `link`."""
    if not link or link.endswith("/"):
        return exists(f"{link}index.html")
    return exists(link) or exists(f"{link}/index.html")


class Sound(bytes):
    """A file for machines of which every part has been found to parse when it was made: it need not be parsed again."""

    __slots__ = ()


def trouble(content: bytes, ending: str) -> str:
    """Why a file (or an element, or a value) with that ending does not parse; nothing if it does."""
    try:
        if ending == ".xml":
            expat.ParserCreate().Parse(content, True)
        else:
            json.loads(content)
    except (expat.ExpatError, ValueError) as error:
        return str(error)
    return ""


def fault(path: str, content: bytes) -> str:
    """What is wrong with a file that machines read, or nothing."""
    ending = next((each for each in MACHINE if path.endswith(each)), "")
    said = trouble(content, ending) if ending and not isinstance(content, Sound) else ""
    return f"{path}: {said}" if said else ""


def faults(made: Iterable[tuple[str, bytes]]) -> list[str]:
    """What is wrong with the files for machines among `made`."""
    return [said for path, content in made if path.endswith(MACHINE) and (said := fault(path, content))]
