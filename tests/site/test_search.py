"""The search page in a real browser: nothing is loaded until it is used, every language is found in its own way."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, copy_site
from newsroom import print_paper
from playwright.sync_api import Browser, Page, expect
from press.bundle import in_order
from press.search import bundle, grams, name_of, spans
from site_server import serve

expect.set_options(timeout=20_000)
STORIES = {
    "en": ("Night ferry returns", "The <b>night</b> ferries to the outer islands will sail again from December."),
    "de": ("Neue Fähre im Dienst", "Die Fähre „Möwe“ verkehrt ab Montag zweimal täglich nach Vessby."),
    "ru": ("Волнолом восстановят", "Совет порта проголосовал за восстановление северного волнолома до зимних штормов."),
    "ar": ("مجلس الميناء يقر البناء", "صوّت مجلس الميناء مساء الثلاثاء لصالح إعادة بناء كاسر الأمواج الشمالي."),
    "zh": ("港务局通过重建决定", "港务局周二晚以七票对两票通过重建北防波堤的决定，赶在冬季风暴之前。"),
}
QUERIES = {"en": "ferry islands", "de": "fähren", "ru": "волноломы", "ar": "الأمواج", "zh": "防波堤"}


def record(lang: str, status: str = "published") -> str:
    title, text = STORIES[lang]
    head = (
        f"Title: {title}\nDate: 2026-11-0{len(lang)} 08:00+00:00\nSlug: s-{lang}\nCategory: World\nTags: Tag {lang};\n"
    )
    return f"{head}Authors: Ann {lang.upper()};\nLang: {lang}\nStatus: {status}\n\n{text}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story in each of five languages, and one that nobody may read yet."""
    folder = copy_site(tmp_path_factory.mktemp("search"))
    for name in ("wire", "images"):
        for path in (folder / "content" / name).iterdir():
            path.unlink()
    news = folder / "content" / "news"
    news.mkdir()
    for lang in STORIES:
        (news / f"{lang}.md").write_text(record(lang), "utf-8")
    hidden = "Title: Zanzibarian secret\nDate: 2026-11-02\nLang: en\nEmbargo: 2999-01-01 00:00+00:00\n\nZanzibarian.\n"
    (news / "secret.md").write_text(hidden, "utf-8")
    print_paper(folder, ["edition", "press"])
    return folder


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    """The search page, just opened; it must not complain, nor ask anybody but the site."""
    with serve(site / "output") as address:
        context = browser.new_context()
        page = context.new_page()
        page.asked = []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(f"{address}/search/")
        yield page
        assert trouble == []
        assert all(url.startswith(address) for url in page.asked)  # type: ignore[attr-defined]
        context.close()


def finds(page: Page, words: str, headlines: list[str], **filters: str) -> None:
    """Search by keyboard alone; the page must come to show just these headlines."""
    page.locator("[name=q]").focus()
    for name, value in filters.items():
        if name in ("tag", "author"):
            page.locator(f"[name={name}]").fill(value)
        else:
            expect(page.locator(f"[name={name}] option").nth(1)).to_be_attached()
            page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=q]").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#results a")).to_have_text(headlines)
    expect(page.locator("#found")).to_have_text(f"Stories found: {len(headlines)}")


def test_nothing_is_loaded_until_somebody_searches(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.asked if "/search/index/" in url]  # type: ignore[attr-defined]
    finds(page, "ferry", [STORIES["en"][0]])
    assert [url for url in page.asked if "/search/index/" in url]  # type: ignore[attr-defined]


def test_each_language_is_found_in_its_own_way(page: Page) -> None:
    for lang, words in QUERIES.items():
        finds(page, words, [STORIES[lang][0]])
        assert STORIES[lang][1].replace("<b>", "").replace("</b>", "")[:30] in page.locator("#results p").inner_text()
        assert page.locator("#results li").get_attribute("lang") == lang


def test_a_text_that_writes_no_words_apart_is_shown_whole_and_marked(page: Page) -> None:
    finds(page, "防波堤", [STORIES["zh"][0]])
    assert page.locator("#results mark").all_inner_texts() == ["防波堤"]
    assert page.locator("#results p").inner_text() == f"{STORIES['zh'][0]}.{STORIES['zh'][1]}"
    finds(page, "以七票对两票通过重建北防波堤", [STORIES["zh"][0]])


