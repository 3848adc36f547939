"""Which format an archive has, how it is parted, and how a part is read. The table of formats is `FORMATS`.

A part is what one worker does at a time and what is done or not done. Parts depend on the archive's bytes alone, so
that one process, many, and a cluster do the same parts and get the same items.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import feeds, jsons, mail, pages, tape
from .item import Item, Limits, Slice

PART = 1 << 21
"""Bytes of an archive that make a part, about; an entry is never parted."""
PACKED_PART = 1 << 22
FILES_IN_PART = 64
LARGEST_FEED = 1 << 26
SNIFFED = 1 << 16
MOST_RATIO, RATIO_FROM = 300, 1 << 30
GZIP = b"\x1f\x8b"
WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an archive: packed records between two places, slices that were cut out, or files of a folder.
    `head` is the archive's beginning, for formats whose entries need it."""

    archive: str
    format: str
    begin: int
    end: int
    slices: tuple[Slice, ...] = ()
    files: tuple[tuple[str, int, float], ...] = ()
    head: bytes = b""

    @property
    def key(self) -> str:
        """What tells the part from the archive's others, and a changed file from what it was."""
        names = zlib.crc32(repr(self.files).encode("utf-8", "surrogateescape")) if self.files else 0
        return f"{self.begin}-{self.end}-{names:08x}"


@dataclass(frozen=True, slots=True)
class Format:
    """How a stream is cut into slices, and how one becomes items; `head`: how much of its beginning items need."""

    cut: Callable[[tape.Stream, int], Iterator[Slice]]
    read: Callable[[Slice, bytes, Limits], Iterator[Item]]
    head: int = 0


