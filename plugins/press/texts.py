"""Texts on their way through one cold build, in flat files beside the store: a file a process that writes.

Whoever reads a record writes its HTML, whoever prints a page reads it from there: no text travels between processes,
and none stays in memory.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

Place = tuple[int, int, int]  # who wrote it, where it begins, how many bytes it has


class Texts:
    """A folder of such files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[int, int] = {}  # by writer
        self._mine: tuple[int, int, int] | None = None  # whose file it is, its handle, its size
        self.clear()
        folder.mkdir(parents=True)

    def clear(self) -> None:
        """Remove them all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, texts: Sequence[str]) -> list[Place]:
        """Where each text stands from now on."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        start = self.append(b"".join(parts))
        places = []
        for part in parts:
            places.append((os.getpid(), start, len(part)))
            start += len(part)
        return places

    def append(self, content: bytes, unit: int = 1) -> int:
        """Write `content` to this process's file, at a multiple of `unit`: where."""
        writer = os.getpid()
        if self._mine is None or self._mine[0] != writer:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            handle = os.open(self.folder / str(writer), flags, 0o600)
            self._mine = writer, handle, os.fstat(handle).st_size
        _writer, handle, size = self._mine
        start = -(-size // unit) * unit
        view = memoryview(bytes(start - size) + content)
        while view:
            view = view[os.write(handle, view) :]
        self._mine = writer, handle, start + len(content)
        return start

    def read(self, place: Place) -> str:
        """The text at a place, in whichever process it is asked for."""
        return self.read_bytes(place).decode("utf-8", "surrogatepass")

    def read_bytes(self, place: Place) -> bytes:
        """What was appended at a place."""
        writer, start, size = place
        handle = self._open.get(writer)
        if handle is None:
            handle = self._open[writer] = os.open(self.folder / str(writer), os.O_RDONLY)
        return os.pread(handle, size, start)

    def close(self) -> None:
        """Close the files and remove them."""
        handles = [*self._open.values()]
        if self._mine and self._mine[0] == os.getpid():
            handles.append(self._mine[1])
        for handle in handles:
            os.close(handle)
        self._open.clear()
        self._mine = None
        self.clear()
