"""Builds a whole site of hostile texts and reads every page and feed of it in the real browser.

    .venv/bin/python bench/hostile/site.py FOLDER [TEXTS [SEED]]

Takes so many lines {"text": …} of the .jsonl files in a folder, puts each in headlines, in bodies, in pages and in
hand-written records, and does with them what tests/site/test_hostile.py does with its own; prints what failed.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests"), str(ROOT / "tests" / "site")]

import test_hostile as hostile  # noqa: E402
from conftest import QUIET, browser_path, build, copy_site  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from site_server import serve  # noqa: E402

MOST_SHOWN = 30


def main() -> None:
    """Builds, reads, prints."""
    files = sorted(Path(sys.argv[1]).glob("*.jsonl"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    many = min(len(lines), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 5)  # noqa: S311
    texts = [str(json.loads(line)["text"]) for line in dice.sample(lines, many)]
    hostile.PAYLOADS[:] = texts
    hostile.FUZZED.clear()
    hostile.SAID[:] = [hostile.SPOKEN.format(" ".join(text.split())) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        site = copy_site(Path(folder) / "site")
        hostile.write_copy(site)
        run = build(site, SITEURL="")
        print(f"{many} texts; exit code {run.returncode}; {run.stdout.strip().splitlines()[-1][:300]}")
        with sync_playwright() as play, serve(site / "output") as home:
            chromium = play.chromium.launch(executable_path=browser_path(), args=list(QUIET))
            witness = hostile.Witness(chromium.new_context(bypass_csp=True), home)
            missing = hostile.unshown(site, hostile.read_pages(site, witness))
            print(f"{len(missing)} blocks are not shown as they are", *missing[:MOST_SHOWN], sep="\n")
            hostile.test_nothing_runs_in_any_feed(site, witness)
            print(f"{len(witness.seen)} scripts, requests or navigations: {witness.seen[:5]}")


if __name__ == "__main__":
    main()
