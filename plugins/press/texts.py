"""The HTML of records that were just read, in flat files beside the store, for the time of one cold build.

Whoever reads a record writes its HTML, whoever prints a page reads it from there: no text travels between processes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

Place = tuple[int, int, int]  # who wrote it, where it begins, how many bytes it has


class Texts:
    """A folder of such files: one a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[int, int] = {}  # by writer
        self.clear()
        folder.mkdir(parents=True)

    def clear(self) -> None:
        """Remove them all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, texts: Sequence[str]) -> list[Place]:
        """Where each text stands from now on."""
        writer = os.getpid()
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        with (self.folder / str(writer)).open("ab") as file:
            start = file.tell()
            file.write(b"".join(parts))
        places = []
        for part in parts:
            places.append((writer, start, len(part)))
            start += len(part)
        return places

    def read(self, place: Place) -> str:
        """The text at a place, in whichever process it is asked for."""
        writer, start, size = place
        handle = self._open.get(writer)
        if handle is None:
            handle = self._open[writer] = os.open(self.folder / str(writer), os.O_RDONLY)
        return os.pread(handle, size, start).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Close the files and remove them."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()
        self.clear()
