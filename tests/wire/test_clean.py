"""Golden cases: raw copy as people paste it, and its story. `--rewrite-cases` writes the answers anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import cli, markdown
from wire.clean import clean
from wire.story import BODY, Story

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def told(story: Story) -> str:
    """The story as the answer files show it."""
    facts = {"Title": story.title, "Date": story.date, "Authors": "; ".join(story.byline), "Lang": story.lang}
    head = "".join(f"{key}: {value}\n" for key, value in facts.items() if value)
    return f"{head}\n{markdown.write(story.body).strip()}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, request: pytest.FixtureRequest) -> None:
    """Raw copy gives the story its answer file tells."""
    answer = told(clean(case.read_text("utf-8")))
    file = case.with_suffix(".md")
    if request.config.getoption("--rewrite-cases"):
        file.write_text(answer, "utf-8")
    assert answer == file.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_cleaning_again_changes_nothing(case: Path) -> None:
    """The body of a clean article, as plain text, comes back whole; a first line left above it may be found out."""
    body = [block.text for block in clean(case.read_text("utf-8")).body]
    again = [block.text for block in clean("\n\n".join(body)).body]
    assert again in (body, body[1:])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_line_is_accounted_for(case: Path) -> None:
    """What went in comes out, kept or dropped with a rule, in the order it had and with the characters it had."""
    copy = case.read_text("utf-8")
    story = clean(copy)
    blocks = sorted((*story.body, *story.dropped), key=lambda block: block.line)
    assert "".join("".join(block.text for block in blocks).split()) == squeezed(copy)
    assert [block.line for block in story.body] == sorted(block.line for block in story.body)
    assert all(block.rule for block in story.dropped)
    assert all(block.kind not in BODY for block in story.dropped)


def squeezed(copy: str) -> str:
    """`copy` without white space and without the signs of bullets."""
    return "".join("".join(line.split()).removeprefix("-") for line in copy.splitlines())


JUNK = st.sampled_from(["Share", "Read more", "© 2020", "icon-x", "- a", ""])
LINES = st.lists(st.text(max_size=60) | JUNK, max_size=30)


@given(LINES.map("\n".join))
@settings(max_examples=150, deadline=None)
def test_never_raises(copy: str) -> None:
    """Any text gives a story, twice the same, and no line is in it twice."""
    story = clean(copy)
    assert story == clean(copy)
    lines = [(block.line, block.text) for block in (*story.body, *story.dropped) if block.text]
    assert len(lines) == len(set(lines))


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_never_raises_on_html(copy: str) -> None:
    """Any text read as HTML gives a story, too."""
    clean(f"<p>{copy}<div>{copy}", html=True)


def test_odd_copy() -> None:
    """Empty copy, one line, a very long line and very many lines give stories."""
    assert clean("").body == ()
    assert [block.text for block in clean("Only one line here.").body] in ([], ["Only one line here."])
    assert clean("word " * 50_000)
    assert len(clean("A line of prose about nothing in particular.\n" * 12_000).body) > 0


def test_of_a_stream_of_copy_only_what_is_none_is_held(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that is no JSON, one without text and one that is too long are named; the rest is cleaned."""
    monkeypatch.setattr(cli, "LARGEST", 2000)
    good = [json.dumps({"id": number, "raw": f"The ferry \ud800 sails on day {number}."}) for number in range(3)]
    bad = ["{", "[1]", '{"id": 1}', '{"id": 1, "raw": 5}', "[" * 1900, json.dumps({"id": 9, "raw": "word " * 4000})]
    lines = [good[0], *bad, "", good[1], bad[-1], good[2]]
    path = tmp_path / "copy.jsonl"
    path.write_text("\n".join(lines))
    assert cli.main(["clean", "--jsonl", str(path)]) == cli.HELD
    out, said = capfd.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == [0, 1, 2]
    assert [line.split(":")[1] for line in said.splitlines()] == [f" line {at}" for at in (2, 3, 4, 5, 6, 7, 10)]
    path.write_text("word " * 4000)
    assert cli.main(["clean", str(path)]) == cli.HELD
    assert "more than" in capfd.readouterr().err
