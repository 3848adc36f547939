"""What the README says of commands, settings and files is what the code says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from conftest import ROOT
from edition.settings import Edition
from pelican.settings import DEFAULT_CONFIG
from press.settings import Press
from wire.settings import Wire

README = ROOT.joinpath("README.md").read_text("utf-8")


def code_spans() -> list[str]:
    fenced = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in fenced for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))


def test_every_make_target_is_one() -> None:
    makefile = ROOT.joinpath("Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {word for span in code_spans() for word in re.findall(r"\bmake ([a-z]+)", span)}
    assert {"html", "test", "serve"} <= named <= targets


@pytest.mark.parametrize("program", ["wire", "press"])
def test_every_command_is_one(program: str) -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name(program)), "--help"], capture_output=True, text=True, check=True
    )
    for span in code_spans():
        for command in re.findall(rf"^{program} ([a-z]+)", span):
            assert re.search(rf"^\s+{command}\b", run.stdout, re.MULTILINE), (
                f"`{program} {command}` is not in its --help"
            )


def table(heading: str) -> dict[str, object]:
    part = README.split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", part, re.MULTILINE)
    return {key: ast.literal_eval(default) for key, default in rows}


@pytest.mark.parametrize(("heading", "settings"), [("WIRE", Wire), ("EDITION", Edition), ("PRESS", Press)])
def test_the_settings_tables_are_the_code(heading: str, settings: type) -> None:
    code = {field.name: field.default for field in fields(settings)}
    assert MISSING not in code.values()
    assert table(heading) == code


def test_the_theme_s_table_names_the_settings_that_only_the_theme_reads() -> None:
    used: set[str] = set()
    for template in ROOT.joinpath("theme/templates").glob("*.html"):
        for code in re.findall(r"\{[{%](.*?)[%}]\}", template.read_text("utf-8"), re.DOTALL):
            used |= set(re.findall(r"\b[A-Z][A-Z_]{3,}\b", re.sub(r'"[^"]*"', "", code)))
    feeds_and_lists = {name for name in used if "FEED" in name or name.endswith("S_SAVE_AS")}
    assert set(table("Theme")) == used - {"PRESS"} - set(DEFAULT_CONFIG) - feeds_and_lists


def test_every_file_named_is_there() -> None:
    places = re.compile(r"^(?:plugins|theme|tests|bench|docs|content)/[\w./-]*$")
    for span in code_spans():
        if places.match(span) and span != "content/news/":
            assert ROOT.joinpath(span).exists(), f"README names {span}"
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert ROOT.joinpath(picture).exists(), f"README shows {picture}"


def test_every_dependency_has_its_reason() -> None:
    project = ROOT.joinpath("pyproject.toml").read_text("utf-8")
    block = re.search(r"^dependencies = \[(.*?)\]", project, re.DOTALL | re.MULTILINE)
    assert block
    for name in re.findall(r'"([a-z0-9-]+)', block[1]):
        assert f"[{name}](" in README, f"README does not say why {name} is there"
