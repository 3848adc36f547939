"""The hub is told of the feeds that changed, and again when it did not hear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

from press.websub import ping
from press_site import Site, record
from site_server import answering

SITE = "https://paper.example"


class Hub(BaseHTTPRequestHandler):
    """Answers with `code` and keeps what it was told."""

    code = 204
    heard: ClassVar[list[dict[str, list[str]]]] = []

    def do_POST(self) -> None:
        self.heard.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(self.code)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hub() -> Iterator[str]:
    Hub.heard.clear()
    Hub.code = 204
    with answering(Hub) as address:
        yield f"{address}/"


def told() -> set[str]:
    assert all(each["hub.mode"] == ["publish"] for each in Hub.heard)
    return {url for each in Hub.heard for url in each["hub.url"]}


def test_a_hub_hears_of_what_changed_since_it_heard_last(tmp_path: Path) -> None:
    with hub() as address:
        site = Site(tmp_path / "site", SITEURL=SITE, PRESS={"hub": address})
        site.write("news/a.md", record("One", "2024-05-01", category="World", slug="one", tags="Fish;"))
        site.write("news/b.md", record("Two", "2024-05-02", category="Sport", slug="two", tags="Sea;"))
        site.build()
        assert "was told of" in ping(site.all_settings())[0]
        assert {f"{SITE}/feeds/all.atom.xml", f"{SITE}/feeds/section/sport.rss.xml"} <= told()
        Hub.heard.clear()
        assert ping(site.all_settings()) == [] and not Hub.heard

        site.write("news/b.md", record("Two", "2024-05-02", "New words.", category="Sport", slug="two", tags="Sea;"))
        site.build()
        Hub.code = 503
        assert "503" in ping(site.all_settings())[0]
        Hub.heard.clear()
        Hub.code = 204
        ping(site.all_settings())
        assert f"{SITE}/feeds/section/sport.atom.xml" in told()
        assert f"{SITE}/feeds/section/world.atom.xml" not in told()
    site.write("news/a.md", record("One", "2024-05-01", "Other.", category="World", slug="one", tags="Fish;"))
    site.build()
    assert "was not told" in ping(site.all_settings())[0]


def test_without_a_hub_nobody_is_asked(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", SITEURL=SITE)
    site.build()
    assert ping(site.all_settings()) == []
