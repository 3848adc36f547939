"""Archives in every format come in once, with what is known of each story; what is broken is held by name and place."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import archive_kit as kit
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import slip
from wire.archive import feeds, formats, jsons, mail, tape, warc, wordpress
from wire.archive.item import Item, Limits, Slice
from wire.archive.journal import Journal, Row, Tally
from wire.archive.take import Wish, take_in
from wire.filing import House, file_copy
from wire.record import parse
from wire.report import Fate, Outcome
from wire.settings import Wire

LIMITS = Limits(3_000_000, 1_000_000)
COUNT = 12


def house(place: Path, **wire: object) -> House:
    return House(place / "content", place / "cache", Wire(**{"workers": 1, **wire}), 1764000000.0)  # type: ignore[arg-type]


PLAIN = Wish()


def bring(at: House, archive: Path, wish: Wish = PLAIN) -> tuple[Tally, list[Row]]:
    for _, tally, journal, number in take_in(at, [str(archive)], wish, lambda *_: None):
        return tally, list(journal.rows(number))
    raise AssertionError("no archive was taken in")


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", kit.MAKERS)
def test_every_format_comes_in_whole_and_a_second_time_brings_nothing(name: str, tmp_path: Path) -> None:
    kit.MAKERS[name](tmp_path / name, COUNT)
    at = house(tmp_path)
    tally, rows = bring(at, tmp_path / name)
    assert (tally.filed, tally.new, tally.folded, tally.held) == (COUNT, COUNT, 0, 0)
    assert len({row.offset for row in rows}) == COUNT
    before = tree(at.copy)
    assert len(before) == COUNT
    assert bring(at, tmp_path / name) == (tally, rows)
    at.cache.joinpath("import.db").unlink()
    again, _ = bring(at, tmp_path / name)
    assert (again.filed, again.new) == (COUNT, 0)
    assert tree(at.copy) == before
    assert not list(at.content.joinpath(".import").iterdir())


@pytest.mark.parametrize("name", ["crawl.warc", "export.xml", "copy.jsonl", "feed.atom"])
def test_a_packed_archive_gives_the_same_copies(name: str, tmp_path: Path) -> None:
    kit.MAKERS[name](tmp_path / name, COUNT)
    plain, packed = house(tmp_path / "plain"), house(tmp_path / "packed")
    bring(plain, tmp_path / name)
    bring(packed, kit.gzipped(tmp_path / name))
    assert tree(plain.copy) == tree(packed.copy)


def test_what_an_export_knows_stands_in_the_record(tmp_path: Path) -> None:
    kit.wxr(tmp_path / "export.xml", 3)
    at = house(tmp_path)
    bring(at, tmp_path / "export.xml")
    (filed, *_) = file_copy(at).filed
    of = kit.article(0)
    record = parse((at.content / filed.record).read_text("utf-8"))
    assert record.get("Title") == of.title
    assert record.get("Date") == f"{of.date:%Y-%m-%d %H:%M}+00:00"
    assert (record.get("Authors"), record.get("Category"), record.get("Tags")) == (
        "Marta Quill", of.section, "harbour & sea",
    )  # fmt: skip
    assert (record.get("Slug"), record.get("Original")) == (of.slug, of.url)
    assert record.body.count("\n\n") == len(of.paragraphs) - 1
    assert of.paragraphs[0][:40] in record.body


def test_stories_of_the_site_itself_keep_their_old_addresses(tmp_path: Path) -> None:
    kit.wxr(tmp_path / "export.xml", 1)
    for site, wish in ((kit.HOST, Wish()), (kit.HOST, Wish(records=True)), ("other.example", Wish())):
        at = replace(house(tmp_path / f"{site}{wish.records}"), site=site)
        bring(at, tmp_path / "export.xml", wish)
        file_copy(at)
        (path,) = at.news.rglob("*.md")
        assert parse(path.read_text()).get("Aliases") == ("/2009/01/old-0/" if site == kit.HOST else "")


def test_straight_to_records_gives_what_filing_the_copies_gives(tmp_path: Path) -> None:
    kit.wxr(tmp_path / "export.xml", COUNT)
    by_copy, direct, many = house(tmp_path / "a"), house(tmp_path / "b"), house(tmp_path / "c")
    bring(by_copy, tmp_path / "export.xml")
    file_copy(by_copy)
    tally, rows = bring(direct, tmp_path / "export.xml", Wish(records=True))
    assert (tally.filed, tally.new, tally.entries) == (COUNT, COUNT, COUNT + 2)
    assert all(direct.content.joinpath(row.outcome.record).is_file() for row in rows)
    assert tree(direct.news) == tree(by_copy.news)
    bring(many, tmp_path / "export.xml", Wish(records=True, workers=2))
    assert tree(many.news) == tree(direct.news)
    direct.cache.joinpath("import.db").unlink()
    assert bring(direct, tmp_path / "export.xml", Wish(records=True))[0].new == 0


def test_drafts_and_what_a_password_guards_stay_out(tmp_path: Path) -> None:
    parts = [kit.wxr_item(kit.article(n), status=s) for n, s in enumerate(("draft", "private", "future", "publish"))]
    guarded = kit.wxr_item(kit.article(9)).replace("<wp:post_password>", "<wp:post_password>salt")
    (tmp_path / "x.xml").write_text(kit.WXR_HEAD + "".join(parts) + guarded + "</channel></rss>")
    at = house(tmp_path)
    tally, rows = bring(at, tmp_path / "x.xml")
    assert (tally.filed, tally.held) == (1, 4)
    assert rows[0].outcome.reason == "its status in the export is 'draft', not 'publish'"
    assert all(b"chapter 3" in raw for raw in tree(at.copy).values())


def test_broken_entries_are_held_by_their_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = [kit.wxr_item(kit.article(number)) for number in range(6)]
    cut = good[1].replace("</item>", "")
    swallowed = good[2].replace("]]></content:encoded>", "")
    odd = good[4].replace("chapter 4", "chapter &nbsp; & 4 \x0b")
    text = kit.WXR_HEAD + good[0] + cut + swallowed + good[3] + odd + good[5][: len(good[5]) // 2]
    (tmp_path / "x.xml").write_text(text)
    tally, rows = bring(house(tmp_path), tmp_path / "x.xml")
    held = [row for row in rows if row.outcome.fate is Fate.HELD]
    places = (text[: text.index(part)].encode() for part in (cut, swallowed, good[5][:200]))
    assert [row.offset for row in held] == [len(before) for before in places]
    assert [row.label for row in rows if row.outcome.fate is Fate.FILED] == [kit.article(n).url for n in (0, 3, 4)]
    assert tally.entries == 6


def test_entities_and_document_types_do_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = kit.WXR_HEAD.replace(
        "<rss", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{bomb}<!ENTITY f SYSTEM "file://{secret}">]>\n<rss', 1
    )
    body = kit.wxr_item(kit.article(1)).replace("<title>", "<title>&l11;&f;")
    (tmp_path / "x.xml").write_text(f"{head}{body}</channel></rss>")
    at = house(tmp_path)
    started = time.process_time()
    tally, _ = bring(at, tmp_path / "x.xml")
    (copy,) = tree(at.copy).values()
    assert tally.filed == 1
    assert b"do not read" not in copy
    assert b"haha" not in copy
    assert time.process_time() - started < 20


def test_a_crawl_torn_in_many_places_loses_only_what_is_torn(tmp_path: Path) -> None:
    place = tmp_path / "crawl.warc.gz"
    kit.warc(place, 30, pictures=False)
    starts = [at for at in range(place.stat().st_size) if place.read_bytes()[at : at + 3] == warc.MAGIC]
    data = bytearray(place.read_bytes())
    data[starts[4] + 60 : starts[4] + 64] = b"\0\0\0\0"  # inside a record
    data[starts[9] : starts[9] + 3] = b"xyz"  # its first bytes
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(bytes(data[:-40]))
    tally, rows = bring(house(tmp_path), torn)
    held = [row.offset for row in rows if row.outcome.fate is Fate.HELD]
    assert tally.filed == 27
    assert held == [starts[4], starts[9], starts[29]]


def test_parts_of_a_packed_crawl_meet_without_loss_or_doubles(tmp_path: Path) -> None:
    place = tmp_path / "crawl.warc.gz"
    kit.warc(place, 20)
    size = place.stat().st_size
    with place.open("rb") as stream:
        whole = [piece.offset for piece in warc.members(stream, 0, size, LIMITS)]
        for cuts in ((1,), (17, 5_001), tuple(whole[3:5]), tuple(range(400, size, 777))):
            edges = [0, *cuts, size]
            parts = [piece.offset for low, high in pairwise(edges) for piece in warc.members(stream, low, high, LIMITS)]
            assert parts == whole


def test_bombs_cost_their_entry_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MOST_UNPACKED", 20_000_000)
    place = tmp_path / "crawl.warc.gz"
    kit.warc(place, 1, pictures=False)
    bomb = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nContent-Length: 30000000\r\n\r\n"
    with place.open("ab") as out:
        out.write(gzip.compress(bomb + bytes(30_000_000)))
    kit.warc(place, 1, start=1, pictures=False)
    tally, rows = bring(house(tmp_path), place)
    assert (tally.filed, tally.held) == (2, 1)
    assert rows[1].label == "http://x.example/a"


def test_a_page_that_unpacks_to_too_much_is_held() -> None:
    body = gzip.compress(bytes(4_000_000))
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nContent-Length: %d\r\n\r\n"
    (item,) = warc.items(Slice(0, head % len(http) + http), LIMITS)
    assert "more than the 3,000,000" in item.problem


@pytest.mark.parametrize("cut", [1, 500, 1000])
def test_a_packed_export_that_ends_too_soon_says_so(cut: int, tmp_path: Path) -> None:
    kit.wxr(tmp_path / "x.xml", COUNT)
    packed = kit.gzipped(tmp_path / "x.xml")
    packed.write_bytes(packed.read_bytes()[:-cut])
    tally, rows = bring(house(tmp_path), packed)
    assert tally.held >= 1
    assert rows[-1].outcome.reason == "the archive is cut off here"
    assert tally.filed >= COUNT // 2 if cut == 1 else tally.filed < COUNT


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16"])
def test_foreign_character_sets(encoding: str, tmp_path: Path) -> None:
    text = "Паром на острова снова пойдёт с первого декабря, сообщил во вторник совет порта. " * 3
    feed = f'<?xml version="1.0" encoding="{encoding}"?>\n<rss><channel><item><title>Паром</title>'
    (tmp_path / "x.rss").write_bytes(f"{feed}<description>{text}</description></item></channel></rss>".encode(encoding))
    page = f"<html><head><title>Паром</title></head><body><p>{text}</p></body></html>".encode("koi8-r")
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=KOI8-R\r\n\r\n" + page
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nContent-Length: %d\r\n\r\n"
    (tmp_path / "x.warc").write_bytes(head % len(http) + http + b"\r\n\r\n")
    at = house(tmp_path)
    assert bring(at, tmp_path / "x.rss")[0].filed == 1
    assert bring(at, tmp_path / "x.warc")[0].filed == 1
    stories = [parse((at.content / out.record).read_text("utf-8")) for out in file_copy(at).filed]
    assert all("сообщил во вторник совет порта" in story.body for story in stories)


@pytest.mark.parametrize("said", ["utf-8", "nosuch", "ascii"])
def test_a_feed_in_another_encoding_than_it_says_is_read_right_or_held(said: str, tmp_path: Path) -> None:
    text = "Der Nachtzug über die Brücke fährt wieder, sagte die Bürgermeisterin am Dienstag vor der Kapelle. " * 4
    item = "<item><title>{}</title><description>{}</description></item>"
    feed = f'<?xml version="1.0" encoding="{said}"?>\n<rss><channel>{item.format("Züge", text)}'.encode("cp1252")
    noise = item.format("x", "\xff\x81\x8d\x8f\x90\x9d " * 40).encode("latin-1")
    (tmp_path / "x.rss").write_bytes(feed + noise + item.format("Plain", "A ferry. " * 30).encode())
    at = house(tmp_path)
    tally, rows = bring(at, tmp_path / "x.rss")
    assert (tally.filed, tally.held) == (2, 1)
    assert rows[1].offset == len(feed)
    copies = "".join(path.read_text("utf-8") for path in at.copy.rglob("*.html"))
    assert "über die Brücke fährt" in copies and "\ufffd" not in copies


def test_a_mail_from_the_end_of_time_is_read() -> None:
    (item,) = mail.items(b"From: a@x.example\nSubject: s\nDate: Fri, 31 Dec 9999 23:59:59 -1400\n\nThe ferry.\n", "")
    assert (item.problem, item.copy) == ("", b"The ferry.\n")


def test_mail_gives_its_text_and_leaves_what_is_attached() -> None:
    raw = (
        b"From: =?iso-8859-1?q?J=FCrgen_Gro=DF?= <j@x.example>\r\nSubject: Re: AW: =?nosuch?q?F=E4hre?=\r\n"
        b"Date: Tue, 17 Nov 2020 10:00:00 +0100\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=cp1252\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nDie F=E4hre f=E4hrt wieder.\r\n"
        b'--b\r\nContent-Type: text/html; name="../x.html"\r\nContent-Disposition: attachment; filename="/etc/passwd"'
        b"\r\n\r\n<p>no</p>\r\n--b--\r\n"
    )
    (item,) = mail.items(raw, "")
    assert (item.copy, item.html, item.known.charset) == (b"Die F\xe4hre f\xe4hrt wieder.", False, "cp1252")
    assert (item.known.publisher, item.known.date) == ("Jürgen Groß", "2020-11-17T10:00:00+01:00")
    assert item.known.title.startswith("F")


def test_an_item_s_name_cannot_leave_its_folder(tmp_path: Path) -> None:
    row = {"url": "https://x.example/../../a", "title": "../../../etc/passwd\0", "date": "2020-01-01/../..", "raw": "x"}
    rows = [row, {**row, "slug": "/../..", "title": ""}]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    at = house(tmp_path)
    _, brought = bring(at, tmp_path / "x.jsonl", Wish(folder="../../up"))
    assert all(each.raw.startswith("up/undated/") and ".." not in each.raw for each in brought)
    assert len(tree(at.copy)) == len(brought) == 2


def test_a_copy_changed_by_hand_stays_as_it_is(tmp_path: Path) -> None:
    kit.jsonl(tmp_path / "copy.jsonl", 2)
    at = house(tmp_path)
    _, rows = bring(at, tmp_path / "copy.jsonl")
    at.copy.joinpath(rows[0].raw).write_text("corrected")
    at.cache.joinpath("import.db").unlink()
    tally, again = bring(at, tmp_path / "copy.jsonl")
    assert at.copy.joinpath(rows[0].raw).read_text() == "corrected"
    assert (tally.filed, again[0].outcome.reason) == (2, "it was changed by hand since; it stays as it is")


def test_the_same_entry_twice_is_folded_and_counted(tmp_path: Path) -> None:
    kit.jsonl(tmp_path / "copy.jsonl", 3)
    twice = tmp_path / "twice.jsonl"
    twice.write_bytes(tmp_path.joinpath("copy.jsonl").read_bytes() * 2)
    for wish in (Wish(), Wish(records=True)):
        tally, rows = bring(house(tmp_path / str(wish.records)), twice, wish)
        assert (tally.filed, tally.folded, tally.entries) == (3, 3, 6)
        assert rows[3].outcome.reason == "the same copy as the entry at 0"


def test_files_of_a_folder_that_are_no_articles_are_counted(tmp_path: Path) -> None:
    place = tmp_path / "box"
    place.mkdir()
    kit.jsonl(place / "inner.jsonl", 1)
    place.joinpath("a.png").write_bytes(b"\x89PNG")
    place.joinpath("b.txt").write_text("The night ferry will sail again.")
    place.joinpath("c.html").symlink_to("/etc/passwd")
    tally, rows = bring(house(tmp_path), place)
    assert (tally.filed, tally.held, tally.passed) == (1, 1, {".png file": 1})
    assert "archive itself" in next(row for row in rows if row.label == "inner.jsonl").outcome.reason


@given(st.binary(max_size=400), st.sampled_from(sorted(formats.FORMATS)))
@settings(deadline=None, max_examples=150)
def test_no_bytes_make_a_reader_raise(data: bytes, form: str) -> None:
    sample = data + b"<item>" + data + b"</item>\nWARC/1.0\r\nContent-Length: 3\r\n\r\n{}\r\n\r\n"
    for part in formats.cut("x", form, BytesIO(sample), LIMITS):
        for item in formats.read(part, LIMITS):
            assert isinstance(item, Item)
    formats.sniff("x", data)


@given(st.lists(st.sampled_from([b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"a" * 30, b"\n"])))
def test_cutting_does_not_depend_on_how_the_bytes_arrive(parts: list[bytes]) -> None:
    data = b"".join(parts)

    class Drip:
        def __init__(self) -> None:
            self.rest = BytesIO(data)

        def read(self, size: int, /) -> bytes:
            return self.rest.read(3)

    for cut in (tape.elements, tape.lines, tape.records):
        assert list(cut(Drip(), 100)) == list(cut(BytesIO(data), 100))
        offsets = [piece.offset for piece in cut(BytesIO(data), 100)]
        assert offsets == sorted(set(offsets))


def test_an_entry_of_any_size_passes_through_a_small_window() -> None:
    class Long:
        """An element of 200 MB between two small ones, made while it is read."""

        def __init__(self) -> None:
            self.pieces: Iterator[bytes] = iter(
                [b"<item>a</item><item>", *([b"x" * 1_000_000] * 200), b"</item><item>b</item>"]
            )

        def read(self, size: int, /) -> bytes:
            return next(self.pieces, b"")

    import tracemalloc

    tracemalloc.start()
    first, long, last = tape.elements(Long(), 2_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (first.data, last.data) == (b"<item>a</item>", b"<item>b</item>")
    assert "more than the 2,000,000" in long.problem
    assert peak < 20_000_000


def test_wordpress_text_becomes_paragraphs_and_captions() -> None:
    post = (
        'One\nline\n\n[caption id="a" width="3"]<img src="x.png" alt="A"> The quay[/caption]\n\n[gallery ids="1,2"]\n\n'
        "<blockquote>Two</blockquote>\n\n[embed]https://x.example/v[/embed]\n\n[unknown]Three[/unknown]"
    )
    assert [part.strip() for part in wordpress.page(post).split("\n\n") if part.strip()] == [
        "<p>One<br>\nline</p>",
        '<figure><img src="x.png" alt="A"><figcaption>The quay</figcaption></figure>',
        '<!-- [gallery ids="1,2"] -->',
        "<blockquote>Two</blockquote>",
        '<p><a href="https://x.example/v">https://x.example/v</a></p>',
        "<p>[unknown]Three[/unknown]</p>",
    ]


def test_dates_of_feeds() -> None:
    assert feeds.iso("Tue, 17 Nov 2020 10:00:00 +0100") == "2020-11-17T10:00:00+01:00"
    assert feeds.iso("2020-11-17 09:00:00", gmt=True) == "2020-11-17T09:00:00+00:00"
    assert feeds.iso("2020-11-17") == "2020-11-17"
    assert [feeds.iso(text) for text in ("0000-00-00 00:00:00", "soon", "")] == ["", "", ""]


def test_lines_of_json_that_are_none() -> None:
    for data in (b"{", b"[]", b'"x"', b"{}", b'{"raw": 7e999}', b"[" * 100_000, b'{"raw": ["a"]}'):
        (item,) = jsons.lines(Slice(5, data))
        assert (item.offset, bool(item.problem)) == (5, True)


IMPORT = """
import sys
from pathlib import Path
from wire.archive import formats
from wire.archive.take import Wish, take_in
from wire.filing import House
from wire.settings import Wire
formats.PART = 12_000  # many parts of a small archive
place = Path(sys.argv[1])
house = House(place / "content", place / "cache", Wire(), 1764000000.0)
wish = Wish(records=sys.argv[3] == "records", workers=int(sys.argv[4]))
for _, tally, _, _ in take_in(house, [sys.argv[2]], wish, lambda *_: None):
    print(tally)
