"""The columns that HTML adds: what they say of a small page, and that plain text adds nothing."""

from __future__ import annotations

import numpy as np
import pytest
from wire import dom, features, label, markup, text
from wire.story import BODY

PROSE = "The council voted on Tuesday to close the old bridge, which engineers had called unsafe since the flood. "
PAGE = f"""<title>Bridge to close</title><body>
<nav class=main-menu><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav>
<main><article class=story-body><h1>Bridge to close</h1><p>{PROSE}<p>{PROSE * 2}<p>{PROSE}
<div class=share-bar><a href=/f>Facebook</a></div><p>{PROSE}</article>
<aside class=related-stories><h3>More stories</h3><a href=/x><p>Something else happened</a></aside></main>"""


def column(name: str) -> dict[str, float]:
    blocks, _ = dom.split(PAGE, "https://news.example/a")
    values = markup.columns(blocks)[:, markup.NAMES.index(name)]
    return {block.text[:10]: round(float(value), 3) for block, value in zip(blocks, values, strict=True)}


@pytest.mark.parametrize(
    ("name", "of", "expected"),
    [
        ("html", "Home", 1),
        ("linked", "Home", 1),
        ("in <nav>", "Home", 1),
        ("in <nav>", "The counci", 0),
        ("is a <p>", "The counci", 1),
        ("nav further out", "Home", 1),
        ("share just outside", "Facebook", 0),
        ("named share", "Facebook", 1),
        ("in the main element (0.5)", "The counci", 1),
        ("in the main element (0.5)", "Home", 0),
        ("below the headline", "Sport", 0),
        ("below the headline", "More stori", 1),
        ("titled", "Bridge to ", 1),
        ("set as heading", "More stori", 1),
    ],
)
def test_columns(name: str, of: str, expected: float) -> None:
    assert column(name)[of] == expected


def test_no_column_is_wild() -> None:
    blocks, _ = dom.split(PAGE + "<div>" * 300 + "deep" + "<p>x" * 3000, "")
    values = markup.columns(blocks)
    assert values.shape == (len(blocks), len(markup.NAMES))
    assert np.isfinite(values).all()
    assert np.abs(values).max() < 50


def test_plain_text_has_no_columns() -> None:
    blocks, _ = text.split("One line\n\nAnother line")
    assert features.table(blocks).values.shape[1] == len(features.NAMES_IN_TEXT)
    assert not markup.columns(blocks).any()


def test_the_article_stays_and_the_rest_goes() -> None:
    kept = [block.text for block in label.label(dom.split(PAGE, "")[0]) if block.kind in BODY]
    assert sum(line.startswith("The council voted") for line in kept) == 4
    assert not {"Home", "Sport", "Facebook", "Something else happened"} & set(kept)
