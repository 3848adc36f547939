"""The `wire` command: clean, file, refile, tag. Each command is one function; this table is the program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from .tags.command import add_parser as add_tag_parser


def build_parser() -> argparse.ArgumentParser:
    """The parser for `wire`; each subparser sets `run`, a function from its arguments to an exit code."""
    parser = argparse.ArgumentParser(prog="wire", description="Raw copy in, Markdown stories out.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    clean = commands.add_parser("clean", help="clean raw copy from standard input")
    clean.add_argument("--jsonl", action="store_true", required=True, help='lines of {"id", "kind", "url", "raw"}')
    clean.set_defaults(run=run_clean)
    add_tag_parser(commands)
    return parser


def run_clean(args: argparse.Namespace) -> int:
    """0, after writing a cleaned story as a JSON line for each JSON line on standard input."""
    from .clean import clean

    for line in sys.stdin.buffer:
        row = json.loads(line)
        story = clean(row["raw"], html=row.get("kind") == "html", url=row.get("url") or "")
        text = "\n\n".join(block.text for block in story.body)
        out = {"id": row["id"], "title": story.title, "date": story.date, "authors": story.byline, "text": text}
        sys.stdout.write(json.dumps(out, ensure_ascii=False) + "\n")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command named in `argv` (default: the process's own arguments)."""
    args = build_parser().parse_args(argv)
    run = args.run
    return int(run(args))


if __name__ == "__main__":
    sys.exit(main())
