from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ebooklib import epub
from lxml import etree
from press_site import Site, record

JAR = Path("/usr/share/java/epubcheck.jar")  # Debian's own command needs a kernel that takes jars for programs
EPUBCHECK = ["java", "-jar", str(JAR)] if JAR.exists() else ["epubcheck"]
DAY = "archive/2024/05/01/2024-05-01"
HOSTILE = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)> ]]> {{ 7*7 }}'


class Daily(Site):
    """A site with days, and a desk that binds them."""

    def all_settings(self, place: str = "") -> dict[str, Any]:
        from edition.desk import Desk
        from edition.settings import Edition

        settings = super().all_settings(place)
        settings["DAY_ARCHIVE_SAVE_AS"] = "archive/{date:%Y}/{date:%m}/{date:%d}/index.html"
        settings["DESK"] = Desk(Edition(epub=True, pdf=self.pdf))
        return settings

    pdf = False


@pytest.fixture
def site(tmp_path: Path) -> Daily:
    site = Daily(tmp_path / "site", SITEURL="https://paper.example", SITENAME='The "Paper" & <Co>')
    body = (
        "Words, a [link](/news/b/), <em>more<br> words & <b>bold.\n\n<p onclick='x()'>Open <table><tr><td>1</table>\n\n"
        "<svg onload='alert(3)'><iframe src='//spy.example'></iframe> ![remote](https://spy.example/p.gif) \x0c end."
        "\n\n<li>Loose</li><ul>words<li>one</li><p>two</p></ul><dl>x<dt>y</dl><dd>z</dd><ol start='x'></ol>"
        "<a href='https://a b/\"<>'>odd</a> <a href='//spy.example'>a<a href='mailto:x@y.example'>b</a></a>"
        "<td colspan='x'>cell</td><h1>Head<p>in</p></h1><pre><ul><li>q</pre>"
    )
    site.write("news/a.md", record(HOSTILE, "2024-05-01 10:00", body, slug="a", summary=HOSTILE, category="A & B"))
    site.write("news/b.md", record("مجلس الميناء", "2024-05-01 11:00", "نص طويل.", slug="b", lang="ar"))
    site.write("news/c.md", record("Tomorrow", "2024-05-02 11:00", "More.", slug="c", embargo="2025-01-01 00:00+00:00"))
    site.write("news/d.md", record("Kept back", "2024-05-01 12:00", "Secret.", slug="d", status="draft"))
    return site


def test_the_day_s_page_leads_to_an_e_book_that_readers_take(site: Daily, tmp_path: Path) -> None:
    site.build()
    assert f'href="https://paper.example/{DAY}.epub"' in site.page("archive/2024/05/01/index.html")
    target = tmp_path / "day.epub"
    target.write_bytes(site.files()[f"{DAY}.epub"])
    bound = epub.read_epub(target, {"ignore_ncx": False})
    assert bound.get_metadata("DC", "title")[0][0] == 'The "Paper" & <Co>, Wednesday, 1 May 2024'
    run = subprocess.run([*EPUBCHECK, "--quiet", str(target)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_in_it_runs_loads_or_is_secret(site: Daily) -> None:
    site.build()
    with zipfile.ZipFile(io.BytesIO(site.files()[f"{DAY}.epub"])) as bound:
        assert bound.namelist()[0] == "mimetype"
        pages = {name: bound.read(name) for name in bound.namelist() if name.endswith((".xhtml", ".opf", ".ncx"))}
    for name, content in pages.items():
        root = etree.fromstring(content)
        tags = {etree.QName(tag).localname for tag in root.iter(etree.Element)}
        assert not tags & {"script", "svg", "iframe", "object"}, name
        attributes = {(key, value) for tag in root.iter(etree.Element) for key, value in tag.items()}
        assert not [key for key, _ in attributes if key.startswith("on")], name
        assert name.endswith(".ncx") or not [value for key, value in attributes if key == "src"], name
        assert b"Secret" not in content and b"Tomorrow" not in content
    assert any(b'href="https://paper.example/news/b/"' in content for content in pages.values())


def test_the_same_stories_give_the_same_bytes_and_only_a_changed_day_is_bound_anew(site: Daily) -> None:
    site.build()
    bound = site.files()[f"{DAY}.epub"]
    site.build("clean")
    assert site.files("clean")[f"{DAY}.epub"] == bound
    site.write("news/e.md", record("Another day", "2024-05-03 10:00", slug="e"))
    site.build()
    assert site.files()[f"{DAY}.epub"] == bound
    site.write("news/b.md", record("مجلس الميناء", "2024-05-01 11:00", "نص آخر.", slug="b", lang="ar"))
    site.build()
    assert site.files()[f"{DAY}.epub"] != bound


def test_a_day_without_stories_is_no_edition(site: Daily) -> None:
    site.build()
    for name in "ab":
        (site.root / f"content/news/{name}.md").unlink()
    site.build()
    assert f"{DAY}.epub" not in site.files()


def test_sheets_to_print_are_made_by_setting(site: Daily) -> None:
    site.pdf = True
    site.build()
    sheets = site.files()[f"{DAY}.pdf"]
    assert sheets.startswith(b"%PDF-") and b"JavaScript" not in sheets
    assert f'href="https://paper.example/{DAY}.pdf"' in site.page("archive/2024/05/01/index.html")
