"""What a strange newsroom or a stranger puts into the folder: odd names, first lines that pose as metadata, dates that
cannot be, files that are no copy. Each kind stands among good stories, which are all filed whatever stands beside them.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from wire.filing import House, file_copy
from wire.record import parse
from wire.report import Report
from wire.settings import Wire

NOW = 1_764_000_000.0
GOOD = 20
STORY = (
    "{title}\n\n3 May 2024\n\nThe harbour board said on Tuesday that the night ferry will sail again from December.\n\n"
    "People stopped going to the theatre when boat {number} left at seven, said the chair of the board.\n"
)


def story(number: object, title: str = "") -> str:
    return STORY.format(title=title or f"Night ferry number {number} returns", number=number)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "content", tmp_path / "cache", Wire(), NOW)
    house.copy.mkdir(parents=True)
    for number in range(GOOD):
        (house.copy / f"good-{number}.txt").write_text(story(number))
    return house


def filed(house: House) -> tuple[Report, dict[str, str]]:
    """The report, and the text of every record by its raw file's name; all good stories are among them."""
    report = file_copy(house)
    found = {}
    for outcome in report.filed:
        found[outcome.name] = (house.content / outcome.record).read_text("utf-8")
    assert {f"good-{number}.txt" for number in range(GOOD)} <= set(found)
    assert len(report.outcomes) == len(report.filed) + len(report.folded) + len(report.held)
    return report, found


NAMES = [
    b"new\nline.txt", b"esc\x1b[31m.txt", "bidi\u202etxt.txt".encode(), b"a" * 240 + b".txt", b"semi;colon=1.txt",
    b"pct%41.txt", b" lead.txt", b"trail .txt", b"quote\"'<b>.txt", b"{filename}.txt", b"|filename|.txt", b"-rf.txt",
    b"--help.txt", b"CON.txt", b"aux.txt", b"NUL.html", b"COM1.txt", b"LPT9.htm", b"dot..txt", b"...txt", b"UPPER.TXT",
    b"upper.Txt", b".hidden.txt", "\u00fcn\u00ef.txt".encode(), "u\u0308n.txt".encode(), b"tab\t.txt", b"cr\r.txt",
    b"back\\slash.txt", b"..\\up.txt", b"bad\xff\xfename.txt", b"\xed\xa0\x80.txt", b"folder/inside/a.txt",
    b"..a/..b/c.txt", b"name=x; raw=y.txt", b"Status: draft.txt", b"`id`.txt", b"$(id).txt", b"$HOME.txt", b"~.txt",
    b"*.txt", b"?.txt", b"[a-z].txt", b"a:b.txt", b"C:a.txt", b"a|b.txt", b"a&b.txt", b"#1.txt", b"%2e%2e%2fx.txt",
    b"index.html.txt", "\U0001f600.txt".encode(), "記事.txt".encode(), "خبر.txt".encode(), "\u200b.txt".encode(),
    "a\u2028b.txt".encode(), b"{{ x }}.txt", b"<script>alert(1)<script>.txt", b"\\u0000.txt", b"2024-05-03.txt",
    b"robots.txt", b"humans.txt", b"removed.txt", b".wire/0.txt", b"a.md.txt", b"ferry.tar.gz.txt",
]  # fmt: skip


def test_no_name_is_lost_or_obeyed(house: House) -> None:
    for number, name in enumerate(NAMES):
        path = house.copy / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = story(f"n{number}", f"Headline {number} of the day")
        path.write_text(f"<html><body><article><p>{text}</p></article>" if "htm" in path.suffix else text)
    report, found = filed(house)
    assert {os.fsencode(name) for name in found} >= set(NAMES)
    assert all(line.isprintable() for line in [*report.lines(), *map(str, report.outcomes)])
    assert json.loads(report.json())["filed"] == GOOD + len(NAMES)
    written = {path.relative_to(house.news).as_posix() for path in house.news.rglob("*") if path.is_file()}
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/.") for name in written)
    assert file_copy(house).filed == [o.__class__(o.name, o.fate, o.record, notes=o.notes) for o in report.filed]


