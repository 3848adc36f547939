"""When the search index is made, and how it gets into a release.

With `search` = "with" it is part of the release like every other file. With "after" the release is shown first: a
release that only has more stories goes on with the index as it was; one in which a story changed or left goes without,
so that no word of it stays to be found. The index that follows is put into the release that is shown: its files have
names made from their content, and the files that name them are swapped in last.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from . import search
from .gate import LIVE
from .house import House
from .job import Job
from .made import Made, digest
from .release import put
from .store import Store

ENTRIES = ("pagefind-entry.json", search.LANGUAGES)
TASK = "search||0"


class Indexing:
    """The index of one build."""

    def __init__(self, job: Job, store: Store, house: House) -> None:
        self.job = job
        self.store = store
        self.house = house

    def some(self, listed: bool, only_more: bool) -> tuple[list[Made], list[str]]:
        """What differs in the index for a release made from the one before: files, and paths to remove."""
        known = self.store.made_by(TASK)
        mode = self.job.press.search
        if not listed or not self._stale():
            return [], []
        if mode == "with":
            return self._difference(known)
        if mode == "after":
            self.store.set("search_due", "1")
        return [], [] if only_more and mode == "after" else list(known)

    def all(self, base: Path | None) -> list[Made]:
        """The whole index, for a release made from nothing; that of the shown release at `base`, if it still fits."""
        known = self.store.made_by(TASK)
        mode = self.job.press.search
        if mode == "off":
            return []
        if base and not self._stale() and known:
            return [Made(path, TASK, mark, (base / path).read_bytes()) for path, mark in known.items()]
        if mode == "after":
            self.store.set("search_due", "1")
            return []
        return self._difference({})[0]

    def follow(self) -> int:
        """Make the index that is due and put it into the release that is shown; how many files were put there."""
        if not self.store.get("search_due"):
            return 0
        known = self.store.made_by(TASK)
        release = self.store.get("release")
        tree = self.job.yard.path(release)
        made, removed = self._difference(known)
        for each in sorted(made, key=lambda each: each.path.endswith(ENTRIES)):
            _swap(tree, each.path, each.content or b"")
        self.store.drop_outputs(removed)
        self.store.set_outputs((each.path, each.task, each.digest) for each in made)
        self.store.add_delta(int(release), [*(each.path for each in made), *removed])
        self.store.set("search_due", "")
        self.store.commit()
        for path in removed:
            (tree / path).unlink(missing_ok=True)
        return len(made)

    def _difference(self, known: dict[str, bytes]) -> tuple[list[Made], list[str]]:
        ledger = self.house.ledger
        kept = [found for path in self._paths() if (found := ledger.story(path)) and found.state == LIVE]
        pages = ((self.house.wardrobe.address(each.row), each.row) for each in kept)
        files = search.index((row.lang, at, search.skeleton(row, ledger.body(row.path))) for at, row in pages)
        made = [Made(path, TASK, digest(content), content) for path, content in files.items()]
        self.store.set("search", self._key())
        return [each for each in made if known.get(each.path) != each.digest], [p for p in known if p not in files]

    def _stale(self) -> bool:
        return self.store.get("search") != self._key()

    def _key(self) -> str:
        ledger, settings = self.house.ledger, self.job.settings
        stories = ((found.row, self.store.digest(path)) for path in self._paths() if (found := ledger.story(path)))
        return search.key_of(stories, [str(settings["ARTICLE_URL"]), self.job.press.search])

    def _paths(self) -> Sequence[str]:
        ledger = self.house.ledger
        return ledger.slice("index", 0, ledger.shelf("index")[0])


def _swap(tree: Path, path: str, content: bytes) -> None:
    part = f"{path}.part"
    put(tree, part, content)
    os.replace(tree / part, tree / path)  # noqa: PTH105