"""


def start(place: Path, archive: Path, how: str, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(place), str(archive), how, str(workers)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize(("how", "workers"), [("copy", 1), ("records", 2)])
def test_killed_at_any_moment_nothing_is_lost_or_there_twice(how: str, workers: int, tmp_path: Path) -> None:
    archive = tmp_path / "copy.jsonl"
    kit.jsonl(archive, 60)
    started = time.monotonic()
    run = start(tmp_path / "whole", archive, how, workers)
    said = run.communicate()[0].decode()
    took = time.monotonic() - started
    dice = random.Random(11)  # noqa: S311
    for _ in range(2):
        torn = start(tmp_path / "torn", archive, how, workers)
        time.sleep(dice.uniform(0.3, 0.95) * took)
        os.killpg(torn.pid, signal.SIGKILL)
        torn.wait()
    last = start(tmp_path / "torn", archive, how, workers).communicate()[0].decode()
    assert tree(tmp_path / "torn" / "content") == tree(tmp_path / "whole" / "content")
    bare = re.compile(r" \(\d+ new\)")
    assert bare.sub("", said) == bare.sub("", last)
    assert ": 60 brought in" in last


def test_the_command_reports_as_filing_does(tmp_path: Path) -> None:
    kit.jsonl(tmp_path / "copy.jsonl", 3)
    with (tmp_path / "copy.jsonl").open("a") as out:
        out.write("{broken \x1b[31m\n")
    tmp_path.joinpath("pelican.conf.py").write_text("PATH = 'content'\nCACHE_PATH = 'cache'\n")
    tmp_path.joinpath("content").mkdir()
    wire = str(Path(sys.executable).with_name("wire"))
    command = [wire, "import", "copy.jsonl", "--report", "r.json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 3, run.stderr
    assert "held: copy.jsonl at " in run.stdout
    assert "\x1b" not in run.stdout + run.stderr
    report = json.loads(tmp_path.joinpath("r.json").read_text())
    assert (report["raw"], report["filed"], report["folded"], report["held"]) == (4, 3, 0, 1)
    assert report["raw"] == len(report["files"]) + sum(report["passed"].values())
    missing = subprocess.run([wire, "import", "nowhere"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (missing.returncode, "nowhere cannot be read" in missing.stderr) == (2, True)


def test_a_journal_that_is_damaged_is_begun_anew(tmp_path: Path) -> None:
    kit.jsonl(tmp_path / "copy.jsonl", 2)
    at = house(tmp_path)
    at.cache.mkdir()
    at.cache.joinpath("import.db").write_bytes(b"SQLite format 3\0" + zlib.compress(b"nonsense") * 300)
    assert bring(at, tmp_path / "copy.jsonl")[0].filed == 2


def test_an_entry_costs_the_same_however_many_there_were(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "import.db")
    archive = journal.begin("place", "target", "stamp")
    steps = []
    for part in range(0, 6000, 200):
        counted = [0]
        journal._db.set_progress_handler(lambda counted=counted: counted.__setitem__(0, counted[0] + 1), 50)
        rows = [Row(at, "", f"raw/{at}.html", Outcome("", Fate.FILED)) for at in range(part, part + 200)]
        assert len(list(journal.write(archive, str(part), part, rows, {}, {}))) == 200
        steps.append(counted[0])
    assert steps[-1] < 2 * steps[1]


def test_what_a_slip_says_of_a_saved_page_is_its_address(tmp_path: Path) -> None:
    kit.pages(tmp_path / "saved", 1)
    at = house(tmp_path)
    bring(at, tmp_path / "saved")
    (copy,) = tree(at.copy).values()
    assert slip.split(copy)[0].url == kit.article(0).url
