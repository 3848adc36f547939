from __future__ import annotations

from typing import Any

import pytest
from edition.front import UNEVEN, Front, in_order, lay_out
from edition.settings import Edition
from edition_cards import card, term
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("World", "Politics", "Business", "Sport")
SECTIONS = [term(name) for name in NAMES]


def slugs(front: Front) -> list[str]:
    placed = [front.lead] if front.lead else []
    placed += front.secondary
    placed += [story for _, stories in front.blocks for story in stories]
    return [story.slug for story in placed]


def page(*stories: Any) -> Front:
    return lay_out(stories, SECTIONS, Edition())


def test_no_stories_give_an_empty_front_page() -> None:
    assert page() == Front(None, (), ())


@pytest.mark.parametrize("count", [1, 5, 60, 10_000])
def test_a_paper_of_any_size_has_a_full_front_page(count: int) -> None:
    stories = [card(n, NAMES[n % 4]) for n in range(count)]
    front = page(*stories)
    assert front.lead is stories[-1]
    assert len(front.secondary) == min(5, count - 1)
    assert len(slugs(front)) == (count if count < 6 else 6 + 4 * 4)


PRIORITIES = ["", "3", "-2", "x", "9" * 50]


@given(
    st.lists(
        st.tuples(st.sampled_from([*NAMES, "Odd", "Single"]), st.booleans(), st.sampled_from(PRIORITIES)), max_size=40
    )
)
def test_no_story_stands_twice_and_no_card_alone_in_a_last_row(given_stories: list[tuple[str, bool, str]]) -> None:
    stories = [
        card(n, section, image="a.jpg" if picture else "", priority=priority)
        for n, (section, picture, priority) in enumerate(given_stories)
    ]
    front = page(*stories)
    placed = slugs(front)
    assert len(placed) == len(set(placed))
    assert bool(placed) == bool(stories)
    for section, shelf in front.blocks:
        assert len(shelf) not in UNEVEN
        assert section is None or (len(shelf) > 1 and all(story.category.slug == section.slug for story in shelf))


@given(st.permutations(list(range(30))))
def test_the_order_stories_come_in_changes_nothing(order: list[int]) -> None:
    stories = [card(n, NAMES[n % 4]) for n in range(30)]
    assert slugs(page(*(stories[n] for n in order))) == slugs(page(*stories))


def test_a_point_of_priority_is_worth_a_day() -> None:
    assert page(card(0, priority="1"), card(23)).lead.slug == "story-00000"  # type: ignore[union-attr]
    assert page(card(0, priority="1"), card(25)).lead.slug == "story-00025"  # type: ignore[union-attr]


def test_a_section_may_weigh_more() -> None:
    stories = [card(0, "Politics"), card(5, "Sport")]
    heavy = lay_out(stories, SECTIONS, Edition(weights=(("politics", 6),)))
    assert heavy.lead is stories[0]


def test_of_two_fresh_stories_the_one_with_a_picture_leads() -> None:
    assert page(card(0, image="quay.jpg"), card(3)).lead.slug == "story-00000"  # type: ignore[union-attr]


def test_a_pinned_story_leads_until_it_is_unpinned() -> None:
    stories = [card(0, pinned="yes"), *(card(n) for n in range(1000, 1200))]
    assert page(*stories).lead is stories[0]
    stories[0].pinned = "no"
    assert page(*stories).lead is stories[-1]


def test_the_banner_shows_the_newest_breaking_story_while_it_is_fresh() -> None:
    early, late = card(0, breaking="yes"), card(2, breaking="Yes")
    assert page(early, late, card(3)).breaking is late
    assert page(early, late, card(2 + Edition().breaking_hours)).breaking is late
    assert page(early, late, card(3 + Edition().breaking_hours)).breaking is None
    assert page(card(0, breaking="no")).breaking is None


def test_stories_alone_in_their_section_share_the_last_block() -> None:
    stories = [card(n, "World") for n in range(20, 30)] + [card(1, "Politics"), card(2, "Sport")]
    blocks = page(*stories).blocks
    assert [section and section.name for section, _ in blocks] == ["World", None]
    assert {story.category.name for story in blocks[-1][1]} == {"Politics", "Sport"}


def test_sections_stand_in_the_order_of_the_settings_then_by_name() -> None:
    ordered = in_order(SECTIONS, Edition(sections=("sport", "World")))
    assert [section.name for section in ordered] == ["Sport", "World", "Business", "Politics"]
