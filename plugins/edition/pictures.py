"""Sized copies of the site's pictures, made once and kept by content.

`size_all` leaves a folder that themes and presses copy to the output as it is, and an album that says what is in it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

WIDTHS = (400, 800, 1200, 1600)
PLAIN_WIDTH = 1200
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".tif", ".tiff", ".bmp"})
MOST_BYTES = 64_000_000
# Changes whenever the copies would: it is part of their names.
RECIPE = "avif45-jpeg74-1"


@dataclass(frozen=True)
class Entry:
    """What the album knows of one picture; `trouble` says why it has no copies."""

    stamp: str
    digest: str = ""
    width: int = 0
    height: int = 0
    trouble: str = ""

    def widths(self) -> tuple[int, ...]:
        """How wide the copies are."""
        return tuple(width for width in WIDTHS if width < self.width) + (
            (self.width,) if self.width <= WIDTHS[-1] else ()
        )

    def files(self) -> dict[int, str]:
        """Each copy's file by its width; 0 is the one for browsers that know no modern format."""
        if self.trouble:
            return {}
        return {0: f"{self.digest}.jpg"} | {width: f"{self.digest}-{width}.avif" for width in self.widths()}


@dataclass(frozen=True)
class Picture:
    """A picture as templates want it: addresses, and the size that keeps its place while it loads."""

    src: str
    srcset: str
    type: str
    width: int
    height: int


@dataclass(frozen=True)
class Album:
    """The pictures of a site by their paths from the content folder.

    `epoch` rises when a page already made may show a picture wrongly: one was replaced, taken away, or came after
    it had been asked for in vain. A picture that is merely new changes nothing.
    """

    folder: Path
    entries: Mapping[str, Entry]
    epoch: int = 0
    base: str = ""

    def find(self, image: str) -> Picture | None:
        """The picture a story's header names; nothing where the site has no such picture."""
        name = path_of(image)
        entry = self.entries.get(name)
        if entry is None:
            self._miss(name)
        if entry is None or entry.trouble:
            return None
        files = entry.files()
        srcset = ", ".join(f"{self.base}{file} {width}w" for width, file in files.items() if width)
        height = round(PLAIN_WIDTH * entry.height / entry.width)
        return Picture(self.base + files[0], srcset, "image/avif", PLAIN_WIDTH, height)

    def copies(self, image: str) -> list[str]:
        """The files made of a picture."""
        entry = self.entries.get(path_of(image))
        return list(entry.files().values()) if entry else []

    def troubles(self) -> dict[str, str]:
        """The pictures that could not be used, with the reason."""
        return {name: entry.trouble for name, entry in self.entries.items() if entry.trouble}

    def _miss(self, name: str) -> None:
        if name and not name.startswith(("http://", "https://")):
            missed = self.folder / "missed"
            missed.mkdir(parents=True, exist_ok=True)
            (missed / _short(name)).touch()


def path_of(image: str) -> str:
    """`images/quay.jpg`, however the header wrote it."""
    plain = unquote(image.strip())
    for prefix in ("{static}", "|static|", "{attach}"):
        plain = plain.removeprefix(prefix)
    return plain.lstrip("/")


def size_all(content: Path, folders: Iterable[str], cache: Path, base: str) -> Album:
    """The album of all pictures below these folders of `content`, their copies made where they are missing."""
    old = _read(cache / "album.json")
    stamps = {name: stamp for folder in folders for name, stamp in _pictures(content, folder)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {
            name: pool.submit(_entry, content / name, stamp, old.entries.get(name), cache)
            for name, stamp in stamps.items()
        }
        entries = {name: jobs[name].result() for name in sorted(jobs)}
    album = Album(cache, entries, old.epoch + _disturbed(old, entries, cache), base)
    _prune(cache, {file for entry in entries.values() for file in entry.files().values()})
    _write(cache / "album.json", album)
    return album


def copies_folder(cache: Path) -> Path:
    """The folder whose contents belong in the output."""
    return cache / "out"


def _pictures(content: Path, folder: str) -> Iterable[tuple[str, str]]:
    """Every picture file with its stamp; links are not followed."""
    for place, _, names in os.walk(content / folder):
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
                stat = path.stat()
                yield path.relative_to(content).as_posix(), f"{stat.st_mtime_ns}.{stat.st_size}.{RECIPE}"


def _entry(path: Path, stamp: str, known: Entry | None, cache: Path) -> Entry:
    out = copies_folder(cache) / "p"
    if known and known.stamp == stamp and all((out / file).exists() for file in known.files().values()):
        return known
    # Loaded here, because most builds meet no new picture.
    from . import sizing

    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        if not raw:
            raise ValueError(f"it has no bytes, or more than {MOST_BYTES:,}")
        image = sizing.upright(path)
        entry = Entry(stamp, hashlib.sha256(raw + RECIPE.encode()).hexdigest()[:16], image.width, image.height)
        out.mkdir(parents=True, exist_ok=True)
        for width, file in entry.files().items():
            sizing.save(image, width or min(PLAIN_WIDTH, image.width), out / file, modern=bool(width))
    except sizing.TROUBLES as error:
        return Entry(stamp, trouble=str(error) or type(error).__name__)
    return entry


def _disturbed(old: Album, entries: Mapping[str, Entry], cache: Path) -> bool:
    """Whether pages made before may show a picture wrongly now."""
    changed = any(
        name not in entries or replace(entries[name], stamp="") != replace(entry, stamp="")
        for name, entry in old.entries.items()
    )
    late = [cache / "missed" / _short(name) for name in entries if name not in old.entries]
    found = [mark for mark in late if mark.exists()]
    for mark in found:
        mark.unlink()
    return changed or bool(found)


def _prune(cache: Path, wanted: set[str]) -> None:
    for path in copies_folder(cache).glob("p/*"):
        if path.name not in wanted:
            path.unlink()


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _read(path: Path) -> Album:
    """The album of the last build; an empty one where it is missing or torn."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Album(path.parent, {name: Entry(**entry) for name, entry in kept["entries"].items()}, kept["epoch"])
    except (OSError, ValueError, TypeError, KeyError):
        return Album(path.parent, {})


def _write(path: Path, album: Album) -> None:
    text = json.dumps({"epoch": album.epoch, "entries": {name: asdict(entry) for name, entry in album.entries.items()}})
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def base_address(site: str, static: str) -> str:
    """What stands before a copy's file name in pages."""
    return f"{site}/{quote(static)}/p/"
