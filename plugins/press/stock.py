"""Taking stock: which source files there are, and what those that changed say."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from stat import S_ISREG
from typing import Any, NamedTuple

from .record import Held, Row, Rules, read
from .store import dump
from .texts import Place, Texts

ENDINGS = (".md", ".markdown", ".mkd", ".mdown")
# A file changed within the clock's last tick may change again without a new stamp: it is read once more next time.
TICK_NS = 20_000_000
Stamps = dict[str, str]
Ignored = Callable[[str], object]
_NAME = attrgetter("name")


@dataclass(frozen=True)
class Found:
    """What one look at the disk found: stamps by path, and entries that are not read, with the reason."""

    records: Stamps = field(default_factory=dict)
    statics: Stamps = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One record that was read: its digest, and its row and HTML, or why it is held."""

    path: str
    digest: bytes
    row: Row | None
    html: str
    reason: str


class Packed(NamedTuple):
    """One record that was read, as it travels from a helper: its row as text, and where its HTML stands."""

    path: str
    digest: bytes
    text: str
    reason: str
    place: Place


def look(settings: Mapping[str, Any], started_ns: int) -> Found:
    """The records and static files of the site."""
    found = Found()
    root = str(settings["PATH"])
    outside = [*settings["PAGE_PATHS"], *settings["STATIC_PATHS"], *settings["ARTICLE_EXCLUDES"]]
    ignored = _ignored(settings)
    for folder in settings["ARTICLE_PATHS"]:
        skip = {os.path.join(root, each) for each in outside if each != folder}  # noqa: PTH118
        for name, entry in _walk(os.path.join(root, folder), f"{folder}/" if folder else "", ignored, skip):  # noqa: PTH118
            if entry.name.endswith(ENDINGS):
                _note(found.records, found.odd, name, entry, started_ns)
    for folder in settings["STATIC_PATHS"]:
        for name, entry in _walk(os.path.join(root, folder), f"{folder}/", ignored, set()):  # noqa: PTH118
            if not entry.name.endswith(ENDINGS):
                _note(found.statics, found.odd, name, entry, started_ns)
    look_at_theme(found, settings, started_ns)
    return found


def look_at_theme(found: Found, settings: Mapping[str, Any], started_ns: int) -> None:
    """Note the theme's static files, also those that came after the first look."""
    ignored = _ignored(settings)
    for folder in settings["THEME_STATIC_PATHS"]:
        base = os.path.join(os.path.expanduser(settings["THEME"]), folder)  # noqa: PTH111, PTH118
        for name, entry in _walk(base, f"{settings['THEME_STATIC_DIR']}/", ignored, set()):
            _note(found.statics, found.odd, f"theme:{name}", entry, started_ns)


def _ignored(settings: Mapping[str, Any]) -> Ignored:
    """Whether a file of that name is passed over."""
    return re.compile("|".join(["\\.", *map(fnmatch.translate, settings["IGNORE_FILES"])])).match


def _walk(folder: str, name: str, ignored: Ignored, skip: set[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry below `folder` that is not a folder, by its path from the content folder; links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=_NAME)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if ignored(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.path not in skip:
                yield from _walk(entry.path, f"{name}{entry.name}/", ignored, skip)
        else:
            yield name + entry.name, entry


def _note(stamps: Stamps, odd: dict[str, str], name: str, entry: os.DirEntry[str], started_ns: int) -> None:
    if not name.isprintable():
        odd[ascii(name)] = "its name holds characters that cannot be shown; rename it"
        return
    try:
        stat = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    if S_ISREG(stat.st_mode):
        modified, changed = stat.st_mtime_ns, stat.st_ctime_ns
        fresh = max(modified, changed) > started_ns - TICK_NS
        stamps[name] = "fresh" if fresh else f"{modified}.{changed}.{stat.st_size}"
    elif entry.is_symlink():
        odd[name] = "it is a symbolic link, which is not followed; put the file itself here"
    else:
        odd[name] = "it is no ordinary file"


def read_records(root: str, paths: Iterable[str], rules: Rules) -> list[Reading]:
    """The records at `paths`; one that has vanished is left out."""
    readings = (read_record(root, path, rules) for path in paths)
    return [reading for reading in readings if reading]


def read_packed(root: str, paths: Iterable[str], rules: Rules, texts: Texts) -> list[Packed]:
    """The records at `paths`, packed, their HTML written to `texts`."""
    readings = read_records(root, paths, rules)
    places = texts.write([reading.html for reading in readings])
    return [
        Packed(reading.path, reading.digest, dump(reading.row) if reading.row else "", reading.reason, place)
        for reading, place in zip(readings, places, strict=True)
    ]


def read_record(root: str, path: str, rules: Rules) -> Reading | None:
    """The record at `path`, or nothing if it has vanished."""
    try:
        with open(f"{root}/{path}", "rb", 0) as file:  # noqa: PTH123
            raw = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Reading(path, b"", None, "", f"it cannot be read ({error.strerror})")
    digest = hashlib.blake2b(raw, digest_size=16).digest()
    result = read(path, raw, rules)
    if isinstance(result, Held):
        return Reading(path, digest, None, "", result.reason)
    row, html = result
    return Reading(path, digest, row, html, "")
