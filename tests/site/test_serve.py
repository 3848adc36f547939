"""The preview: the release as it will be published, and beside it, marked, what is held back."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from conftest import copy_site
from playwright.sync_api import Browser

DRAFT = (
    "Title: A tram that is not yet\nDate: 2026-11-20\nSlug: a-tram\nCategory: Local\nStatus: draft\n\nDraft words.\n"
)
LATER = (
    "Title: Tomorrow's ferry\nDate: 2026-11-20\nSlug: tomorrow\nCategory: Local\nEmbargo: 2099-01-01 06:00+00:00\n"
    "Image: images/secret.jpg\nImage_Alt: A ferry\n\nEmbargoed words.\n"
)


@dataclass(frozen=True)
class Preview:
    site: Path
    port: int

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", path, headers={"Host": host} if host else {})
        said = line.getresponse()
        return said.status, said.read().decode(errors="replace")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A running preview of a small site with a draft, an embargoed story and raw copy that is held."""
    site = copy_site(tmp_path_factory.mktemp("preview") / "site")
    for path in sorted((site / "content" / "wire").iterdir())[3:]:
        path.unlink()
    (site / "content" / "wire" / "zz-broken.txt").write_bytes(b"")
    news = site / "content" / "news"
    news.mkdir(parents=True)
    (news / "draft.md").write_text(DRAFT)
    (news / "later.md").write_text(LATER)
    picture = next((site / "content" / "images").glob("*.jpg"))
    (site / "content" / "images" / "secret.jpg").write_bytes(picture.read_bytes() + b"another")
    command = [str(Path(sys.executable).with_name("press")), "serve", "--port", "0"]
    # A suite that runs in the background hands an ignored Ctrl-C down to what it starts.
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    server = subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, text=True, preexec_fn=hear)
    assert server.stdout
    port = next(int(found[1]) for line in server.stdout if (found := re.match(r"http://127.0.0.1:(\d+)/", line)))
    yield Preview(site, port)
    server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0


def test_released_pages_are_as_they_will_be_published(preview: Preview) -> None:
    for page in ("", "corrections/", "section/local/"):
        released = (preview.site / "output" / page / "index.html").read_text()
        status, seen = preview.get(f"/{page}")
        assert status == 200
        assert "/.press/" not in released and "/.press/refresh.js" in seen
        plain = re.sub(r'<link rel="stylesheet" href="/\.press/[^>]*>\n|<p id="press-preview">.*?</p>', "", seen)
        plain = plain.replace("; script-src 'self'; connect-src 'self'", "", 1).replace(
            "style-src 'self' ", "style-src ", 1
        )
        assert plain == released + '<script src="/.press/refresh.js"></script>\n'


def test_what_waits_is_shown_under_a_banner_and_nowhere_in_the_release(preview: Preview) -> None:
    for address, why, words in (
        ("/news/a-tram/", "Not published: draft", "Draft words."),
        ("/news/tomorrow/", "Not published: embargo until 2099-01-01 06:00 UTC", "Embargoed words."),
    ):
        status, page = preview.get(address)
        assert status == 200 and why in page and words in page
        assert not (preview.site / "output" / address.strip("/")).exists()
    files = [path for path in (preview.site / "output").resolve().rglob("*") if path.is_file()]
    for path in files:
        assert not re.search(rb"Draft words|Embargoed words|A tram that|press-preview", path.read_bytes()), path
    picture = re.search(r'<img src="(/theme/p/[^"]+)"', preview.get("/news/tomorrow/")[1])
    assert picture and preview.get(picture[1])[0] == 200


def test_the_list_says_what_is_held_back_and_why(preview: Preview) -> None:
    status, page = preview.get("/.press/held")
    assert status == 200 and "3 held back" in page
    assert "content/wire/zz-broken.txt" in page and 'href="/news/a-tram/"' in page and "embargo until 2099" in page
    assert "3 held back" in preview.get("/")[1]


def test_other_names_get_nothing(preview: Preview) -> None:
    assert preview.get("/news/a-tram/", host="evil.example:8000")[0] == 421
    assert preview.get("/", host=f"localhost:{preview.port}")[0] == 200


def test_saving_a_file_has_the_page_load_again(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{preview.port}/news/a-tram/")
    assert page.locator("#press-preview").is_visible()
    (preview.site / "content" / "news" / "draft.md").write_text(DRAFT.replace("not yet", "nearly there"))
    page.locator("h1", has_text="nearly there").wait_for(timeout=60_000)
    (preview.site / "content" / "news" / "draft.md").write_text(DRAFT.replace("Status: draft\n", ""))
    page.locator("#press-preview.held").wait_for(state="detached", timeout=60_000)
    assert "2 held back" in page.locator("#press-preview").inner_text()
    page.close()
