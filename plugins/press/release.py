"""Releases: whole sites side by side, of which `output` shows one.

`output` is a symbolic link to a numbered folder. A build prepares the next folder under a name nobody serves,
renames it when it is whole, and swaps the link by one rename; whatever happens before, readers see the old site.
Files that did not change are shared by hard link. To pay only for what changed, the oldest kept release is brought
forward by what has changed since and becomes the newest; a file of a served release is never written to, only
replaced.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .settings import press_settings

_NUMBER = re.compile(r"\d{4,}")
_GROWING = re.compile(r"\.growing-(\d{4,})")
_SPARE = re.compile(r"\.spare-(\d{4,})-\d+")
STAGE, SPARE = ".next", ".making"
REMEMBERED = 2000  # folders
SMALL = 2000  # a site of so many files is copied, by links, as often as it takes


class ReleaseError(Exception):
    """The release could not be made; the site stands as it was."""

    exitcode = 1


class Yard:
    """The folder of releases, and the link that shows one of them."""

    def __init__(self, output: Path, home: Path, keep: int) -> None:
        self.output = output
        self.home = home
        self.keep = keep
        self.stage = home / STAGE

    @contextmanager
    def locked(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Alone in the yard: a second build waits, after saying so."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def current(self) -> str:
        """The name of the release that is shown, or nothing."""
        with suppress(OSError):
            target = self.output.readlink()
            if (self.output.parent / target).parent.resolve() == self.home.resolve():
                return target.name
        return ""

    def names(self) -> list[str]:
        """The complete releases, oldest first."""
        if not self.home.is_dir():
            return []
        found = (entry.name for entry in os.scandir(self.home) if entry.is_dir(follow_symlinks=False))
        return sorted((name for name in found if _NUMBER.fullmatch(name)), key=int)

    def path(self, name: str) -> Path:
        """Where a release stands."""
        return self.home / name

    def next_name(self) -> str:
        """The name of the release to come."""
        return f"{max((int(name) for name in self.names()), default=0) + 1:04d}"

    def tidy(self) -> None:
        """Remove what a build that was killed left half done."""
        for entry in list(os.scandir(self.home)):
            if entry.name in (STAGE, SPARE) or entry.name.startswith(".gone"):
                shutil.rmtree(entry.path, ignore_errors=True)

    # preparing

    def start_empty(self) -> None:
        """An empty stage, for a build that makes every file."""
        shutil.rmtree(self.stage, ignore_errors=True)
        self.stage.mkdir()

    def start_from(self, release: str, changed_since: Callable[[int], Iterable[str]], size: int, journal: int) -> None:
        """A stage that equals `release`, of `size` files: an older tree brought forward, or a copy by hard links.

        What changed is known from the release `journal` on; older trees cannot be brought forward.
        """
        tree = self._spare() or self._oldest(release, size, journal)
        if tree is None:
            link_tree(self.path(release), self.stage)
            return
        name, since = tree
        (self.home / name).rename(self.stage)
        for path in changed_since(since):
            self._bring(path, self.path(release) / path)

    def _spare(self) -> tuple[str, int] | None:
        found = sorted(name for name in os.listdir(self.home) if _SPARE.fullmatch(name))  # noqa: PTH208
        for name in found:
            since = _SPARE.fullmatch(name)
            if since:
                return name, int(since[1])
        return None

    def _oldest(self, current: str, size: int, journal: int) -> tuple[str, int] | None:
        """The oldest release, where it is one too many, or where copying would cost more than it is worth."""
        names = self.names()
        known = [name for name in names if int(name) >= journal]
        if known[:1] in ([], [current]) or (len(names) < self.keep and size <= SMALL):
            return None
        return known[0], int(known[0])

    def _bring(self, path: str, source: Path) -> None:
        target = self.stage / path
        self.remove(path)
        with suppress(FileNotFoundError):
            _link(source, target)

    def put(self, path: str, content: bytes) -> None:
        """Write a file of the stage anew; whoever shares the old one keeps it."""
        put(self.stage, path, content)

    def remove(self, path: str) -> None:
        """Remove a file of the stage, and folders it leaves empty."""
        target = self.stage / path
        with suppress(FileNotFoundError, NotADirectoryError):
            target.unlink()
        for folder in target.relative_to(self.stage).parents:
            try:
                if str(folder) == ".":
                    break
                (self.stage / folder).rmdir()
            except OSError:
                break

    def drop_spares(self) -> None:
        """Remove trees of which nobody knows any more what has changed since."""
        for name in os.listdir(self.home):  # noqa: PTH208
            if _SPARE.fullmatch(name) or _GROWING.fullmatch(name):
                shutil.rmtree(self.home / name, ignore_errors=True)

    # publishing

    def seal(self, name: str) -> None:
        """The stage is whole: it becomes release `name`, which nobody sees yet."""
        self.stage.rename(self.path(name))

    def show(self, name: str) -> None:
        """Swap the release `name` in, by one rename."""
        target = os.path.relpath(self.path(name), self.output.parent)
        link = self.output.parent / f".{self.output.name}.swap"
        if link.is_dir() and not link.is_symlink():
            self._keep_folder(link)  # a build was killed right after it had changed places with the link
        link.unlink(missing_ok=True)
        link.symlink_to(target, target_is_directory=True)
        if self.output.is_symlink() or not self.output.exists():
            link.replace(self.output)
        else:
            self._replace_folder(link)

    def _replace_folder(self, link: Path) -> None:
        """The output is an ordinary folder, of an earlier Pelican perhaps: it is kept as the oldest release."""
        if not self.output.is_dir():
            link.unlink()
            raise ReleaseError(f"{self.output} is not a folder: move it away, then build again")
        try:
            _exchange(link, self.output)
        except OSError as error:
            link.unlink()
            raise ReleaseError(
                f"{self.output} cannot be replaced ({error.strerror}): it must be an ordinary folder or a link"
            ) from error
        self._keep_folder(link)

    def _keep_folder(self, folder: Path) -> None:
        keep_as = self.home / "0000"
        if any(os.scandir(folder)) and not keep_as.exists():
            folder.rename(keep_as)
        else:
            shutil.rmtree(folder)

    def prune(self) -> int:
        """Remove releases beyond those kept; the number of the oldest that is left."""
        names = self.names()
        current = self.current()
        trees = [(_SPARE.fullmatch(name) or _GROWING.fullmatch(name)) for name in os.listdir(self.home)]  # noqa: PTH208
        spares = [int(tree[1]) for tree in trees if tree]
        for name in names[: -self.keep]:
            if name != current:
                gone = self.home / f".gone-{name}"
                self.path(name).rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
        return min([int(name) for name in self.names()] + spares, default=0)

    def needs_tree(self, coming: int = 0) -> bool:
        """Whether there are fewer trees, releases (and `coming` ones) and spares, than releases to keep."""
        spares = sum(1 for name in os.listdir(self.home) if _SPARE.fullmatch(name))  # noqa: PTH208
        return len(self.names()) + coming + spares < self.keep

    def start_spare(self) -> Path:
        """An empty tree to be filled beside the stage."""
        folder = self.home / SPARE
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def growing(self) -> tuple[Path, int] | None:
        """The spare that is being made, a little in each build, and the release it began with."""
        for name in os.listdir(self.home):  # noqa: PTH208
            if found := _GROWING.fullmatch(name):
                return self.home / name, int(found[1])
        return None

    def grow(self, release: str) -> Path:
        """The folder of a spare begun at `release`."""
        folder = self.home / f".growing-{release}"
        folder.mkdir()
        return folder

    def finish_spare(self, folder: Path, release: str | int) -> None:
        """The spare in `folder`, begun at `release`, is whole."""
        folder.rename(self.home / f".spare-{int(release):04d}-0")

    def roll_back(self) -> str:
        """Show the release before the one that is shown; its name, or an error that says there is none."""
        current = self.current()
        older = [name for name in self.names() if current and int(name) < int(current)]
        if not older:
            raise ReleaseError("there is no earlier release to go back to")
        self.show(older[-1])
        return older[-1]


def yard_of(settings: Mapping[str, Any]) -> Yard:
    """Where the site's releases stand."""
    press = press_settings(settings.get("PRESS") or {})
    output = Path(settings["OUTPUT_PATH"])
    name = ".releases" if output.name == "output" else f".{output.name}.releases"
    home = Path(press.releases) if press.releases else output.with_name(name)
    return Yard(output, home, press.keep)


