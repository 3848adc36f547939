"""Records on the disk: found, read, and written so that a reader sees the old file or the new one, never a part."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..record import Record, parse, write

WORKSHOP = ".wire"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a changed record from an unchanged one without reading it."""

    path: str
    mtime_ns: int
    size: int


def scan(news: Path) -> list[Stamp]:
    """Every Markdown file under the folder of records, in the order of the paths from there."""
    return sorted(_walk(news), key=lambda stamp: stamp.path)


def read(path: Path) -> Record | None:
    """The record at `path`, or None where it is gone or cannot be read."""
    try:
        return parse(path.read_text("utf-8", errors="replace"))
    except OSError:
        return None


def stamp(news: Path, path: str) -> Stamp:
    """The stamp of the record at `path`; zeros where there is none."""
    try:
        status = (news / path).stat()
    except OSError:
        return Stamp(path, 0, 0)
    return Stamp(path, status.st_mtime_ns, status.st_size)


class Shelf:
    """Puts records in place in batches: all written, all on the disk for good, then each renamed into place."""

    def __init__(self, news: Path, *, dry: bool = False, batch: int = 256) -> None:
        self._news = news
        self._dry = dry
        self._batch = batch
        self._waiting: dict[str, Path] = {}
        self._made = 0
        shutil.rmtree(news / WORKSHOP, ignore_errors=True)

    def put(self, path: str, record: Record) -> None:
        """`record` will stand at `path` after the next `flush`; on a dry run it does not."""
        if self._dry:
            return
        shop = self._news / WORKSHOP
        shop.mkdir(parents=True, exist_ok=True)
        draft = shop / f"{self._made}.md"
        self._made += 1
        draft.write_text(write(record), "utf-8", newline="\n")
        self._waiting[path] = draft
        if len(self._waiting) >= self._batch:
            self.flush()

    def get(self, path: str) -> Record | None:
        """The record at `path`, as the last `put` left it."""
        return read(self._waiting.get(path, self._news / path))

    def flush(self) -> None:
        """Everything that was put is on the disk and in its place."""
        for draft in self._waiting.values():
            _sync(draft)
        folders = set()
        for path, draft in self._waiting.items():
            target = self._news / path
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)
            folders.add(target.parent)
        for folder in folders:
            _sync(folder)
        self._waiting.clear()

    def close(self) -> None:
        """As `flush`, and the workshop is gone."""
        self.flush()
        shutil.rmtree(self._news / WORKSHOP, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _walk(news: Path) -> Iterator[Stamp]:
    pending = [""]
    while pending:
        inside = pending.pop()
        try:
            with os.scandir(news / inside) as entries:
                found = list(entries)
        except OSError:
            continue
        for entry in found:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                pending.append(f"{inside}{entry.name}/")
            elif entry.name.endswith((".md", ".markdown", ".mkd", ".mdown")):
                status = entry.stat()
                yield Stamp(inside + entry.name, status.st_mtime_ns, status.st_size)
