"""What the preview shows beside the release: the pages of drafts and of stories whose time has not come.

They lie in a folder of their own, which nothing publishes; a list beside them says what is held back, and why.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from . import held, keys
from .claims import TAKEN, why_taken
from .engine import Build
from .gate import GONE, HIDDEN
from .release import put
from .store import Kept, Store

LIST = "waiting.json"


@dataclass(frozen=True)
class Waiting:
    """Something that is not published: its file, what it is called, why it waits, and where the preview shows it."""

    file: str
    title: str
    why: str
    address: str = ""


def lay_out(settings: Any, folder: Path) -> None:
    """Fill `folder` with what waits now; what waited before is gone."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    build = Build(settings)
    store = Store.open(build.job.store_path, keys.reading(settings))
    waiting = [Waiting(name, name, reason) for name, reason in held.recall(build.job.cache)]
    if store:
        content = Path(settings["PATH"]).name
        waiting += [Waiting(f"{content}/{path}", path, reason) for path, reason in store.held()]
        waiting += list(_pages(build, store, content, part))
        store.close()
    (part / LIST).write_text(json.dumps([asdict(each) for each in waiting]), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def _pages(build: Build, store: Store, content: str, folder: Path) -> list[Waiting]:
    """The stories that wait, each with its page where it will stand."""
    house = build.house_of(store)
    found = []
    for kept in store.unlisted():
        if kept.state in (HIDDEN, GONE):
            continue
        story = house.story(kept.row.path)
        context = {"article": story, "category": story.category, "page_name": story.url}
        for path, page in house.page("article", story.save_as, context).items():
            if not (folder / path).exists():
                put(folder, path, page)
        file = f"{content}/{kept.row.path}"
        found.append(Waiting(file, story.title, why(kept, build.job.zone), "" if kept.state == TAKEN else story.url))
    return found


def why(kept: Kept, zone: tzinfo) -> str:
    """Why a story is not shown, with the moment from which it will be."""
    if kept.state == TAKEN:
        return why_taken(kept.row)
    if kept.wakes is None:
        return kept.state
    return f"{kept.state} until {datetime.fromtimestamp(kept.wakes, zone):%Y-%m-%d %H:%M %Z}"


def recall(folder: Path) -> Sequence[Waiting]:
    """What waits, as the last build wrote it down."""
    try:
        return [Waiting(**each) for each in json.loads((folder / LIST).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
