"""Files and publishes many good pieces of copy with three bad ones among them, and looks what became of each.

    .venv/bin/python bench/hostile/many.py [GOOD]

Prints how many of the good were published at an address of their own, what was said of the bad, and how long it took.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests"), str(ROOT / "tests" / "wire")]

from archive_kit import article  # noqa: E402
from conftest import copy_site  # noqa: E402
from wire.record import parse  # noqa: E402

BAD = {"bad-one.txt": bytes(range(256)) * 400, "bad-two.html": b"<frameset><frame src=a></frameset>"}
PIPE = "bad-three.txt"


def fill(copy: Path, good: int) -> None:
    """The raw copy: good pieces of some 2 kB, noise, a page of frames, and a pipe that nobody writes to."""
    for path in copy.iterdir():
        path.unlink()
    for number in range(good):
        of = article(number)
        paragraphs = "\n\n".join(of.paragraphs)
        text = f"{of.title}\n\nBy {of.author}\n{of.date:%d %B %Y}\n\n{paragraphs}\n"
        (copy / f"{number:05}.txt").write_text(text, "utf-8")
    for name, content in BAD.items():
        (copy / name).write_bytes(content)
    os.mkfifo(copy / PIPE)


def main() -> None:
    """Files, publishes, counts."""
    good = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        site = copy_site(Path(folder) / "site")
        fill(site / "content" / "wire", good)
        began = time.perf_counter()
        pelican = [sys.executable, "-m", "pelican", "content", "-s", "pelican.conf.py"]
        run = subprocess.run(pelican, cwd=site, env={**os.environ, "SITEURL": ""}, capture_output=True, text=True)
        took = time.perf_counter() - began
        records = [parse(path.read_text("utf-8")) for path in site.glob("content/news/*/*/*.md")]
        shown = sum((site / "output" / "news" / each.get("slug") / "index.html").is_file() for each in records)
        said = run.stdout + run.stderr
    named = [name for name in (*BAD, PIPE) if re.search(rf"{name} \(", said)]
    print(f"{shown:,} of {good:,} published; named: {', '.join(named)}; exit code {run.returncode}; {took:.0f} s")


if __name__ == "__main__":
    main()
