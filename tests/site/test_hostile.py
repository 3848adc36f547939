"""Hostile copy, all the way: what strangers write is shown as they wrote it, and nothing of it runs or leads away.

The pages are opened in the real browser with their Content-Security-Policy switched off: what keeps them safe here is
that nothing active reached them.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from conftest import ROOT, build, copy_site
from playwright.sync_api import Browser, BrowserContext
from site_server import serve
from wire.clean import clean
from wire.decode import decode
from wire.filing.intake import is_page
from wire.record import parse

PAYLOADS = [
    str(json.loads(line)["text"])
    for line in (ROOT / "tests" / "wire" / "data" / "hostile.jsonl").read_text("utf-8").splitlines()
]
TAGS = "script img svg a iframe style math form input details video object base link p b table template".split()
HANDLERS = "onerror onload onclick onfocus ontoggle onmouseover onanimationstart onbegin".split()
TARGETS = (
    "javascript:alert(1)",
    "https://evil.example/x",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
)
RAW = """{title}

12 May 2024

The board wrote a line on the wall of the harbour office on Sunday, and nobody knew why it stood there.

{lines}

By the evening a crowd of forty had come to read it, and the mayor spoke of a strange day for the town.
"""
RECORD = (
    "Title: {title}\nDate: 2024-05-12\nCategory: {key}\nTags: {key}; x\nAuthors: {key}\nSummary: {title}\n\n{body}\n"
)
SPOKEN = "The sign said {} and no more than that."


SHAPES = (
    "<{t} {h}=alert(1) src={u} href='{u}'>",
    "<{t}/{h}=alert`1`>",
    "</{t}><{t} style=x:{u}>",
    "[{t}]({u})",
    '![{h}]({u} "{t}")',
    "<{t} {h}='alert(1)' autofocus>{u}",
    "`<{t}`{h}={u}>",
    "&lt;{t}&gt;<!--{h}--!>",
    "<{t}\n{h}=alert(1)//",
    "[{t}]: {u}",
    "{{{{{u}}}}}<{t}>",
)
STARTS = ("", "> ", "- ", "1. ", "    ", "# ", "| ")


def fuzzed(seed: int) -> str:
    """An attack that nobody has written down."""
    dice = random.Random(seed)  # noqa: S311
    parts = []
    for _ in range(dice.randint(1, 3)):
        part = dice.choice(SHAPES).format(t=dice.choice(TAGS), h=dice.choice(HANDLERS), u=dice.choice(TARGETS))
        parts.append(part.swapcase() if dice.random() < 0.2 else part)
    return dice.choice(STARTS) + " ".join(parts)


FUZZED = [fuzzed(seed) for seed in range(1000)]
SAID = [SPOKEN.format(payload) for payload in (*PAYLOADS, *(" ".join(text.split()) for text in FUZZED))]


def write_copy(site: Path) -> None:
    """Payloads in every place: as plain text, in pages, in hand-written records, in headlines and names."""
    wire, news = site / "content" / "wire", site / "content" / "news"
    for path in wire.iterdir():
        path.unlink()
    news.mkdir(parents=True)
    for at in range(0, len(SAID), 25):
        title = f"The wall said thing number {at}"
        (wire / f"said{at}.txt").write_text(RAW.format(title=title, lines="\n\n".join(SAID[at : at + 25])))
        text = "</p><p>".join(SAID[at : at + 25])
        (wire / f"page{at}.html").write_text(f"<html><body><article><h1>Page {at}</h1><p>{text}</p></article></body>")
    for number, payload in enumerate(PAYLOADS):
        (wire / f"line{number}.txt").write_text(f"{payload}\n\n" + RAW.format(title=f"Line {number}", lines=payload))
        line = " ".join(payload.split())
        (wire / f"title{number}.txt").write_text(RAW.format(title=f"Headline {number} {line}", lines=f"So {number}."))
        key = line.replace(";", "") if number % 4 == 0 else "x"
        (news / f"hand{number}.md").write_text(RECORD.format(title=f"Hand {number} {line}", key=key, body=payload))
    for at in range(0, len(FUZZED), 20):
        body = "\n\n".join(FUZZED[at : at + 20])
        (news / f"fuzz{at}.md").write_text(RECORD.format(title=f"Fuzz {at}", key="x", body=body))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = copy_site(tmp_path_factory.mktemp("hostile"))
    write_copy(site)
    run = build(site, SITEURL="")
    assert run.returncode in (0, 3), run.stdout + run.stderr
    return site


class Witness:
    """A browser window that notes whatever a page does beyond showing itself."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.seen: list[str] = []
        self.home = home
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))
        context.route(re.compile("^(?!data:)"), self._route)

    def _route(self, route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.startswith(self.home):
            route.continue_()  # type: ignore[attr-defined]
        else:
            self.seen.append(f"request {url}")
            route.abort()  # type: ignore[attr-defined]

    def visit(self, url: str) -> str:
        """The text that a reader sees at `url`."""
        self.page.goto(url, wait_until="load")
        if self.page.url != url:
            self.seen.append(f"navigation {url} -> {self.page.url}")
        return " ".join(str(self.page.evaluate("document.body.innerText")).split())


@pytest.fixture(scope="module")
def witness(browser: Browser, site: Path) -> Iterator[Witness]:
    with serve(site / "output") as home:
        context = browser.new_context(bypass_csp=True)
        yield Witness(context, home)
        context.close()


def test_nothing_runs_on_any_page_and_the_text_is_shown(site: Path, witness: Witness) -> None:
    shown = read_pages(site, witness)
    assert witness.seen == []
    assert unshown(site, shown) == []


def read_pages(site: Path, witness: Witness) -> dict[str, str]:
    """What a reader sees on each page, by its address."""
    shown = {}
    for path in sorted(site.glob("output/**/*.html")):
        address = path.relative_to(site / "output").as_posix().removesuffix("index.html")
        shown[address] = witness.visit(f"{witness.home.rstrip('/')}/{address}")
    return shown


def unshown(site: Path, shown: dict[str, str]) -> list[tuple[str, str, str]]:
    """Every block of every raw file that its page does not show: the file, the block, how the page begins."""
    missing = []
    for path in sorted(site.glob("content/news/*/*/*.md")):
        record = parse(path.read_text("utf-8"))
        raw = site / "content" / "wire" / record.get("filed").split(";")[0].removeprefix("name=")
        text = decode(raw.read_bytes(), html=raw.suffix == ".html").text
        page = shown[f"news/{record.get('slug')}/"]
        for block in clean(text, html=raw.suffix == ".html" or is_page(text)).body:
            if " ".join(block.text.split()) not in page:
                missing.append((raw.name, block.text, page[:200]))
    return missing


def test_nothing_runs_in_any_feed(site: Path, witness: Witness) -> None:
    witness.page.goto(witness.home)
    for path in sorted(site.glob("output/feeds/*.xml")):
        feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
        assert not feed.bozo, path
        for entry in feed.entries:
            # An RSS title is plain text, whatever a parser takes it for; a description is HTML.
            titles = [] if path.name.endswith(".rss.xml") else [entry.title_detail]
            details = [*entry.get("content", ()), entry.get("summary_detail"), *titles]
            parts = [part.value for part in details if part and part.type != "text/plain"]
            witness.page.evaluate("html => { document.body.innerHTML = html }", "<hr>".join(parts))
    witness.page.wait_for_timeout(100)
    assert witness.seen == []


def test_every_raw_line_is_published_at_its_own_address(site: Path) -> None:
    raw = {path.name for path in site.glob("content/wire/*.txt")}
    filed = [parse(path.read_text("utf-8")) for path in site.glob("content/news/*/*/*.md")]
    names = {record.get("filed").split(";")[0].removeprefix("name=") for record in filed}
    assert raw <= names
    for record in filed:
        assert site.joinpath("output", "news", record.get("slug"), "index.html").is_file()
    assert not list(site.parent.glob("x*"))
    assert not [
        path for path in site.glob("output/**/*") if path.is_file() and path.name in {"passwd", "pelican.conf.py"}
    ]
