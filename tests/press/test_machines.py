"""What finders read: structured data in schema.org's words, Open Graph, sitemaps, policy files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from PIL import Image
from press.check import schemaorg
from press.settings import SettingsError, press_settings
from press_site import Site, record

SITE = "https://paper.example"
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def data(page: str) -> dict[str, dict[str, Any]]:
    """The structured data of a page by type, judged."""
    found: dict[str, dict[str, Any]] = {}
    for script in BeautifulSoup(page, "lxml").find_all("script", type="application/ld+json"):
        whole = json.loads(script.string or "")
        assert whole.pop("@context") == "https://schema.org"
        for thing in whole.get("@graph", [whole]):
            assert list(schemaorg.faults(thing)) == []
            assert thing.get("url", SITE).startswith(SITE)
            found[thing["@type"]] = thing
    return found


def meta(page: str) -> dict[str, str]:
    soup = BeautifulSoup(page, "lxml")
    tags = soup.find_all("meta", attrs={"content": True})
    return {str(tag.get("property") or tag.get("name")): str(tag["content"]) for tag in tags}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", SITEURL=SITE)


def write(site: Site, day: int, **header: str) -> None:
    fields = {"slug": f"story-{day}", "category": "World", "tags": "Fish; Sea", "authors": "Ann Lee; Bo Ek"}
    site.write(f"news/2024/05/s{day}.md", record(f"Story {day}", f"2024-05-{day:02d} 10:00", **fields | header))


def test_a_story_is_told_in_full(site: Site) -> None:
    site.write("images/quay.webp", b"x")
    write(
        site,
        3,
        summary='A "summary" </script><b>',
        modified="2024-05-04 08:00+02:00",
        place="Kyiv",
        correction="Five, not four.",
        original="https://wire.example/a",
        lang="de",
    )
    site.build()
    page = site.page("news/story-3/index.html")
    found = data(page)
    article = found["NewsArticle"]
    assert article["headline"] == "Story 3"
    assert article["description"] == 'A "summary" </script><b>'
    assert (article["datePublished"], article["dateModified"]) == (
        "2024-05-03T10:00:00+00:00",
        "2024-05-04T08:00:00+02:00",
    )
    assert [(who["name"], who["url"]) for who in article["author"]] == [
        ("Ann Lee", f"{SITE}/author/ann-lee/"),
        ("Bo Ek", f"{SITE}/author/bo-ek/"),
    ]
    assert article["publisher"]["logo"]["url"].startswith(SITE)
    assert (article["articleSection"], article["keywords"], article["inLanguage"]) == ("World", ["Fish", "Sea"], "de")
    assert (article["isBasedOn"], article["correction"]) == ("https://wire.example/a", ["Five, not four."])
    trail = found["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["The Harbour Courier", "World", "Story 3"]
    facts = meta(page)
    assert facts["og:type"] == "article" and facts["og:url"] == f"{SITE}/news/story-3/"
    assert facts["og:description"] == 'A "summary" </script><b>'
    assert facts["robots"] == "max-image-preview:large" and facts["twitter:card"] == "summary"
    assert page.count("</script>") == page.count("<script")


STORY = f"{SITE}/news/story-3/"
# What search engines and schema.org ask of a story's page: a name, and whether article, trail and metas say so.
ASKED: dict[str, Callable[[Any, Any, Any], object]] = {
    "headline": lambda it, *_: it["headline"] == "Story 3",
    "description": lambda it, *_: it["description"] == "Short.",
    "three shapes": lambda it, *_: len({url.rpartition("-")[2] for url in it["image"]}) == 4,
    "full addresses": lambda it, *_: all(url.startswith(f"{SITE}/") for url in it["image"]),
    "published, with zone": lambda it, *_: datetime.fromisoformat(it["datePublished"]).tzinfo,
    "modified, with zone": lambda it, *_: it["dateModified"] == "2024-05-20T00:00:00+00:00",
    "each author": lambda it, *_: [who["name"] for who in it["author"]] == ["Ann Lee", "Bo Ek"],
    "authors' pages": lambda it, *_: all(who["url"].startswith(f"{SITE}/author/") for who in it["author"]),
    "publisher": lambda it, *_: it["publisher"]["name"] == "The Harbour Courier",
    "logo": lambda it, *_: it["publisher"]["logo"]["url"].endswith("/icon.svg"),
    "section": lambda it, *_: it["articleSection"] == "World",
    "keywords": lambda it, *_: it["keywords"] == ["Fish", "Sea"],
    "language": lambda it, *_: it["inLanguage"] == "en",
    "main page": lambda it, *_: it["mainEntityOfPage"] == it["url"] == STORY,
    "free": lambda it, *_: it["isAccessibleForFree"] is True,
    "source": lambda it, *_: it["isBasedOn"] == "https://wire.example/a",
    "corrections": lambda it, *_: it["correction"] == ["2024-05-20 Five, not four."],
    "trail": lambda _, way, __: [step["position"] for step in way["itemListElement"]] == [1, 2, 3],
    "Open Graph": lambda it, _, said: [said[f"og:{key}"] for key in ("type", "url", "image")]
    == ["article", STORY, it["image"][-1]],
    "large previews": lambda _, __, said: (said["robots"], said["twitter:card"])
    == ("max-image-preview:large", "summary_large_image"),
}  # fmt: skip


def test_twenty_things_asked_of_a_story(site: Site) -> None:
    picture = site.root / "content" / "images" / "quay.png"
    picture.parent.mkdir(exist_ok=True)
    Image.linear_gradient("L").resize((900, 700)).save(picture)
    site.illustrated = True
    given = {"image": "images/quay.png", "original": "https://wire.example/a", "summary": "Short."}
    write(site, 3, correction="2024-05-20 Five, not four.", lang="en", **given)
    site.build()
    page = site.page("news/story-3/index.html")
    found = data(page)
    told = (found["NewsArticle"], found["BreadcrumbList"], meta(page))
    assert len(ASKED) == 20 and [name for name, ask in ASKED.items() if not ask(*told)] == []


def test_the_front_page_and_lists_say_what_they_are(site: Site) -> None:
    site.settings["PRESS"] = {"search": "with"}
    write(site, 1)
    write(site, 2, lang="de")
    site.build()
    front = data(site.page("index.html"))["WebSite"]
    assert front["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"
    for path in ("section/world", "tag/fish", "author/ann-lee"):
        found = data(site.page(f"{path}/index.html"))
        page = found["CollectionPage"]
        assert page["url"] == f"{SITE}/{path}/"
        items = page["mainEntity"]["itemListElement"]
        assert [(item["position"], item["name"]) for item in items] == [(1, "Story 2"), (2, "Story 1")]
        assert meta(site.page(f"{path}/index.html"))["og:url"] == page["url"]
        assert found["BreadcrumbList"]["itemListElement"][0]["item"] == {"@id": f"{SITE}/"}


@pytest.mark.parametrize(
    ("mode", "robots", "canonical", "listed"),
    [
        ("index", "max-image-preview:large", f"{SITE}/news/story-1/", True),
        ("noindex", "noindex", f"{SITE}/news/story-1/", False),
        ("canonical", "max-image-preview:large", "https://wire.example/a?b=1&c=2", False),
    ],
)
def test_copy_from_elsewhere_is_told_as_the_setting_says(
    tmp_path: Path, mode: str, robots: str, canonical: str, listed: bool
) -> None:
    site = Site(tmp_path / "site", SITEURL=SITE, PRESS={"syndicated": mode})
    write(site, 1, source="Coast Wire", original="https://wire.example/a?b=1&c=2")
    write(site, 2)
    site.build()
    page = site.page("news/story-1/index.html")
    assert meta(page)["robots"] == robots
    assert BeautifulSoup(page, "lxml").find("link", rel="canonical")["href"] == canonical  # type: ignore[index]
    assert ("/news/story-1/" in site.page("sitemap/2024-05.xml")) == listed
    assert "/news/story-2/" in site.page("sitemap/2024-05.xml")
    assert "Coast Wire" in page and "Coast Wire" in site.page("feeds/all.atom.xml")


def parsed(site: Site, path: str) -> etree._Element:
    return etree.fromstring((site.root / "output" / path).read_bytes())


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"@type": "NewsArticle", "headline": "A", "datePublished": "2024-05-03T10:00:00+00:00", "wordCount": 3}, ""),
        (
            {"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ann"}], "image": ["https://a.example/a"]},
            "",
        ),
        ({"@type": "NewsArticle", "isBasedOn": {"@id": "#a"}, "mainEntity": {"@type": "Recipe", "x": 1}}, ""),
        ({"@type": "Recipe", "anything": True}, ""),
        ({"@type": "SearchAction", "query-input": "required name=q"}, ""),
        ({"@type": "NewsArticle", "headlines": "A"}, "NewsArticle has no property headlines"),
        ({"@type": "WebSite", "query-input": "q"}, "WebSite has no property query-input"),
        ({"@type": "NewsArticle", "headline": " "}, "headline of NewsArticle must be Text"),
        (
            {"@type": "NewsArticle", "datePublished": "3 May 2024"},
            "datePublished of NewsArticle must be Date or DateTime",
        ),
        ({"@type": "NewsArticle", "wordCount": "3"}, "wordCount of NewsArticle must be Integer"),
        ({"@type": "NewsArticle", "author": "Ann"}, "author of NewsArticle must be Organization or Person"),
        ({"@type": "NewsArticle", "author": {"@type": "Place"}}, "author of NewsArticle cannot hold a Place"),
        ({"@type": "ListItem", "item": {"@type": "Person", "nam": "A"}}, "Person has no property nam"),
    ],
)
def test_structured_data_is_held_to_schema_org(node: dict[str, Any], said: str) -> None:
    found = list(schemaorg.faults(node))
    assert not found if not said else said in found[0]


def test_the_sitemap_says_when_each_part_last_changed(site: Site) -> None:
    write(site, 1, modified="2024-05-20 08:00")
    write(site, 2)
    site.write("news/2024/04/old.md", record("Old", "2024-04-01 10:00", slug="old", tags="Alone;"))
    site.build()

    def parts() -> dict[str, str]:
        found = parsed(site, "sitemap.xml").iterfind("s:sitemap", MAP)
        return {str(part.findtext("s:loc", "", MAP)): part.findtext("s:lastmod", "", MAP) for part in found}

    assert parts() == {
        f"{SITE}/sitemap/2024-04.xml": "2024-04-01T10:00:00+00:00",
        f"{SITE}/sitemap/2024-05.xml": "2024-05-20T08:00:00+00:00",
        f"{SITE}/sitemap/site.xml": "",
    }
    write(site, 2, modified="2024-05-22 08:00")
    site.build()
    assert parts()[f"{SITE}/sitemap/2024-05.xml"] == "2024-05-22T08:00:00+00:00"
    standing = [str(url.text) for url in parsed(site, "sitemap/site.xml").iterfind("s:url/s:loc", MAP)]
    assert {f"{SITE}/", f"{SITE}/about/", f"{SITE}/section/world/", f"{SITE}/tag/fish/"} <= set(standing)
    files = site.files()
    assert [url for url in standing if f"{url.removeprefix(f'{SITE}/')}index.html" not in files] == []
    assert "Sitemap: https://paper.example/sitemap-news.xml" in site.page("robots.txt")
    site.build("clean")
    assert site.files("clean") == site.files()


def test_news_leave_their_sitemap_by_the_clock_alone(site: Site) -> None:
    site.now = "2024-05-03 12:00+00:00"
    write(site, 1)
    write(site, 2, lang="zh-Hant")
    write(site, 3)
    site.build()

    def news() -> list[tuple[str, ...]]:
        names = ("name", "language", "publication_date", "title")
        found = parsed(site, "sitemap-news.xml").iterfind(".//n:news", MAP)
        return [tuple(str(each.findtext(f".//n:{name}", "", MAP)) for name in names) for each in found]

    paper = "The Harbour Courier"
    assert news() == [
        (paper, "en", "2024-05-03T10:00:00+00:00", "Story 3"),
        (paper, "zh-tw", "2024-05-02T10:00:00+00:00", "Story 2"),
    ]
    for moment, left in (("2024-05-04 09:59+00:00", 2), ("2024-05-04 10:00+00:00", 1), ("2024-05-09 10:00+00:00", 0)):
        site.now = moment
        site.build()
        assert len(news()) == left
        site.build("clean")
        assert site.files("clean") == site.files()
        assert site.build().changed == 0


def test_policy_files_come_from_the_settings(tmp_path: Path) -> None:
    files = (("security.txt", "Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z"), ("trust.txt", "member=x"))
    site = Site(tmp_path / "site", SITEURL=SITE, PRESS={"well_known": files})
    site.build()
    assert site.page(".well-known/security.txt").startswith("Contact: mailto:a@b.example\n")
    assert site.page(".well-known/trust.txt") == site.page("trust.txt") == "member=x\n"
    assert "security.txt" not in site.files() and "llms.txt" not in site.files()


@pytest.mark.parametrize("name", ["../x", "a/b", ".htaccess", ""])
def test_a_policy_file_cannot_stand_elsewhere(name: str) -> None:
    with pytest.raises(SettingsError, match="well_known"):
        press_settings({"well_known": ((name, "x"),)})
    with pytest.raises(SettingsError, match="Expires"):
        press_settings({"well_known": (("security.txt", "Contact: mailto:a@b.example"),)})
