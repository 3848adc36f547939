"""`wire tag --jsonl`: stories on standard input, a JSON object a line; their tags and sections on standard output."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from .sections import Sections
from .tagger import Copy, tag_set


def add_parser(commands: Any) -> None:
    """Add the subcommand `tag` to the commands of `wire`."""
    parser = commands.add_parser("tag", help="tags and sections for stories, a JSON object a line")
    parser.add_argument("--jsonl", action="store_true", required=True, help="read and write JSON lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Tag the stories on standard input; the exit code."""
    stories = [_story(json.loads(line)) for line in sys.stdin.buffer if line.strip()]
    allowed = [name.strip() for name in os.environ.get("TAG_SECTIONS", "").split(",") if name.strip()]
    sections = Sections(allowed).of_set((s.title, s.text, s.lang) for s in stories) if allowed else [""] * len(stories)
    for tagged, section in zip(tag_set(stories), sections, strict=True):
        line: dict[str, Any] = {
            "id": tagged.id,
            "tags": list(tagged.ranked),
            "publish": list(tagged.publish),
        }
        if section:
            line["section"] = section
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


def _story(row: dict[str, Any]) -> Copy:
    return Copy(
        str(row.get("id", "")), str(row.get("title") or ""), str(row.get("text") or ""), str(row.get("lang") or "en")
    )
