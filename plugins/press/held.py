"""Which copy the last build held, kept beside its store for the commands that speak of it later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAME = "held.json"


def remember(cache: Path, report: Any, folder: str) -> None:
    """Write down the raw files that `report`, of whoever files copy, says are held; `folder` is where they lie."""
    if report is None:
        return
    rows = [(f"{folder}/{each.name}", str(each.reason)) for each in getattr(report, "held", ())]
    text = json.dumps(rows)
    path = cache / NAME
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def recall(cache: Path) -> Sequence[tuple[str, str]]:
    """Each held raw file with the reason."""
    try:
        return [(str(name), str(reason)) for name, reason in json.loads((cache / NAME).read_text("utf-8"))]
    except (OSError, ValueError):
        return []
