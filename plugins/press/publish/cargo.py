"""A release as it travels: every file with its digest, and the packed forms of the texts.

`load` keeps a tree beside the cache that shares the release's files by hard link; a file is read and packed again
only when the release has another one in its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import headers, packing

_STAMP = 3  # a file's inode, size and time of change: as long as they stand, so do its bytes


@dataclass(frozen=True)
class Item:
    """One file of the site: where its bytes are, and their digest."""

    path: str
    source: Path
    digest: str
    size: int


@dataclass(frozen=True)
class Cargo:
    """What travels: the site's files in order of their paths, and the folder with them and their packed forms."""

    items: tuple[Item, ...]
    tree: Path
    packed: Path
    fresh: int  # contents that had to be packed

    @property
    def mark(self) -> str:
        """A short name for exactly this site."""
        made = hashlib.blake2b(digest_size=6)
        for item in self.items:
            made.update(f"{item.path}\0{item.digest}\n".encode())
        return made.hexdigest()

    def form(self, item: Item, form: str) -> Path | None:
        """The packed form of a file, where there is one that is smaller."""
        path = packing.packed_path(self.packed, item.digest, form)
        return path if path.exists() and path.stat().st_size < item.size else None


def load(release: Path, home: Path, packed: bool, workers: int = 0) -> Cargo:
    """The cargo for `release`, made ready in the folder `home`."""
    home.mkdir(parents=True, exist_ok=True)
    items = tuple(_items(release, home / "known.json"))
    store = home / "packed"
    wanted = [(item.digest, item.source) for item in items if _worth_packing(item)] if packed else []
    fresh = packing.pack_all(store, wanted, workers)
    packing.forget_others(store, {digest for digest, _ in wanted})
    cargo = Cargo(items, home / "tree", store, fresh)
    _lay_out(cargo, packing.forms() if packed else ())
    return cargo


def _worth_packing(item: Item) -> bool:
    return item.size >= packing.SMALLEST and headers.is_text(item.path) and not headers.is_for_servers(item.path)


def _items(release: Path, known_at: Path) -> Iterator[Item]:
    """Every file of the release; digests come from the last time where the file is the same one."""
    known = _known(known_at)
    seen: dict[str, list[int | str]] = {}
    for path, source in sorted(_files(release)):
        stat = source.stat()
        stamp: list[int | str] = [stat.st_ino, stat.st_size, stat.st_mtime_ns]
        old = known.get(path, [])
        digest = str(old[_STAMP]) if old[:_STAMP] == stamp else _digest(source)
        seen[path] = [*stamp, digest]
        yield Item(path, source, digest, stat.st_size)
    part = known_at.with_suffix(".part")
    part.write_text(json.dumps(seen), "utf-8")
    part.replace(known_at)


def _known(path: Path) -> dict[str, list[int | str]]:
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    base = str(root)
    for folder, _, names in os.walk(base):
        for name in names:
            path = Path(folder, name)
            yield path.relative_to(root).as_posix(), path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _lay_out(cargo: Cargo, kinds: tuple[str, ...]) -> None:
    """Bring the tree to what the cargo says, touching only what differs."""
    wanted = {item.path: item.source for item in cargo.items}
    for item in cargo.items:
        for kind in kinds:
            if _worth_packing(item) and (form := cargo.form(item, kind)):
                wanted[f"{item.path}.{kind}"] = form
    cargo.tree.mkdir(exist_ok=True)
    for path, there in _files(cargo.tree):
        if path not in wanted:
            there.unlink()
    for path, source in wanted.items():
        _share(source, cargo.tree / path)
    for folder, _, _ in os.walk(cargo.tree, topdown=False):
        with suppress(OSError):
            if folder != str(cargo.tree):
                Path(folder).rmdir()


def _share(source: Path, target: Path) -> None:
    with suppress(OSError):
        if target.samefile(source):
            return
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