def _elements(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return feeds.items(piece, _context(head))


def _lines(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return jsons.lines(piece)


def _json(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return jsons.feed(piece.data)


def _mail(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return mail.items(piece.data, "")


def _page(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return pages.items(piece.data, "", html=True, moment=0.0)


def _text(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    return pages.items(piece.data, "", html=False, moment=0.0)


def _warc(piece: Slice, head: bytes, limits: Limits) -> Iterator[Item]:
    from . import warc

    return warc.items(piece, limits)


def whole(stream: tape.Stream, largest: int) -> Iterator[Slice]:
    """The whole stream as one slice."""
    parts = []
    size = 0
    while (chunk := stream.read(tape.CHUNK)) and size <= largest:
        parts.append(chunk)
        size += len(chunk)
    data = b"".join(parts)
    yield Slice(0, problem=tape.too_large(0, largest), end=size) if size > largest else Slice(0, data, end=size)


FORMATS = {
    "wordpress": Format(tape.elements, _elements, feeds.HEAD),
    "feed": Format(tape.elements, _elements, feeds.HEAD),
    "jsonfeed": Format(lambda stream, most: whole(stream, LARGEST_FEED), _json),
    "jsonl": Format(tape.lines, _lines),
    "warc": Format(tape.records, _warc),
    "mail": Format(whole, _mail),
    "page": Format(whole, _page),
    "text": Format(whole, _text),
}

_SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("warc", re.compile(rb"\s{0,9}WARC/[01]\.\d\r?\n")),
    ("wordpress", re.compile(rb"(?s).{0,20000}<rss\b[^>]{0,5000}wordpress\.org/export/")),
    ("feed", re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml.{0,20000}?)?<(?:rss|feed|rdf:RDF)[\s>]")),
    ("jsonfeed", re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s{0,99}\{.{0,3000}?\"(?:https?:[\\/]{2,4}jsonfeed|items\"\s?:)")),
    ("jsonfeed", re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}\[\s{0,99}\{")),
    ("jsonl", re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}\{")),
    ("page", re.compile(rb"(?is).{0,2000}<(?:!doctype html|html|head|body)[\s>]")),
    ("mail", re.compile(rb"(?i)(?:[!-9;-~]{1,76}:[ \t].{0,998}\r?\n(?:[ \t].{0,998}\r?\n){0,99}){2,200}")),
)
_MAIL = re.compile(rb"(?im)^(?:from|date|subject|message-id|mime-version|received):")
_ENDINGS = {
    ".eml": "mail", ".mht": "mail", ".mhtml": "mail", ".html": "page", ".htm": "page", ".xhtml": "page",
    ".txt": "text", ".text": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc",
}  # fmt: skip


def sniff(name: str, head: bytes) -> str:
    """The format of an archive of this name that begins so; "" where it is none we know."""
    if head.startswith(GZIP):
        head = gunzipped(head)
    if head.startswith(WIDE):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    found = next((form for form, sign in _SIGNS if sign.match(head)), "")
    if found == "mail" and not _MAIL.search(head):
        found = ""
    if found == "jsonfeed" and name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return "jsonl"
    named = next((form for ending, form in _ENDINGS.items() if name.lower().removesuffix(".gz").endswith(ending)), "")
    return named if named in ("mail", "page") and found in ("", "mail", "page", "feed") else found or named


def gunzipped(head: bytes) -> bytes:
    """What the beginning of a gzip file unpacks to, a little of it."""
    try:
        return zlib.decompressobj(31).decompress(head, SNIFFED)
    except zlib.error:
        return b""


class Unpacked:
    """A gzip stream unpacked. Where it is broken or cut off it ends, and `problem` says so; likewise a bomb."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._raw = stream
        self._stream = gzip.GzipFile(fileobj=stream)
        self._size = 0
        self.problem = ""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if self.problem:
            return b""
        try:
            found = self._stream.read1(size)
        except EOFError:
            self.problem = "the archive is cut off here"
            return b""
        except (OSError, zlib.error):
            self.problem = "its gzip data is broken here"
            return b""
        self._size += len(found)
        if self._size > RATIO_FROM and self._size > MOST_RATIO * max(1, self._raw.tell()):
            self.problem = "it unpacks to hundreds of times its size, as no archive of articles does"
            return b""
        return found


class Widened:
    """A UTF-16 stream as UTF-8: XML and JSON may come so."""

    def __init__(self, stream: tape.Stream, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        while chunk := self._stream.read(size):
            if text := self._decoder.decode(chunk):
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", True).encode("utf-8", "replace")


def cut(archive: str, form: str, stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    """The parts of an archive that is cut into slices, in order."""
    source: tape.Stream = stream
    head = stream.read(SNIFFED)
    stream.seek(0)
    unpacked = Unpacked(stream) if head.startswith(GZIP) else None
    source = unpacked or source
    if head.startswith(WIDE):
        source = Widened(source, "utf-16")
    kind = FORMATS[form]
    start = _taken(source, kind.head)
    head = feeds.only_head(start) if kind.head else b""
    waiting: list[Slice] = []
    begin = size = 0
    for piece in kind.cut(_Joined(start, source), limits.entry):
        waiting.append(piece)
        size += len(piece.data)
        if size >= PART:
            yield Part(archive, form, begin, piece.end, tuple(waiting), head=head)
            waiting, begin, size = [], piece.end, 0
    if unpacked and unpacked.problem:
        waiting.append(Slice(waiting[-1].end if waiting else begin, problem=unpacked.problem))
    if waiting:
        yield Part(archive, form, begin, max(piece.end for piece in waiting), tuple(waiting), head=head)


def packed(archive: str, size: int) -> Iterator[Part]:
    """The parts of a WARC that is packed record by record: nothing needs to be read to know them."""
    for begin in range(0, size, PACKED_PART):
        yield Part(archive, "warc", begin, min(begin + PACKED_PART, size))


def folder(archive: str, files: Iterator[tuple[str, int, float]]) -> Iterator[Part]:
    """The parts of a folder of files, each (name, size, moment)."""
    waiting: list[tuple[str, int, float]] = []
    begin = 0
    for each in files:
        waiting.append(each)
        if len(waiting) == FILES_IN_PART:
            yield Part(archive, "folder", begin, begin + len(waiting), files=tuple(waiting))
            begin, waiting = begin + len(waiting), []
    if waiting:
        yield Part(archive, "folder", begin, begin + len(waiting), files=tuple(waiting))


def read(part: Part, limits: Limits) -> Iterator[Item]:
    """The items of a part of slices."""
    kind = FORMATS[part.format]
    for piece in part.slices:
        if piece.problem and part.format != "warc":
            yield Item(piece.offset, problem=piece.problem)
        else:
            yield from kind.read(piece, part.head, limits)


class _Joined:
    """Bytes that were read already, then the rest of their stream."""

    def __init__(self, start: bytes, stream: tape.Stream) -> None:
        self._start = io.BytesIO(start)
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._start.read(size) or self._stream.read(size)


def _taken(stream: tape.Stream, size: int) -> bytes:
    parts = []
    while size > 0 and (chunk := stream.read(size)):
        parts.append(chunk)
        size -= len(chunk)
    return b"".join(parts)


@lru_cache(maxsize=4)
def _context(head: bytes) -> feeds.Context:
    """The context of a feed's entries, parsed once for each feed."""
    return feeds.context(head)
