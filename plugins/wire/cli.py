"""The `wire` command: clean, file, refile, tag. Each command is one function; this table is the program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def build_parser() -> argparse.ArgumentParser:
    """The parser for `wire`; each subparser sets `run`, a function from its arguments to an exit code."""
    parser = argparse.ArgumentParser(prog="wire", description="Raw copy in, Markdown stories out.")
    parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command named in `argv` (default: the process's own arguments)."""
    args = build_parser().parse_args(argv)
    run = args.run
    return int(run(args))


if __name__ == "__main__":
    sys.exit(main())
