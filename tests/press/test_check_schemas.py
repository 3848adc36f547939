"""What feeds, outlines and site maps may not be: one small document a rule, and the whole ones of the demo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree
from press.check import json_feed, schemas

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:x:1</id><updated>2024-05-01T10:00:00Z</updated>'
    "<author><name>A</name></author><entry><title>E</title><id>urn:x:2</id><updated>2024-05-01T10:00:00Z</updated>"
    "</entry></feed>"
)
RSS = (
    '<rss version="2.0"><channel><title>T</title><link>https://a.example/</link><description>D</description>'
    '<item><title>E</title><guid isPermaLink="false">urn:x:2</guid>'
    "<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate></item></channel></rss>"
)
MAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/</loc>'
    "<lastmod>2024-05-01</lastmod></url></urlset>"
)
OPML = '<opml version="2.0"><head/><body><outline text="A" type="rss" xmlUrl="https://a.example/f"/></body></opml>'
GOOD = (
    (ATOM, "<entry>", '<entry><rights type="html">&lt;b&gt;</rights><x:y xmlns:x="urn:x" a="1"><x:z/></x:y>'),
    (ATOM, "<title>T", '<title type="html">T'),
    (RSS, "<item>", '<item><x:y xmlns:x="urn:x"/><enclosure url="https://a.example/a" length="1" type="audio/mpeg"/>'),
    (RSS, "urn:x:2", "urn:x:3"),
    (MAP, "2024-05-01", "2024-05-01T10:00:00+02:00"),
    (OPML, "2.0", "1.0"),
)
WRONG = (
    (ATOM, "<id>urn:x:1</id>", "", "id"),
    (ATOM, "<title>T</title>", "<title> </title>", "title"),
    (ATOM, "2024-05-01T10:00:00Z</updated></entry>", "2024-05-01T10:00:00</updated></entry>", "updated|dateTime"),
    (ATOM, "<entry>", "<entry><pubDate>x</pubDate>", "title"),
    (ATOM, "<author><name>A</name>", "<author>", "author|name"),
    (ATOM, "<entry>", "<entry><link/>", "link|href"),
    (ATOM, "<entry>", '<entry><content type="text/html">x</content>', "content|type"),
    (RSS, "<description>D</description>", "", "description"),
    (RSS, "Wed, 01 May", "2024-05-01 Wed", "pubDate|string"),
    (RSS, ' isPermaLink="false"', "", "guid"),
    (RSS, "<item>", "<item><author>Ann</author>", "author|string"),
    (MAP, "2024-05-01", "1 May", "lastmod"),
    (MAP, "https://a.example/", "/a", "loc|anyURI"),
    (OPML, ' xmlUrl="https://a.example/f"', "", "outline"),
)


def faults(text: str) -> list[str]:
    return list(schemas.xml_faults(etree.fromstring(text)))


@pytest.mark.parametrize(("text", "old", "new"), GOOD)
def test_what_the_formats_allow_is_let_through(text: str, old: str, new: str) -> None:
    assert faults(text) == []
    assert old in text and faults(text.replace(old, new, 1)) == []


@pytest.mark.parametrize(("text", "old", "new", "named"), WRONG)
def test_what_they_do_not_is_named_with_its_line(text: str, old: str, new: str, named: str) -> None:
    assert old in text
    found = faults(text.replace(old, new, 1))
    assert all("line 1 breaks" in each for each in found)
    assert any(part in each for part in named.split("|") for each in found), found


ITEM = {"id": "1", "content_html": "<p>", "authors": [{"name": "Ann"}], "tags": ["a"], "_mine": [1]}
FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [ITEM], "_also": {}}


def test_a_json_feed_may_have_members_of_its_own() -> None:
    assert list(json_feed.faults(FEED)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": "2"}, "the feed has a version"),
        ({"title": ""}, "the feed has a title"),
        ({"items": {}}, "items that are no list"),
        ({"next": "/a"}, "the feed has next, which"),
        ({"hubs": [{"type": "WebSub"}]}, "the hub has no url"),
        ({"items": [{"content_text": "x"}]}, "the item has no id"),
        ({"items": [ITEM, ITEM]}, "'1' stands twice"),
        ({"items": [{"id": "1"}]}, "the item 1 has no content"),
        ({"items": [ITEM | {"date_published": "2024-05-01"}]}, "the item 1 has a date_published"),
        ({"items": [ITEM | {"authors": [{}]}]}, "the author says nothing"),
        ({"items": [ITEM | {"tags": "a"}]}, "the item 1 has a tags"),
        ({"items": [ITEM | {"attachments": [{"url": "https://a.example/a"}]}]}, "the attachment has no mime_type"),
    ],
)
def test_what_a_json_feed_may_not_say(changed: dict[str, object], said: str) -> None:
    assert any(said in each for each in json_feed.faults(FEED | changed))


def test_the_demo_s_files_for_machines_are_sound(demo: Path) -> None:
    output = demo / "output"
    files = [*output.rglob("*.xml"), *output.rglob("*.opml")]
    assert {path: found for path in files if (found := faults(path.read_text("utf-8").split("?>", 1)[1]))} == {}
    for path in (output / "feeds").rglob("*.json"):
        assert list(json_feed.faults(json.loads(path.read_bytes()))) == [], path
