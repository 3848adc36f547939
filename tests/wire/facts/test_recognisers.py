"""Dates, bylines, datelines and languages, a line a case: the input beside what must come out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from wire.facts import language
from wire.facts.bylines import is_byline, opening, read
from wire.facts.dates import in_lines, is_date_line, scan
from wire.facts.place import dateline

CASES = Path(__file__).parent / "cases"
SPOKEN = "en de fr es pt it nl pl uk ru tr ar he hi zh ja ko cs sk sv nb da fi hu ro hr el ca id".split()


def cases(name: str, mark: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    pairs = (line.rpartition(mark) if mark == "->" else line.partition(mark) for line in lines if line[:1] not in "#")
    return [(left.strip(), right.strip()) for left, _, right in pairs]


@pytest.mark.parametrize(("text", "expected"), cases("dates.txt", "->"))
def test_dates(text: str, expected: str) -> None:
    """A date is read as it is written; what is no date gives none."""
    found = [one.iso + one.clock + "?" * one.doubt for one in scan(text)]
    assert " ".join(found) == expected


@pytest.mark.parametrize("lang", SPOKEN)
@pytest.mark.parametrize("form", ["long", "medium", "full"])
def test_every_month_as_the_language_writes_it(lang: str, form: str) -> None:
    """Each month of the year, as CLDR says the language writes dates, gives that date."""
    days = [date(2021, month, day) for month in range(1, 13) for day in (3, 17, 28)]
    missed = [text for day in days if (text := format_date(day, form, locale=lang)) and isos(text, lang) != [str(day)]]
    assert not missed


def isos(text: str, lang: str) -> list[str]:
    return [one.iso for one in scan(text, lang)]


@pytest.mark.parametrize(("text", "expected"), cases("bylines.txt", "->"))
def test_bylines(text: str, expected: str) -> None:
    """A byline is recognised and its names are read; a sentence that begins like one is none."""
    names = read(text[opening(text) :])[0] if is_byline(text) else ()
    assert "; ".join(names) == expected


@pytest.mark.parametrize(("text", "expected"), cases("datelines.txt", "->"))
def test_datelines(text: str, expected: str) -> None:
    found = (
        dateline(text + " ships would stay in the basin until the storm had passed.") if " " in text else dateline(text)
    )
    place, _, agency = (part.strip() for part in expected.partition(";"))
    assert (found.place, found.agency) == (place, agency)


@pytest.mark.parametrize(("lang", "text"), cases("languages.txt", ":"))
def test_languages(lang: str, text: str) -> None:
    assert language.of(text) == lang


@pytest.mark.parametrize(
    ("said", "found", "expected"),
    [("en-GB", "en", "en-GB"), ("en", "de", "de"), ("", "de", "de"), ("en_US", "", "en-US"), ("x!", "", "")],
)
def test_what_the_page_says_of_its_language_must_fit_its_text(said: str, found: str, expected: str) -> None:
    assert language.settle(said, found) == expected


def test_a_date_broken_over_lines_is_read() -> None:
    """A naive copy breaks a date wherever a tag stood."""
    assert [one.iso for one in in_lines(["Published", "12", "May", "2023", "Text"])[1]] == ["2023-05-12"]


@pytest.mark.parametrize("text", ["16 May 2023", "Published on 16 May 2023", "Stand: 28.04.2020 18:00 Uhr"])
def test_a_date_line(text: str) -> None:
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text", ["Harbour", "On 16 May 2023 the harbour master told the council that nobody had asked her about it", ""]
)
def test_no_date_line(text: str) -> None:
    assert not is_date_line(text)


@given(st.text(alphabet=st.sampled_from("0123456789 .-/:年月日TZ+,|\nMayМаяمه١٢۱४"), max_size=80))
def test_nothing_raises_on_what_looks_like_dates(text: str) -> None:
    assert all(one.end <= len(text) for one in scan(text))
    is_date_line(text)
    is_byline(text)
    dateline(text)
    language.of(text)


@given(st.text(max_size=200))
def test_nothing_raises_on_any_line(text: str) -> None:
    list(scan(text))
    is_byline(text)
    read(text)
    dateline(text)
    language.of(text)
