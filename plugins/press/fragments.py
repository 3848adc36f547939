"""Pieces that stand on several pages the same: a story's card, its entry in a feed. Each is made once.

Helpers hand them on through flat files: a table in shared memory says where each piece stands. Whoever does not find
one makes it, so nobody waits.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable

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


class SharedFragments(Fragments):
    """The pieces of a process and its helpers; `place` numbers the records."""

    shared = True

    def __init__(self, texts: Texts, place: Callable[[str], int], count: int, forms: Iterable[str] = FORMS) -> None:
        super().__init__()
        self._texts = texts
        self._place = place
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
        table[place] = self._written(made)
        return made

    def _written(self, content: bytes) -> int:
        """Where the bytes stand from now on, for others too; 0 if they are too many for that."""
        if len(content) >= 1 << _SIZE_BITS:
            return 0
        start = self._texts.append(content, _UNIT) // _UNIT
        if start >= 1 << _OFFSET_BITS:
            return 0
        return (os.getpid() << _OFFSET_BITS | start) << _SIZE_BITS | len(content)


def _unpacked(packed: int) -> tuple[int, int, int]:
    size = packed & (1 << _SIZE_BITS) - 1
    start = packed >> _SIZE_BITS & (1 << _OFFSET_BITS) - 1
    return packed >> _SIZE_BITS + _OFFSET_BITS, start * _UNIT, size
