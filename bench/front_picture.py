"""Takes the picture of the demo's front page that the README shows: `python bench/front_picture.py`."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "front.webp"
SIZE = {"width": 1280, "height": 1500}

sys.path.insert(0, str(ROOT / "tests"))


def main() -> None:
    from conftest import QUIET, browser_path, build, copy_site
    from site_server import serve

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = copy_site(Path(folder) / "site")
        run = build(site, SITEURL="")
        assert run.returncode in (0, 3), run.stdout + run.stderr
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        with serve(site / "output") as address:
            page.goto(address + "/", wait_until="networkidle")
            picture = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    TARGET.parent.mkdir(exist_ok=True)
    picture.convert("RGB").save(TARGET, quality=82, method=6)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
