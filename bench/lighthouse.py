"""Google's Lighthouse, phone profile, over each page kind of an invented paper of sixty stories with pictures.

`python bench/lighthouse.py [PATH…]`; with paths, those pages alone. Needs npm, which fetches Lighthouse into .cache,
and Chromium ($CHROME_PATH).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".cache" / "lighthouse"
VERSION = "13"
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"
PAGES = (
    "/",
    "/section/world/",
    "/tag/port-almery/",
    "/author/ines-okafor/",
    "/place/vessby/",
    "/news/story-1/",
    "/news/corrected/",
    "/news/arabic/",
    "/news/chinese/",
    "/archive/2026/11/",
    "/follow/",
    "/search/",
    "/404.html",
    "/410.html",
)
TIMES = {"paint": "first-contentful-paint", "largest": "largest-contentful-paint", "shift": "cumulative-layout-shift"}

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "site")]


def lighthouse() -> list[str]:
    """The command, fetched once."""
    if not (TOOLS / "node_modules").is_dir():
        TOOLS.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", f"lighthouse@{VERSION}"], cwd=TOOLS, check=True)
    return [str(TOOLS / "node_modules/.bin/lighthouse"), "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]


def judge(address: str) -> dict[str, object]:
    """Four scores, three times, bytes and requests of one page."""
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    run = subprocess.run(
        [*lighthouse(), address], env={**os.environ, "CHROME_PATH": chrome}, capture_output=True, text=True, check=True
    )
    result = json.loads(run.stdout)
    audits = result["audits"]
    return {
        **{name: round(100 * each["score"]) for name, each in result["categories"].items()},
        **{name: audits[key]["displayValue"] for name, key in TIMES.items()},
        "bytes": audits["total-byte-weight"]["numericValue"],
        "requests": len(audits["network-requests"]["details"]["items"]),
    }


def main() -> None:
    from newsroom import fill, print_paper
    from site_server import serve

    with tempfile.TemporaryDirectory() as folder:
        output = print_paper(fill(Path(folder) / "site"), ["edition", "press"])
        with serve(output) as address:
            for page in sys.argv[1:] or PAGES:
                found = judge(address + page)
                print(page, *(f"{name} {value}" for name, value in found.items()), sep="  ")


if __name__ == "__main__":
    main()
