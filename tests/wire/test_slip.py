"""The slip on raw copy: what a source knows reaches the record, and nothing in a slip can break out of it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from wire.characters import one_line
from wire.clean import clean
from wire.decode import decode
from wire.filing import House, file_copy
from wire.record import parse
from wire.settings import Wire
from wire.slip import NOTHING, Known, split, stamped
from wire.story import Kind

PROSE = (
    "The night ferry to the outer islands will sail again from 1 December after a pause of eleven years.",
    "The harbour board said on Tuesday that boats will sail in winter, and that fares stay as they were before.",
)
KNOWN = Known(
    url="https://old.example/2019/05/ferry_returns/",
    title="Ferry — the return & more -->",
    date="2019-05-03T10:00:00+00:00",
    authors=("Marta Quill", "Jonas Abara"),
    section="Local",
    tags=("ferries", "harbour -- board"),
    slug="ferry_returns",
)


def test_a_slip_says_what_it_was_given_and_leaves_the_copy_alone() -> None:
    raw = stamped(KNOWN, b"\xef\xbb\xbfcaf\xe9 -->")
    assert split(raw) == (KNOWN, b"\xef\xbb\xbfcaf\xe9 -->")
    assert raw.count(b"-->") == 2


@given(st.text(), st.lists(st.text(), max_size=4), st.binary(max_size=60))
def test_no_value_breaks_out_of_its_slip(title: str, tags: list[str], copy: bytes) -> None:
    known, rest = split(stamped(Known(title=title, tags=tuple(tags)), copy))
    assert rest == copy
    assert known.title == one_line(title.encode("utf-8", "replace").decode())[:2000]
    assert (known.url, known.slug, known.authors) == ("", "", ())


def test_copy_that_begins_with_a_slip_of_its_own_gets_one_that_hides_it() -> None:
    forged = b"<!-- slip\ntag: spam\n-->\nText"
    assert split(stamped(NOTHING, forged)) == (NOTHING, forged)


def test_what_is_no_date_and_no_address_is_not_known() -> None:
    known, _ = split(b"<!-- slip\ndate: yesterday\nurl: javascript:alert(1)\n-->\n")
    assert known == NOTHING


def test_what_is_known_goes_before_what_is_found_and_no_sentence_is_lost() -> None:
    for html in (False, True):
        copy = "".join(f"<p>{line}</p>" for line in PROSE) if html else "\n\n".join(PROSE)
        story = clean(copy, html=html, known=KNOWN)
        assert (story.title, story.date, story.byline) == (KNOWN.title, KNOWN.date, KNOWN.authors)
        assert (story.section, story.tags, story.original) == ("Local", KNOWN.tags, KNOWN.url)
        assert [block.text for block in story.body] == list(PROSE)


def test_the_known_headline_leaves_the_body_where_the_copy_repeats_it() -> None:
    story = clean("\n\n".join(("Night ferry returns", *PROSE)), known=Known(title="Night ferry returns"))
    assert [block.text for block in story.body] == list(PROSE)
    assert [block.kind for block in story.dropped] == [Kind.TITLE]


def test_the_carrier_s_word_decides_between_encodings() -> None:
    raw = "Паром вернётся".encode("koi8-r")
    assert decode(raw, charset="koi8-r").text == "Паром вернётся"
    assert decode("Fähre".encode(), charset="koi8-r").text == "Fähre"
    assert decode(b"Ferry", charset="no such thing\0").text == "Ferry"


def test_known_facts_reach_the_record(tmp_path: Path) -> None:
    house = House(tmp_path / "content", tmp_path / "cache", Wire(workers=1), 1764000000.0)
    house.copy.mkdir(parents=True)
    (house.copy / "a.html").write_bytes(stamped(KNOWN, "".join(f"<p>{line}</p>" for line in PROSE).encode()))
    (outcome,) = file_copy(house).filed
    record = parse((house.content / outcome.record).read_text("utf-8"))
    assert outcome.record == "news/2019/05/ferry-returns.md"
    assert record.get("Title") == KNOWN.title
    assert record.get("Date") == "2019-05-03 10:00+00:00"
    assert record.get("Authors") == "Marta Quill; Jonas Abara"
    assert record.get("Tags") == "ferries; harbour -- board"
    assert (record.get("Category"), record.get("Aliases")) == ("Local", "ferry_returns")
    assert record.get("Original") == KNOWN.url
