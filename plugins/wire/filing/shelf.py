"""Records on the disk: found, read, and written so that a reader sees the old file or the new one, never a part."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from ..record import Record, parse, write

WORKSHOP = ".wire"
ENDINGS = (".md", ".markdown", ".mkd", ".mdown")
BATCH = 256
FEW = 8


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a changed record from an unchanged one without reading it."""

    path: str
    mtime_ns: int
    size: int


def scan(news: Path) -> list[Stamp]:
    """Every Markdown file under the folder of records, in the order of the paths from there; links and what else has
    such a name too: its place is taken."""
    return sorted(_walk(news), key=lambda stamp: stamp.path)


def read(path: Path) -> Record | None:
    """The record at `path`, or None where it is gone, cannot be read or is no plain file."""
    try:
        if not path.is_file() or path.is_symlink():
            return None
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

    def __init__(self, news: Path, *, dry: bool = False) -> None:
        self.news = news
        self._shop = news / WORKSHOP
        self._dry = dry
        self._waiting: dict[str, tuple[str, Record]] = {}
        self._folders: set[str] = set()
        self._made = 0
        shutil.rmtree(self._shop, ignore_errors=True)

    def put(self, path: str, record: Record) -> None:
        """`record` will stand at `path` after the next `flush`; on a dry run it does not."""
        if self._dry:
            return
        if not self._made:
            self._shop.mkdir(parents=True, exist_ok=True)
        draft = f"{self._shop}/{self._made}.md"
        self._made += 1
        with open(draft, "wb", buffering=0) as file:  # noqa: PTH123
            _write_all(file, write(record).encode("utf-8", "replace"))
        self._waiting[path] = draft, record
        if len(self._waiting) >= BATCH:
            self.flush()

    def get(self, path: str) -> Record | None:
        """The record at `path`, as the last `put` left it."""
        waiting = self._waiting.get(path)
        return waiting[1] if waiting else read(self.news / path)

    def flush(self) -> None:
        """Everything that was put is on the disk and in its place."""
        if not self._waiting:
            return
        sync(self._shop, [draft for draft, _ in self._waiting.values()])
        folders = dict.fromkeys(path.rpartition("/")[0] for path in self._waiting)
        for folder in folders:
            self._make_folder(folder)
        for path in list(self._waiting):
            os.replace(self._waiting[path][0], f"{self.news}/{path}")  # noqa: PTH105
            del self._waiting[path]
        sync(self.news, [f"{self.news}/{folder}" for folder in folders])

    def put_text(self, name: str, text: str) -> None:
        """The file of this name beside the records holds `text`; without text it goes."""
        target = self.news / name
        if self._dry or text == (target.read_text("utf-8", errors="replace") if target.is_file() else ""):
            return
        if not text:
            target.unlink()
            return
        self._shop.mkdir(parents=True, exist_ok=True)
        draft = self._shop / name
        draft.write_text(text, "utf-8", newline="\n")
        sync(self._shop, [str(draft)])
        draft.replace(target)
        sync(self._shop, [str(self.news)])

    def close(self) -> None:
        """As `flush`, and the workshop is gone."""
        self.flush()
        shutil.rmtree(self._shop, ignore_errors=True)

    def _make_folder(self, folder: str) -> None:
        if folder not in self._folders:
            (self.news / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)


def _write_all(file: FileIO, data: bytes) -> None:
    """All of `data`: the disk may take less at a time, and says only then that it is full."""
    while data:
        data = data[file.write(data) :]


def sync(folder: Path, paths: Sequence[str]) -> None:
    """All of `paths`, which are below `folder`, are on the disk for good: many in one go where the system can."""
    if len(paths) > FEW and _sync_all(folder):
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_all(folder: Path) -> bool:
    """Whether everything on the file system of `folder` could be brought to the disk."""
    import ctypes

    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(ctypes.CDLL(None).syncfs(handle) == 0)
    except (AttributeError, OSError):  # only Linux has it
        return False
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
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{inside}{entry.name}/")
            if entry.name.endswith(ENDINGS):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    yield Stamp(inside + entry.name, status.st_mtime_ns, status.st_size)
