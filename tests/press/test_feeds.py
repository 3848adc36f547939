"""Feeds: every form says the same of every story, older ones stay reachable, withdrawn ones leave a tombstone."""

from __future__ import annotations

import json
import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from press.check import json_feed
from press.entries import absolute, changed, updated
from press.record import Row
from press.settings import SettingsError, press_settings
from press.shelves import moved_volumes
from press_site import ROOT, Site, record

SITE = "https://paper.example/sub"
SETTINGS = {"SITEURL": SITE, "FEED_MAX_ITEMS": 3, "DEFAULT_PAGINATION": 3}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCHEMAS = {
    ending: etree.RelaxNG(etree.parse(str(ROOT / "plugins" / "press" / "check" / "data" / f"{name}.rng")))
    for ending, name in ((".atom.xml", "atom"), (".rss.xml", "rss"))
}
AS_IT_IS = {"sanitize_html": False, "resolve_relative_uris": False}
HUB = "https://hub.example/"
PNG = (ROOT / "docs" / "front.webp").read_bytes()


def story(number: int, **header: str) -> str:
    text = f"Words of story {number}: a [link](/news/story-1/), [another](#below), [a third](https://a.example/)."
    fields = {
        "slug": f"story-{number}",
        "tags": "Fish;",
        "category": "World",
        "authors": "Ann Lee; Bo Ek",
        "lang": "en",
    }
    return record(f"Story {number}", f"2024-05-{number:02d} 10:00", text, **fields | header)


def write(site: Site, number: int, **header: str) -> None:
    site.write(f"news/2024/05/s{number}.md", story(number, **header))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Ten stories; a feed holds three."""
    made = Site(tmp_path / "site", **SETTINGS, PRESS={"hub": HUB, "corrected": "Corrected: "})
    for number in range(1, 11):
        write(made, number)
    return made


def parsed(site: Site, path: str) -> etree._Element:
    return etree.fromstring((site.root / "output" / path).read_bytes())


def links(feed: etree._Element, rel: str) -> list[str]:
    return [str(link.get("href")) for link in feed.findall(f"a:link[@rel='{rel}']", ATOM)]


def ids(feed: etree._Element) -> list[str]:
    return [str(each.text) for each in feed.findall("a:entry/a:id", ATOM)]


def local(address: str) -> str:
    assert address.startswith(f"{SITE}/")
    return address.removeprefix(f"{SITE}/")


def walk_back(site: Site, path: str) -> list[etree._Element]:
    """A feed and all its archive documents, newest first."""
    found = [parsed(site, path)]
    while older := links(found[-1], "prev-archive"):
        found.append(parsed(site, local(older[0])))
    return found


def check_all(site: Site) -> int:
    """Every feed against its schema and what the W3C's validator asks beyond it; how many there are."""
    count = 0
    for path, content in site.files().items():
        ending = next((ending for ending in SCHEMAS if path.endswith(ending)), "")
        if not ending:
            continue
        count += 1
        document = etree.fromstring(content)
        assert SCHEMAS[ending].validate(document), f"{path}: {SCHEMAS[ending].error_log}"
        feed = feedparser.parse(content)
        assert not feed.bozo, path
        entry_ids = [entry.id for entry in feed.entries]
        assert len(set(entry_ids)) == len(entry_ids)
        moments = [entry.updated for entry in feed.entries if "updated" in entry and ending == ".atom.xml"]
        assert len(set(moments)) == len(moments), f"{path}: two entries were updated at the same moment"
        for entry in feed.entries:
            html = entry.content[0].value
            assert not re.search(r'(?:href|src)="(?!https?://)', html), f"{path}: a relative address"
            assert not re.search(r"<(?:script|style|iframe|object)| style=| on\w+=", html)
        own = document if ending == ".atom.xml" else document[0]
        name = "{http://www.w3.org/2005/Atom}link"
        selves = [link.get("href") for link in own.iterfind(name) if link.get("rel") == "self"]
        assert selves == [f"{SITE}/{path}"]
    return count


