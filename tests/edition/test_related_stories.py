from __future__ import annotations

import pytest
from edition.desk import Desk, count_words
from edition.settings import Edition
from edition_cards import card
from hypothesis import given
from hypothesis import strategies as st

DESK_OLDER = [
    card(9, title="Council cuts the library hours", tags=("Budget",)),
    card(8, title="Storm breaks the harbour wall", summary="Waves took the breakwater apart."),
    card(7, title="Rovers win again"),
    card(6, title="Board votes to rebuild the breakwater", tags=("Harbour",)),
]


def found(story: object, older: list[object] | None = None) -> list[str]:
    return [other.title for other in Desk(Edition()).related(story, DESK_OLDER if older is None else older)]  # type: ignore[arg-type]


def test_content_relates_stories_that_share_no_tag() -> None:
    story = card(10, title="Breakwater costs rise", summary="The harbour board asks for more.", tags=("Money",))
    assert found(story) == ["Storm breaks the harbour wall", "Board votes to rebuild the breakwater"]


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
    assert found(card(10, title="防波堤费用上涨", lang="zh"), older) == ["港口防波堤重建"]  # type: ignore[arg-type]


@given(st.lists(st.text("abcde ", min_size=4, max_size=40), max_size=20), st.text("abcde ", max_size=40))
def test_never_more_than_asked_for_and_the_same_answer_twice(titles: list[str], title: str) -> None:
    older = [card(20 - n, title=text) for n, text in enumerate(titles)]
    first, second = (Desk(Edition()).related(card(30, title=title), older) for _ in "12")
    assert first == second
    assert len(first) <= 3


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
