"""Kills filing with signal 9 at random moments, and checks each time that every record is whole and what it must be.

    .venv/bin/python bench/hostile/killed.py [KILLS [SEED]]

Prints how many kills there were, how many fell while records were being written, and how many left anything torn.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests"), str(ROOT / "tests" / "wire")]

from test_killed import FILES, file_in_small_batches, fill, forked, killed, records  # noqa: E402
from wire.filing import file_copy  # noqa: E402


def main() -> None:
    """Kills and counts."""
    kills, torn, halfway, whole = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, 0, 0, 0
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 11)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        model, house = fill(Path(folder) / "whole"), fill(Path(folder) / "torn")
        started = time.monotonic()
        os.waitpid(forked(lambda: file_in_small_batches(model)), 0)
        took, expected = time.monotonic() - started, records(model)
        for _ in range(kills):
            found = killed(house, dice.uniform(0.0, 1.1) * took)
            torn += not found.items() <= expected.items()
            halfway += 0 < len(found) < FILES
            if len(found) == FILES:
                file_copy(house)
                whole += records(house) == expected
                torn += records(house) != expected
                shutil.rmtree(house.news)
                shutil.rmtree(house.cache)
    print(f"{kills} kills: {halfway} left part of the records, {whole} times all were complete, {torn} torn or wrong")


if __name__ == "__main__":
    main()