def test_results_can_be_narrowed_shown_and_followed(page: Page) -> None:
    finds(page, "", [STORIES["de"][0]], language="de")
    assert "language=de" in page.url
    page.reload()
    expect(page.locator("#results a")).to_have_count(1)
    assert page.locator("[name=language]").input_value() == "de"
    page.goto(page.url.split("?")[0])
    finds(page, "", [STORIES["ru"][0]], year="2026", author="Ann RU")
    assert page.locator("#results mark").count() == 0
    finds(page, "nights", [STORIES["en"][0]], tag="Tag en", author="")
    assert page.locator("#results mark").first.inner_text().lower() == "night"
    page.locator("#results a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/news/s-en/")
    page.go_back()


def test_what_nobody_may_read_is_not_in_the_index(site: Path, page: Page) -> None:
    finds(page, "zanzibarian", [])
    for path in (site / "output" / "search" / "index").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
            assert b"anzibar" not in content


def test_without_scripts_the_archive_and_the_tags_are_offered(site: Path, browser: Browser) -> None:
    with serve(site / "output") as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/search/")
        assert not page.locator("form").is_visible()
        links = page.locator("main a")
        assert [link.get_attribute("href") for link in links.all()] == ["/archive/", "/tag/"]
        context.close()


def test_the_index_is_made_anew_only_when_stories_changed(site: Path) -> None:
    def stamps() -> dict[str, int]:
        folder = site / "output" / "search" / "index"
        return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    before = stamps()
    page = site / "content" / "pages" / "about.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
    print_paper(site, ["edition", "press"])
    template = site / "theme" / "templates" / "article.html"
    template.write_text(template.read_text("utf-8") + "\n", "utf-8")
    print_paper(site, ["edition", "press"])
    assert stamps() == before


def test_an_index_that_follows_drops_what_left_at_once(site: Path, tmp_path: Path) -> None:
    folder = copy_site(tmp_path / "site")
    conf = folder / "pelican.conf.py"
    conf.write_text(conf.read_text("utf-8") + 'PRESS["search"] = "after"\n', "utf-8")
    news = folder / "content" / "news"
    news.mkdir()
    for lang in ("en", "de"):
        (news / f"{lang}.md").write_text(record(lang), "utf-8")
    index = print_paper(folder, ["edition", "press"]) / "search" / "index"
    assert json.loads((index / "bundles.json").read_text("utf-8")) == ["de", "en"]
    assert list(index.rglob("de_*"))
    (news / "de.md").write_text(record("de", "withdrawn"), "utf-8")
    print_paper(folder, ["edition", "press"])
    assert json.loads((index / "bundles.json").read_text("utf-8")) == ["en"]
    assert not list(index.rglob("de_*"))
    releases = sorted((folder / ".releases").glob("0*"))
    assert json.loads((releases[0] / "search" / "index" / "bundles.json").read_text("utf-8")) == ["de", "en"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [("abc 防波堤 d", "abc  防波堤 波堤 堤  d"), ("plain", "plain"), ("ไทย", " ไทย ทย ย ")],
)
def test_scripts_without_spaces_are_found_from_any_sign(text: str, cut: str) -> None:
    assert grams(text) == cut


def test_full_bundles_stay_as_they_are_and_readers_load_few() -> None:
    assert spans(0) == [] and spans(1999) == [(0, 1999)]
    for total in (2000, 2001, 9999, 10_000, 25_500):
        found = spans(total)
        assert [start for start, _ in found] == [0, *(stop for _, stop in found[:-1])] and found[-1][1] == total
        after = {name_of("en", *span) for span in spans(total + 1)}
        assert {name_of("en", *span) for span in found} - {"en"} <= after
    assert [len(spans(total)) for total in (10_000, 100_000)] == [2, 14]


def test_the_same_stories_give_the_same_bytes() -> None:
    pages = [
        (f"news/s{number}/", f"<html lang=en><body data-pagefind-body><i data-pagefind-filter=tag>{number % 7}</i>"
         f"<i data-pagefind-filter=author>A{number % 11}</i><i data-pagefind-meta=date>{number}</i>word{number}</html>")
        for number in range(60)
    ]  # fmt: skip
    first = bundle(pages)
    assert bundle(pages) == first and len(first) > 60
    assert in_order(first) == first
    assert in_order({"pagefind-entry.json": b"{}"}) == {"pagefind-entry.json": b"{}"}


def test_the_script_is_small(site: Path) -> None:
    script = (ROOT / "theme" / "static" / "search.js").read_bytes()
    assert len(gzip.compress(script)) < 2500
