"""The fast engine gives the very HTML of Python-Markdown for every body it is trusted with; nothing active passes."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from press.prose import _clean as clean
from press.prose import _python_markdown as python_markdown
from press.prose import is_plain, to_html

MARKDOWN = DEFAULT_CONFIG["MARKDOWN"]
PIECES = st.sampled_from(
    [
        "a",
        "B",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n\n\n",
        "\t",
        "1",
        ".",
        "1. ",
        "1) ",
        "- ",
        "* ",
        "+ ",
        "# ",
        "## ",
        "#",
        "> ",
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "~~~",
        "[",
        "]",
        "(",
        ")",
        "!",
        "![",
        "](",
        "](/x)",
        "](https://a.b/c)",
        "<",
        ">",
        "&",
        "&amp;",
        "&lt;",
        "&#126;",
        ";",
        ":",
        "::",
        "|",
        "~",
        "=",
        "===",
        "---",
        "\\",
        "\\*",
        "\\_",
        "\\.",
        "\\#",
        "\\[",
        "{",
        "}",
        "{:",
        "^",
        "[^1]",
        "[^1]: ",
        "*[a]: ",
        ": ",
        "    ",
        '"',
        "'",
        "é",
        "語",
        "م",
        "\xa0",
        "http://a.b",
        "!\\[",
        "word",
        "two words",
        "*em*",
        "**strong**",
        "[link](/a/)",
        "[a b](https://a.b/c?d=e)",
        "\n\n*[A b. C: d](https://a.b/c_d_e.jpg)*\n\n",
        "Key: value",
        "$",
        "@",
        "/",
    ]
)
BODIES = st.lists(PIECES, max_size=14).map("".join)


def slow(body: str) -> str:
    """What Python-Markdown says."""
    return clean(python_markdown(body, MARKDOWN))


@settings(max_examples=3000, deadline=None)
@given(BODIES)
@example("A **b** c *d*.\n\n## Head\n\n- one\n- two")
@example("AT&T and R&D; a_b_c")
def test_both_engines_agree_on_what_is_plain(body: str) -> None:
    if is_plain(body):
        assert to_html(body, MARKDOWN) == slow(body)


LINES = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=12)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "", "- ", "> ", "## ", "1. ", "A "]), LINES), max_size=4))
@example([("", 'He said "no" > 5'), ("", "a\xa0b"), ("- ", "x\u200by")])
def test_text_without_marks_is_what_the_allow_list_makes_of_it(blocks: list[tuple[str, str]]) -> None:
    body = "\n\n".join(mark + line for mark, line in blocks)
    if is_plain(body):
        assert to_html(body, MARKDOWN) == slow(body)


@pytest.mark.parametrize(
    "body",
    [
        "Plain text, “with quotes” – and dashes; 12% (or so).",
        "One line\nand another.\n\n## A heading\n\n- a\n- b\n\nA [link](https://a.b/c?d=e&f) and *emphasis*.",
        "1986\\. What a year",
        "AT&T said 5 &lt; 6.",
        "> A quote.",
        "*[The quay. Picture: Pia Holm](https://a.b/quay_1_2.jpg)*",
        "1. one\n2. two",
    ],
)
def test_everyday_bodies_are_plain(body: str) -> None:
    assert is_plain(body)


ACTIVE = re.compile(
    r"<script|javascript:|\son\w+\s*=|<iframe|<form|<style|<svg|<object|<embed|<meta|<link|style=", re.I
)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "<img src=x onerror=alert(1)>",
                "[a](javascript:alert(1))",
                "<a href='java\nscript:x'>",
                "<svg onload=x>",
                "<style>",
                "![x](http://spy.example/p.gif)",
                "<iframe src=//x>",
                "{: onclick=x }",
                "<b",
                " ",
                "x",
                "![x](//spy.example/p.gif)",
                "<p style='x'>",
                "<math><mtext></form><form>",
                "\n\n",
                "`",
                "<!--",
                "-->",
                "&lt;",
            ]
        ),
        max_size=8,
    ).map("".join)
)
def test_nothing_active_or_remote_passes(body: str) -> None:
    html = to_html(body, MARKDOWN)
    tags = "".join(re.findall(r"<[^>]*>", html))
    assert not ACTIVE.search(unescape(tags))
    assert not re.search(r'src="(?!/(?!/))', tags)


@pytest.mark.parametrize(
    ("body", "link"),
    [
        (
            '![A gull](https://spy.example/g.jpg "The gull, Tuesday")',
            '<a href="https://spy.example/g.jpg">The gull, Tuesday</a>',
        ),
        (
            "![A > B & <c>](https://spy.example/g.jpg)",
            '<a href="https://spy.example/g.jpg">A &gt; B &amp; &lt;c&gt;</a>',
        ),
        ("![](https://spy.example/g.jpg)", '<a href="https://spy.example/g.jpg">g.jpg</a>'),
    ],
)
def test_a_remote_picture_becomes_a_link_or_nothing(body: str, link: str) -> None:
    assert to_html(body, MARKDOWN) == f"<p>{link}</p>"
    assert to_html(body, MARKDOWN, "drop") == "<p></p>"


def test_the_caption_of_a_remote_picture_goes_with_it() -> None:
    caption = "*[The gull, Tuesday](https://spy.example/G.JPG?w=1)*"
    report = "*[The report](https://spy.example/g.html)*"
    assert "G.JPG" in to_html(caption, MARKDOWN)
    assert to_html(f"One.\n\n{caption}\n\n{report}", MARKDOWN, "drop") == to_html(f"One.\n\n{report}", MARKDOWN)


@pytest.mark.parametrize("sign", ["\u00a3", "\u00ad", "\u00ab", "\U0010ff80"])
def test_very_many_signs_that_cost_the_allow_list_much_come_out_as_they_are(sign: str) -> None:
    words = f"{sign} a\u00b0 <b>b</b> " * 6_000
    assert clean(f"<p onclick='x'>{words}</p><script>{words}</script>") == f"<p>{words}</p>"


def test_a_table_can_be_reached_by_keyboard() -> None:
    body = "| a | b |\n|---|---|\n| 1 | 2 |\n\n<table tabindex='5' class='x'><tr><td>3</td></tr></table>"
    assert to_html(body, MARKDOWN).count('<table tabindex="0">') == 2
