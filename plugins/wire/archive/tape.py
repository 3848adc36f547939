"""Cuts a stream of bytes into the entries of an archive, holding no more than one entry in memory.

Whatever the stream holds, each cutter reads it once, from front to back: what is broken or too large becomes a slice
that says so, and cutting goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from .item import Slice

CHUNK = 1 << 18
TOKEN = 64
"""No token that the cutters look for is longer."""

_OPEN = re.compile(rb"<!\[CDATA\[|<!--|<(item|entry)(?=[\s>])|</(?:item|entry)\s{0,20}>")
_ENDS = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}
_NEWLINE = re.compile(rb"\n")
_WARC = re.compile(rb"(?:\r\n\r\n|\n\n|\A)(?=WARC/[01]\.\d\r?\n)")
_NEXT = re.compile(rb"(?:\r\n\r\n|\n\n)WARC/|\s{0,9}\Z")
_HEAD = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"\nContent-Length:[ \t]{0,9}(\d{1,15})[ \t]{0,9}\r?(?=\n)", re.I)
MOST_HEAD = 65_536


class Stream(Protocol):
    """What a cutter reads from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


class Tape:
    """A window on a stream. `at` is the place, in bytes from the stream's beginning, of the reading head."""

    def __init__(self, stream: Stream, at: int = 0) -> None:
        self._stream = stream
        self._window = b""
        self._base = at
        self._done = False
        self.at = at

    def find(self, pattern: re.Pattern[bytes], keep: int | None = None, most: int = 0) -> re.Match[bytes] | None:
        """The next match from the reading head on, which moves behind it. With `keep`, the bytes from that place on
        stay in the window, unless they become more than `most`: then they are let go. None at the stream's end."""
        start = self.at
        while True:
            if keep is not None and self.at - keep > most:
                keep = None
            match = pattern.search(self._window, self.at - self._base)
            if match and (match.end() < len(self._window) or self._done):
                self.at = self._base + match.end()
                return match
            if self._done:
                self.at = self._base + len(self._window)
                return None
            behind = self._base + max(0, len(self._window) - TOKEN)
            self.at = max(start, match.start() + self._base if match else behind)
            self._drop(self.at if keep is None else min(keep, self.at))
            self._fill()

    def since(self, offset: int) -> bytes | None:
        """The bytes from `offset` to the reading head; None where they have been let go."""
        return self._window[offset - self._base : self.at - self._base] if offset >= self._base else None

    def skip(self, count: int, keep: int) -> bool:
        """Whether there were `count` more bytes; the head is behind them, and those from `keep` on are kept."""
        while self.at + count > self._base + len(self._window) and not self._done:
            self._drop(keep)
            self._fill()
        there = self._base + len(self._window) - self.at
        self.at += min(count, there)
        return there >= count

    def peek(self, count: int) -> bytes:
        """The next bytes, without moving; fewer than `count` at the end."""
        while self.at + count > self._base + len(self._window) and not self._done:
            self._fill()
        return self._window[self.at - self._base : self.at - self._base + count]

    def _drop(self, offset: int) -> None:
        if offset - self._base >= CHUNK or offset - self._base >= len(self._window) // 2:
            self._window = self._window[offset - self._base :]
            self._base = offset

    def _fill(self) -> None:
        chunk = self._stream.read(max(CHUNK, len(self._window)))
        self._done = not chunk
        self._window += chunk


def elements(stream: Stream, largest: int) -> Iterator[Slice]:
    """Each `<item>` or `<entry>` element. What stands in CDATA or a comment opens and closes nothing."""
    tape = Tape(stream)
    start: int | None = None
    while match := tape.find(_OPEN, start, largest):
        token, place = match[0], tape.at - len(match[0])
        if token in _ENDS:
            tape.find(_ENDS[token], start, largest)
        elif match[1]:
            if start is not None:
                yield Slice(start, problem="it is cut off: the next entry begins inside it", end=place)
            start = place
        elif start is not None:
            yield _slice(tape, start, largest)
            start = None
    if start is not None:
        yield Slice(start, problem="it is cut off: the archive ends inside it", end=tape.at)


def lines(stream: Stream, largest: int) -> Iterator[Slice]:
    """Each line that is not empty."""
    tape = Tape(stream)
    more = True
    while more:
        start = tape.at
        more = tape.find(_NEWLINE, start, largest) is not None
        found = _slice(tape, start, largest)
        if found.problem or found.data.strip():
            yield found


def records(stream: Stream, largest: int) -> Iterator[Slice]:
    """Each WARC record, header and block. Where a length is wrong, the next record is looked for by its first line."""
    tape = Tape(stream)
    if not tape.find(_WARC):
        yield Slice(0, problem="there is no WARC record in it", end=tape.at)
        return
    more = True
    while more:
        start = tape.at
        head = tape.find(_HEAD, start, MOST_HEAD)
        data = tape.since(start) if head else None
        length = _LENGTH.search(data) if data else None
        size = int(length[1]) if length else -1
        behind = tape.at
        whole = 0 <= size <= largest and tape.skip(size, start)
        body, end = tape.since(start), tape.at
        if whole and _NEXT.match(tape.peek(TOKEN)):
            more = tape.find(_WARC) is not None
            yield Slice(start, body or b"", end=end)
            continue
        tape.at = behind
        more = tape.find(_WARC) is not None
        if size > largest:
            yield Slice(start, data or b"", too_large(size, largest), tape.at)
        else:
            yield Slice(start, problem=_LIES if more or whole else _ENDS_INSIDE, end=tape.at)


def too_large(size: int, largest: int) -> str:
    """Why an entry of `size` bytes is held."""
    much = f"{size:,} bytes, " if size > 0 else ""
    return f"it has {much}more than the {largest:,} that are read. Raise WIRE['largest_html'], or take it in by hand"


_LIES = "its length is not what it says"
_ENDS_INSIDE = "it is cut off: the archive ends inside it"


def _slice(tape: Tape, start: int, largest: int) -> Slice:
    data = tape.since(start)
    if data is None or len(data) > largest:
        return Slice(start, problem=too_large(tape.at - start, largest), end=tape.at)
    return Slice(start, data, end=tape.at)