def test_every_feed_is_valid_and_says_the_same_in_each_form(site: Site) -> None:
    site.write("images/quay.webp", PNG)
    write(
        site,
        9,
        image="images/quay.webp",
        image_alt="The quay & its “lamps”",
        image_credit="Pia <Holm>",
        source="Coast Wire",
        original="https://wire.example/?a=1&b=2",
        correction="2024-05-12 It is five crowns, not four.",
        lang="de",
    )
    site.build()
    assert check_all(site) >= 20
    feeds = {end: feedparser.parse(site.files()[f"feeds/all.{end}.xml"], **AS_IT_IS) for end in ("atom", "rss")}
    items = json.loads(site.page("feeds/all.json"))["items"]
    for end, feed in feeds.items():
        assert [entry.id for entry in feed.entries] == [item["id"] for item in items]
        assert [entry.title for entry in feed.entries] == [item["title"] for item in items]
        assert [entry.content[0].value for entry in feed.entries] == [item["content_html"] for item in items]
        assert {author.name for author in feed.entries[0].authors} == {"Ann Lee", "Bo Ek"} or end == "rss"
        media = feed.entries[1].media_content[0]
        assert media["url"] == items[1]["image"] == f"{SITE}/images/quay.webp"
    assert items[0]["content_html"].count(f'href="{SITE}/news/story-') == 2
    second = items[1]
    assert second["title"] == "Corrected: Story 9"
    assert second["_image"] == {"alt": "The quay & its “lamps”", "caption": "", "credit": "Pia <Holm>"}
    assert 'alt="The quay &amp; its “lamps”"' in second["content_html"]
    assert "Pia &lt;Holm&gt;" in second["content_html"] and "It is five crowns, not four." in second["content_html"]
    assert '<a href="https://wire.example/?a=1&amp;b=2">Coast Wire</a>' in second["content_html"]
    assert (second["external_url"], second["language"]) == ("https://wire.example/?a=1&b=2", "de")
    raw = site.page("feeds/all.rss.xml")
    assert raw.count("<dc:creator>") == 6 and "<dc:language>de</dc:language>" in raw
    assert "<media:credit" in raw and "Pia &lt;Holm&gt;</media:credit>" in raw


def test_updated_moves_only_when_the_text_does(site: Site) -> None:
    site.build()
    path = "feeds/all.atom.xml"
    before = parsed(site, path).findtext("a:entry/a:updated", "", ATOM)
    assert before.startswith("2024-05-10T10:00:00.")
    write(site, 10, summary="Another summary", tags="Sea;")
    site.build()
    assert parsed(site, path).findtext("a:entry/a:updated", "", ATOM) == before
    write(site, 10, correction="A name was wrong.")
    site.build()
    after = parsed(site, path).findtext("a:entry/a:updated", "", ATOM)
    assert datetime.fromisoformat(after) > datetime.fromisoformat(before)
    published = parsed(site, path).findtext("a:entry/a:published", "", ATOM)
    assert published == "2024-05-10T10:00:00+00:00"


def row(**given: object) -> Row:
    plain = dict.fromkeys(("path", "slug", "title", "category", "lang", "summary", "modified"), "")
    lists = {name: [] for name in ("tags", "authors", "aliases", "links")}
    rest = {"moment": 0.0, "status": "published", "embargo": None, "expires": None, "words": 1}
    fixed = {"uid": "urn:uuid:00000000-0000-0000-0000-0000000f4241", "date": "2024-05-10T10:00:00+02:00"}
    return Row(**{**plain, **lists, **rest, **fixed, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ({}, "2024-05-10T10:00:00+02:00"),
        ({"modified": "2024-05-11T09:00:00+02:00"}, "2024-05-11T09:00:00+02:00"),
        ({"modified": "2024-05-09T09:00:00+02:00"}, "2024-05-10T10:00:00+02:00"),
        ({"meta": {"correction": "2024-05-09 Five, not four."}}, "2024-05-10T10:00:00+02:00"),
        ({"meta": {"correction": ["Five, not four.", "A name."]}}, "2024-05-10T10:00:02+02:00"),
    ],
)
def test_when_a_story_last_changed(given: dict[str, object], moment: str) -> None:
    assert changed(row(**given)).isoformat() == moment
    assert updated(row(**given)).microsecond == 0xF4241 % 1_000_000


