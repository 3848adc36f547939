"""Filing: nothing lost, nothing overwritten, nothing taken twice, and nothing done where nothing changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from contextlib import chdir
from pathlib import Path

import pytest
from wire.filing import House, file_copy, raw, refile
from wire.record import parse
from wire.report import Fate, Report
from wire.settings import Wire, WrongSettingError, read

NOW = 1_764_000_000.0

STORY = """{title}

3 May 2024

The harbour board said on Tuesday that the night ferry will sail again from December, after eleven years.

People stopped going to the theatre when the last boat left at seven, said the chair of the board. {more}
"""


def story(title: str = "Night ferry returns", more: str = "A single fare is six crowns.") -> str:
    return STORY.format(title=title, more=more)


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "content" / "wire").mkdir(parents=True)
    return House(tmp_path / "content", tmp_path / "cache", Wire(workers=1), NOW)


def put(house: House, name: str, text: str | bytes) -> Path:
    path = house.copy / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fates(report: Report) -> dict[str, str]:
    return {outcome.name: outcome.fate.value for outcome in report.outcomes}


def records(house: House) -> dict[str, str]:
    return {
        path.relative_to(house.news).as_posix(): path.read_text("utf-8") for path in sorted(house.news.rglob("*.md"))
    }


def one_record(house: House) -> Path:
    (path,) = house.news.rglob("*.md")
    return path


def test_a_story_is_filed_once(house: House) -> None:
    raw = put(house, "ferry.txt", story())
    first = file_copy(house)
    before = records(house)
    assert fates(first) == {"ferry.txt": "filed"}
    assert list(before) == ["2024/05/night-ferry-returns.md"]
    assert fates(file_copy(house)) == {"ferry.txt": "filed"}
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == {"ferry.txt": "filed"}
    assert records(house) == before
    assert raw.read_text() == story()


def test_the_record_of_the_same_copy_is_the_same_anywhere(tmp_path: Path) -> None:
    made = []
    for place in ("one", "two"):
        house = House(tmp_path / place / "content", tmp_path / place / "cache", Wire(), NOW)
        house.copy.mkdir(parents=True)
        for number in range(40):
            put(house, f"{number}.txt", story(f"Headline {number % 7}", f"Number {number} is what this one is about."))
        file_copy(house)
        made.append(records(house))
    assert made[0] == made[1]
    assert len(made[0]) == 40


@pytest.mark.parametrize(
    "titles",
    [
        ("Café au port", "Cafe au port"),
        ("CAFÉ", "Cafe\u0301"),
        ("con", "CON"),
        ("😀", "🎉"),
        ("...", "???"),
        ("a" * 300, "a" * 301),
        ("Straße", "STRASSE"),
        ("page", "index"),
        ("../../etc/passwd", "etc passwd"),
    ],
)
@pytest.mark.parametrize("slugs", ["transliterate", "keep"])
def test_colliding_headlines_both_live(tmp_path: Path, titles: tuple[str, str], slugs: str) -> None:
    house = House(tmp_path / "content", tmp_path / "cache", Wire(slugs=slugs), NOW)
    for number, title in enumerate(titles):
        put(house, f"{number}.txt", story(title, f"What sets story {number} apart is this sentence alone."))
    assert len(file_copy(house).filed) == 2
    found = [parse(text) for text in records(house).values()]
    slugs_found = {record.get("slug").casefold() for record in found}
    assert len(slugs_found) == 2
    assert not {"", "con", "page", "index"} & slugs_found
    assert all(path.resolve().is_relative_to(house.news.resolve()) for path in house.news.rglob("*"))


def test_copies_are_folded_and_said(house: House) -> None:
    put(house, "a.txt", story())
    put(house, "b.txt", story())
    put(house, "c.txt", "icon-facebook icon-twitter\n\n" + story())
    put(house, "d.txt", story().encode("utf-16"))
    report = file_copy(house)
    assert fates(report) == {"a.txt": "filed", "b.txt": "folded", "c.txt": "folded", "d.txt": "folded"}
    assert all("a.txt" in outcome.reason for outcome in report.folded)
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == fates(report)


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_a_longer_version_takes_the_place_of_the_shorter(house: House, names: tuple[str, str]) -> None:
    short, long = names
    put(house, short, story())
    put(house, long, story() + "\nThe cooperative will hire fourteen people, and the training begins on Monday.\n")
    report = file_copy(house)
    assert fates(report) == {short: "folded", long: "filed"}
    assert "fourteen people" in one_record(house).read_text()
    assert fates(file_copy(house)) == fates(report)
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == fates(report)


def test_a_later_version_keeps_id_slug_and_date(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    before = parse(one_record(house).read_text())
    put(house, "b.txt", story() + "\nThe cooperative will hire fourteen people, and the training begins on Monday.\n")
    assert fates(file_copy(house)) == {"a.txt": "folded", "b.txt": "filed"}
    after = parse(one_record(house).read_text())
    assert [after.get(key) for key in ("id", "slug", "date")] == [before.get(key) for key in ("id", "slug", "date")]
    assert after.get("modified")


def test_twins_are_kept_by_setting(house: House) -> None:
    house = House(house.content, house.cache, Wire(twins="keep"), NOW)
    put(house, "a.txt", story())
    put(house, "b.txt", story() + "\nThe cooperative will hire fourteen people, and the training begins on Monday.\n")
    assert len(file_copy(house).filed) == 2


def test_a_changed_copy_changes_what_nobody_edited(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    record = one_record(house)
    record.write_text(record.read_text().replace("Title: Night ferry returns", "Title: The ferry is back"))
    put(house, "a.txt", story(more="A single fare is seven crowns."))
    report = file_copy(house)
    text = record.read_text()
    assert fates(report) == {"a.txt": "filed"}
    assert "seven crowns" in text
    assert "Title: The ferry is back" in text


def test_a_conflict_is_held_and_both_are_kept(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    record = one_record(house)
    edited = record.read_text().replace("six crowns", "six crowns and a half")
    record.write_text(edited)
    put(house, "a.txt", story(more="A single fare is seven crowns."))
    for _ in range(2):
        report = file_copy(house)
        assert fates(report) == {"a.txt": "held"}
        assert "body" in report.held[0].reason
        assert "six crowns and a half" in record.read_text()
    report, _ = refile(house, ["a.txt"], take="mine")
    assert fates(report) == {"a.txt": "filed"}
    assert "six crowns and a half" in record.read_text()
    assert fates(file_copy(house)) == {"a.txt": "filed"}


def test_a_conflict_can_be_settled_for_the_copy(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    record = one_record(house)
    record.write_text(record.read_text().replace("six crowns", "six crowns and a half"))
    put(house, "a.txt", story(more="A single fare is seven crowns."))
    report, difference = refile(house, None, take="raw")
    assert fates(report) == {"a.txt": "filed"}
    assert "seven crowns" in record.read_text()
    assert any(line.startswith("+") and "seven crowns" in line for line in difference)


def test_refiling_what_nobody_changed_changes_nothing(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    before = records(house)
    assert refile(house, None)[1] == []
    assert records(house) == before


def test_an_editors_keys_survive_everything(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    record = one_record(house)
    record.write_text(record.read_text().replace("Slug:", "Status: draft\nEmbargo: 2030-01-01 00:00+00:00\nSlug:"))
    put(house, "a.txt", story(more="A single fare is seven crowns."))
    file_copy(house)
    assert parse(record.read_text()).get("status") == "draft"
    assert parse(record.read_text()).get("embargo") == "2030-01-01 00:00+00:00"


def test_a_removed_record_stays_removed(house: House) -> None:
    put(house, "a.txt", story())
    put(house, "b.txt", story("Another headline", "And this sentence is another one too."))
    file_copy(house)
    (house.news / "2024/05/night-ferry-returns.md").unlink()
    assert fates(file_copy(house)) == {"a.txt": "held", "b.txt": "filed"}
    assert len(records(house)) == 1
    assert fates(refile(house, ["a.txt"])[0])["a.txt"] == "filed"
    assert len(records(house)) == 2


def test_a_renamed_file_keeps_its_record(house: House) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    (house.copy / "a.txt").rename(house.copy / "z.txt")
    assert fates(file_copy(house)) == {"z.txt": "filed"}
    put(house, "z.txt", story(more="A single fare is seven crowns."))
    file_copy(house)
    assert "seven crowns" in one_record(house).read_text()


def test_hand_written_records_are_left_alone(house: House) -> None:
    mine = "Title: Night ferry returns\nDate: 2024-05-03\n\nBy hand.\n"
    (house.news / "2024" / "05").mkdir(parents=True)
    (house.news / "2024" / "05" / "night-ferry-returns.md").write_text(mine)
    put(house, "a.txt", story())
    assert fates(file_copy(house)) == {"a.txt": "filed"}
    assert records(house)["2024/05/night-ferry-returns.md"] == mine
    assert "2024/05/night-ferry-returns-2.md" in records(house)


@pytest.mark.parametrize(
    "first", ["Status: draft", "Status: published", "Save_as: ../../x", "Embargo: 2031-01-01", "---", "Slug: ../up",
              ":date: 2031-01-01", "+++", "<!-- Status: draft -->", "Date: 2031-01-01", "Expires: 2001-01-01"],
)  # fmt: skip
def test_no_line_of_copy_becomes_a_key(house: House, first: str) -> None:
    put(house, "a.txt", f"{first}\n\n{story()}")
    put(house, "b.txt", f"{story()}\n{first}\n")
    file_copy(house)
    for text in records(house).values():
        record = parse(text)
        assert not any(record.get(key) for key in ("status", "embargo", "expires", "save_as", "url", "template"))
        assert record.get("date") <= "2025-11-25"
        assert ".." not in record.get("slug")


@pytest.mark.parametrize("date", ["1 January 2031", "2031-01-01T00:00:00Z", "0001-01-01", "31 February 2024", "99999"])
def test_no_date_of_the_copys_decides_whether_it_is_out(house: House, date: str) -> None:
    path = put(house, "a.txt", story().replace("3 May 2024", date))
    os.utime(path, (NOW - 86400, NOW - 86400))
    file_copy(house)
    assert "1600" <= parse(one_record(house).read_text()).get("date") <= "2025-11-25"


def test_what_cannot_be_filed_is_held_by_name_and_the_rest_goes_on(house: House) -> None:
    put(house, "good.txt", story())
    put(house, "empty.txt", "")
    put(house, "word.txt", "Hello\n")
    put(house, "noise.txt", bytes(range(256)) * 64)
    put(house, "letter.docx", "PK")
    put(house, "no-ending", story())
    put(house, "large.txt", "word " * 300_000)
    put(house, "lines.txt", "word\n" * 30_000)
    (house.copy / "link.txt").symlink_to("/etc/hosts")
    (house.copy / "folder").symlink_to("/etc")
    os.mkfifo(house.copy / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener, chdir(house.copy):
        listener.bind("socket.txt")
        report = file_copy(house)
    assert fates(report).pop("good.txt") == "filed"
    assert len(report.held) == len(report.outcomes) - 1 == 11
    assert all(outcome.reason.endswith((".", ")")) for outcome in report.held)
    assert json.loads(report.json())["held"] == 11


NAMES = [
    b"new\nline.txt", b"esc\x1b[31m.txt", "bidi\u202etxt.txt".encode(), b"a" * 240 + b".txt", b"semi;colon=1.txt",
    b"pct%41.txt", b" lead.txt", b"quote\"'<b>.txt", b"{filename}.txt", b"-rf.txt", b"CON.txt", b"dot..txt",
    b"UPPER.TXT",
    b".hidden.txt", "\u00fcn\u00ef.txt".encode(), "u\u0308n.txt".encode(), b"tab\t.txt", b"back\\slash.txt",
    b"bad\xff\xfename.txt", b"folder/inside/a.txt", b"name=x; raw=y.txt",
]  # fmt: skip


def test_strange_names_are_neither_lost_nor_obeyed(house: House) -> None:
    for number, name in enumerate(NAMES):
        put(house, os.fsdecode(name), story(f"Headline {number}", f"Only story {number} says this."))
    report = file_copy(house)
    assert {os.fsencode(outcome.name) for outcome in report.outcomes} == set(NAMES)
    assert all(outcome.fate is Fate.FILED for outcome in report.outcomes)
    again = file_copy(house)
    assert again.outcomes == tuple(outcome.__class__(outcome.name, outcome.fate, outcome.record, notes=outcome.notes)
                                   for outcome in report.outcomes)  # fmt: skip
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == fates(report)
    assert all(line.isprintable() for line in report.lines())
    assert len(records(house)) == len(NAMES)


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_index_is_made_anew(house: House, damage: bytes) -> None:
    put(house, "a.txt", story())
    file_copy(house)
    before = records(house)
    (house.cache / "wire.db").write_bytes(damage)
    assert fates(file_copy(house)) == {"a.txt": "filed"}
    assert records(house) == before


def test_a_cache_that_cannot_be_written_is_done_without(house: House) -> None:
    house.cache.parent.joinpath("cache").write_text("a file where the folder should be")
    put(house, "a.txt", story())
    assert fates(file_copy(house)) == {"a.txt": "filed"}


def test_an_unknown_setting_names_itself_and_the_nearest_good_one() -> None:
    with pytest.raises(WrongSettingError, match=r"'slug'.*Did you mean 'slugs'"):
        read({"slug": "keep"})
    with pytest.raises(WrongSettingError, match="transliterate, keep"):
        read({"slugs": "kept"})
    with pytest.raises(WrongSettingError, match="whole number"):
        read({"seconds": "20"})
    with pytest.raises(WrongSettingError, match="inside the content folder"):
        read({"news": "../elsewhere"})


LONG = "\n\n".join(
    f"The board of the harbour spent hour number {hour} of the night on the price of a crossing to island {hour * 7},"
    " and nobody in the room could say how many people would take the boat in the months of winter."
    for hour in range(1, 8)
)
NEXT = "\n\nOn Wednesday the mayor added that the new quay will open two weeks early, which surprised the builders.\n"


def test_a_story_under_another_headline_is_folded_into_the_newest(house: House) -> None:
    put(house, "a.txt", f"Night ferry returns\n\n3 May 2024\n\n{LONG}\n")
    put(house, "b.txt", f"Boats to sail at night again\n\n4 May 2024\n\nShare this\n\n{LONG}{NEXT}")
    report = file_copy(house)
    assert fates(report) == {"a.txt": "folded", "b.txt": "filed"}
    assert "surprised the builders" in one_record(house).read_text()
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == fates(report)


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        ("Tides, week 12", "Tides, week 13", ""),
        ("Night ferry returns", "Boats to sail at night again", " The fare is {} crowns."),
        ("Night ferry returns", "<b>Boats</b> to sail {{ again }}", ""),
    ],
)
def test_what_only_reads_alike_is_filed_and_said(house: House, one: str, other: str, more: str) -> None:
    put(house, "a.txt", f"{one}\n\n3 May 2024\n\n{LONG}{more.format('six')}\n")
    put(house, "b.txt", f"{other}\n\n3 May 2024\n\n{LONG}{more.format('seven')}\n")
    report = file_copy(house)
    assert fates(report) == {"a.txt": "filed", "b.txt": "filed"}
    assert len(records(house)) == 2
    assert any(line.startswith("new, much like news/2024/05/") for line in report.lines())


def test_kept_twins_are_said(house: House) -> None:
    house = House(house.content, house.cache, Wire(twins="keep"), NOW)
    put(house, "a.txt", story())
    put(house, "b.txt", "Share this\n\n" + story())
    report = file_copy(house)
    assert len(report.filed) == 2
    assert any("much like" in line and "b.txt" in line for line in report.lines())


def test_a_changed_slug_leaves_its_old_address_behind(house: House) -> None:
    put(house, "a.txt", story())
    put(house, "b.txt", story("Another headline", "And this sentence is another one too."))
    file_copy(house)
    record = house.news / "2024/05/night-ferry-returns.md"
    for slug in ("ferry-is-back", "ferry-at-last"):
        record.write_text(re.sub("Slug: .*", f"Slug: {slug}", record.read_text()))
        report = file_copy(house)
        assert any("old address" in line for line in report.lines())
        assert file_copy(house).lines() == []
    assert parse(record.read_text()).get("aliases") == "night-ferry-returns; ferry-is-back"
    before = records(house)
    shutil.rmtree(house.cache)
    file_copy(house)
    assert records(house) == before


def test_a_changed_slug_is_noticed_without_the_cache_and_takes_no_others_address(house: House) -> None:
    put(house, "a.txt", story())
    put(house, "b.txt", story("Another headline", "And this sentence is another one too."))
    file_copy(house)
    shutil.rmtree(house.cache)
    swapped = {"night-ferry-returns": "another-headline", "another-headline": "night-ferry-returns"}
    for own, other in swapped.items():
        record = house.news / f"2024/05/{own}.md"
        record.write_text(record.read_text().replace(f"Slug: {own}", f"Slug: {other}"))
    file_copy(house)
    assert not any("Aliases" in text for text in records(house).values())
    record = house.news / "2024/05/another-headline.md"
    record.write_text(record.read_text().replace("Slug: night-ferry-returns", "Slug: a-third"))
    shutil.rmtree(house.cache)
    file_copy(house)
    assert parse(record.read_text()).get("aliases") == ""


def test_a_removed_record_stays_removed_on_a_fresh_clone(house: House) -> None:
    put(house, "a;1.txt", story())
    put(house, "b.txt", story("Another headline", "And this sentence is another one too."))
    file_copy(house)
    (house.news / "2024/05/night-ferry-returns.md").unlink()
    file_copy(house)
    assert "name=a%3B1.txt" in (house.news / "removed.txt").read_text()
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == {"a;1.txt": "held", "b.txt": "filed"}
    assert fates(refile(house, ["a;1.txt"])[0])["a;1.txt"] == "filed"
    assert not (house.news / "removed.txt").exists()
    shutil.rmtree(house.cache)
    assert fates(file_copy(house)) == {"a;1.txt": "filed", "b.txt": "filed"}


def test_bare_text_under_a_line_of_tags_is_no_page(house: House) -> None:
    put(house, "a.txt", f'<html><head><meta name="status" content="draft"></head>\n\n{story()}')
    text = "one word " * 20
    put(house, "b.txt", f"<?xml version='1.0'?><html><body><h1>A page</h1><p>{text}</p></body>")
    file_copy(house)
    found = "\n".join(records(house).values())
    assert "People stopped going to the theatre" in found
    assert "&lt;html>" in found
    assert "Title: A page" in found


def test_lines_are_counted_as_a_reader_counts_them(house: House) -> None:
    put(house, "a.txt", "word\u2028" * 30_000)
    put(house, "b.txt", "word\r" * 30_000)
    assert [outcome.reason[:17] for outcome in file_copy(house).held] == ["it has 30,000 lin"] * 2


def test_what_stands_in_a_records_place_is_never_written_over(house: House) -> None:
    folder = house.news / "2024" / "05"
    folder.mkdir(parents=True)
    secret = house.content / "secret.md"
    secret.write_text("Title: Secret\n\nNobody may know.\n")
    (folder / "night-ferry-returns.md").symlink_to(secret)
    os.mkfifo(folder / "night-ferry-returns-2.md")
    (folder / "night-ferry-returns-3.md").mkdir()
    (folder / "round.md").symlink_to(folder, target_is_directory=True)
    put(house, "a.txt", story())
    for _ in range(2):
        assert fates(file_copy(house)) == {"a.txt": "filed"}
    assert "Night ferry returns" in (folder / "night-ferry-returns-4.md").read_text()
    assert (folder / "night-ferry-returns.md").is_symlink()
    assert secret.read_text() == "Title: Secret\n\nNobody may know.\n"


def test_files_that_change_while_they_are_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("gone.txt", "link.txt", "pipe.txt", "folder.txt", "other.txt")
    for number, name in enumerate(names):
        put(house, name, story(f"Headline {number}", f"Only story {number} says this."))
    scan = raw.scan

    def scanned(folder: Path) -> list[raw.Raw]:
        found = scan(folder)
        for name in names:
            (folder / name).unlink()
        (folder / "link.txt").symlink_to("/etc/hosts")
        os.mkfifo(folder / "pipe.txt")
        (folder / "folder.txt").mkdir()
        (folder / "other.txt").write_text(story("Another headline", "This is what came in between."))
        return found

    monkeypatch.setattr(raw, "scan", scanned)
    assert fates(file_copy(house)) == dict.fromkeys(names, "held") | {"other.txt": "filed"}
