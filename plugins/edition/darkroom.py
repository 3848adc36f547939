"""Has the sized copies of pictures made by a process of its own, while the build goes on reading and rendering.

Pages need a picture's size and the names of its copies, and both are known before any copy is made; the copies
themselves are waited for once, before the release is put together.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

WORK = Path(__file__).with_name("sizing.py")


class DarkroomError(RuntimeError):
    """Copies could not be made: the old site stands."""


@dataclass(frozen=True)
class Order:
    """The copies wanted of one picture: (file, width, whether in the modern format), and cuts as (file, ratio,
    width at most)."""

    source: str
    copies: Sequence[tuple[str, int, bool]]
    cuts: Sequence[tuple[str, float, int]]


class Darkroom:
    """One process at work on orders; whoever needs what it makes waits, also in processes forked later."""

    def __init__(self, orders: Sequence[Order], out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._work = subprocess.Popen([sys.executable, "-P", str(WORK)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = json.dumps({"out": str(out), "orders": [asdict(order) for order in orders]})
        assert self._work.stdin
        self._work.stdin.write(said.encode())
        self._work.stdin.close()

    def wait(self) -> None:
        """Come back when it is done."""
        # It writes nothing before its end: any process that holds the pipe sees that.
        assert self._work.stdout
        select.select([self._work.stdout], [], [])

    def finish(self) -> None:
        """Wait, for the process that gave the orders; raises DarkroomError, with names and reasons, if it failed."""
        assert self._work.stdout
        said = self._work.stdout.read().decode("utf-8", "replace").strip()
        if self._work.wait():
            raise DarkroomError(f"pictures could not be sized: {said or 'the process was stopped'}")