KEYS = (
    "Status: published",
    "Status: draft",
    "status: hidden",
    "Save_as: ../../x",
    "URL: /x",
    "Url: javascript:alert(1)",
    "Slug: ../../up",
    "Slug: index",
    "Template: ../../etc/passwd",
    "Template: x",
    "Date: 2031-01-01",
    "Date: 0001-01-01",
    "Modified: 2031-01-01",
    "Embargo: 2031-01-01",
    "Expires: 2001-01-01",
    "Title: Another",
    "Title:",
    "Category: x",
    "Tags: a, b",
    "Authors: Mallory",
    "Author: x",
    "Summary: y",
    "Lang: xx",
    "Translation: true",
    "Private: yes",
    "Image: javascript:alert(1)",
    "Filed: name=a; raw=b",
    "Folded: name=a; raw=b",
    "Id: urn:uuid:0",
    "Aliases: index",
    "Pinned: yes",
    "Priority: 9",
    "Breaking: yes",
    "Correction: x",
    "Thread: x",
    "KYIV: a day",
    "draft: true",
    ":status: draft",
    ":date: 2031-01-01",
    ":slug: ../x",
    ".. status: draft",
    ".. include:: /etc/passwd",
    "---",
    "+++",
    "---\nstatus: draft\n---",
    "---\ntitle: x\ndraft: true\n---",
    "+++\ndraft = true\n+++",
    "+++\ndate = 2031-01-01\n+++",
    ';;;\n{"draft": true}\n;;;',
    '{"draft": true}',
    '{\n "status": "draft"\n}',
    "<!-- Status: draft -->",
    "<!--\nstatus: draft\n-->",
    '<meta name="status" content="draft">',
    '<meta name="date" content="2031-01-01">',
    '<html><head><meta name="status" content="draft"></head>',
    "<title>x</title>",
    "%YAML 1.2\n---\nstatus: draft",
    "# Status: draft",
    "% Title\n% Author\n% 2031-01-01",
    "@@@ status draft",
    "#+TITLE: x",
    "#+STATUS: draft",
    "\\title{x}",
    "= Title\n:status: draft",
    "= Title",
    "Title\n=====",
    "====\nTitle\n====",
    "***\nstatus: draft\n***",
    "{% set status = 'draft' %}",
    "{{ status }}",
    "{filename}x.md",
    "|static|x",
    "[TOC]",
    "[toc]",
    "[[_TOC_]]",
    "```yaml\nstatus: draft\n```",
    "    status: draft",
    "\tstatus: draft",
    "\ufeffStatus: draft",
    "Status : draft",
    "ＳＴＡＴＵＳ: draft",
    "Status\u00a0: draft",
    "Content-Type: text/html",
    "HTTP/1.1 404 Not Found",
    "Subject: draft",
    "#!/bin/sh",
    "<?php exit ?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE html>",
    "@import url(x)",
    "BEGIN:VCALENDAR",
)
EDITORS = ("status", "save_as", "url", "template", "embargo", "expires", "pinned", "priority", "breaking", "correction")


