"""What changed in stories after they were published, from the records' own git history."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .gate import LIVE
from .record import OUT
from .store import Kept

MOST = 200  # changes that are shown
_TOLD = ("title", "summary", "correction", "update", "date", "category", "authors", "place")
_HEADER = re.compile(r"([A-Za-z_]+):[ \t]*(.*)")
_GATE = re.compile(r" {0,3}(status|embargo|expires|date):[ \t]*(.*?)\s*", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Change:
    """One change of one story: the record, when, the lines that went and those that came."""

    path: str
    moment: datetime
    gone: tuple[str, ...]
    come: tuple[str, ...]


def read_git(content: Path, folders: Sequence[str], most: int = 4 * MOST) -> list[Change]:
    """The newest changes to records below `folders`, newest first; none where there is no git."""
    command = [
        "git",
        "-C",
        str(content),
        "-c",
        "core.quotePath=false",
        "log",
        f"-n{most}",
        "--format=%x01%ct",
        "-p",
        "-U0",
    ]
    command += ["--no-color", "--no-ext-diff", "--no-renames", "--diff-filter=M", "--relative", "--", *folders]
    try:
        run = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return []
    said = run.stdout.decode("utf-8", "replace") if run.returncode == 0 else ""
    return [change for commit in said.split("\x01")[1:] for change in _commit(commit)]


def _commit(text: str) -> Iterator[Change]:
    stamp, _, rest = text.partition("\n")
    moment = datetime.fromtimestamp(int(stamp), UTC)
    for part in re.split(r"^diff --git .*\n", rest, flags=re.MULTILINE)[1:]:
        if name := re.search(r"^\+\+\+ b/(.+?)\t?$", part, re.MULTILINE):
            hunks = part.partition("\n@@")[2]
            gone = tuple(line[1:] for line in hunks.splitlines() if line.startswith("-"))
            come = tuple(line[1:] for line in hunks.splitlines() if line.startswith("+"))
            yield Change(name[1], moment, gone, come)


def after_publication(changes: Sequence[Change], story: Callable[[str], Kept | None]) -> list[Change]:
    """The changes readers could have seen, as plain words: of stories that are live, after they last came out."""
    found, unseen = [], set()
    for change in changes:
        kept = story(change.path)
        if (
            kept is None
            or kept.state != LIVE
            or change.moment.timestamp() <= max(kept.row.moment, kept.row.embargo or 0)
        ):
            continue
        if any(_kept_in(line, change.moment) for line in change.gone):
            unseen.add(change.path)  # what it was before, and what was done to it until then, nobody saw
        if change.path in unseen:
            continue
        gone, come = _told(change.gone), _told(change.come)
        same = set(gone) & set(come)
        gone, come = [line for line in gone if line not in same], [line for line in come if line not in same]
        if gone or come:
            found.append(Change(change.path, change.moment, tuple(gone), tuple(come)))
    return found[:MOST]


def _kept_in(line: str, moment: datetime) -> bool:
    """Whether a record with this line in its header was not to be seen at a moment."""
    found = _GATE.fullmatch(line)
    if not found or not found[2]:
        return False
    key, value = found[1].lower(), found[2]
    if key == "status":
        return value.lower() not in OUT
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return True
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when <= moment if key == "expires" else when > moment


def _told(lines: Sequence[str]) -> list[str]:
    """The lines a reader could have read: text, and the header's keys that are shown."""
    found = []
    for line in lines:
        key = _HEADER.fullmatch(line)
        if key and key[1].lower() in _TOLD:
            found.append(key[2])
        elif not key or key[1].lower() not in _KNOWN:
            found.append(html.unescape(_ESCAPE.sub(r"\1", line)).strip())
    return [line for line in found if line]


# Keys of the header that no page shows as words.
_KNOWN = frozenset(
    "id slug filed tags lang modified status embargo expires doubts folded aliases original source agency image"
    " image_alt image_caption image_credit priority pinned breaking thread translation_of".split()
)
