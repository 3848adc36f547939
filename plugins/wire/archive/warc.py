"""WARC, what crawlers write -> items: each page that was fetched, as its server sent it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from ..slip import Known
from . import tape
from .item import Item, Limits, Slice, labelled

_RECORDS: Any = ArchiveIterator
MAGIC = b"\x1f\x8b\x08"
CHUNK = 1 << 16
MOST_UNPACKED = 1 << 28
"""A member of a gzip file that unpacks to more is let go, and the next one looked for."""
PAGES = ("text/html", "application/xhtml+xml")

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.I)
_HTTP_TYPE = re.compile(
    rb"\r\n\r\nHTTP/[^\r\n]*\r\n(?:[^\r\n]{1,4000}\r\n){0,99}?Content-Type:[ \t]*([\w/+.-]{1,60})", re.I
)
_FIELD = re.compile(rb"^(WARC-Type|WARC-Target-URI):[ \t]*([^\r\n]{0,2000})", re.I | re.M)


def items(piece: Slice, limits: Limits) -> Iterator[Item]:
    """The item in one record's bytes."""
    if piece.problem:
        yield _held(piece)
        return
    try:
        record = next(iter(_RECORDS(io.BytesIO(piece.data))), None)
        yield _item(record, piece.offset, limits) if record else Item(piece.offset, problem="it is no WARC record")
    except (ArchiveLoadFailed, ValueError, EOFError, zlib.error, AttributeError, UnicodeError, LookupError) as error:
        yield Item(piece.offset, _label(piece.data), problem=f"it is a broken WARC record ({type(error).__name__})")


def _item(record: Any, offset: int, limits: Limits) -> Item:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    label = labelled(url)
    if record.rec_type not in ("response", "resource"):
        return Item(offset, label, passed=f"WARC {labelled(record.rec_type)}")
    http = record.http_headers
    kind = (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    if http and not str(http.get_statuscode()).startswith("2"):
        return Item(offset, label, passed=f"HTTP status {labelled(str(http.get_statuscode()))}")
    if kind.partition(";")[0].strip().lower() not in PAGES:
        return Item(offset, label, passed=labelled(kind.partition(";")[0].strip().lower())[:60] or "no type")
    if urlsplit(url).path in ("", "/"):
        return Item(offset, label, passed="front page of a site")
    body = record.content_stream().read(limits.html + 1)
    if len(body) > limits.html:
        return Item(offset, label, problem=tape.too_large(0, limits.html))
    if not body.strip():
        return Item(offset, label, problem="it is an empty page")
    charset = _CHARSET.search(kind)
    known = Known(url=url, charset=charset[1] if charset else "")
    return Item(offset, label, body, True, known, _moment(headers.get_header("WARC-Date") or ""))


def members(stream: io.BufferedIOBase, begin: int, end: int, limits: Limits) -> Iterator[Slice]:
    """Each record whose gzip member begins in [begin, end): WARC files are packed record by record. After a broken
    member the next one is looked for."""
    reader = _Reader(stream)
    place = _next_member(reader, begin) if begin else 0
    while place is not None and place < end:
        reader.seek(place)
        if not reader.peek(1):
            return
        data, problem, after = _member(reader, limits.entry)
        if problem:
            yield Slice(place, data, problem, after or 0)
        else:
            for piece in tape.records(io.BytesIO(data), limits.entry):
                yield Slice(place + piece.offset if piece.offset else place, piece.data, piece.problem, after or 0)
        place = after if after is not None else _next_member(reader, place + 1)


def packed_by_record(head: bytes) -> bool:
    """Whether a gzip file's first member ends with its first record."""
    unpacker = zlib.decompressobj(31)
    try:
        text = unpacker.decompress(head, 1 << 20)
    except zlib.error:
        return True
    first = next(tape.records(io.BytesIO(text), 1 << 20), None)
    return unpacker.eof or first is None or bool(first.problem)


class _Reader:
    """A window on a stream that can seek."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._window = b""
        self._base = -1

    def seek(self, place: int) -> None:
        if not self._base <= place <= self._base + len(self._window):
            self._stream.seek(place)
            self._window, self._base = b"", place
        self._window = self._window[place - self._base :]
        self._base = place

    def peek(self, count: int) -> bytes:
        while len(self._window) < count and (more := self._stream.read(max(CHUNK, count - len(self._window)))):
            self._window += more
        return self._window[:count]

    @property
    def place(self) -> int:
        return self._base


def _member(reader: _Reader, most: int) -> tuple[bytes, str, int | None]:
    """What a member holds, or the beginning of it and why there is no more; then where it ends, if that is known."""
    unpacker = zlib.decompressobj(31)
    kept: list[bytes] = []
    size = 0
    try:
        while not unpacker.eof:
            feed = unpacker.unconsumed_tail or _advance(reader)
            if not feed:
                return b"".join(kept)[: tape.MOST_HEAD], "it is cut off: the archive ends inside it", None
            out = unpacker.decompress(feed, CHUNK * 16)
            size += len(out)
            if size <= most:
                kept.append(out)
            if size > MOST_UNPACKED:
                return b"".join(kept)[: tape.MOST_HEAD], f"it unpacks to more than {MOST_UNPACKED:,} bytes", None
    except zlib.error:
        return b"".join(kept)[: tape.MOST_HEAD], "its gzip data is broken", None
    after = reader.place - len(unpacker.unused_data)
    problem = "" if size <= most else tape.too_large(size, most)
    return b"".join(kept)[: None if not problem else tape.MOST_HEAD], problem, after


def _advance(reader: _Reader) -> bytes:
    found = reader.peek(CHUNK)
    reader.seek(reader.place + len(found))
    return found


def _next_member(reader: _Reader, place: int) -> int | None:
    """The first place at or behind `place` where a packed WARC record begins."""
    reader.seek(place)
    while window := reader.peek(CHUNK):
        at = window.find(MAGIC)
        while at >= 0:
            here = reader.place
            if _begins_record(reader.peek(at + 512)[at:]):
                return here + at
            at = window.find(MAGIC, at + 1)
        if len(window) < CHUNK:
            return None
        reader.seek(reader.place + len(window) - len(MAGIC))
    return None


def _begins_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _held(piece: Slice) -> Item:
    """A record that cannot be read: what it is can often still be said from its head."""
    fields = {name.lower(): value for name, value in _FIELD.findall(piece.data)}
    kind = fields.get(b"warc-type", b"").strip().lower().decode("ascii", "replace")
    if kind and kind not in ("response", "resource"):
        return Item(piece.offset, _label(piece.data), passed=f"WARC {labelled(kind)}")
    http = _HTTP_TYPE.search(piece.data)
    media = http[1].lower().decode("ascii", "replace") if http else PAGES[0]
    if media not in PAGES:
        return Item(piece.offset, _label(piece.data), passed=labelled(media))
    return Item(piece.offset, _label(piece.data), problem=piece.problem)


def _label(head: bytes) -> str:
    fields = {name.lower(): value for name, value in _FIELD.findall(head[: tape.MOST_HEAD])}
    return labelled(fields.get(b"warc-target-uri", b"").decode("utf-8", "replace").strip("<> "))


def _moment(date: str) -> float:
    try:
        found = datetime.fromisoformat(date)
    except ValueError:
        return 0.0
    return max(0.0, (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
