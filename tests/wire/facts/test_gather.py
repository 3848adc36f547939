"""Whole copies: what the story says of itself, and which lines leave the body for the header."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.clues import Clues
from wire.facts import headline, names, trees
from wire.facts.dates import address, choose, jalali
from wire.facts.page import look
from wire.facts.summary import summarise
from wire.gather import gather
from wire.label import label
from wire.story import BODY, Block, Kind, Story

PROSE = [
    "The harbour of Port Almery was closed for the third time this year after a storm tore two ships from their ropes.",
    "Nobody was hurt, the harbour master said on Tuesday, but the ferry to the islands will not sail before Friday.",
    "Repairs to the northern pier will take until the autumn and cost the town four million, the council was told.",
]


def blocks(*lines: str) -> list[Block]:
    return [Block(Kind.PARAGRAPH, text, line) for line, text in enumerate(lines, 1)]


def told(*lines: str, url: str = "", clues: Clues | None = None) -> Story:
    return gather(label(blocks(*lines)), clues or Clues(), url)


def body(story: Story) -> list[str]:
    return [block.text for block in story.body]


def test_a_headline_a_date_and_a_byline_above_the_article() -> None:
    story = told("Storm closes the harbour again", "Tue May 16 2023", "By Jane Doe and John Roe", *PROSE)
    assert story.title == "Storm closes the harbour again"
    assert story.date == "2023-05-16"
    assert story.byline == ("Jane Doe", "John Roe")
    assert body(story) == PROSE
    assert [block.kind for block in story.dropped] == [Kind.TITLE, Kind.DATE, Kind.BYLINE]
    assert all(block.rule for block in story.dropped)


def test_the_day_of_the_week_is_nobody() -> None:
    assert told("Storm closes the harbour again", "Tue May 16 2023", *PROSE).byline == ()


def test_the_address_tells_which_line_is_the_headline() -> None:
    menu = ["Home", "News", "Sport", "Weather", "Council raises the price of bread", "Swimmers win the cup"]
    lines = [*menu, "Storm closes the harbour again", "16 May 2023", *PROSE, "Swimmers win the cup"]
    story = told(*lines, url="https://paper.example/news/storm-closes-the-harbour-again")
    assert story.title == "Storm closes the harbour again"
    assert story.source == "paper.example"
    assert story.original == "https://paper.example/news/storm-closes-the-harbour-again"


def test_a_repeated_headline_is_dropped_as_repeated() -> None:
    story = told("Storm closes the harbour again", "Storm closes the harbour again", "16 May 2023", *PROSE)
    assert body(story) == PROSE
    assert [block.rule for block in story.dropped].count("headline") == 1


def test_what_the_page_states_is_heard() -> None:
    clues = Clues(
        title_candidates=("Storm closes the harbour again",),
        date_candidates=("2023-05-16T18:30:00+02:00",),
        authors=("Jane Doe",),
        lang="en-GB",
        section="Local",
        publisher="The Courier",
    )
    story = told("Storm closes the harbour again", *PROSE, clues=clues)
    assert (story.title, story.date) == ("Storm closes the harbour again", "2023-05-16T18:30+02:00")
    assert (story.byline, story.lang) == (("Jane Doe",), "en-GB")
    assert (story.section, story.source) == ("Local", "The Courier")


def test_an_ambiguous_date_is_not_guessed_but_noted() -> None:
    story = told("Storm closes the harbour again", "03/04/2023", *PROSE)
    assert story.date == ""
    assert story.notes == ("ambiguous date 03/04/2023",)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2023/04/03/storm", "2023-04-03"),
        ("https://paper.example/2023/03/04/storm", "2023-03-04"),
        ("https://paper.co.uk/storm", "2023-04-03"),
        ("https://paper.gov/storm", "2023-03-04"),
    ],
)
def test_the_address_settles_the_order_of_day_and_month(url: str, expected: str) -> None:
    page = look(blocks("Storm closes the harbour again", "03/04/2023", *PROSE), url, "en")
    assert {c.found.iso for c in choose.candidates(page)} == {expected}


def test_another_date_of_the_page_settles_the_order() -> None:
    page = look(blocks("Storm closes the harbour", "03/04/2023", "Seen 12/25/2022", *PROSE), "", "en")
    assert [c.found.iso for c in choose.candidates(page)] == ["2023-03-04", "2022-12-25"]


def test_an_event_in_the_article_is_not_its_date() -> None:
    told_of = "The lighthouse was lit on 3 May 1998 and has stood dark since the great flood of 4 June 2011, she said."
    assert told("Storm closes the harbour again", *PROSE, told_of, *PROSE).date == ""


def test_an_article_sentence_is_never_taken_out_as_the_headline() -> None:
    """Copy without a headline keeps every line."""
    assert body(told(*PROSE)) == PROSE


def test_the_dateline_gives_place_and_agency_and_stays_in_the_text() -> None:
    first = "PARIS (AFP) — " + PROSE[0]
    story = told("Storm closes the harbour again", first, *PROSE[1:])
    assert (story.place, story.source) == ("Paris", "AFP")
    assert body(story)[0] == first
    assert story.summary == PROSE[0]


@pytest.mark.parametrize(
    ("lines", "given_", "expected"),
    [
        ([PROSE[0]], "", PROSE[0]),
        (["Short.", PROSE[1]], "", PROSE[1]),
        (["One sentence here is long enough. Another follows. " + "And so on it goes. " * 30], "", None),
        (["Word " * 120 + "end."], "", None),
        ([PROSE[0]], "The page's own summary of the storm, whole.", "The page's own summary of the storm, whole."),
        ([PROSE[0]], "Cut off in the middle of a sentence, as pages …", PROSE[0]),
        ([], "", ""),
    ],
)
def test_summaries(lines: list[str], given_: str, expected: str | None) -> None:
    found = summarise(blocks(*lines), given_)
    assert len(found) <= 300
    assert found == expected if expected is not None else found and (lines[0].startswith(found.rstrip("…")))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2023/05/16/storm", "2023-05-16"),
        ("https://paper.example/2023-05-16-storm", "2023-05-16"),
        ("https://paper.example/20230516/storm", "2023-05-16"),
        ("https://paper.example/2023/may/16/storm", "2023-05-16"),
        ("https://paper.example/2023/05/storm", "2023-05"),
        ("https://paper.example/2023/storm", "2023"),
        ("https://paper.example/2023/13/45/storm", "2023"),
        ("https://paper.example/storm-12345678901", ""),
        ("", ""),
    ],
)
def test_dates_in_addresses(url: str, expected: str) -> None:
    assert address.begins(url) == expected


@pytest.mark.parametrize(
    ("solar", "expected"),
    [
        ((1350, 1, 1), (1971, 3, 21)),
        ((1399, 12, 30), (2021, 3, 20)),
        ((1400, 1, 1), (2021, 3, 21)),
        ((1402, 2, 26), (2023, 5, 16)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1402, 13, 1), (0, 0, 0)),
        ((1200, 1, 1), (0, 0, 0)),
    ],
)
def test_the_calendar_of_iran(solar: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert jalali.gregorian(*solar) == expected


LINES = st.lists(
    st.one_of(
        st.sampled_from([*PROSE, "By", "By Jane Doe", "16 May 2023", "Storm closes the harbour again", "Home", "2023"]),
        st.text(max_size=60),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["", "https://paper.example/2023/05/16/storm-closes", "http://[", "%%%"]))
def test_nothing_is_lost_and_nothing_raises(lines: list[str], url: str) -> None:
    """Every block comes out once, in order, its text as it was; the same copy gives the same story."""
    given_ = blocks(*lines)
    story = gather(given_, Clues(), url)
    out = sorted([*story.body, *story.dropped], key=lambda block: block.line)
    assert [(block.line, block.text) for block in out] == [(block.line, block.text) for block in given_]
    assert all(block.kind in BODY for block in story.body)
    assert gather(given_, Clues(), url) == story


@pytest.mark.parametrize(
    ("name", "features"),
    [("headline", headline.FEATURES), ("dates", choose.FEATURES), ("names", names.FEATURES)],
)
def test_trees_answer_as_they_are_written(name: str, features: tuple[str, ...]) -> None:
    """All rows through all trees at once give what walking each tree by hand gives."""
    raw = json.loads(files("wire").joinpath("data", f"facts_{name}.json").read_text("utf-8"))
    rows = [[float((7 * spot + 3 * at) % 11) for at in range(len(features))] for spot in range(20)]
    expected = [sum(walk(tree, row) for tree in raw["trees"]) for row in rows]
    assert trees.load(f"facts_{name}.json", features).scores(rows) == pytest.approx(expected, abs=1e-4)


def walk(tree: object, row: list[float]) -> float:
    while isinstance(tree, list):
        feature, bound, low, high = tree
        tree = low if row[feature] <= bound else high
    assert isinstance(tree, float | int)
    return float(tree)


def test_trees_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        trees.load("facts_dates.json", ("one", "two"))