def test_no_first_line_decides_whether_and_where_a_story_is_published(house: House) -> None:
    for number, first in enumerate(KEYS):
        for kind, gap in (("line", "\n\n"), ("tail", "\n")):
            text = story(f"{kind}{number}", f"{kind} {number} comes first")
            (house.copy / f"{kind}-{number:03}.txt").write_text(f"{first}{gap}{text}")
    report, found = filed(house)
    assert report.held == []
    assert len(found) == GOOD + 2 * len(KEYS)
    for name, text in found.items():
        record = parse(text)
        assert not [key for key in EDITORS if record.get(key)], name
        assert "1600" <= record.get("date") <= "2025-11-25", name
        assert "People stopped going to the theatre" in record.body, name
        assert set(record.get("slug")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-"), name
        assert len(record.all("Filed")) == len(record.all("Id")) == 1, name


DATES = (
    "1 January 2031", "2031-01-01T00:00:00Z", "0000-00-00", "0001-01-01", "9999-12-31", "99999-01-01", "-0044-03-15",
    "31 February 2024", "30 February 2024", "32 May 2024", "May 2024", "2024", "13/13/2013", "03/04/05", "99/99/9999",
    "2024-02-30", "2024-13-01", "20240503", "2024-W18-5", "2024-124", "1714694400", "1714694400000", "45415",
    "3 May 2024 25:61", "2024-05-03T10:00+25:00", "2024-05-03T10:00-99:99", "2024-05-03 10:00 XYZ", "٣ مايو ٢٠٢٤",
    "二〇二四年五月三日", "令和6年5月3日", "พ.ศ. 2567", "5784-01-25", "1445/10/24", "yesterday", "tomorrow", "now",
    "Thu, 32 Foo 2024", "3rd of Maytober", "Date: 2099-01-01", "1969-12-31", "1899-12-31", "1582-10-10",
    "2024-05-03T10:00:00.123456789Z", "2038-01-19T03:14:08Z", "3 May 12024", "29 February 2023", "May 3, '24", "∞",
)  # fmt: skip


def test_no_date_of_the_copys_decides_whether_it_is_out(house: House) -> None:
    for number, date in enumerate(DATES):
        (house.copy / f"m{number:02}.html").write_text(
            f'<meta property="article:modified_time" content="{date}"><h1>Change {number}</h1><p>{story(number)}</p>'
        )
        for kind, text in (("d", story(f"d{number}", f"Day {number} of the ferry")), ("h", f"<p>{story(number)}</p>")):
            meta = f'<meta property="article:published_time" content="{date}">'
            page = f"<html><head>{meta}</head><body><h1>Day {number}</h1>"
            path = house.copy / f"{kind}{number:02}.{'txt' if kind == 'd' else 'html'}"
            path.write_text(text.replace("3 May 2024", date) if kind == "d" else page + text)
            os.utime(path, (NOW - 86400, NOW - 86400))
    report, found = filed(house)
    assert [outcome for outcome in report.held if outcome.name.startswith("d")] == []
    assert all("1600" <= parse(text).get("date") <= "2025-11-25" for text in found.values())
    assert all(parse(text).get("modified") <= "2025-11-25" for text in found.values())


NOISE = random.Random(4).randbytes(30_000)  # noqa: S311
TEXT = story("bad").encode()


def _zip(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, TEXT)
    return target.getvalue()


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    return target.getvalue()


HELD = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\r\n",
    "mark.txt": b"\xef\xbb\xbf",
    "mark16.txt": b"\xff\xfe",
    "nul.txt": bytes(9999),
    "noise.txt": NOISE,
    "noise.html": NOISE,
    "pdf.txt": b"%PDF-1.7\n" + NOISE,
    "late-pdf.txt": b"\n\n%PDF-1.4\n1 0 obj\n" * 9,
    "docx.txt": _zip("word/document.xml"),
    "zip.txt": _zip("a.txt"),
    "tar.txt": _tar(),
    "gz.txt": gzip.compress(TEXT),
    "bz2.txt": bz2.compress(TEXT),
    "xz.txt": lzma.compress(TEXT),
    "rtf.txt": b"{\\rtf1\\ansi " + TEXT + b"}",
    "ole.txt": b"\xd0\xcf\x11\xe0" + NOISE,
    "png.txt": b"\x89PNG\r\n\x1a\n" + NOISE,
    "jpeg.html": b"\xff\xd8\xff\xe0" + NOISE,
    "elf.txt": b"\x7fELF\x02\x01\x01" + NOISE,
    "sqlite.txt": b"SQLite format 3\0" + NOISE,
    "ps.txt": b"%!PS-Adobe-3.0\n(a) show",
    "base64.txt": base64.encodebytes(NOISE),
    "base64-line.txt": base64.b64encode(NOISE * 9),
    "mail.txt": b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(TEXT),
    "page.html": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n" + TEXT,
    "feed.txt": b'<?xml version="1.0"?><rss version="2.0"><channel><item>a b c d e f</item></channel></rss>',
    "large.txt": b"a word or two. " * 80_000,
    "large.html": b"<p>a word or two.</p>" * 160_000,
    "lines.txt": b"word\n" * 30_000,
    "paragraphs.txt": "word\u2028".encode() * 30_000,
    "word.txt": b"A headline\n\n" + b"x" * 900_000,
    "one.txt": b"Hello\n",
    "emoji.txt": "\U0001f600".encode() * 20_000,
    "frames.html": b"<frameset cols=50,50><frame src=a><frame src=b></frameset>",
    "redirect.html": b"<meta http-equiv=refresh content='0;url=https://x.example/'>",
    "quote.html": b'<a href="' + b"x" * 900_000,
    "script.html": b"<html><body><script>" + b"var a = 1;" * 90_000,
    "comment.html": b"<html><body><!-- " + TEXT,
    "options.html": b"<select>" + b"<option>a" * 50_000,
    "both.txt": "Café über ".encode() * 40 + "Café ".encode("latin-1") * 40,
    "letter.docx": b"PK",
    "no-ending": TEXT,
    "picture.jpg": b"\xff\xd8\xff",
}
SLOW = {
    "deep.html": b"<html><body>" + b"<div>" * 150_000 + TEXT,
    "tables.html": b"<table><tr><td>" * 50_000 + TEXT,
    "lists.html": b"<ul><li>" * 100_000 + TEXT,
    "bold.html": b"<p>" + b"<b><i>" * 90_000 + TEXT,
    "attributes.html": b"<p " + b"".join(b"a%d=1 " % at for at in range(90_000)) + b">" + TEXT,
    "bomb.html": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 9) for at in range(1, 12))
    + b"]><p>&a11;</p>",
    "line.txt": b"A headline\n\n" + b"word " * 190_000,
    "accents.txt": ("A\n\ne" + "\u0301" * 300_000).encode(),
    "bidi.txt": ("A headline\n\n" + "\u202e word" * 100_000).encode(),
    "blanks.txt": b"A\n\n" + b" " * 900_000 + b"x",
    "links.html": b"<a href=a>link</a>" * 90_000,
    "pictures.html": b"<img src=a alt=b>" * 90_000,
    "less.html": b"<" * 900_000,
    "entities.html": b"<p>" + b"&amp;&nbsp;&#x41;" * 90_000,
    "quotes.txt": b"A\n\n" + b">" * 100_000 + b" x",
}


def test_what_is_no_copy_is_held_by_name(house: House) -> None:
    for name, data in HELD.items():
        (house.copy / name).write_bytes(data)
    report, _ = filed(house)
    assert {outcome.name for outcome in report.held} == set(HELD)
    assert all(outcome.reason.endswith((".", ")")) for outcome in report.held)


APART = """
import pathlib, resource, sys, time
sys.path.insert(0, sys.argv.pop(1))
from wire.filing import House, file_copy
from wire.settings import read
report = file_copy(House(*map(pathlib.Path, sys.argv[1:]), read({}), time.time()))
print([outcome.reason for outcome in report.held])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_what_is_made_to_cost_costs_little(house: House) -> None:
    for name, data in SLOW.items():
        (house.copy / name).write_bytes(data)
    # In a process of its own: the peak of children is the peak of all that a process ever had.
    told = [str(ROOT / "plugins"), str(house.content), str(house.cache)]
    run = subprocess.run([sys.executable, "-c", APART, *told], capture_output=True)
    assert run.returncode == 0, run.stderr
    reasons, peak = run.stdout.decode().splitlines()[-2:]
    assert "seconds" not in reasons and "report" not in reasons
    assert int(peak) < 700_000
