"""What a line's own opening, its end and its neighbours settle after the model has judged."""

from __future__ import annotations

import pytest
from wire import neighbours
from wire.story import BODY, Block, Kind

PROSE = "The night ferry sails again from the first of December, the harbour board said."


def settled(*lines: tuple[str, Kind]) -> list[Kind]:
    """The kinds after the pass of lines between two paragraphs."""
    texts = [(PROSE, Kind.PARAGRAPH), *lines, (PROSE, Kind.PARAGRAPH)]
    blocks = [Block(kind, text, number) for number, (text, kind) in enumerate(texts, 1)]
    return [block.kind for block in neighbours.settle(blocks)][1:-1]


@pytest.mark.parametrize(
    "line",
    [
        "Also read: Salt mine to stay dry",
        "[Read more: Salt mine to stay dry]",
        "Photo: Ada Lund/Harbour Board",
        "Foto: Ada Lund",
        "The harbour at night. Getty Images",
        "Ada Lund / Shutterstock",
        "The harbour at night | AFP",
        "© Port Almery Harbour Board",
        "The board meets again on Monday. … Read more",
        "12 May 2026 read more",
        "Read moreSalt mine to stay dry",
        "glyphicon-ok",
        "social_2026 Facebook",
        "social-nav__item Visit the harbour's page",
        "https://www.instagram.com/port_almery/",
        "Screenshot of the harbour board's map",
        "Picture of a ferry at the quay.",
        "Diagram showing how the lock fills.",
        "Bild von einer Fähre im Regen",
        "Captura de pantalla de un mapa",
    ],
)
def test_goes(line: str) -> None:
    """Furniture that the model took for the article's."""
    assert settled((line, Kind.PARAGRAPH))[0] not in BODY


@pytest.mark.parametrize(
    "line",
    [
        "Photo: the board's own camera shows the pier an hour before the storm came in from the sea.",
        "The minister said: salt mines stay dry",
        "Shares of Getty Images fell four per cent.",
        "The agency AFP",
        "Those who want to know more should read on and read more.",
        "Source: Harbour Board, ferry returns of 2025",
        "share-based pay for the ferry's captains",
        "social-democratic voters on the island",
        "https://port.example/ferries/returns-2025",
        "Read the moreInfo manual before you board",
        "A picture of the mayor hung in the ferry's saloon.",
        "The chart shows that fares fell.",
        "Picture of health",
        "and the photo was sold to a museum.",
    ],
)
def test_stays(line: str) -> None:
    """Lines of the article that speak like furniture."""
    assert settled((line, Kind.PARAGRAPH))[0] in BODY


@pytest.mark.parametrize(
    "line",
    [
        "Home > Harbour > Ferries",
        "Startseite » Hafen » Fähren",
        "Accueil / Port / Bacs",
        "Inicio > Puerto",
        "Strona główna › Port › Promy",
        "Головна > Порт > Пороми",
        "Главная → Порт",
        "Ana Sayfa > Liman",
        "الرئيسية > ثقافة",
        "خانه / بندر",
        "דף הבית > נמל",
        "होम > बंदरगाह",
        "首页 > 港口 > 渡轮",
        "ホーム > 港",
        "홈 > 항구",
    ],
)
def test_trails_go(line: str) -> None:
    """The way from a site's first page, in all scripts."""
    assert settled((line, Kind.PARAGRAPH)) == [Kind.NAV]


@pytest.mark.parametrize("line", ["Home is where the ferry lands.", "Ports > ferries", "Home"])
def test_no_trails(line: str) -> None:
    """A sentence, a comparison and the bare word are the article's."""
    assert settled((line, Kind.PARAGRAPH))[0] in BODY


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Ferry at the quay", 2),
        ("A ferry at the quay", 1),
        ("A ferry at the quay of Almery in the rain", 0),
        ("渡轮停在港口的雨中等待乘客", 2),
        ("渡轮停在港口的雨中等待着许多乘客上船出发", 1),
    ],
)
def test_lines_that_stand_twice(line: str, left: int) -> None:
    """A short line may be a cell or a refrain; a longer one tells of a picture, or repeats a sub-heading."""
    kinds = settled((line, Kind.PARAGRAPH), (line, Kind.PARAGRAPH))
    assert sum(kind in BODY for kind in kinds) == left


@pytest.mark.parametrize(("gap", "stays"), [(1, True), (2, False)])
def test_descriptions_that_begin_small(gap: int, stays: bool) -> None:
    """They stand apart; in copy broken at every link the like is the middle of a sentence."""
    texts = [(PROSE, 1), ("ferry tickets infographic for beginners", 1 + gap), (PROSE, 2 + 2 * gap)]
    blocks = neighbours.settle([Block(Kind.PARAGRAPH, text, number) for text, number in texts])
    assert (blocks[1].kind in BODY) == stays


def test_refrains_stay() -> None:
    """The same words further down are said again."""
    line = ("And the tide came in, and the tide went out.", Kind.PARAGRAPH)
    assert settled(line, ("The pier stood.", Kind.PARAGRAPH), line) == [Kind.PARAGRAPH] * 3


def test_speech_stays() -> None:
    """What somebody said comes back from where the model put it."""
    assert settled(("“Share this with everyone you know,” the message on the poster said.", Kind.SHARE))[0] in BODY
    assert settled(("“Share this”", Kind.SHARE)) == [Kind.SHARE]


def test_signs_go_with_their_neighbours() -> None:
    """A line of signs between lines that stay parts them; beside junk it is junk."""
    assert settled(("* * *", Kind.OTHER)) == [Kind.PARAGRAPH]
    assert settled(("* * *", Kind.OTHER), ("Share this", Kind.SHARE)) == [Kind.OTHER, Kind.SHARE]


@pytest.mark.parametrize(
    ("kind", "sure", "stays"),
    [
        (Kind.TITLE, 0.6, True),
        (Kind.TITLE, 0.95, False),
        (Kind.BYLINE, 0.6, False),
    ],
)
def test_paragraphs_posing_as_facts(kind: Kind, sure: float, stays: bool) -> None:
    """A paragraph taken for a headline in doubt stays; a sure teaser and the life of an author do not."""
    life = f"{PROSE} Ada Lund lives there with a cat."
    blocks = [Block(Kind.PARAGRAPH, PROSE, n) for n in range(1, 6)]
    settled = neighbours.settle([*blocks, Block(kind, life, 6, confidence=sure)])
    assert (settled[-1].kind in BODY) == stays
