"""The pages as readers get them: judged by the Nu checker, axe, a strict content policy and a real browser."""

from __future__ import annotations

import gzip
import json
import re
import runpy
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, shared
from newsroom import fill, print_paper
from playwright.sync_api import Browser, BrowserContext, Page
from site_server import serve

KINDS = {
    "front": "/",
    "section": "/section/world/",
    "tag": "/tag/port-almery/",
    "author": "/author/ines-okafor/",
    "article": "/news/story-1/",
    "article without picture": "/news/story-3/",
    "article with correction": "/news/corrected/",
    "article in Arabic": "/news/arabic/",
    "article in German": "/news/german/",
    "article in Chinese": "/news/chinese/",
    "article of a vandal": "/news/hostile/",
    "long word": "/news/longword/",
    "article with a picture in its text": "/news/story-2/",
    "place": "/place/vessby/",
    "older": "/page/1/",
    "archive": "/archive/",
    "year": "/archive/2026/",
    "day": "/archive/2026/11/20/",
    "search": "/search/",
    "month": "/archive/2026/11/",
    "tags": "/tag/",
    "authors": "/author/",
    "sections": "/section/",
    "page": "/about/",
    "follow": "/follow/",
    "404": "/404.html",
    "410": "/410.html",
    "text": "/text/",
    "text of a story": "/text/arabic/",
}
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
# The checker takes structured data, which no browser runs, for a script of the page.
FALSE_ALARM = re.compile(r"Inline script violates Content Security Policy")


@dataclass(frozen=True)
class Paper:
    """A built site and the address it is served at."""

    output: Path
    address: str

    def pages(self) -> dict[str, str]:
        """The text of every page, by its path in the site."""
        found = sorted(self.output.rglob("*.html"))
        return {"/" + str(path.relative_to(self.output)): path.read_text("utf-8") for path in found}


PRESSES: dict[str, list[str]] = {"stock": [], "full": ["edition", "press"]}


@pytest.fixture(scope="session", params=["full"])
def paper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """The invented paper, built with some of our plugins or none."""
    output = print_paper(fill(tmp_path_factory.mktemp(request.param)), PRESSES[request.param])
    with serve(output) as address:
        yield Paper(output, address)


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(**getattr(request, "param", {}))
    yield context
    context.close()


def visit(context: BrowserContext, address: str) -> Page:
    """The loaded page. It must not complain, and must not ask anybody but the site."""
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(origin(address)) else trouble.append(request.url))
    page.goto(address, wait_until="load")
    if not address.endswith("404.html"):
        assert trouble == [], address
    return page


