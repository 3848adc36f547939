"""Which tags and sections stories get: names joined, subjects kept, order of no account."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import record, tags
from wire.filing import House, retag
from wire.settings import Wire
from wire.tags import Copy, SiteTags, Vocabulary, VocabularyError, parse, tag_set, tag_story
from wire.tags.candidates import draft, shown
from wire.tags.known import shipped
from wire.tags.reasons import reasons
from wire.tags.topics import Filed, lines, review

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


def test_days_on_which_something_always_happens_are_no_names() -> None:
    assert not {"Mondays", "Thursdays"} & set(names("The ferry sails on Mondays and Thursdays, and not on Sundays."))


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GLENMORE: A fire broke out.\nGLENMORE has two fire stations.", "Glenmore"),
        ("SAINT-ODA (AFP) - The match ended in a draw.", "Saint-Oda"),
        ("OHMA: What now? The OHMA summit begins on Monday.", "OHMA"),
        ("The new GX 3080 sold out. Nobody has a GX 3080.", "GX 3080"),
    ],
)
def test_a_dateline_lends_no_capitals_and_a_model_keeps_its_number(text: str, name: str) -> None:
    assert name in names(text)


def test_contractions_and_short_months_are_no_tags() -> None:
    text = "We’ve sailed since Feb. 4. We’ve seen whales. I’m glad, and it isn’t over. We’ve until Nov. 4."
    ranked = tag_set([Copy("1", "We’ve sailed", text)])[0].ranked
    assert not {"we've", "i'm", "isn't", "feb", "feb.", "nov. 4"} & {t.casefold().replace("’", "'") for t in ranked}


def test_an_acronym_of_a_subject_is_the_subject() -> None:
    assert "Artificial intelligence" in names("AI writes. Some fear AI. The schools of Oda ban AI.")


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


def filed(path: str, text: str, *carried: str) -> Filed:
    return Filed(path, "", text, "en", carried)


def test_topics_names_stories_that_a_recurring_tag_was_not_there_for() -> None:
    old = filed("a.md", FERRY, "Ferries")
    new = filed("b.md", FERRY.replace("Monday", "Friday"), "Oda Renn")
    found = review([old, new], Vocabulary())
    assert "Oda Renn" in {r.path: r.new for r in found.retags}["a.md"]
    assert found == review([new, old], Vocabulary())


def test_topics_never_takes_a_tag_away_and_follows_an_alias() -> None:
    vocabulary = parse('[[tag]]\nname = "Oda Renn"\nkind = "person"\naliases = ["O. Renn"]')
    found = review([filed("a.md", FERRY, "O. Renn", "Something else")], vocabulary)
    assert found.retags[0].tags[:2] == ("Oda Renn", "Something else")


def test_topics_proposes_an_entry_that_the_vocabulary_can_read() -> None:
    stories = [filed(f"{i}.md", "", 'The "Blue" Boat') for i in range(3)]
    text = "\n".join(lines(review(stories, Vocabulary())))
    assert [tag.name for tag in parse(text).tags] == ['The "Blue" Boat']


@pytest.mark.parametrize(
    ("lang", "text", "tag"),
    [
        ("zh", "房地产市场低迷。专家说,房地产市场仍在调整。", "房地产市场"),
        ("ja", "日本銀行は金利を決めた。日本銀行の金利は今年二回目だ。", "日本銀行"),
        ("ko", "기준금리를 동결했다. 기준금리는 3.5%이다.", "기준금리"),
        ("ar", "البنك المركزي رفع الفائدة. قال البنك المركزي إن الفائدة سترتفع.", "البنك المركزي"),
        ("he", "בנק ישראל העלה את הריבית. הריבית של בנק ישראל גבוהה.", "בנק ישראל"),
        ("hi", "संसद में बजट पेश हुआ। संसद ने बजट पारित किया।", "संसद"),
        ("uk", "Президент Володимир Зеленський приїхав. Володимира Зеленського зустріли.", "Володимир Зеленський"),
        ("tr", "Fatih Karahan geldi. Fatih Karahan'ın açıklaması Ankara'da yapıldı.", "Fatih Karahan"),
        ("de", "Am Montag sprach Oda Renn. Die Bürgermeisterin Oda Renn lobte die Fähre.", "Oda Renn"),
    ],
)
def test_other_scripts_and_inflections(lang: str, text: str, tag: str) -> None:
    assert tag in tag_set([Copy("", "", text, lang)])[0].ranked


@pytest.mark.parametrize(
    ("lang", "text", "tag", "never"),
    [
        ("de", "Die Fähre ist platt. Wer platt ist, liegt. Die Fähre fährt, die Fähre ist platt.", "Fähre", "platt"),
        ("fr", "Il construira le pont. Le pont tiendra, et construira qui veut un pont. On construira.", "pont",
         "construira"),
    ],
)  # fmt: skip
def test_subjects_are_nouns(lang: str, text: str, tag: str, never: str) -> None:
    stories = [Copy(str(i), text.partition(".")[0], text, lang) for i in range(3)]
    for tagged in tag_set(stories):
        assert tag in tagged.publish and never not in tagged.publish


def test_every_tag_has_a_reason() -> None:
    given = dict(reasons("Night ferry", FERRY, "en", ["Oda Renn", "United States", "Mine"], Vocabulary()))
    assert given["Oda Renn"].startswith("3 times in the story, first at word") and "shorter name" in given["Oda Renn"]
    assert "adjective" in given["United States"]
    assert "a person's tag" in given["Mine"]


SENTENCES = ["The mayor spoke.", "Oda Renn met Jan Moor in Ireland.", "Northern Ireland won.", "МИР и труд."]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=4).map(" ".join), max_size=5), st.text(max_size=60))
def test_any_text_gets_tags_that_are_clean(texts: list[str], odd: str) -> None:
    stories = [Copy(str(i), text[:20], text, "en") for i, text in enumerate([*texts, odd])]
    for tagged in tag_set(stories):
        assert len(tagged.ranked) <= 10 and len(set(tagged.publish)) == len(tagged.publish)
        assert all(name.strip() == name != "" and "\n" not in name for name in tagged.publish)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(" ".join))
def test_a_new_story_takes_no_tag_from_another(text: str) -> None:
    site = SiteTags()
    first = tags.settle(tags.read_story("Night ferry sails again", FERRY, "en", Vocabulary())[1], Vocabulary(), site)
    tags.settle(tags.read_story("", text, "en", Vocabulary())[1], Vocabulary(), site)
    again = tags.tag_story(FERRY, "Night ferry sails again", "en", Vocabulary(), site)
    assert set(first) <= set(again)


def test_a_story_under_a_short_name_is_under_the_whole_one_too() -> None:
    north = "Northern Ireland voted. Voters in Northern Ireland queued. Northern Ireland counts tonight."
    both = "Ireland won. Ireland beat Wales, and Ireland cheered. A fan from Northern Ireland wept."
    shown = tag_set([Copy("1", "Northern Ireland votes", north), Copy("2", "Ireland win", both)])[1].publish
    assert {"Ireland", "Northern Ireland"} <= set(shown)


def test_apply_writes_new_tags_but_not_over_a_persons(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name, carried in (("a", "Ferries"), ("b", "Oda Renn"), ("c", "Ferries")):
        origin = record.Filed(f"{name}.txt", "00")
        fields = (("Title", "Night ferry sails"), ("Tags", carried), ("Lang", "en"))
        story = record.sign(record.Record(fields, FERRY), origin)
        if name == "c":
            story = story.with_part("Tags", "Mine")
        news.joinpath(f"{name}.md").write_text(record.write(story), "utf-8")
    house = House(tmp_path, tmp_path / "cache", Wire(), 0.0)
    assert retag.apply(house, retag.look(house)) == (2, 1)
    first, *more = record.parse(news.joinpath("a.md").read_text("utf-8")).get("Tags").split("; ")
    assert first == "Ferries" and "Oda Renn" in more
    assert record.parse(news.joinpath("c.md").read_text("utf-8")).get("Tags") == "Mine"
