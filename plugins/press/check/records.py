"""The records as the gate reads them: with the lines on which their headers stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ..gate import state
from ..job import Job
from ..record import Held, Row, read
from ..workers import fan_out

_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
CHUNK = 200
SKETCH = 48  # the least sums of a text's shingles that are kept to compare it by
SHINGLE = 6  # words


@dataclass(frozen=True)
class Copy:
    """A record or standing page: its row (none: it is held, and why), its header's lines, what is in its text."""

    path: str
    row: Row | None
    reason: str
    state: str
    lines: Mapping[str, int]  # key -> line
    naked_pictures: Sequence[int] = ()  # lines of pictures without words
    sketch: frozenset[int] = field(default=frozenset(), repr=False)
    address: str = ""  # the page's path below the output

    def line(self, key: str) -> int:
        """The line of a header key, or the first."""
        return self.lines.get(key, 1)


def read_all(job: Job) -> list[Copy]:
    """Every record and standing page, in order of paths."""
    root = Path(job.settings["PATH"])
    found: list[Copy] = []
    for key, pages in (("ARTICLE_PATHS", False), ("PAGE_PATHS", True)):
        paths = [
            path
            for folder in job.settings[key]
            for path in sorted((root / folder).rglob("*.md"))
            if path.is_file() and not path.is_symlink()
        ]
        chunks = [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]
        work = partial(_read_some, job, root, pages)
        parts = fan_out(chunks, work, job.workers) if len(chunks) > 1 else map(work, chunks)
        found += [copy for part in parts for copy in part]
    return found


def _read_some(job: Job, root: Path, pages: bool, paths: Sequence[Path]) -> list[Copy]:
    rules = job.rules(is_page=pages)
    return [_copy(job, path.relative_to(root).as_posix(), path, rules, pages) for path in paths]


def _copy(job: Job, name: str, path: Path, rules: Any, page: bool) -> Copy:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Copy(name, None, f"it cannot be read ({error.strerror})", "held", {})
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    result = read(name, raw, rules)
    keys = _key_lines(text)
    if isinstance(result, Held):
        return Copy(name, None, result.reason, "held", keys)
    row, html = result
    pattern = job.settings["PAGE_SAVE_AS" if page else "ARTICLE_SAVE_AS"]
    return Copy(
        name,
        row,
        "",
        state(row, job.now),
        keys,
        [number for number, line in enumerate(text.split("\n"), 1) if re.search(r"!\[\s*\]\(", line)],
        frozenset() if page else sketch(html),
        pattern.format(slug=row.slug, date=_date(row), lang=row.lang),
    )


def _date(row: Row) -> Any:
    from pelican.utils import SafeDatetime

    return SafeDatetime.fromisoformat(row.date) if row.date else ""


def _key_lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if number == 1 and line.strip() == "---":
            continue
        if not line.strip() or line.strip() in ("---", "..."):
            break
        if said := _KEY.fullmatch(line):
            found.setdefault(said[1].lower(), number)
    return found


def sketch(html: str) -> frozenset[int]:
    """The least sums of a text's runs of words: two texts share about as many of them as they share words."""
    from zlib import crc32

    words = re.sub(r"<[^>]*>", " ", html).casefold().split()
    runs = (" ".join(words[at : at + SHINGLE]) for at in range(max(0, len(words) - SHINGLE + 1)))
    return frozenset(sorted({crc32(run.encode()) for run in runs})[:SKETCH])


def line_of(copy: Copy, root: Path, words: str) -> int:
    """The line of the record on which `words` stand, or none."""
    try:
        lines = (root / copy.path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    return next((number for number, line in enumerate(lines, 1) if words in line), 0)


def shown(copies: Sequence[Copy]) -> Iterator[tuple[Copy, Row]]:
    """The copies that readers see, with their rows."""
    return ((copy, copy.row) for copy in copies if copy.row and copy.state in ("live", "hidden"))
