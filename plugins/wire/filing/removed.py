"""The list of records that people removed, beside the records: a story that was taken out stays out, on every clone.

One line a raw file, for people to read: `raw=51fb…; name=001-ferry.txt; record=news/2026/11/ferry.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..quoting import quoted, unquoted

FILE = "removed.txt"
_HEAD = (
    "# Stories whose records were removed by hand. Their raw files are not filed again;\n"
    "# `wire refile FILE` files one anew and takes it off this list.\n"
)
_LINE = re.compile(r"raw=([0-9a-f]{32}); name=([^;]*); record=([^;]*)")


@dataclass(frozen=True, slots=True)
class Removed:
    """A raw file's name, and where its record stood in the content folder."""

    name: str
    record: str


def read(news: Path) -> dict[str, Removed]:
    """What was removed, by the digest of the raw file's bytes; lines that make no sense are passed over."""
    try:
        lines = (news / FILE).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = (_LINE.fullmatch(line.strip()) for line in lines)
    return {match[1]: Removed(unquoted(match[2]), unquoted(match[3])) for match in found if match}


def text(removed: Mapping[str, Removed]) -> str:
    """The file's text; "" where nothing was removed."""
    rows = sorted((quoted(gone.name), quoted(gone.record), digest) for digest, gone in removed.items())
    lines = [f"raw={digest}; name={name}; record={place}\n" for name, place, digest in rows]
    return "".join([_HEAD, *lines]) if lines else ""