def test_archive_documents_lead_to_every_story_and_back(site: Site) -> None:
    site.build()
    documents = walk_back(site, "feeds/all.atom.xml")
    assert [len(ids(each)) for each in documents] == [3, 3, 3, 3]
    assert len({each for document in documents for each in ids(document)}) == 10
    assert len({document.findtext("a:id", "", ATOM) for document in documents}) == 1
    archive = "{http://purl.org/syndication/history/1.0}archive"
    assert [document.find(archive) is not None for document in documents] == [False, True, True, True]
    for newer, older in pairwise(documents[1:]):
        assert links(older, "next-archive") == links(newer, "self")
    assert {tuple(links(each, "current")) for each in documents[1:]} == {(f"{SITE}/feeds/all.atom.xml",)}
    rss = etree.fromstring(site.files()["feeds/all.rss.xml"])[0]
    assert [link.get("href") for link in rss.iterfind("a:link[@rel='prev-archive']", ATOM)] == links(
        documents[0], "prev-archive"
    )
    assert links(parsed(site, "feeds/section/world.atom.xml"), "prev-archive")
    assert not links(parsed(site, "feeds/tag/fish.atom.xml"), "prev-archive")


def test_a_json_feed_goes_on_to_every_story(site: Site) -> None:
    site.build()
    path, found = "feeds/all.json", []
    while path:
        feed = json.loads(site.page(path))
        assert list(json_feed.faults(feed)) == [] and feed["feed_url"] == f"{SITE}/{path}"
        found += [item["title"] for item in feed["items"]]
        path = local(feed["next_url"]) if "next_url" in feed else ""
    assert list(dict.fromkeys(found)) == [f"Story {number}" for number in range(10, 0, -1)]
    assert "next_url" not in json.loads(site.page("feeds/tag/fish.json"))


def test_a_full_archive_document_never_changes_again(site: Site) -> None:
    site.build()
    full = {path: content for path, content in site.files().items() if re.search(r"feeds/all/[12]\.", path)}
    assert len(full) == 4
    for number in range(11, 16):
        write(site, number)
        site.build()
    after = site.files()
    assert {path: after[path] for path in full} == full
    assert "feeds/all/5.atom.xml" in after


@pytest.mark.parametrize(
    ("places", "before", "after", "found"),
    [
        ([10], 10, 11, set()),
        ([11], 11, 12, {3, 4}),
        ([4], 10, 11, {2, 3}),
        ([4], 12, 11, {2, 3, 4}),
        ([4], 12, 12, {2}),
        ([1, 7], 12, 12, {1, 2, 3}),
        ([0], 1, 0, set()),
    ],
)
def test_which_archive_documents_a_change_touches(places: list[int], before: int, after: int, found: set[int]) -> None:
    assert moved_volumes(places, before, after, 3) == found


def test_a_withdrawn_story_leaves_a_tombstone_and_no_word(site: Site) -> None:
    site.build()
    uid = ids(parsed(site, "feeds/all.atom.xml"))[1]
    write(site, 9, status="withdrawn", modified="2024-05-20 08:00")
    site.build()
    check_all(site)
    tombstone = parsed(site, "feeds/all.atom.xml").find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert tombstone is not None
    assert (tombstone.get("ref"), tombstone.get("when")) == (uid, "2024-05-20T08:00:00+00:00")
    assert f'ref="{uid}"' in site.page("feeds/all.rss.xml")
    assert json.loads(site.page("feeds/all.json"))["_deleted_entries"][0]["ref"] == uid
    assert not [path for path, content in site.files().items() if b"story 9" in content]
    for number in range(11, 15):
        write(site, number)
    site.build()
    assert "deleted-entry" not in site.page("feeds/all.atom.xml")
    assert any("deleted-entry" in str(etree.tostring(each)) for each in walk_back(site, "feeds/all.atom.xml"))
    site.build("clean")
    assert site.files("clean") == site.files()


