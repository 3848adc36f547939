"""The `press` command."""

from __future__ import annotations

import sys


def main() -> int:
    """The exit code of the command."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