def wear(page: Page, width: int, height: int, scheme: Literal["light", "dark"] = "light") -> None:
    """Shows the page on another screen."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)


def origin(address: str) -> str:
    return "{0.scheme}://{0.netloc}/".format(urlsplit(address))


on_any_press = pytest.mark.parametrize("paper", list(PRESSES), indirect=True)


@on_any_press
def test_the_nu_checker_finds_nothing_on_any_page(paper: Paper) -> None:
    addresses = [paper.address + name for name in paper.pages()]
    # Served, so that the checker can tell what 'self' in the content policy means.
    command = ["java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(shared("vnu.jar"))]
    run = subprocess.run(
        [*command, "--format", "gnu", *addresses], capture_output=True, text=True, timeout=300, check=False
    )
    found = [line for line in run.stderr.splitlines() if line.strip() and not FALSE_ALARM.search(line)]
    assert found == []


EVERYTHING = "axe.run({rules: {'color-contrast-enhanced': {enabled: true}}})"
COLOURS = "axe.run({runOnly: ['color-contrast', 'color-contrast-enhanced']})"
LOOKS = (("phone", "light", EVERYTHING), ("desktop", "light", EVERYTHING), ("desktop", "dark", COLOURS))


def test_axe_finds_nothing_and_leaves_nothing_to_review(paper: Paper, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    found = []
    for kind, path in KINDS.items():
        page = visit(context, paper.address + path)
        page.evaluate(shared("axe.min.js").read_text("utf-8"))
        for screen, scheme, question in LOOKS:
            wear(page, *SCREENS[screen], scheme=scheme)
            result = page.evaluate(question)
            rules = result["violations"] + result["incomplete"]
            found += [
                (kind, screen, scheme, rule["id"], node["html"][:200]) for rule in rules for node in rule["nodes"]
            ]
        page.close()
    context.close()
    assert found == []


@on_any_press
def test_nothing_on_a_page_runs_or_needs_leave_to(paper: Paper) -> None:
    for name, text in paper.pages().items():
        soup = BeautifulSoup(text, "lxml")
        policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]  # type: ignore[index]
        # The search page runs one script of ours and its index's own machine; nothing else runs anything.
        seeks = name == "/search/index.html"
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'" if seeks else "nothing", ""), name
        assert {script.get("type") for script in soup.find_all("script")} <= (
            {"application/ld+json", "module"} if seeks else {"application/ld+json"}
        ), name
        attributes = {key for tag in soup.find_all(True) for key in tag.attrs}
        assert not {key for key in attributes if key == "style" or key.startswith("on")}, name


def test_what_a_vandal_wrote_is_shown_as_text(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/hostile/")
    assert page.locator("h1").inner_text().startswith('<script>alert(1)</script> & "quotes" <img src=x onerror=')
    assert "{{ 7*7 }}" in page.title()
    assert page.locator("a[href^='javascript:']").count() == 0
    assert page.locator(".note").inner_text().endswith("<script>alert(6)</script> was a mistake.")


@on_any_press
def test_every_link_fragment_and_picture_leads_somewhere(paper: Paper) -> None:
    broken = []
    for name, text in paper.pages().items():
        soup = BeautifulSoup(text, "lxml")
        for tag in soup.find_all(["a", "img", "link", "source"]):
            link = tag.get("href") or tag.get("src") or ""
            target, fragment = urldefrag(urljoin("https://courier.example" + name, str(link)))
            if urlsplit(target).netloc != "courier.example":
                continue
            path = paper.output / unquote(urlsplit(target).path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.exists() or (fragment and f'id="{fragment}"' not in path.read_text("utf-8")):
                broken.append((name, link))
    assert broken == []


@on_any_press
def test_every_page_has_a_description_of_its_own(paper: Paper) -> None:
    found = Counter(
        BeautifulSoup(text, "lxml").find("meta", {"name": "description"})["content"]  # type: ignore[index]
        for text in paper.pages().values()
    )
    assert [(text, count) for text, count in found.items() if count > 1 or not str(text).strip()] == []


@pytest.mark.parametrize("name", ["style", "text"])
def test_the_style_sheet_is_the_packed_one_and_the_policy_names_it(name: str) -> None:
    folder = ROOT / "theme"
    packed = (folder / f"templates/_{name}.css").read_text("utf-8")
    code = runpy.run_path(str(folder / "style.py"))
    assert packed == code["pack"]((folder / f"{name}.css").read_text("utf-8")), "run: python theme/style.py"
    assert (folder / f"templates/_{name}.sha256").read_text("utf-8") == code["fingerprint"](packed)


@on_any_press
def test_pages_are_light(paper: Paper) -> None:
    style = (ROOT / "theme/templates/_style.css").read_bytes()
    assert len(gzip.compress(style, 9)) <= 3 * 1024
    heavy = {
        name: size
        for name, text in paper.pages().items()
        if name.startswith("/news/") and (size := len(gzip.compress(text.encode(), 9))) > 6 * 1024
    }
    assert heavy == {}


def test_the_first_tab_stop_skips_to_the_text(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/story-1/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
LARGE = "html { font-size: 200% !important }"
FITS = "document.documentElement.scrollWidth <= innerWidth"
WIDTHS = ((1280, ""), (800, ""), (390, ""), (320, ""), (320, SPACING), (640, LARGE))


def test_no_page_is_wider_than_its_screen(paper: Paper, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    wide = []
    for kind, path in KINDS.items():
        page = visit(context, paper.address + path)
        for width, style in WIDTHS:
            wear(page, width, 800)
            if style:
                page.evaluate(
                    "style => document.head.lastChild.before(Object.assign(document.createElement('style'), "
                    "{className: 'try', textContent: style}))",
                    style,
                )
            if not page.evaluate(FITS):
                wide.append((kind, width, style))
            page.evaluate("document.querySelectorAll('.try').forEach(style => style.remove())")
        page.close()
    context.close()
    assert wide == []


SEEN = (
    "[...document.querySelectorAll('h2 a, .flash a')]"
    ".filter(link => link.getBoundingClientRect().bottom <= innerHeight).length"
)


@on_any_press
@pytest.mark.parametrize(("screen", "least"), [("desktop", 6), ("phone", 2)])
def test_the_first_screen_of_the_front_page_shows_news(paper: Paper, browser: Browser, screen: str, least: int) -> None:
    page = visit(context := browser.new_context(), paper.address + "/")
    wear(page, *SCREENS[screen])
    assert page.evaluate(SEEN) >= least
    context.close()


FIRST_TEXT = "document.querySelector('.text').getBoundingClientRect().top"
SUMMARY = "document.querySelector('.stand').getBoundingClientRect().top"


@pytest.mark.parametrize("reader", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_a_phone_shows_the_story_soon(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/story-1/")
    assert page.evaluate(SUMMARY) <= 420
    assert page.evaluate(FIRST_TEXT) <= 850
    assert visit(reader, paper.address + "/news/story-3/").evaluate(FIRST_TEXT) <= 560


def test_nothing_moves_while_a_page_loads(paper: Paper, reader: BrowserContext) -> None:
    reader.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for path in ("/", "/news/story-1/", "/news/arabic/", "/section/world/"):
        page = visit(reader, paper.address + path)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("shift") == 0, path


def test_on_paper_there_is_the_story_and_no_navigation(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/story-1/")
    page.emulate_media(media="print")
    assert page.locator(".name").is_visible() and page.locator("h1").is_visible()
    for hidden in (".nav", ".tags", ".foot ul"):
        assert not page.locator(hidden).first.is_visible(), hidden
    # The address at the top; a site that does not know where it stands names none.
    page.evaluate("document.head.innerHTML += '<link rel=canonical href=https://lamp.example/a/>'")
    assert page.locator("[rel=canonical]").bounding_box()["y"] < page.locator(".name").bounding_box()["y"]  # type: ignore[index]


@pytest.mark.parametrize("reader", [{"forced_colors": "active"}], indirect=True)
def test_with_forced_colours_borders_still_carry_the_shape(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/corrected/")
    width = "getComputedStyle(document.querySelector('.note')).borderInlineStartWidth"
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.evaluate(width) == "3px"


def test_a_story_says_its_language_and_runs_its_way(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/arabic/")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.evaluate("document.querySelector('.mast').lang") == "en"
    side = "getComputedStyle(document.querySelector('h1')).textAlign"
    assert page.evaluate(side) == "start"


def test_the_text_edition_is_one_small_request(paper: Paper, reader: BrowserContext) -> None:
    for path in ("/text/", "/text/story-1/", "/text/arabic/", "/text/hostile/"):
        page = reader.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))  # type: ignore[misc]
        page.goto(paper.address + path, wait_until="networkidle")
        assert [url for url in asked if not url.startswith("data:")] == [paper.address + path]
        assert len(page.content().encode()) <= 5 * 1024
        assert page.locator("h1").count() == 1


def test_machines_are_told_what_readers_see(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/corrected/")
    story, crumbs = json.loads(page.locator("script[type='application/ld+json']").inner_text())["@graph"]
    assert story["@type"] == "NewsArticle" and crumbs["@type"] == "BreadcrumbList"
    assert story["headline"] == page.locator("h1").inner_text()
    assert story["description"] == page.locator(".stand").inner_text()
    assert [writer["name"] for writer in story["author"]] == ["Mara Devlin", "Piet Aalto"]
    shown = page.locator("time").evaluate_all("all => all.slice(0, 2).map(time => time.dateTime)")
    told = [story["datePublished"], story["dateModified"]]
    assert [*map(datetime.fromisoformat, shown)] == [*map(datetime.fromisoformat, told)]
    assert story["correction"][0] in page.locator(".note").inner_text()
    assert story["isBasedOn"] == "https://wire.example/ferry"
    assert [crumb["position"] for crumb in crumbs["itemListElement"]] == [1, 2, 3]


def test_a_phone_loads_little(paper: Paper, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    loaded: list[int] = []
    page = context.new_page()
    page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
    page.goto(paper.address + "/news/story-1/", wait_until="networkidle")
    assert len(loaded) <= 3
    assert sum(loaded) <= 20 * 1024
    context.close()


def test_with_the_style_off_the_order_of_the_source_is_the_order_of_reading(
    paper: Paper, reader: BrowserContext
) -> None:
    page = visit(reader, paper.address + "/news/corrected/")
    page.evaluate("document.querySelector('style').remove()")
    text = page.locator("body").inner_text()
    wanted = (
        "Skip to content",
        "The Harbour Courier",
        "Ferry company",
        "Commuters had",
        "By Mara",
        "Two more",
        "An earlier",
    )
    places = [text.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize("kind", ["front", "section", "article", "day", "search", "404", "text"])
def test_without_scripts_every_page_says_what_it_is_and_leads_on(
    paper: Paper, reader: BrowserContext, kind: str
) -> None:
    page = visit(reader, paper.address + KINDS[kind])
    assert page.locator("h1").first.inner_text().strip()
    assert page.locator("main a").first.is_visible()


LINKS = "[...document.querySelectorAll('a')].filter(link => link.checkVisibility()).map(link => link.href)"
FOCUSED = (
    "(() => { const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect(); return"
    " [it.href || '', style.outlineStyle, parseFloat(style.outlineWidth), box.bottom > 0 && box.top < innerHeight] })()"
)


@pytest.mark.parametrize("reader", [{"reduced_motion": "reduce"}], indirect=True)
def test_with_the_keyboard_alone_every_link_is_reached_in_order_and_seen(paper: Paper, reader: BrowserContext) -> None:
    for kind in ("front", "article with correction"):
        page = visit(reader, paper.address + KINDS[kind])
        links = page.evaluate(LINKS)
        reached = []
        for _ in links:
            page.keyboard.press("Tab")
            href, style, width, seen = page.evaluate(FOCUSED)
            assert (style, width, seen) == ("solid", 3, True), (kind, href)
            reached.append(href)
        assert reached == links


INK = "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"


def test_the_dark_page_is_dark_and_paper_is_white(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/story-1/")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(INK) == ["rgb(20, 23, 26)", "rgb(232, 230, 225)"]
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(INK) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_a_picture_in_the_text_is_sized_and_kept_its_room(paper: Paper, reader: BrowserContext) -> None:
    page = visit(reader, paper.address + "/news/story-2/")
    figure = page.locator(".text figure")
    assert figure.locator("figcaption").inner_text() == "The quay at low tide."
    picture = figure.locator("img")
    assert picture.get_attribute("loading") == "lazy"
    assert [picture.get_attribute(side) for side in ("width", "height")] == ["1200", "800"]
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert picture.evaluate("it => it.currentSrc").endswith(".avif")


@on_any_press
def test_each_day_of_a_month_leads_to_its_page(paper: Paper) -> None:
    month = BeautifulSoup((paper.output / "archive/2026/11/index.html").read_text("utf-8"), "lxml")
    links = [str(link["href"]) for link in month.select(".day h2 a")]
    assert links and links == sorted(links, reverse=True)
    assert all((paper.output / link.lstrip("/") / "index.html").is_file() for link in links)
