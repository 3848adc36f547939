from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from conftest import ROOT
from edition.dates import day_name, language_name, machine, month_name, shown
from edition.settings import SettingsError, edition_settings
from edition.words import catalogue, words_in

LANGUAGES = sorted(path.stem for path in (ROOT / "plugins/edition/languages").glob("*.po"))
PHRASE = re.compile(r"""(?:_|site_)\("([^"]+)"\)""")
SLOT = re.compile(r"%\(\w+\)s")


def phrases() -> set[str]:
    """Every phrase of the interface, read from the templates."""
    templates = (ROOT / "theme/templates").glob("*.html")
    return {found for path in templates for found in PHRASE.findall(path.read_text("utf-8"))}


def test_the_languages_of_the_interface() -> None:
    assert {"ar", "de", "es", "fr", "uk", "zh"} <= set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_has_each_phrase_of_the_theme_and_no_other(lang: str) -> None:
    assert set(catalogue(lang)) == phrases()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_keeps_the_slots_of_its_phrase(lang: str) -> None:
    for phrase, translation in catalogue(lang).items():
        assert sorted(SLOT.findall(phrase)) == sorted(SLOT.findall(translation)), phrase


def test_words_fall_back_on_the_site_s_language_and_then_on_english() -> None:
    assert words_in("de")("Related") == catalogue("de")["Related"]
    assert words_in("de-AT")("Related") == catalogue("de")["Related"]
    assert words_in("pt", "de")("Related") == catalogue("de")["Related"]
    assert words_in("en-GB", "de")("Related") == "Related"
    assert words_in("pt")("Related") == "Related"
    assert words_in("../../etc/passwd")("Related") == "Related"
    assert words_in("de")("No such phrase") == "No such phrase"


WHEN = datetime(2023, 5, 16, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "16 May 2023, 18:30 UTC"),
        ("de", "16. Mai 2023, 18:30 UTC"),
        ("fr-CA", "16 mai 2023, 18 h 30 UTC"),
        ("not a language", "16 May 2023, 18:30 UTC"),
    ],
)
def test_dates_are_written_as_readers_of_the_language_write_them(lang: str, expected: str) -> None:
    assert shown(WHEN, lang) == expected


def test_a_date_without_a_time_of_day_claims_none() -> None:
    day = WHEN.replace(hour=0, minute=0)
    assert (shown(day, "en"), machine(day)) == ("16 May 2023", "2023-05-16")
    assert machine(WHEN) == "2023-05-16T18:30+00:00"


def test_zones_are_told_by_their_distance_from_utc() -> None:
    assert shown(WHEN.astimezone(timezone(timedelta(hours=2))), "en").endswith("20:30 UTC+2")
    assert shown(WHEN.astimezone(timezone(-timedelta(hours=3, minutes=30))), "en").endswith("15:00 UTC−3:30")


def test_months_have_names() -> None:
    assert (month_name(5, "en"), month_name(5, "de")) == ("May", "Mai")


def test_settings_are_checked_by_name_and_type() -> None:
    assert edition_settings({"sections": ["World"], "weights": {"World": 3}}).weights == (("World", 3),)
    with pytest.raises(SettingsError, match=r"'secondry'. is not a setting.*'secondary'"):
        edition_settings({"secondry": 3})
    with pytest.raises(SettingsError, match=r"'block'.*int"):
        edition_settings({"block": "4"})
    with pytest.raises(SettingsError, match=r"'block'.*1 or more"):
        edition_settings({"block": 0})


def test_a_language_is_called_by_its_own_name() -> None:
    names = [language_name(lang) for lang in ("de", "fr", "en", "pt-BR", "x-none", "")]
    assert names == ["Deutsch", "Français", "English", "Português (Brasil)", "x-none", ""]


def test_a_day_is_named_with_its_weekday() -> None:
    day = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert day_name(day, "de") == "Freitag, 20. November 2026"
    assert day_name(day, "de", False) == "Freitag, 20. November"
