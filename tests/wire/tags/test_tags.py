"""Which tags and sections stories get: names joined, subjects kept, order of no account."""

from __future__ import annotations

from pathlib import Path

import pytest
from wire import tags
from wire.tags import Copy, SiteTags, Vocabulary, VocabularyError, parse, tag_set, tag_story
from wire.tags.candidates import draft, shown
from wire.tags.known import shipped

FERRY = """The night ferry to Gannet Island will sail again, Prime Minister Oda Renn said on Monday. Ms Renn told the
House of Commons that the World Health Organization (WHO) had asked for it. "The ferry saves lives," Renn said.

The U.S. Coast Guard sent advice. American crews know the waters; the United States lost three boats there. The WHO
welcomed the ferry, and Gannet Island's nurses danced on Pier Street."""


def names(text: str, title: str = "", lang: str = "en") -> dict[str, int]:
    found = draft(title, text, lang, shipped(lang))
    return {shown(c): len(c.spots) + len(c.short) + len(c.adjectives) for c in found.names}


def test_a_name_is_counted_under_its_full_form() -> None:
    assert names(FERRY)["Oda Renn"] == 3


def test_a_title_is_no_part_of_a_name() -> None:
    assert not any("Minister" in name or "Ms" in name for name in names(FERRY))


def test_acronym_and_adjective_belong_to_the_thing() -> None:
    found = names(FERRY)
    assert found["World Health Organization"] == 3
    assert found["United States"] >= 2
    assert "WHO" not in found and "American" not in found


@pytest.mark.parametrize("junk", ["The", "Monday", "Prime Minister", "House"])
def test_openers_days_and_offices_are_no_names(junk: str) -> None:
    assert junk not in names(FERRY)


def test_a_headline_in_capitals_adds_no_names() -> None:
    found = names(FERRY, "Night Ferry Will Sail Again, Says Renn")
    assert "Night Ferry" not in found and "Night Ferry Will Sail Again" not in found


def test_the_order_of_stories_is_of_no_account() -> None:
    stories = [Copy(str(i), f"Ferry {i}", FERRY + f" Skipper Jan Moor number {i} agreed.", "en") for i in range(6)]
    one = {t.id: t for t in tag_set(stories)}
    other = {t.id: t for t in tag_set(stories[::-1])}
    assert one == other


def test_tagging_a_story_leaves_what_is_known_as_it_was() -> None:
    known = SiteTags()
    known.file(["Oda Renn"], "en")
    assert "Oda Renn" in tag_story(FERRY, "Night ferry sails again, says Oda Renn", "en", Vocabulary(), known)
    assert (known.stories, known.stories_with("oda renn"), known.stories_with("ferry")) == (1, 1, 0)
    assert known.forms("gannet island") == {}


def test_nothing_to_tag_is_no_error() -> None:
    assert tag_story("", "", "", Vocabulary(), SiteTags()) == ()


VOCABULARY = """
unsure = "News"
[[section]]
name = "Sport"
words = { regatta = 3 }
clues = ["deportes"]
[[section]]
name = "Harbour"
words = ["ferry", "pier street"]
"""


@pytest.mark.parametrize(
    ("title", "text", "clues", "section"),
    [
        ("Regatta won", "The crew won the regatta in the final race.", [], "Sport"),
        ("Night ferry", "The ferry leaves from Pier Street. The ferry is late.", [], "Harbour"),
        ("Night ferry", "The ferry leaves.", ["Deportes"], "Sport"),
        ("Moss", "Moss grows.", [], "News"),
    ],
)
def test_sections_follow_clues_then_words(title: str, text: str, clues: list[str], section: str) -> None:
    assert tags.section(title, text, "en", parse(VOCABULARY), clues) == section


@pytest.mark.parametrize(
    ("text", "names_it"),
    [
        ("[[section]]\nnam = 'x'", "no name"),
        ("[[section]]\nname = 'x'\nword = []", "'word'"),
        ("[[tag]]\nname = 'x'\nkind = 'thing'", "kind"),
        ("tags = 3", "'tags'"),
        ("= 3", "vocabulary"),
    ],
)
def test_a_wrong_vocabulary_is_named(text: str, names_it: str) -> None:
    with pytest.raises(VocabularyError, match=names_it):
        parse(text)


def test_the_papers_own_vocabulary_is_sound() -> None:
    text = Path(__file__).parents[3].joinpath("content/vocabulary.toml").read_text(encoding="utf-8")
    assert {"World", "Opinion", "Local"} <= {s.name for s in parse(text).sections}
