"""The gate before publishing: every kind of fault is found, with its file and line, and a clean site has none."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import shared
from press import held
from press.check import command, nu, pages, stories
from press.check.finding import FAULT, Finding
from press_site import Site, record


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A clean site; the checker runs in its folder, without Java."""
    made = Site(tmp_path / "site", SITEURL="https://courier.example")
    made.write("vocabulary.toml", '[[tag]]\nname = "Ferries"\naliases = ["Boats"]\n')
    for number in range(4):
        words = " ".join(f"word{number}x{at}" for at in range(60))
        made.write(
            f"news/s{number}.md",
            record(f"Story {number}", f"2024-05-{number + 1:02d}", words, slug=f"s{number}", category="Local",
                   tags="Ferries", summary="What it says."),
        )  # fmt: skip
    monkeypatch.chdir(made.root)
    monkeypatch.setattr(nu, "command", list)
    return made


def check(site: Site) -> command.Verdict:
    site.build()
    return command.check_site(site.all_settings())


def found(site: Site, kind: str) -> list[Finding]:
    return [finding for finding in check(site).findings if finding.kind == kind]


def test_a_clean_site_has_nothing_to_say(site: Site) -> None:
    verdict = check(site)
    assert (list(verdict.findings), verdict.code) == ([], 0)
    assert "0 faults, 0 things" in command.say(verdict, everything=False)


CASES: dict[str, tuple[dict[str, str], str, str, str]] = {
    "link": ({"body": "Words.\n\nSee [this](/news/nowhere/)."}, "link", "/news/nowhere/ leads nowhere", "[this]"),
    "anchor": ({"body": "See [this](/news/s1/#nowhere)."}, "anchor", "#nowhere leads nowhere", "[this]"),
    "image": ({"body": "![A boat](/images/gone.png)"}, "image", "/images/gone.png leads nowhere", "![A"),
    "alt": ({"body": "Words.\n\n![](/images/quay.png)"}, "alt", "no words for those who do not see it", "![]"),
    "image_alt": ({"image": "images/quay.png"}, "alt", "no words for those who do not see it", "Image:"),
    "summary": ({"summary": ""}, "summary", "no summary", "Title:"),
    "section": ({"category": ""}, "section", "no section", "Title:"),
    "date": ({"date": "one day"}, "held", "it is held", "Date:"),
    "doubts": ({"doubts": "9"}, "doubts", "in doubt about 9", "Doubts:"),
    "zone": ({"embargo": "2024-05-02 10:00"}, "time", "names no zone", "Embargo:"),
    "expires": (
        {"embargo": "2024-05-02 10:00+00:00", "expires": "2024-05-01 10:00+00:00"}, "time", "expires", "Expires:"),
    "status": ({"status": "ready"}, "status", "is none", "Status:"),
    "plural": ({"tags": "Ferry"}, "near-tags", "'Ferry' and 'Ferries' are nearly", "Tags:"),
    "letter": ({"tags": "Harbour board; Harbor board"}, "near-tags", "nearly the same", "Tags:"),
    "unknown": ({"tags": "Zeppelins"}, "unknown-tag", "'Zeppelins' stands on this story alone", "Tags:"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_kind_is_found_on_its_line(site: Site, case: str) -> None:
    header, kind, words, mark = CASES[case]
    header = {"slug": "odd", "category": "Local", "tags": "Ferries", "summary": "What it says.", **header}
    text = record("Odd", header.pop("date", "2024-05-09"), header.pop("body", "Words."), **header)
    site.write("images/quay.png", b"\x89PNG\r\n")
    site.write("news/odd.md", text)
    said = [each for each in found(site, kind) if words in each.message]
    assert said, check(site).findings
    assert said[0].file == "content/news/odd.md" and said[0].remedy
    assert mark in text.splitlines()[said[0].line - 1]


def test_two_stories_alike_are_found(site: Site) -> None:
    for name, end in (("one", "Yesterday."), ("two", "Today, the editor says.")):
        words = " ".join(f"same{at}" for at in range(80))
        site.write(f"news/{name}.md", record(name, "2024-05-09", f"{words} {end}", slug=name, category="Local",
                                             tags="Ferries", summary="What it says."))  # fmt: skip
    (said,) = found(site, "alike")
    assert said.file == "content/news/one.md" and "content/news/two.md" in said.message


def test_held_raw_copy_is_named_until_it_is_dealt_with(site: Site) -> None:
    class Report:
        held = (type("One", (), {"name": "001.txt", "reason": "it is empty. Write it anew."}),)

    site.build()
    held.remember(site.root / ".cache", Report, "content/wire")
    (said,) = found(site, "held")
    assert (said.file, said.remedy) == ("content/wire/001.txt", "it is empty. Write it anew.")
    Report.held = ()
    held.remember(site.root / ".cache", Report, "content/wire")
    assert not found(site, "held")


def test_a_site_built_before_an_embargo_lifted_is_out_of_date(site: Site) -> None:
    site.write("news/odd.md", record("Odd", "2024-05-09", embargo="2024-06-02 10:00+00:00", slug="odd",
                                     category="Local", tags="Ferries", summary="What it says."))  # fmt: skip
    assert check(site).code == 0
    site.now = "2024-06-02 10:01+00:00"
    verdict = command.check_site(site.all_settings())
    assert [(each.kind, each.remedy, each.weight) for each in verdict.findings] == [("time", "build again", FAULT)]
    assert check(site).code == 0


def test_a_page_nobody_may_see_is_a_leak(site: Site) -> None:
    site.write("news/odd.md", record("Odd", "2024-05-09", status="draft", slug="odd"))
    site.build()
    page = site.root / "output" / "news" / "odd" / "index.html"
    page.parent.mkdir()
    shutil.copy(site.root / "output" / "news" / "s1" / "index.html", page)
    assert ("leak", FAULT) in [(each.kind, each.weight) for each in command.check_site(site.all_settings()).findings]


def test_heavy_pages_are_named(site: Site) -> None:
    site.write("images/large.png", os.urandom(1_100_000))
    site.write("news/odd.md", record("Odd", "2024-05-09", "![A boat](/images/large.png)", slug="odd", category="Local",
                                     tags="Ferries", summary="What it says."))  # fmt: skip
    (said,) = found(site, "weight")
    assert said.file == "content/news/odd.md" and "more than 1,000,000" in said.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ('{"@context": "https://schema.org", "@graph": [{"name": "x"}]}', "without @type"),
        ('{"@type": "Thing"}', "names no @context"),
        (
            '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", "author": {}}',
            "no datePublished",
        ),
        ('{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "once"}', "that is no moment"),
    ],
)
def test_data_for_search_engines(text: str, words: str) -> None:
    assert any(words in said for said in pages.json_ld(text))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>x", "does not begin with"),
        ("<!doctype html><html><title>x</title>", "names no language"),
        ('<!doctype html><html lang="en"><p>x', "no title"),
        ('<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a">', "'a' stands twice"),
        ('<!doctype html><html lang="en"><title>x</title><center>x</center>', "obsolete"),
        ('<!doctype html><html lang="en"><title>x</title><img src="/a.png">', "has no alt"),
    ],
)
def test_pages_without_the_nu_checker(page: str, words: str) -> None:
    assert any(words in each[2] for each in pages.inspect("x.html", page.encode(), "").wrong)


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("feeds/all.atom.xml", "<updated>", "<updated>once", "updated|dateTime"),
        ("feeds/all.atom.xml", "</feed>", "", "no element found"),
        ("feeds/all.rss.xml", "<guid", "<quid", "quid|mismatched|guid|item"),
        ("feeds/all.json", '"version"', '"wersion"', "has no version"),
        ("sitemap/2024-05.xml", "/news/s1/", "/news/gone/", "leads nowhere"),
    ],
)
def test_files_for_machines(site: Site, path: str, old: str, new: str, words: str) -> None:
    site.build()
    target = site.root / "output" / path
    text = target.read_text().replace("</guid", "</quid") if old == "<guid" else target.read_text()
    assert old in text
    target.unlink()
    target.write_text(text.replace(old, new))
    said = [each.message for each in command.check_site(site.all_settings()).findings if each.weight == FAULT]
    assert any(word in message for message in said for word in words.split("|")), said