class Tree:
    """A folder that files are written to, or shared with; it knows which folders it has made lately."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self._made: set[str] = set()

    def put(self, path: str, content: bytes) -> None:
        """Write `content` to `path` as a new file, never into one that others may share."""
        self._ready(path)
        target = f"{self.root}/{path}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            handle = os.open(target, flags, 0o644)
        except FileExistsError:
            os.unlink(target)  # noqa: PTH108
            handle = os.open(target, flags, 0o644)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)

    def link(self, source: str, path: str) -> None:
        """Share the file `source`."""
        self._ready(path)
        _link(source, f"{self.root}/{path}")

    def _ready(self, path: str) -> None:
        """Make the folder of `path`: with one call where, as nearly always, only the last of it is missing."""
        folder = path.rpartition("/")[0]
        if folder in self._made:
            return
        if ".." in folder.split("/"):
            raise ReleaseError(f"{path} would lie outside of the site")
        try:
            os.mkdir(f"{self.root}/{folder}")  # noqa: PTH102
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(f"{self.root}/{folder}", exist_ok=True)  # noqa: PTH103
        if len(self._made) >= REMEMBERED:
            self._made.clear()
        self._made.add(folder)


def put(tree: Path, path: str, content: bytes) -> None:
    """Write `content` to `path` under `tree` as a new file, never into one that others may share."""
    Tree(tree).put(path, content)


def link_paths(source: Path, target: Path, paths: Iterable[str]) -> None:
    """Share the files at `paths` of the tree `source` with the tree `target`."""
    tree = Tree(target)
    for path in paths:
        with suppress(FileExistsError):
            tree.link(f"{source}/{path}", path)


def link_tree(source: Path, target: Path) -> None:
    """`target` as a tree of its own that shares the files of `source`."""
    os.mkdir(target)  # noqa: PTH102
    for entry in os.scandir(source):
        place = f"{target}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            link_tree(Path(entry.path), Path(place))
        else:
            _link(entry.path, place)


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        if not os.path.exists(source):  # noqa: PTH110
            raise
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        shutil.copy2(source, target)


def _exchange(one: Path, other: Path) -> None:
    """Swap two names in one step where the system can, in two where it cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at, exchange = -100, 2
    if rename and rename(at, os.fsencode(one), at, os.fsencode(other), exchange) == 0:
        return
    aside = other.with_name(f".{other.name}.aside")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
