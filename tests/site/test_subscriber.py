"""A subscriber's side: the real newsboat reads the served feeds, before and after an editor's changes."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from conftest import build, copy_site
from site_server import answering


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder`, served on loopback while the block runs."""
    with answering(partial(Quiet, directory=str(folder))) as address:
        yield address


class Reader:
    """A newsboat of its own, subscribed to one feed."""

    def __init__(self, home: Path) -> None:
        self.newsboat = shutil.which("newsboat") or pytest.fail("newsboat is missing: run `make test`")
        self.home = home
        home.mkdir()
        (home / "config").write_text("confirm-exit no\n")

    def reload(self, address: str) -> None:
        (self.home / "urls").write_text(f"{address}\n")
        files = ("-u", "urls", "-c", "cache.db", "-C", "config", "-l", "3", "-d", "log")
        subprocess.run(
            [self.newsboat, *files, "-x", "reload"], cwd=self.home, check=True, timeout=60, capture_output=True
        )

    def items(self) -> dict[str, tuple[str, str, str]]:
        """guid -> (title, author, content) of everything the reader ever saw."""
        with sqlite3.connect(self.home / "cache.db") as store:
            rows = store.execute("SELECT guid, title, author, content FROM rss_item").fetchall()
        return {guid: (title, author, content) for guid, title, author, content in rows}

    def unread(self) -> int:
        with sqlite3.connect(self.home / "cache.db") as store:
            return int(store.execute("SELECT count(*) FROM rss_item WHERE unread = 1").fetchone()[0])

    def read_all(self) -> None:
        with sqlite3.connect(self.home / "cache.db") as store:
            store.execute("UPDATE rss_item SET unread = 0")


def edit(record: Path, pattern: str, line: str) -> None:
    text = record.read_text("utf-8")
    changed = re.sub(pattern, line, text, count=1, flags=re.MULTILINE)
    assert changed != text, f"{pattern} is not in {record}"
    record.write_text(changed, "utf-8")


@pytest.mark.parametrize("feed", ["feeds/all.atom.xml", "feeds/all.rss.xml"])
def test_a_subscriber_sees_each_story_once(tmp_path: Path, feed: str) -> None:
    site = copy_site(tmp_path / "site")
    reader = Reader(tmp_path / "reader")
    with served(site) as address:
        # The feed's address stays while the site's own address changes below.
        url = f"{address}/output/{feed}"
        assert build(site, SITEURL="https://courier.example").returncode == 0
        reader.reload(url)
        before = reader.items()
        assert len(before) == 15
        assert sum("Seats: 180, of which 12" in content for _, _, content in before.values()) == 1
        assert any("Marta Quill" in author for _, author, _ in before.values())
        reader.read_all()

        (record,) = site.glob("content/news/**/swans-return*.md")
        edit(record, r"^Title: .*$", "Title: Swans are back on Mill Pond")
        edit(record, r"^Date: .*$", "Date: 2026-11-12 06:00+00:00")
        edit(record, r"^Category: .*\n", "Category: Science and nature\n")
        assert build(site, SITEURL="https://new-courier.example").returncode == 0
        reader.reload(url)
    after = reader.items()
    assert set(after) == set(before)
    assert reader.unread() == 0
