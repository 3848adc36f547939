"""What several rooms' tests share: the repository's root, a real browser, a throw-away copy of the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE_FILES = ("pelican.conf.py", "theme", "plugins", "content")
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "/Applications/Chromium.app/Contents/MacOS/Chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-cases", action="store_true", help="write the golden cases' answers anew")


def shared(name: str) -> Path:
    """The path of a file that `tests/setup.sh` fetched, such as "vnu.jar"; the test fails where it is missing."""
    path = ROOT / ".venv" / "share" / name
    if not path.exists():
        pytest.fail(f"{path} is missing: run `make test`, which fetches it")
    return path


def browser_path() -> str:
    """The browser's executable: $CHROMIUM, or the first of `BROWSERS` that is there; else the test fails."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("no Chromium found: install it or name it in $CHROMIUM")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        yield chromium
        chromium.close()


def copy_site(target: Path, *, records: bool = False) -> Path:
    """`target`, now a copy of this repository's site; without the records unless asked for, as in a fresh clone."""
    target.mkdir(parents=True, exist_ok=True)
    for name in SITE_FILES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    if not records:
        shutil.rmtree(target / "content" / "news", ignore_errors=True)
    return target


def build(site: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The finished run of `pelican content -s pelican.conf.py` in `site`, just as the Makefile calls it."""
    return subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", "pelican.conf.py"],
        cwd=site,
        env={**os.environ, "PYTHONHASHSEED": "random", **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo site, built once from its raw copy. Tests only read it."""
    site = copy_site(tmp_path_factory.mktemp("demo"))
    run = build(site, SITEURL="https://courier.example")
    assert run.returncode in (0, 3), run.stdout + run.stderr
    return site
