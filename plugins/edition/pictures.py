"""Sized copies of the site's pictures, made once and kept by content.

`size_all` gives an album that says what there is, and has the copies made meanwhile; once `Album.settle` comes back,
they are in a folder that themes and presses copy to the output as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import get_ident
from urllib.parse import quote, unquote

from .darkroom import Darkroom, Order

WIDTHS = (400, 800, 1200, 1600)
PLAIN_WIDTH = 1200
# The shapes in which search engines want a story's picture; one that has the shape already is not cut again.
RATIOS = {"1x1": 1.0, "4x3": 4 / 3, "16x9": 16 / 9}
NEAR = 0.01
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".tif", ".tiff", ".bmp"})
DRAWING = ".svg"
MOST_BYTES = 64_000_000
SIDECAR = frozenset({"alt", "caption", "credit"})
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
    alt: str = ""
    caption: str = ""
    credit: str = ""
    plain: str = ""  # the file that is published in its place, if it had notes of a camera in it

    def widths(self) -> tuple[int, ...]:
        """How wide the copies are."""
        return tuple(width for width in WIDTHS if width < self.width) + (
            (self.width,) if self.width <= WIDTHS[-1] else ()
        )

    def files(self) -> dict[int, str]:
        """Each copy's file by its width; 0 is the one for browsers that know no modern format."""
        if self.trouble or not self.width:
            return {}
        return {0: f"{self.digest}.jpg"} | {width: f"{self.digest}-{width}.avif" for width in self.widths()}

    def crops(self) -> dict[float, str]:
        """Each crop's file by its ratio of width to height."""
        if self.trouble or not self.width:
            return {}
        shape = self.width / self.height
        return {ratio: f"{self.digest}-{name}.jpg" for name, ratio in RATIOS.items() if abs(ratio / shape - 1) > NEAR}

    def copies(self) -> list[str]:
        """All files made of the picture to be shown."""
        return [*self.files().values(), *self.crops().values()]


@dataclass(frozen=True)
class Picture:
    """A picture as templates want it: addresses, and the size that keeps its place while it loads."""

    src: str
    srcset: str
    type: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""
    crops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Album:
    """The pictures of a site by their paths from the content folder.

    `epoch` rises when a page already made may show a picture wrongly: one was replaced, taken away, or came after
    it had been asked for in vain. A picture that is merely new changes nothing.
    A picture may be named in a story's header or bear the story's slug as its name.
    """

    folder: Path
    entries: Mapping[str, Entry]
    epoch: int = 0
    base: str = ""
    darkroom: Darkroom | None = None

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Each picture's path by its name without the ending."""
        return {Path(name).stem: name for name in sorted(self.entries, reverse=True)}

    def find(self, image: str) -> Picture | None:
        """The picture a story's header names; nothing where the site has no such picture."""
        name = path_of(image)
        entry = self.entries.get(name)
        if entry is None:
            self._miss(name)
        if entry is None or entry.trouble or not entry.width:
            return None
        files = entry.files()
        srcset = ", ".join(f"{self.base}{file} {width}w" for width, file in files.items() if width)
        width = min(PLAIN_WIDTH, entry.width)
        height = max(1, round(width * entry.height / entry.width))
        words = (entry.alt, entry.caption, entry.credit)
        crops = tuple(self.base + file for file in entry.crops().values())
        return Picture(self.base + files[0], srcset, "image/avif", width, height, *words, crops)

    def named(self, slug: str) -> str:
        """The path of the picture that bears a story's slug as its name; "" where there is none."""
        return self.slugs.get(slug, "")

    def copies(self, image: str) -> list[str]:
        """The files made of a picture."""
        entry = self.entries.get(path_of(image))
        return entry.copies() if entry else []

    def held(self, image: str) -> bool:
        """Whether the site has this picture and cannot show it."""
        entry = self.entries.get(path_of(image))
        return entry is not None and bool(entry.trouble)

    def published(self, name: str, original: Path) -> Path | None:
        """The file to publish under a picture's own name: without the camera's notes, or none if it is held."""
        entry = self.entries.get(name)
        if entry is None:
            return original
        if entry.trouble:
            return None
        return self.folder / "plain" / entry.plain if entry.plain else original

    def settle(self) -> bool:
        """Wait until all copies are there; whether any had to be made."""
        if self.darkroom:
            self.darkroom.finish()
        return bool(self.darkroom)

    def printable(self, image: str) -> Path | None:
        """The copy of a picture for those who know no modern format, as soon as it is there."""
        entry = self.entries.get(path_of(image))
        file = entry.files().get(0) if entry else None
        if file is None:
            return None
        if self.darkroom:
            self.darkroom.wait()
        return copies_folder(self.folder) / "p" / file

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


