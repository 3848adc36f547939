"""How long the everyday commands take: `make html` on the demo, first and second run, and `wire clean`.

    .venv/bin/python bench/road.py [--runs N] [--documents N]

Prints medians with the smallest and largest run, and the machine they were taken on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ("pelican.conf.py", "theme", "plugins", "content")


def copy_site(target: Path) -> None:
    """Copies the demo to `target`, without the records, as a fresh clone has it."""
    for name in SITE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "news"))
        else:
            shutil.copy(source, target / name)


def build(site: Path) -> None:
    """Runs what `make html` runs."""
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelican.conf.py"]
    subprocess.run(command, cwd=site, check=True, stdout=subprocess.DEVNULL)


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def documents(count: int) -> bytes:
    """The demo's plain-text copy as JSON lines, repeated to `count` documents."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted((ROOT / "content/wire").glob("*.txt"))]
    rows = ({"id": str(n), "kind": "text", "url": "", "raw": texts[n % len(texts)]} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def clean(feed: bytes) -> None:
    """Runs `wire clean --jsonl` on one core."""
    command = [str(Path(sys.executable).with_name("wire")), "clean", "--jsonl"]
    one_core = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, input=feed, check=True, stdout=subprocess.DEVNULL, env=one_core)


def row(name: str, figures: list[float], unit: str) -> str:
    """One line of the table: median, smallest, largest."""
    return f"{name:<44} {statistics.median(figures):9.2f} {unit} ({min(figures):.2f} to {max(figures):.2f})"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--documents", type=int, default=1000)
    args = parser.parse_args()
    cold, again = [], []
    for _ in range(args.runs):
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder)
            copy_site(site)
            cold.append(seconds(lambda site=site: build(site)))
            again.append(seconds(lambda site=site: build(site)))
    feed, start = documents(args.documents), documents(1)
    rates = [args.documents / (seconds(lambda: clean(feed)) - seconds(lambda: clean(start))) for _ in range(args.runs)]
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(row("build of the demo, fresh clone", cold, "s"))
    print(row("build of the demo, second run", again, "s"))
    print(row("wire clean, plain text, one core", rates, "documents/s"))


if __name__ == "__main__":
    main()
