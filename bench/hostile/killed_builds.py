"""Kills builds with signal 9 at random moments, and checks each time that what is published is one whole release.

    .venv/bin/python bench/hostile/killed_builds.py [KILLS [SEED]]

Prints how many builds were killed, how many had ended before, after how many the new site was shown and after how many
the old one, and how often it was neither; at the end the site is compared with one built from nothing.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests"), str(ROOT / "tests" / "press")]

from press_site import Site, record  # noqa: E402
from test_release import begin, names_shown, whole_time  # noqa: E402


def main() -> None:
    """Kills and counts."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 12)  # noqa: S311
    counts, shown = Counter[str](), "First"
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site", SITENAME=shown)
        for number in range(30):
            day = f"2024-05-{number % 28 + 1:02d}"
            site.write(f"news/s{number}.md", record(f"Story {number}", day, slug=f"s{number}"))
        site.build()
        length = whole_time(site)
        for number in range(kills):
            name = f"Number {number}"
            site.settings |= {"SITENAME": name, "PRESS": {"workers": 1 + number % 2}}
            child, started = begin(site), time.perf_counter()
            time.sleep(dice.uniform(0, 1.2 * length))
            os.killpg(child, signal.SIGKILL)
            ended = not os.waitpid(child, 0)[1]
            if ended:
                length = time.perf_counter() - started
            now = names_shown(site)
            counts["ended" if ended else "killed"] += 1
            counts["new" if now == {name} else "old" if now == {shown} else "neither"] += 1
            shown = next(iter(now))
        site.settings["SITENAME"] = "Last"
        site.build()
        site.build("clean")
        equal = site.files() == site.files("clean")
    print(f"{kills} builds: {dict(counts)}; equal to a clean build at the end: {equal}")
    sys.exit(0 if equal and not counts["neither"] else 1)


if __name__ == "__main__":
    main()
