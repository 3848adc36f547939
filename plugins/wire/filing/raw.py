"""Raw copy on the disk: which files there are, and their bytes. Links, pipes and devices are named, never opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXT = frozenset({".txt", ".text"})
HTML = frozenset({".html", ".htm", ".xhtml"})
DROPPINGS = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", ".directory", ".localized"})
VERSIONING = frozenset({".git", ".hg", ".svn"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A file in the folder of raw copy. `name` is its path from there; `problem` says why it cannot be read."""

    name: str
    mtime_ns: int = 0
    size: int = 0
    problem: str = ""

    @property
    def html(self) -> bool:
        """Whether the name says that this is a web page."""
        return _ending(self.name) in HTML


class UnreadableError(Exception):
    """A file that cannot be read now; the message is the reason and the remedy."""


def scan(folder: Path) -> list[Raw]:
    """Every file under `folder`, in the order of the names. What the system drops there unasked is passed over."""
    return sorted(_walk(folder), key=lambda raw: raw.name)


def read(folder: Path, raw: Raw, largest: int) -> bytes:
    """The bytes of `raw`. Raises `UnreadableError` where it is gone, closed to us, too large or no plain file."""
    if raw.size > largest:
        raise UnreadableError(_too_large(raw.size, largest))
    try:
        handle = os.open(folder / raw.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(_why(error)) from error
    with open(handle, "rb", buffering=0) as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnreadableError("it stopped being a plain file while it was read. File again.")
        try:
            found = b"".join(_chunks(file, largest))
        except OSError as error:
            raise UnreadableError(_why(error)) from error
    if len(found) > largest:
        raise UnreadableError(_too_large(len(found), largest))
    return found


def _chunks(file: object, largest: int) -> Iterator[bytes]:
    left = largest + 1
    while left > 0 and (chunk := file.read(min(left, 1 << 20))):  # type: ignore[attr-defined]
        left -= len(chunk)
        yield chunk


def _walk(folder: Path) -> Iterator[Raw]:
    pending = [""]
    while pending:
        inside = pending.pop()
        try:
            with os.scandir(folder / inside) as entries:
                found = list(entries)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Raw(inside or ".", problem=_why(error))
            continue
        for entry in found:
            name = inside + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name.lower() not in VERSIONING:
                    pending.append(name + "/")
            elif entry.name.lower() not in DROPPINGS:
                yield _examined(name, entry)


def _examined(name: str, entry: os.DirEntry[str]) -> Raw:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Raw(name, problem=_why(error))
    problem = _problem(name, status.st_mode)
    return Raw(name, status.st_mtime_ns, status.st_size, problem)


def _ending(name: str) -> str:
    """The part of the name from its last full stop, in lower case, also of a name that begins with full stops."""
    _, dot, ending = name.rpartition("/")[2].rpartition(".")
    return dot + ending.lower() if dot else ""


def _problem(name: str, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "it is a link, and links are not followed. Put the file itself here."
    if not stat.S_ISREG(mode):
        return (
            f"it is {_SPECIAL.get(stat.S_IFMT(mode), 'a special file')}, not a plain file. Take it out of the folder."
        )
    suffix = _ending(name)
    if suffix not in TEXT | HTML:
        known = ", ".join(sorted(TEXT | HTML))
        kind = f"{suffix!r} is no kind of raw copy" if suffix else "its name has no ending"
        return f"{kind}. Save it as text or HTML, or rename it ({known})."
    return ""


_SPECIAL = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


def _too_large(size: int, largest: int) -> str:
    return (
        f"it has {size:,} bytes, more than the {largest:,} that are read. Cut it to the article, or raise"
        " WIRE['largest_text'] or WIRE['largest_html']."
    )


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it vanished before it could be read. File again if it comes back."
    if isinstance(error, PermissionError):
        return "it may not be read. Give the builder's account the right to read it."
    return f"it cannot be read ({error.strerror or type(error).__name__}). Check the disk, or copy the file anew."
