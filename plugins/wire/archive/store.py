"""Archives and raw copy on the disk, or behind any address that fsspec knows. Nothing else in this room opens a file.

A raw file appears whole or not at all, and one that is there is never written again: its name says its bytes.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..filing.raw import DROPPINGS, VERSIONING
from ..filing.shelf import sync
from .formats import SNIFFED
from .item import Raw
from .pages import ASIDE

WORKSHOP = ".import"
NEW, THERE, OTHER = "new", "there", "other"
OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "memory"})
"""What fsspec calls the stores in which a file appears whole or not at all."""


@dataclass(frozen=True, slots=True)
class Found:
    """An archive: its place, size and age, and its first bytes; a folder has no bytes."""

    place: str
    size: int
    moment: float
    head: bytes
    folder: bool = False


class MissingError(Exception):
    """An archive that cannot be read; the message says why."""


def is_url(place: str) -> bool:
    """Whether fsspec is to be asked for the place."""
    return "://" in place


def look(place: str) -> Found:
    """The archive at `place`. Raises `MissingError`."""
    try:
        if is_url(place):
            fs, path = _remote(place)
            about = fs.info(path)
            folder = about["type"] == "directory"
            head = b"" if folder else fs.cat_file(path, start=0, end=SNIFFED)
            return Found(place, int(about.get("size") or 0), 0.0, head, folder)
        about = Path(place).stat()
        folder = Path(place).is_dir()
        with open(place, "rb") if not folder else io.BytesIO() as file:  # noqa: PTH123
            return Found(place, about.st_size, about.st_mtime, file.read(SNIFFED), folder)
    except (OSError, ValueError) as error:
        raise MissingError(f"{place} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def opened(place: str) -> io.BufferedIOBase:
    """The archive as a stream of bytes that can seek."""
    if is_url(place):
        fs, path = _remote(place)
        return cast(io.BufferedIOBase, fs.open(path, "rb"))
    return open(place, "rb")  # noqa: PTH123


def walk(place: str) -> Iterator[tuple[str, int, float]]:
    """Every plain file below a folder, in the order of the names, but what browsers keep aside for a saved page."""
    if is_url(place):
        fs, path = _remote(place)
        for name, about in sorted(fs.find(path, detail=True).items()):
            inside = name.removeprefix(path).lstrip("/")
            if not any(ASIDE.search(part) for part in inside.split("/")[:-1]):
                yield inside, int(about.get("size") or 0), 0.0
        return
    yield from _walk(place, "")


def _walk(root: str, inside: str) -> Iterator[tuple[str, int, float]]:
    with os.scandir(f"{root}/{inside}") as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if entry.name.lower() not in VERSIONING and not ASIDE.search(entry.name):
                yield from _walk(root, f"{inside}{entry.name}/")
        elif entry.is_file(follow_symlinks=False) and entry.name.lower() not in DROPPINGS:
            about = entry.stat(follow_symlinks=False)
            yield inside + entry.name, about.st_size, about.st_mtime


def contents(place: str, name: str, most: int) -> bytes | None:
    """The bytes of a file in a folder; None where there are more than `most`, or it cannot be read."""
    try:
        with _file(place, name) as file:
            found = file.read(most + 1)
    except OSError:
        return None
    return found if len(found) <= most else None


def _file(place: str, name: str) -> BinaryIO:
    if is_url(place):
        fs, path = _remote(place)
        return cast(BinaryIO, fs.open(f"{path.rstrip('/')}/{name}", "rb"))
    return cast(BinaryIO, os.fdopen(os.open(f"{place}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb"))


def put(root: str, copies: Sequence[tuple[Raw, float]]) -> list[str]:
    """For each raw copy whether it is new below `root`, was there, or something else stands in its place."""
    return [_put_remote(root, raw) for raw, _ in copies] if is_url(root) else _put(Path(root), copies)


def _put(root: Path, copies: Sequence[tuple[Raw, float]]) -> list[str]:
    shop = root.parent / WORKSHOP
    shop.mkdir(parents=True, exist_ok=True)
    drafts: dict[str, Path] = {}
    verdicts = []
    for raw, moment in copies:
        verdict = THERE if raw.name in drafts else _stands(root / raw.name, raw.copy)
        if verdict == NEW:
            draft = shop / uuid.uuid4().hex  # workers may be threads, or on other machines
            draft.write_bytes(raw.copy)
            os.utime(draft, (moment, moment)) if moment > 0 else None
            drafts[raw.name] = draft
        verdicts.append(verdict)
    if drafts:
        sync(shop, [str(draft) for draft in drafts.values()])
        for name, draft in drafts.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(target)
        sync(root, sorted({str((root / name).parent) for name in drafts}))
    return verdicts


def _stands(target: Path, copy: bytes) -> str:
    try:
        return THERE if target.stat().st_size == len(copy) and target.read_bytes() == copy else OTHER
    except FileNotFoundError:
        return NEW


def _put_remote(root: str, raw: Raw) -> str:
    fs, path = _remote(root)
    target = f"{path.rstrip('/')}/{raw.name}"
    try:
        return THERE if fs.cat_file(target) == raw.copy else OTHER
    except FileNotFoundError:
        if OBJECTS & set(fs.protocol if isinstance(fs.protocol, tuple) else (fs.protocol,)):
            fs.pipe_file(target, raw.copy)  # an object appears whole
            return NEW
        draft = f"{path.rstrip('/')}/{WORKSHOP}/{uuid.uuid4().hex}"
        for folder in (draft, target):
            fs.makedirs(folder.rpartition("/")[0], exist_ok=True)
        fs.pipe_file(draft, raw.copy)
        fs.mv(draft, target)
        return NEW


def write_text(target: Path, pieces: Iterable[str]) -> None:
    """Text on the disk, piece by piece."""
    with open(target, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.writelines(pieces)


def tidy(root: str) -> None:
    """What a killed run left unfinished is gone."""
    if not is_url(root):
        for draft in (Path(root).parent / WORKSHOP).glob("*"):
            draft.unlink(missing_ok=True)


def _remote(place: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError as error:
        raise MissingError(f"{place} needs fsspec: pip install 'pelican-copydesk[cluster]'") from error
    find: Any = fsspec.core.url_to_fs
    fs, path = find(place)
    return fs, str(path)


@contextmanager
def only_one(cache: Path) -> Iterator[None]:
    """One import at a time for a site: a second one waits."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "import.lock", "w") as handle:  # noqa: PTH123
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