def size_all(content: Path, folders: Iterable[str], records: Iterable[str], cache: Path, base: str) -> Album:
    """The album of all pictures below these folders of `content`, the copies that are missing under way.

    `records` are the folders of the stories.
    """
    old = _read(cache / "album.json")
    stamps = {name: stamp for folder in folders for name, stamp in _pictures(content, folder)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {
            name: pool.submit(_entry, content / name, stamp, old.entries.get(name), cache)
            for name, stamp in stamps.items()
        }
        entries = {name: jobs[name].result() for name in sorted(jobs)}
    late = _late([name for name in entries if name not in old.entries], content, records, cache)
    album = Album(cache, entries, old.epoch + (late or _disturbed(old, entries)), base)
    out = copies_folder(cache) / "p"
    _prune(out, {file for entry in entries.values() for file in entry.copies()})
    _prune(cache / "plain", {entry.plain for entry in entries.values()})
    _write(cache / "album.json", album)
    there = {path.name for path in out.glob("*")}
    missing = {entry.digest: name for name, entry in entries.items() if not there.issuperset(entry.copies())}
    orders = [_order(content / name, entries[name]) for name in missing.values()]
    return replace(album, darkroom=Darkroom(orders, out)) if orders else album


def _order(source: Path, entry: Entry) -> Order:
    files = [(file, width or min(PLAIN_WIDTH, entry.width), bool(width)) for width, file in entry.files().items()]
    return Order(str(source), files, [(file, ratio, PLAIN_WIDTH) for ratio, file in entry.crops().items()])


def copies_folder(cache: Path) -> Path:
    """The folder whose contents belong in the output."""
    return cache / "out"


def _pictures(content: Path, folder: str) -> Iterable[tuple[str, str]]:
    """Every picture file with its stamp; links are not followed."""
    for place, _, names in os.walk(content / folder):
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in {*SUFFIXES, DRAWING} and path.is_file() and not path.is_symlink():
                yield (
                    path.relative_to(content).as_posix(),
                    f"{_stamp(path)}.{_stamp(path.with_suffix('.txt'))}.{RECIPE}",
                )


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def _words(sidecar: Path) -> dict[str, str]:
    """What the text file beside a picture says of it: lines such as `Alt: The quay at low tide`."""
    try:
        lines = sidecar.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {key.strip().casefold(): words.strip() for key, _, words in pairs if key.strip().casefold() in SIDECAR}


def _entry(path: Path, stamp: str, known: Entry | None, cache: Path) -> Entry:
    if known and known.stamp == stamp and (not known.plain or (cache / "plain" / known.plain).exists()):
        return known
    if path.suffix.lower() == DRAWING:
        return _drawing(path, stamp)
    # Loaded here, because most builds meet no new picture.
    from . import sizing

    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        if not raw:
            raise ValueError(f"it has no bytes, or more than {MOST_BYTES:,}")
        width, height, turned = sizing.judged(path)
        digest = hashlib.sha256(raw + RECIPE.encode()).hexdigest()[:16]
        words = _words(path.with_suffix(".txt"))
        plain = _plain(raw, f"{digest}{path.suffix.lower()}", turned, cache)
    except sizing.TROUBLES as error:
        return Entry(stamp, trouble=str(error) or type(error).__name__)
    return Entry(stamp, digest, width, height, **words, plain=plain)


def _plain(raw: bytes, name: str, turned: bool, cache: Path) -> str:
    """The name of the file to publish in the picture's place; "" where it has no notes in it."""
    from .stripping import stripped

    bare = stripped(raw, turned)
    if bare == raw:
        return ""
    put(cache / "plain" / name, bare)
    return name


def _drawing(path: Path, stamp: str) -> Entry:
    from .vectors import trouble

    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        return Entry(stamp, trouble=str(error))
    return Entry(stamp, hashlib.sha256(raw).hexdigest()[:16], trouble=trouble(raw))


def _disturbed(old: Album, entries: Mapping[str, Entry]) -> bool:
    """Whether a picture was replaced or taken away."""
    return any(
        name not in entries or replace(entries[name], stamp="") != replace(entry, stamp="")
        for name, entry in old.entries.items()
    )


def _late(new: Sequence[str], content: Path, records: Iterable[str], cache: Path) -> bool:
    """Whether a new picture came after its story: it was asked for before, or the last build saw such a record."""
    marks = [mark for name in new if (mark := cache / "missed" / _short(name)).exists()]
    for mark in marks:
        mark.unlink()
    last = cache / "album.json"
    if not new or not last.exists():
        return bool(marks)
    then = last.stat().st_mtime
    old = {
        path.stem
        for folder in records
        for path in content.joinpath(folder).rglob("*.md")
        if path.stat().st_mtime < then
    }
    return bool(marks) or any(Path(name).stem in old for name in new)


def _prune(folder: Path, wanted: set[str]) -> None:
    for path in folder.glob("*"):
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
    put(path, text.encode())


def put(path: Path, content: bytes) -> None:
    """Writes a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.part")
    part.write_bytes(content)
    part.replace(path)


def base_address(site: str, static: str) -> str:
    """What stands before a copy's file name in pages."""
    return f"{site}/{quote(static)}/p/"