def test_the_nu_checker_judges_where_it_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = shared("vnu.jar")
    monkeypatch.setattr(nu, "command", lambda: [shutil.which("java") or "java", "-jar", str(jar)])
    site.build()
    page = site.root / "output" / "about" / "index.html"
    text = page.read_text().replace("<main", "<main><p><div></div></p>", 1)
    page.unlink()
    page.write_text(text)
    verdict = command.check_site(site.all_settings())
    assert "Nu checker" in verdict.judged_by
    assert {(each.file, each.weight) for each in verdict.findings} == {("output/about/index.html", FAULT)}


def test_a_large_site_is_judged_by_a_sample() -> None:
    many = [f"{kind}/{number}/index.html" for kind in ("news", "tag") for number in range(1000)]
    chosen = nu.sample([*many, "rare/index.html"], everything=False)
    assert len(chosen) < nu.MOST + 10 and "rare/index.html" in chosen
    assert nu.sample(many, everything=True) == many


def test_a_verdict_for_programs(site: Site) -> None:
    site.write("news/odd.md", record("Odd\x1b[2J", "2024-05-09", "See [this](/news/nowhere/).", slug="odd"))
    verdict = check(site)
    said: dict[str, Any] = json.loads(command.as_json(verdict))
    assert said["code"] == verdict.code == 1
    assert {"file", "line", "kind", "message", "remedy", "weight"} == set(said["findings"][0])
    assert "\x1b" not in command.say(verdict, everything=True)


def test_names_that_differ_by_a_number_are_not_near() -> None:
    names = [f"Tag number {number}" for number in range(2_000)]
    assert list(stories._near(names)) == []
