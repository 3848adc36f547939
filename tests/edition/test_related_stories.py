from __future__ import annotations

from typing import Any

import pytest
from edition.card import age
from edition.desk import Desk, count_words
from edition.related import REACH, Archive, Around
from edition.settings import Edition
from edition_cards import card
from hypothesis import given
from hypothesis import strategies as st

OLDER = [
    card(6, title="Board votes to rebuild the breakwater", tags=("Harbour",)),
    card(7, title="Rovers win again"),
    card(8, title="Storm breaks the harbour wall", summary="Waves took the breakwater apart."),
    card(9, title="Council cuts the library hours", tags=("Budget",)),
]


def around(story: Any, older: list[Any] | None = None, **settings: int) -> Around:
    """What a desk says stands around a story, once the `older` ones are in the archive, in their order."""
    desk, archive = Desk(Edition(**settings)), Archive()
    for other in sorted(OLDER if older is None else older, key=age):
        archive.add(other, known_by(other))
    return desk.around(story, known_by(story), len(archive), archive.bearers, archive.story)


def known_by(story: Any) -> list[int]:
    return Desk.marks(story.title, getattr(story, "summary", ""), [tag.name for tag in story.tags], story.lang)


def found(story: Any, older: list[Any] | None = None) -> list[str]:
    return [other.title for other in around(story, older, thread=0).related]


def test_content_relates_stories_that_share_no_tag() -> None:
    story = card(10, title="Breakwater costs rise", summary="The harbour board asks for more.", tags=("Money",))
    assert set(found(story)) == {"Storm breaks the harbour wall", "Board votes to rebuild the breakwater"}


def test_a_shared_tag_counts_for_more_than_a_shared_word() -> None:
    story = card(10, title="Harbour dues go up", tags=("Harbour",))
    assert found(story)[0] == "Board votes to rebuild the breakwater"


def test_stories_that_share_nothing_are_not_related() -> None:
    assert found(card(10, title="Choir sings at dawn")) == []


def test_a_story_is_related_to_none_in_another_language() -> None:
    german = card(5, title="Breakwater Port Almery", lang="de", tags=("Harbour",))
    assert found(card(10, title="Breakwater Port Almery", tags=("Harbour",)), [german]) == []


def test_chinese_headlines_are_compared_by_pairs_of_signs() -> None:
    older = [card(4, title="港口防波堤重建", lang="zh"), card(3, title="图书馆开放", lang="zh")]
    assert found(card(10, title="防波堤费用上涨", lang="zh"), older) == ["港口防波堤重建"]


COURSE = [
    card(24, title="Storm tears a hole in the west breakwater", summary="Ilse Tarn closed the outer basin."),
    card(300, title="Mayor opens the library", summary="Books were carried along Pier Street."),
    card(400, title="Granite for the west breakwater", summary="Ilse Tarn counts blocks for the hole."),
    card(500, title="Choir sings at dawn", summary="Nobody in Pier Street slept."),
]
END = card(
    900, title="West breakwater whole again", summary="Ilse Tarn opened the outer basin; granite fills the hole."
)


def test_a_course_of_events_is_told_from_its_beginning_and_not_again_below() -> None:
    told = around(END, COURSE)
    assert [story.slug for story in told.so_far] == ["story-00024", "story-00400"]
    assert told.related == []


def test_a_course_goes_back_so_many_days_and_is_as_long_as_asked_for() -> None:
    assert [story.slug for story in around(END, COURSE, thread_days=30).so_far] == ["story-00400"]
    assert around(END, COURSE, thread_days=0).so_far == []
    assert len(around(END, COURSE, thread=1).so_far) == 1


def test_a_persons_thread_is_not_added_to() -> None:
    named = card(900, title=END.title, summary=END.summary, thread="Breakwater")
    assert around(named, COURSE).so_far == [] and around(named, COURSE).related


TWICE = "Ilse Tarn counts blocks for the hole while fishermen of Gannet Island wait beyond the closed basin"


def test_a_story_told_twice_stands_once_and_never_beside_itself() -> None:
    one = card(402, title="Granite for the west breakwater", summary=TWICE)
    again = card(401, title="Granite arrives for the west breakwater", summary=TWICE)
    assert len(around(END, [*COURSE[:2], one]).so_far) == len(around(END, [*COURSE[:2], one, again]).so_far) == 2
    assert [story.slug for story in around(one, [*COURSE[:2], again]).so_far] == ["story-00024"]


def test_newer_stories_do_not_change_what_older_ones_are_related_to() -> None:
    archive, desk = Archive(), Desk(Edition())
    for story in COURSE:
        archive.add(story, known_by(story))
    before = desk.around(END, known_by(END), len(archive), archive.bearers, archive.story)
    late = {mark: tuple(archive.bearers(mark >> 8)) for mark in known_by(END)}
    archive.add(card(950, title="Moss grows"), known_by(card(950, title="Moss grows")))
    assert late == {mark: tuple(archive.bearers(mark >> 8)) for mark in known_by(END)}
    assert before == around(END, COURSE)


def test_what_everybody_says_relates_nothing() -> None:
    common = [card(n, title=f"Harbour {n}", summary=f"Words{n} harbour") for n in range(REACH + 5)]
    assert found(card(99, title="Harbour dues", summary="The harbour"), common) == []


@given(st.lists(st.text("abcde ", min_size=4, max_size=40), max_size=20), st.text("abcde ", max_size=40))
def test_never_more_than_asked_for_and_the_same_answer_twice(titles: list[str], title: str) -> None:
    older = [card(20 - n, title=text) for n, text in enumerate(titles)]
    first, second = (around(card(30, title=title), older) for _ in "12")
    assert first == second
    assert len(first.related) <= 3 and len(first.so_far) <= 5
    assert not {story.slug for story in first.so_far} & {story.slug for story in first.related}


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=9), max_size=4))
def test_any_words_have_marks_of_thirty_two_bits(title: str, words: str, tags: list[str]) -> None:
    known = Desk.marks(title, words, tags, "en")
    assert known == sorted(known) and len({mark >> 8 for mark in known}) == len(known)
    assert all(mark & 255 > 0 and mark < 2**32 for mark in known)


def test_the_thread_is_told_from_its_beginning() -> None:
    older = [card(n, thread="Breakwater") for n in range(8, 0, -1)]
    told = Desk(Edition(thread=3)).thread(card(9, thread="Breakwater"), older)
    assert [story.slug for story in told] == ["story-00006", "story-00007", "story-00008"]
    assert Desk(Edition()).thread(card(9), older) == []


@pytest.mark.parametrize(
    ("html", "words"), [("", 0), ("<p>Two words</p>", 2), ("<p>one</p><p>two</p>", 2), ("<p>港口防波堤重</p>", 3)]
)
def test_words_are_counted_in_any_script(html: str, words: int) -> None:
    assert count_words(html) == words
