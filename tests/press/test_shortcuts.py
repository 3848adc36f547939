"""What the press leaves out to be quick comes out as if it had not: links, escapes, heads, settings in templates."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from press import checks, jinja
from press.feed_list import Discovery
from press.settings import press_settings
from press_site import Site, record

SITE = "https://example.org"
ADDRESSES = st.sampled_from(["/a/", "/b/", "/c.png", f"{SITE}/d/", "//else.where/", "https://else.where/", "#here"])
PARTS = st.lists(st.tuples(st.sampled_from(["href", "src"]), ADDRESSES), max_size=3)


def marked(parts: list[tuple[str, str]]) -> str:
    return "".join(f'<a {name}="{address}">' for name, address in parts)


@given(st.lists(st.tuples(PARTS, PARTS, PARTS, PARTS), max_size=5))
def test_links_are_found_wherever_on_a_page_they_are_new(pages: list[tuple[list[tuple[str, str]], ...]]) -> None:
    mentions = checks.Mentions(SITE)
    found: set[str] = set()
    wanted: set[str] = set()
    for head, above, main, below in pages:
        body = f"<body>{marked(above)}<main>{marked(main)}</main><footer>{marked(below)}</footer></body>"
        page = f"<html>{marked(head)}<title>x</title>{body}"
        found.update(mentions.new_on(page.encode()))
        wanted |= checks.links(page, SITE)
    assert found >= wanted


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.none()))
def test_what_is_shown_is_escaped_as_ever(value: object) -> None:
    assert jinja.shown(value) == escape(value)


def theme(folder: Path, **templates: str) -> dict[str, object]:
    (folder / "templates").mkdir()
    for name, text in templates.items():
        (folder / "templates" / f"{name}.html").write_text(text)
    plain = {"JINJA_ENVIRONMENT": {"autoescape": True}, "JINJA_FILTERS": {}, "JINJA_TESTS": {}, "JINJA_GLOBALS": {}}
    return {"THEME": str(folder), "THEME_TEMPLATES_OVERRIDES": [], "SITENAME": "A & B", "SITEURL": SITE, **plain}


def test_settings_in_templates_are_escaped_and_give_way_to_what_templates_set(tmp_path: Path) -> None:
    settings = theme(
        tmp_path,
        base='{% set SITEURL = "." %}{{ SITENAME }} {{ SITENAME|lower }}{% block main %}{% endblock %}',
        page='{% extends "base.html" %}{% block main %} {{ SITEURL }}/x {{ SITENAME == "A & B" }}{% endblock %}',
    )
    fixed = jinja.constants(settings)
    assert fixed["SITENAME"] == "A & B"
    assert "SITEURL" not in fixed
    env = jinja.environment(settings, fixed)
    env.globals.update(settings)
    assert env.get_template("page.html").render() == "A &amp; B a &amp; b ./x True"


class Kept:
    """Something that tells when nobody keeps it any more."""


def test_links_to_feeds_keep_no_story_in_memory() -> None:
    settings = {"SITEURL": SITE, "SITENAME": "Paper", "FEED_ALL_ATOM": "all.xml"}
    links = Discovery(settings, press_settings({}))
    story = Kept()
    term = SimpleNamespace(kind="category", slug="sport", name="Sport")
    first, kept = links(term, story), weakref.ref(story)
    assert links(term, Kept()) is first
    del story
    gc.collect()
    assert kept() is None


def test_a_head_stands_only_where_a_page_asked_for_it(tmp_path: Path) -> None:
    """A text may hold the sign that stands for the head, written as a number."""
    site = Site(tmp_path / "site", PRESS={"text_edition": True})
    site.write("news/one.md", record("One", "2024-05-01", "Before &#27; and \x1b after."))
    site.build()
    for page in ("text/one/index.html", "news/one/index.html"):
        text = (site.root / "output" / page).read_text()
        assert text.count("<meta charset") == 1
        assert text.index("<meta charset") < text.index("Before")
