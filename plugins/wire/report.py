"""What became of every raw file: filed, folded into another story, or held for a person to look at."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from .characters import shown


class Fate(StrEnum):
    """What became of a raw file."""

    FILED = "filed"
    FOLDED = "folded"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One raw file's fate. `record` is the story's file inside the content folder, `reason` a sentence with a remedy,
    `news` what this run did ("new", "renamed", "changed title, body"; "" for nothing)."""

    name: str
    fate: Fate
    record: str = ""
    reason: str = ""
    news: str = ""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The file's name and the reason, safe for a terminal."""
        return f"{shown(self.name)}: {shown(self.reason)}" if self.reason else shown(self.name)


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of one run, in the order of the files' names."""

    outcomes: tuple[Outcome, ...] = ()

    @property
    def filed(self) -> list[Outcome]:
        """The files that are stories."""
        return [outcome for outcome in self.outcomes if outcome.fate is Fate.FILED]

    @property
    def folded(self) -> list[Outcome]:
        """The files that are copies of a story."""
        return [outcome for outcome in self.outcomes if outcome.fate is Fate.FOLDED]

    @property
    def held(self) -> list[Outcome]:
        """The files a person must look at."""
        return [outcome for outcome in self.outcomes if outcome.fate is Fate.HELD]

    def summary(self) -> str:
        """One line: "15 raw files: 14 filed (2 new), 0 folded, 1 held"."""
        new = sum(bool(outcome.news) for outcome in self.filed)
        fresh = f" ({new} new or changed)" if new else ""
        files = "1 raw file" if len(self.outcomes) == 1 else f"{len(self.outcomes)} raw files"
        return f"{files}: {len(self.filed)} filed{fresh}, {len(self.folded)} folded, {len(self.held)} held"

    def lines(self, most: int = 50) -> list[str]:
        """One safe line for each file that was held or folded, or whose record changed; no more than `most`."""
        found = list(_lines(self.outcomes))
        rest = len(found) - most
        return [*found[:most], f"and {rest} more lines: see `wire file --report FILE`"] if rest > 0 else found

    def json(self) -> str:
        """The report as JSON, one object a file."""
        rows = [asdict(outcome) for outcome in self.outcomes]
        counts = {fate.value: sum(outcome.fate is fate for outcome in self.outcomes) for fate in Fate}
        return json.dumps({"raw": len(rows), **counts, "files": rows}, indent=1, ensure_ascii=True) + "\n"


def stopped(error: OSError) -> str:
    """Why filing could not go on, and the remedy. What was filed until then stands; the rest is filed the next time."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "no space left on the disk: the old site stands as it was; make room, then build again"
    place = f" {shown(str(error.filename))}" if error.filename else ""
    return f"filing stopped at{place or ' a file'} ({error.strerror or type(error).__name__}): the old site stands"


def _lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        name = shown(outcome.name)
        if outcome.fate is Fate.HELD:
            yield f"held: {name}: {shown(outcome.reason)}"
        elif outcome.fate is Fate.FOLDED:
            yield f"folded: {name}: {shown(outcome.reason)}"
        elif outcome.news not in ("", "new"):
            yield f"{shown(outcome.news)}: {name} ({outcome.record})"
