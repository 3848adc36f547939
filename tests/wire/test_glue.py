"""Share bars glued to a sentence are parted from it; sentences that speak of networks stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.glue import part

GLUED = [
    ("The gate stood open.", "Share on Facebook Share on X"),
    ("The gate stood open.", " icon-facebook icon-twitter"),
    ("Who had the key?", " 1.2K Shares Share to Reddit Share to Email"),
    ("“Nobody,” she said.”", " SHARE THIS ARTICLE Facebook Telegram WhatsApp"),
    ("Das Tor stand offen.", " Auf Facebook teilen Auf WhatsApp teilen"),
    ("La porte était ouverte.", "Partager sur Facebook Partager sur X"),
    ("Ворота стояли відчинені.", " Поділитися у Facebook Поділитися у Telegram"),
    ("门开着。", "分享到微信 分享到微博"),
    ("It was 1887.", "fa fa-facebook fa fa-print"),
]
WHOLE = [
    "He posted the picture on Facebook.",
    "Which one do you use? Facebook, Twitter or neither",
    "They asked for the print edition. Nobody had it",
    "She worked for Facebook",
    "1.2K Shares",
    "The icon-facebook class leaks. It always did.",
    "Version 2.0 Print",
]


@pytest.mark.parametrize(("line", "bar"), GLUED)
def test_parted(line: str, bar: str) -> None:
    """The sentence on one side, the bar on the other."""
    assert part(line + bar) == (line, bar.strip())


@pytest.mark.parametrize("line", WHOLE)
def test_whole(line: str) -> None:
    """No bar, no cut."""
    assert part(line) == (line, "")


@given(st.text(alphabet="ab .!Share on X,Facebook-_|icon", max_size=80))
def test_nothing_is_lost(line: str) -> None:
    """Both parts together are the line, white space apart."""
    assert "".join("".join(part(line)).split()) == "".join(line.split())
