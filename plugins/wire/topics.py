"""What `content/vocabulary.toml` says of tags and sections to readers: descriptions, and the other names of tags.

Left in the settings as plain dicts, for whoever makes pages: reading it must cost next to nothing in a build that has
nothing to file, so it is not checked here; filing does that.
"""

from __future__ import annotations

import tomllib
from typing import Any

Topic = dict[str, Any]


def topics_of(vocabulary: str) -> dict[str, dict[str, Topic]]:
    """For "tag" and for "category" the topics by name: each with its `description` and `aliases`."""
    try:
        table = tomllib.loads(vocabulary)
    except tomllib.TOMLDecodeError:
        return {}
    return {"tag": _topics(table.get("tag")), "category": _topics(table.get("section"))}


def _topics(rows: object) -> dict[str, Topic]:
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {
        str(row["name"]).strip(): {
            "description": str(row.get("description", "")),
            "aliases": [str(alias) for alias in row.get("aliases", ())],
        }
        for row in found
        if row.get("name")
    }
