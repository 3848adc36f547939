"""What a site's history of tags costs: the memory of 100,000 filed stories, and the time to tag one more.

    python bench/tagging/history.py [STORIES]

The stories' tags are invented: a tenth of them new names, the others old ones, as in a paper's archive.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

from wire.tags import SiteTags, Vocabulary, read_story, settle

STORY = "The night ferry to Gannet Island will sail again, Prime Minister Oda Renn said on Monday. " * 25


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    dice = random.Random(8)  # noqa: S311
    story = read_story("Night ferry sails again", STORY, "en", Vocabulary())[1]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    site = SiteTags()
    names = 0
    start = time.process_time()
    for _ in range(count):
        names += dice.random() < 0.5
        some = {f"Person Number{int(names * dice.random() ** 2)}" for _ in range(5)}
        site.file(sorted(some), "en")
    filed = time.process_time() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    start = time.process_time()
    for _ in range(100):
        settle(story, Vocabulary(), site)
    one = (time.process_time() - start) * 10
    print(f"{count:,} stories, {names:,} tags: {grown / 1024:.0f} MB, {filed:.1f} s to count; one more {one:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
