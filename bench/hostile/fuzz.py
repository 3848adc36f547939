"""Fuzzes decoding, splitting, cleaning and the record for as long as wanted; stops at the first fault and keeps it.

    .venv/bin/python bench/hostile/fuzz.py [SECONDS]

With `pip install atheris` the search is led by coverage; without, pieces of known copy are spliced at random. The
faults that are looked for are those of tests/wire/test_fuzz.py, a time bound among them.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests"), str(ROOT / "tests" / "wire")]


def led(seconds: int) -> None:
    """A run of atheris; never returns."""
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=["wire"]):
        from test_fuzz import SEEDS, check

    corpus = ROOT / ".cache" / "fuzz"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (corpus / f"seed{number}").write_bytes(b"\0" + seed[:8000])
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-max_len=8000", "-timeout=10", str(corpus)],
        lambda data: check(data[1:], html=data[:1] == b"\1"),
    )
    atheris.Fuzz()


def spliced(seconds: int) -> None:
    """Random splices; the number of the one that fails makes it again."""
    from test_fuzz import check, mutated

    end, number = time.monotonic() + seconds, int(time.time()) << 20
    first = number
    while time.monotonic() < end:
        dice = random.Random(number)  # noqa: S311
        raw, html = mutated(dice), dice.random() < 0.5
        try:
            check(raw, html=html)
        except AssertionError:
            Path("fault.bin").write_bytes(raw)
            print(f"fault at {number}, html={html}: kept as fault.bin")
            raise
        number += 1
    print(f"{number - first} texts, no fault")


if __name__ == "__main__":
    budget = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with suppress(ImportError):
        led(budget)
    spliced(budget)