def test_feeds_by_language_come_with_the_second_language(site: Site) -> None:
    site.build()
    assert not [path for path in site.files() if path.startswith("feeds/language/")]
    write(site, 11, lang="de")
    site.build()
    assert {"feeds/language/de.atom.xml", "feeds/language/en.json"} <= site.files().keys()
    assert parsed(site, "feeds/language/de.atom.xml").get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    site.build("clean")
    assert site.files("clean") == site.files()
    write(site, 11)
    site.build()
    assert not [path for path in site.files() if path.startswith("feeds/language/")]


def test_every_feed_stands_in_the_outline_and_on_the_page_that_lists_them(site: Site) -> None:
    write(site, 3, lang="de", tags="A&B;")
    site.build()
    outline = etree.fromstring(site.files()["feeds/all.opml"])
    named = {str(each.get("xmlUrl")) for each in outline.iterfind(".//outline[@xmlUrl]")}
    archives = re.compile(r"/\d+\.(?:atom\.xml|json)$")
    there = {f"{SITE}/{path}" for path in site.files() if path.endswith(".atom.xml") and not archives.search(path)}
    assert named == there
    page = site.page("follow/index.html")
    for path in site.files():
        if path.startswith("feeds/") and path.endswith((".xml", ".json")) and not archives.search(path):
            assert f">{SITE}/{path}</code>" in page
    assert f'href="{SITE}/feeds/all.opml"' in page


def test_each_page_names_the_feeds_of_what_it_shows(site: Site) -> None:
    site.build()
    for page, path in (
        ("index.html", "all"),
        ("section/world/index.html", "section/world"),
        ("tag/fish/index.html", "tag/fish"),
        ("author/ann-lee/index.html", "author/ann-lee"),
    ):
        for ending in ("atom.xml", "rss.xml", "json"):
            assert f'href="{SITE}/feeds/{path}.{ending}"' in site.page(page).split("</head>")[0]
    head = site.page("news/story-1/index.html").split("</head>")[0]
    assert f'href="{SITE}/feeds/section/world.atom.xml"' in head


def test_a_hub_is_named_in_every_form(site: Site) -> None:
    site.build()
    assert links(parsed(site, "feeds/all.atom.xml"), "hub") == [HUB]
    assert f'<atom:link rel="hub" href="{HUB}"/>' in site.page("feeds/all.rss.xml")
    assert json.loads(site.page("feeds/all.json"))["hubs"] == [{"type": "WebSub", "url": HUB}]


@pytest.mark.parametrize("wrong", [{"feed_archives": ("tags",)}, {"hub": "hub.example"}, {"search": "always"}])
def test_settings_that_cannot_be_meant_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        press_settings(wrong)


@pytest.mark.parametrize(
    ("html", "full"),
    [
        ('<a href="/x">', '<a href="https://p.example/x">'),
        ('<a href="#note">', '<a href="https://p.example/news/s/#note">'),
        ('<a href="../t/">', '<a href="https://p.example/news/t/">'),
        ('<img alt="" src="a.png">', '<img alt="" src="https://p.example/news/s/a.png">'),
        ('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">'),
        ('<a href="//other.example/">', '<a href="//other.example/">'),
    ],
)
def test_addresses_in_texts_become_full(html: str, full: str) -> None:
    assert absolute(html, "https://p.example", "news/s/") == full
    assert absolute(html, "", "news/s/") == html


def test_an_old_story_that_fills_an_archive_document_is_told_to_the_feed(site: Site) -> None:
    write(site, 11)
    site.build()
    site.write("news/2024/04/old.md", record("Old", "2024-04-01 10:00", slug="old"))
    site.build()
    assert len({each for document in walk_back(site, "feeds/all.atom.xml") for each in ids(document)}) == 12
    site.build("clean")
    assert site.files("clean") == site.files()
