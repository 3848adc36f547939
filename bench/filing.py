"""Prices filing: made-up raw text files of about 450 words, filed in one process, and what each step of it costs.

    .venv/bin/python bench/filing.py [--files N] [--runs N] [--workers N]

Prints processor milliseconds a file: all of it (its workers included), and each step with what it calls taken off.
Steps are timed by wrapping their functions, with one worker in this process.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

NOW = 1_764_000_000.0
STEPS = {
    "scan raw files": ("filing.raw", "scan"),
    "read": ("filing.intake", "read"),
    "decode": ("filing.intake", "decode"),
    "clean": ("filing.intake", "clean"),
    "tags, section": ("filing.intake", "_sorted"),
    "record": ("filing.intake", "from_story"),
    "fingerprint": ("filing.intake", "fingerprint"),
    "sketch": ("filing.intake", "sketch"),
    "settle tags": ("filing.clerk", "settle"),
    "decide": ("filing.clerk", "Clerk.decide"),
    "write records": ("filing.shelf", "Shelf.put"),
    "put in place": ("filing.shelf", "Shelf.flush"),
    "remember": ("filing.index", "Index.remember"),
    "shelve": ("filing.index", "Index.shelve"),
}
SYLLABLES = "ba be bi bo da de di do fa ka ke ko la le li lo ma me mi mo na ne no ra re ri ro sa se so ta te".split()
JUNK = ("Share on Facebook", "Read more: The harbour in numbers", "Home > News > Local", "Advertisement")


NOUNS = (
    "council harbour ferry teacher hospital budget river farmer minister factory winter library judge engine school"
    " market bridge forest doctor museum station village parliament company fisherman orchestra tunnel election"
).split()
VERBS = "approved rejected visited questioned opened closed repaired praised inspected sold delayed rebuilt".split()
QUALITIES = "old new local northern crowded narrow famous quiet costly empty public private wooden modern".split()
ENDS = (
    "on Tuesday", "after a long debate", "for the second time this year", "in spite of the weather", "last night",
    "with the help of volunteers", "before the summer begins", "according to people who were there", "at a cost of {}",
)  # fmt: skip


def article(dice: random.Random) -> str:
    """Raw copy: headline, date, byline, ten paragraphs, and two lines of junk."""

    def name() -> str:
        return "".join(dice.choices(SYLLABLES, k=3)).title()

    def thing() -> str:
        return f"the {dice.choice(QUALITIES)} {dice.choice(NOUNS)}"

    def sentence() -> str:
        end = dice.choice(ENDS).format(f"{dice.randint(2, 900)},000 crowns")
        said = f"{thing()} of {name()} {dice.choice(VERBS)} {thing()} {end}"
        return dice.choice((f"{said.capitalize()}.", f"“We know that {said},” said {name()} {name()}."))

    paragraphs = [" ".join(sentence() for _ in range(4)) for _ in range(8)]
    paragraphs[0] = f"{name().upper()}: {paragraphs[0]}"
    headline = f"{thing()} {dice.choice(VERBS)} {thing()} of {name()}".removeprefix("the ").capitalize()
    day = f"{dice.randint(1, 28)} May {dice.randint(2001, 2024)}"
    return "\n\n".join([headline, day, f"By {name()} {name()}", *paragraphs, *dice.sample(JUNK, 2)]) + "\n"


def fill(content: Path, files: int) -> None:
    """The folder of raw copy."""
    dice = random.Random(7)  # noqa: S311
    (content / "wire").mkdir(parents=True)
    for number in range(files):
        (content / "wire" / f"{number:06}.txt").write_text(article(dice), "utf-8")


def file_all(place: Path, workers: int) -> str:
    """The summary of filing what is new in `place`."""
    from wire.filing import House, file_copy
    from wire.settings import Wire

    return file_copy(House(place / "content", place / "cache", Wire(workers=workers), NOW)).summary()


def cpu() -> float:
    """Processor seconds of this process and its children."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


class Clock:
    """Processor time by step, each without the steps inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys(STEPS, 0.0)
        self._inside: list[float] = []

    def wrap(self, step: str, work: Callable[..., object]) -> Callable[..., object]:
        """`work`, timed."""

        def timed(*args: object, **kwargs: object) -> object:
            self._inside.append(0.0)
            start = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                took = time.process_time() - start
                self.spent[step] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return timed


def by_step(place: Path, files: int) -> None:
    """Files everything in this one process and prints what each step took."""
    crew = importlib.import_module("wire.filing.crew")
    crew._FORKS = False  # type: ignore[attr-defined]
    importlib.import_module("wire.filing.clerk")
    clock = Clock()
    for step, (module, name) in STEPS.items():
        owner: object = importlib.import_module(f"wire.{module}")
        *path, last = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        if hasattr(owner, last):
            setattr(owner, last, clock.wrap(step, getattr(owner, last)))
    start = time.process_time()
    file_all(place, 1)
    took = time.process_time() - start
    for step, spent in clock.spent.items():
        print(f"  {step:<16} {1000 * spent / files:8.3f}")
    print(f"  {'the rest':<16} {1000 * (took - sum(clock.spent.values())) / files:8.3f}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.place:
        before, started = cpu(), time.perf_counter()
        said = file_all(args.place, args.workers)
        print(cpu() - before, time.perf_counter() - started, said)
        return
    took, wall, again = [], [], []
    for _ in range(args.runs):
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder) / "content", args.files)
            for figures in (took, again):
                command = [sys.executable, __file__, "--place", folder, "--workers", str(args.workers)]
                run = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
                seconds, clock, said = run.stdout.split(" ", 2)
                figures.append(1000 * float(seconds) / args.files)
                if figures is took:
                    wall.append(float(clock))
    print(said.strip())
    print(f"filing {args.files} files: {statistics.median(took):.2f} ms of processor time a file")
    print(f"{statistics.median(wall):.1f} s on the clock; nothing new: {statistics.median(again):.3f} ms a file")
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "content", args.files)
        by_step(Path(folder), args.files)


if __name__ == "__main__":
    main()
