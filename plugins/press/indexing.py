"""When the search index is made, and how it gets into a release.

With `search` = "with" it is part of the release like every other file. With "after" the release is shown first: a
release that only has more stories goes on with the index as it was; one in which a story changed or left goes without,
so that no word of it stays to be found. The index that follows is put into the release that is shown: its files have
names made from their content, and the files that name them are swapped in last.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import search
from .gate import LIVE
from .house import House
from .job import Job
from .made import Made, digest
from .release import put
from .store import Store

ENTRIES = ("pagefind-entry.json", search.BUNDLES)
TASK = "search||0"


class Indexing:
    """The index of one build."""

    def __init__(self, job: Job, store: Store, house: House) -> None:
        self.job = job
        self.store = store
        self.house = house

    def some(self, listed: bool, only_more: bool) -> tuple[list[Made], list[str]]:
        """What differs in the index for a release made from the one before: files, and paths to remove."""
        mode = self.job.press.search
        if not listed or mode == "off":
            return [], []
        known = self.store.made_by(TASK)
        if mode == "with":
            return self._difference(known)
        self.store.set("search_due", "1")
        return [], [] if only_more else list(known)

    def all(self, base: Path | None) -> list[Made]:
        """The whole index, for a release made from nothing; that of the shown release at `base`, if it still fits."""
        known = self.store.made_by(TASK)
        mode = self.job.press.search
        if mode == "off":
            return []
        if base and known and self._keys(self._bundles()) == self._before():
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
        """What differs from the `known` files; bundles whose stories are the same are not made again."""
        bundles = self._bundles()
        keys, before = self._keys(bundles), self._before()
        found: dict[str, bytes] = {}
        same: set[str] = set()
        for name, paths in bundles.items():
            own = {path for path in known if path.startswith(f"{search.FOLDER}{name}/")}
            if own and keys[name] == before.get(name):
                same |= own
            else:
                made = search.bundle(self._pages(paths))
                found |= {f"{search.FOLDER}{name}/{path}": content for path, content in made.items()}
        if found or same:
            found[f"{search.FOLDER}{search.BUNDLES}"] = json.dumps(list(bundles)).encode()
        self.store.set("search", json.dumps(keys))
        made_now = [Made(path, TASK, digest(content), content) for path, content in sorted(found.items())]
        differing = [each for each in made_now if known.get(each.path) != each.digest]
        return differing, [path for path in known if path not in found and path not in same]

    def _bundles(self) -> dict[str, Sequence[str]]:
        """The records of each bundle, by its name."""
        ledger = self.house.ledger
        found: dict[str, Sequence[str]] = {}
        listed: set[str] = set()
        for shelf, total, title in ledger.shelves("lang"):
            for start, stop in search.spans(total):
                paths = found[search.name_of(title.lower(), start, stop)] = ledger.slice(shelf, start, stop)
                listed.update(paths)
        others = ledger.shelf("index")[0] - len(listed)
        if others:
            whole = ledger.slice("index", 0, ledger.shelf("index")[0])
            found[search.UNKNOWN] = [path for path in whole if path not in listed]
        return dict(sorted(found.items()))

    def _keys(self, bundles: Mapping[str, Sequence[str]]) -> dict[str, str]:
        settings = [str(self.job.settings["ARTICLE_URL"])]
        return {name: search.key_of(paths, self.store.digest, settings) for name, paths in bundles.items()}

    def _before(self) -> dict[str, str]:
        kept = self.store.get("search")
        return dict(json.loads(kept)) if kept.startswith("{") else {}

    def _pages(self, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        ledger = self.house.ledger
        for path in paths:
            kept = ledger.story(path)
            if kept and kept.state == LIVE:
                yield self.house.wardrobe.address(kept.row), search.skeleton(kept.row, ledger.body(path))


def _swap(tree: Path, path: str, content: bytes) -> None:
    part = f"{path}.part"
    put(tree, part, content)
    os.replace(tree / part, tree / path)  # noqa: PTH105
