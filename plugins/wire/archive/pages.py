"""Saved pages and text files -> items."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..slip import Known, split, stamped
from .item import Item

ASIDE = re.compile(r"(?:[_-](?:files|file|dateien|archivos|fichiers|bestanden|filer|soubory|pliki)|\.files)$", re.I)
"""The folders in which browsers keep what belongs to a saved page."""

_SAVED = re.compile(rb"<!-- saved from url=\(\d{4,6}\)(https?://[^\s<>\"]{1,2000}) -->")
_WINDOW = 4096


def items(data: bytes, label: str, *, html: bool, moment: float) -> Iterator[Item]:
    """The one item of a file. A slip that it carries already stays its slip."""
    known, copy = split(data)
    found = _SAVED.search(copy[:_WINDOW]) if html else None
    if found and not known.url:
        known = split(stamped(Known(url=found[1].decode("utf-8", "replace")), b""))[0]
    if not copy.strip():
        yield Item(0, label, problem="it is an empty file")
        return
    yield Item(0, label, copy, html, known, moment)
