"""Paragraphs that were broken at inline tags are mended; lines of other copy stay as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wire.fragments import join
from wire.story import Block, Kind


def blocks(*lines: str) -> list[Block]:
    return [Block(Kind.PARAGRAPH, line, number) for number, line in enumerate(lines, 1) if line]


def texts(*lines: str) -> list[str]:
    return [block.text for block in join(blocks(*lines))]


BROKEN = (
    "The ferry to",
    "Low Quay",
    ", which had not run since",
    "the flood",
    ", left at nine with",
    "forty goats",
    "on board.",
    "",
    "The goats",
    "",
    "They were bound for",
    "Hainer Forst",
    "and its meadows.",
    "Nobody had asked them.",
)


def test_broken_paragraphs_are_mended() -> None:
    """Fragments of a sentence are joined, a heading and a new sentence are not."""
    assert texts(*BROKEN) == [
        "The ferry to",
        "Low Quay, which had not run since the flood, left at nine with forty goats on board.",
        "The goats",
        "They were bound for",
        "Hainer Forst and its meadows.",
        "Nobody had asked them.",
    ]


def test_other_copy_is_left_alone() -> None:
    """A poem or a list in small letters that is not broken up stays in lines."""
    lines = ("- goats", "Forty goats", "and a boat.", "Nobody laughed.", "It rained.")
    assert texts(*lines) == [line for line in lines if line]


@given(st.lists(st.text(alphabet="aB ,.", min_size=1).map(str.strip).filter(bool), max_size=12))
def test_nothing_is_lost(lines: list[str]) -> None:
    """The same characters in the same order, white space apart."""
    assert "".join("".join(texts(*lines)).split()) == "".join("".join(lines).split())


def test_lists_that_go_on_small_are_not_broken_paragraphs() -> None:
    """Lines that begin small are a list's or a verse's as well: without a comma cut off they stay lines."""
    lines = ("The keeper watches:", "a) the lamp,", "b) the tide,", "c) the boats,", "d) the sky.", "all night long")
    assert texts(*lines) == list(lines)
