"""Pieces that stand on several pages the same: a story's card, its entry in a feed. Each is made once.

Helpers hand them on through flat files: a table in shared memory says where each piece stands. Whoever does not find
one makes it, so nobody waits.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from .recent import Recent
from .texts import Texts

NEAR = 500
FORMS = (
    *("line", "card", "wide", "top", "lead", "moment", "item"),
    *("ATOM", "RSS", "JSON", "updated"),
)
# A place in one number, which is written and read as one: who wrote it, where in units, how many bytes.
_UNIT = 64
_OFFSET_BITS, _SIZE_BITS = 24, 18


class Fragments:
    """The pieces of one process."""

    shared = False

    def __init__(self) -> None:
        self._near: Recent[tuple[str, str], str] = Recent(NEAR)
        self._near_raw: Recent[tuple[str, str], bytes] = Recent(NEAR)

    def get(self, form: str, path: str, make: Callable[[], str]) -> str:
        """The piece of that form of the record `path`, which `make` makes if need be."""
        found = self._near.get((form, path))
        return self._near.put((form, path), make()) if found is None else found

    def raw(self, form: str, path: str, make: Callable[[], bytes]) -> bytes:
        """The same for pieces that are bytes."""
        found = self._near_raw.get((form, path))
        return self._near_raw.put((form, path), make()) if found is None else found

    @contextmanager
    def together(self) -> Iterator[None]:
        """Pieces that are made meanwhile are handed on together, at the end."""
        yield


class SharedFragments(Fragments):
    """The pieces of a process and its helpers; `place` numbers the records."""

    shared = True

    def __init__(self, texts: Texts, place: Callable[[str], int], count: int, forms: Iterable[str] = FORMS) -> None:
        super().__init__()
        self._texts = texts
        self._place = place
        self._waiting: list[tuple[memoryview, int, bytes]] | None = None  # table, place in it, piece
        self._tables = {form: memoryview(mmap.mmap(-1, 8 * max(1, count))).cast("Q") for form in forms}

    def get(self, form: str, path: str, make: Callable[[], str]) -> str:
        """The piece of that form of the record `path`, which `make` makes if need be."""
        found = self._near.get((form, path))
        if found is not None:
            return found
        made = self._shared(form, path, lambda: make().encode("utf-8", "surrogatepass"))
        return self._near.put((form, path), made.decode("utf-8", "surrogatepass"))

    def raw(self, form: str, path: str, make: Callable[[], bytes]) -> bytes:
        """The same for pieces that are bytes."""
        found = self._near_raw.get((form, path))
        return self._near_raw.put((form, path), self._shared(form, path, make)) if found is None else found

    def _shared(self, form: str, path: str, make: Callable[[], bytes]) -> bytes:
        """The piece as another process has made it, or made now, for others too."""
        table = self._tables.get(form)
        if table is None:
            return make()
        place = self._place(path)
        if packed := table[place]:
            return self._texts.read_bytes(_unpacked(packed))
        made = make()
        if self._waiting is None:
            self._hand_on([(table, place, made)])
        else:
            self._waiting.append((table, place, made))
        return made

    @contextmanager
    def together(self) -> Iterator[None]:
        """Pieces that are made meanwhile are handed on together, at the end: that is one write, not one for each."""
        self._waiting = []
        try:
            yield
            self._hand_on(self._waiting)
        finally:
            self._waiting = None

    def _hand_on(self, pieces: Sequence[tuple[memoryview, int, bytes]]) -> None:
        """Write the pieces where others read them, but for those that are too long or come too late for a place."""
        short = [piece for piece in pieces if len(piece[2]) < 1 << _SIZE_BITS]
        padded = [made + bytes(-len(made) % _UNIT) for _, _, made in short]
        start = self._texts.append(b"".join(padded), _UNIT) // _UNIT
        for (table, place, made), written in zip(short, padded, strict=True):
            if start < 1 << _OFFSET_BITS:
                table[place] = (os.getpid() << _OFFSET_BITS | start) << _SIZE_BITS | len(made)
            start += len(written) // _UNIT


def _unpacked(packed: int) -> tuple[int, int, int]:
    size = packed & (1 << _SIZE_BITS) - 1
    start = packed >> _SIZE_BITS & (1 << _OFFSET_BITS) - 1
    return packed >> _SIZE_BITS + _OFFSET_BITS, start * _UNIT, size
