"""`wire tag`: stories on standard input, a JSON object a line; their tags and sections on standard output."""

from __future__ import annotations

import argparse
import json
import os
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, overload

from .sections import Sections
from .tagger import Copy, tag_set


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Add the subcommand `tag` to the commands of `wire`."""
    parser: argparse.ArgumentParser = commands.add_parser("tag", help="tag stories, or say why they have their tags")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--jsonl", action="store_true", help="read and write JSON lines")
    how.add_argument("--explain", nargs="+", type=Path, metavar="RECORD", help="say why records have their tags")
    return parser


class Spool(Sequence[Copy]):
    """Stories kept as compressed lines, so that a large set fits in memory."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = [zlib.compress(line, 1) for line in lines if line.strip()]

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Copy: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Copy]: ...

    def __getitem__(self, at: int | slice) -> Copy | Sequence[Copy]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return _story(json.loads(zlib.decompress(self._lines[at])))


def run(args: argparse.Namespace) -> int:
    """Tag the stories on standard input; the exit code."""
    stories = Spool(sys.stdin.buffer)
    allowed = [name.strip() for name in os.environ.get("TAG_SECTIONS", "").split(",") if name.strip()]
    sections = Sections(allowed).of_set(stories) if allowed else None
    for i, tagged in enumerate(tag_set(stories)):
        line = {"id": tagged.id, "tags": tagged.ranked, "publish": tagged.publish}
        if sections:
            line["section"] = sections[i]
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


def _story(row: dict[str, Any]) -> Copy:
    return Copy(*(str(row.get(name) or "") for name in ("id", "title", "text", "lang")))
