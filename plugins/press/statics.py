"""Static files: those that are new or changed, and those that only stories nobody may see speak of."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from .gate import HIDDEN, LIVE
from .made import Made, digest
from .record import split
from .stock import Found
from .store import Store

_WORD = re.compile(r"""[^\s"'<>()\[\]{}|]+\.\w{2,5}""")


class Statics:
    """The static files of one build."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.held: list[tuple[str, str]] = []

    def changed(self, store: Store, found: Found, everything: bool = False) -> tuple[list[Made], list[str]]:
        """Static files to copy, and outputs of statics to remove."""
        secret = self._secret(store, found.statics)
        known = (
            {}
            if everything
            else {
                path: (task, mark)
                for path, task, mark in store.db.execute(
                    "SELECT path, task, digest FROM output WHERE task LIKE 'static|%'"
                )
            }
        )
        made, wanted = [], set()
        for name, stamp in found.statics.items():
            path = self._path(name)
            source = self._source(name)
            if path in secret or source is None:
                continue
            wanted.add(path)
            task = f"static|{name}|{stamp}"
            if path in known and known[path][0] == task and stamp != "fresh":
                continue
            try:
                content = source.read_bytes()
            except OSError as error:
                self.held.append((name, f"it cannot be read ({error.strerror})"))
                continue
            mark = digest(content)
            if path in known and known[path][1] == mark:
                store.set_outputs([(path, task, mark)])
                continue
            made.append(Made(path, task, mark, content))
        return made, [path for path in known if path not in wanted]

    def _secret(self, store: Store, names: Container[str]) -> set[str]:
        """The pictures that only stories nobody may see speak of, what was made of them, and the notes beside them."""
        hidden = [kept.row for kept in store.unlisted() if kept.state != HIDDEN]
        wanted = {link for row in hidden for link in row.links}
        slugs, words = self._told(path for path, _ in store.held())
        if picture_of := getattr(self.settings.get("DESK"), "picture_of", None):
            wanted |= {picture for slug in (*slugs, *(row.slug for row in hidden)) if (picture := picture_of(slug))}
        wanted |= {f"/{word}" for word in words if word in names}
        secret = {
            link.lstrip("/")
            for link in wanted
            if all(kept is None or kept.state not in (LIVE, HIDDEN) for kept in map(store.story, store.linking(link)))
        }
        copies = getattr(self.settings.get("DESK"), "copies", None)
        sized = {copy for link in secret for copy in copies(link)} if copies else set()
        notes = {str(PurePosixPath(link).with_suffix(".txt")) for link in secret if PurePosixPath(link).name}
        return secret | notes | {f"{self.settings['THEME_STATIC_DIR']}/{copy}" for copy in sized}

    def _told(self, paths: Iterable[str]) -> tuple[set[str], set[str]]:
        """The slugs, and what may be names of files, in records that could not be read as such."""
        slugs, words = set(), set()
        for path in paths:
            try:
                text = Path(self.settings["PATH"], path).read_text("utf-8", "replace")
            except OSError:
                continue
            slugs |= {PurePosixPath(path).stem, *split(text)[0].get("slug", ())}
            words |= {unquote(word).lstrip("/") for word in _WORD.findall(text)}
        return slugs, words

    def _path(self, name: str) -> str:
        if name.startswith("theme:"):
            return name.removeprefix("theme:")
        extra = self.settings["EXTRA_PATH_METADATA"].get(name, {})
        return str(extra.get("path", name))

    def _source(self, name: str) -> Path | None:
        """The file to copy; the desk may give another in its place, or none."""
        if not name.startswith("theme:"):
            original = Path(self.settings["PATH"], name)
            published = getattr(self.settings.get("DESK"), "published", None)
            return published(name, original) if published else original
        rest = name.removeprefix(f"theme:{self.settings['THEME_STATIC_DIR']}/")
        theme = Path(str(self.settings["THEME"])).expanduser()
        folders: list[Path] = [theme / folder for folder in self.settings["THEME_STATIC_PATHS"]]
        return next((folder / rest for folder in folders if (folder / rest).is_file()), folders[0] / rest)
