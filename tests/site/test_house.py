"""The house keeps its import table: who may import whom, read from the code itself."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PLUGINS = ROOT / "plugins"
ROOMS = ("wire", "edition", "press")
EDGE_OF_WIRE = {Path("__init__.py"), Path("cli.py")}
PURE_WIRE_MAY_USE = {"anyascii", "babel", "bs4", "charset_normalizer", "lxml", "numpy", "warcio"}
NEVER_IN_PURE_WIRE = {"pelican", "blinker", "socket", "urllib.request", "http", "requests", "ssl", "asyncio"}
ONLY_WHEN_ASKED = {Path("archive/store.py"): {"fsspec"}, Path("archive/cluster.py"): {"distributed"}}
AT_THE_DISK = {Path("archive/store.py"), Path("archive/journal.py")}
"""Beside `filing/`: what opens archives and puts raw copy in place, and what remembers which entries are done."""
DISK = {"open()", "read_text", "write_text", "read_bytes", "write_bytes", "unlink", "rename", "scandir"}


def files(room: str) -> list[Path]:
    return sorted(PLUGINS.joinpath(room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each imported module's absolute name (ours by its room, "wire.text") with its line."""
    package = path.relative_to(PLUGINS).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def module_name(path: Path) -> str:
    parts = path.relative_to(PLUGINS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ALL = {module_name(path): path for room in ROOMS for path in files(room)}


@pytest.mark.parametrize("room", ROOMS)
def test_no_plugin_imports_another(room: str) -> None:
    others = {other for other in ROOMS if other != room} | {f"pelican.plugins.{other}" for other in ROOMS}
    for path in files(room):
        for name, line in imports(path):
            assert not any(name == other or name.startswith(other + ".") for other in others), f"{path}:{line} {name}"


def pure_wire() -> list[Path]:
    room = PLUGINS / "wire"
    return [path for path in files("wire") if path.relative_to(room) not in EDGE_OF_WIRE]


def test_pure_wire_imports_only_the_standard_library_its_parsers_and_itself() -> None:
    for path in pure_wire():
        for name, line in imports(path):
            top = name.split(".")[0]
            extra = ONLY_WHEN_ASKED.get(path.relative_to(PLUGINS / "wire"), set())
            known = top in sys.stdlib_module_names or top in PURE_WIRE_MAY_USE | extra or top == "wire"
            assert known, f"{path}:{line} imports {name}"
            assert not any(name == bad or name.startswith(bad + ".") for bad in NEVER_IN_PURE_WIRE), f"{path}:{line}"


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Constant):
                yield node.func.attr, node.lineno
            elif isinstance(node.func, ast.Name):
                yield f"{node.func.id}()", node.lineno


def test_only_filing_touches_the_disk() -> None:
    for path in pure_wire():
        if "filing" in path.parts or path.relative_to(PLUGINS / "wire") in AT_THE_DISK:
            continue
        source = path.read_text("utf-8")
        if "importlib.resources" in source or "from importlib import resources" in source:
            continue
        for name, line in calls(path):
            assert name not in DISK, f"{path}:{line} calls {name}"


def test_pure_wire_reads_no_clock() -> None:
    clock = {"now", "today", "utcnow", "time", "localtime"}
    for path in pure_wire():
        if path.name.startswith("filing") or "filing" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clock:
                owner = ast.unparse(node.func.value)
                assert owner not in {"time", "datetime", "date", "datetime.datetime", "dt", "dt.datetime"}, (
                    f"{path}:{node.lineno} asks the clock"
                )


def depends() -> dict[str, set[str]]:
    """Which of our modules each one imports. A package is no dependency of a file that only takes a module from it."""
    graph = {}
    for name, path in ALL.items():
        found = {other for other, _ in imports(path) if other in ALL and other != name}
        packages = {other for other in found if any(inner.startswith(other + ".") for inner in found)}
        graph[name] = found - {other for other in packages if name.startswith(other + ".")}
    return graph


def test_no_circles() -> None:
    graph, done = depends(), set()

    def walk(name: str, road: tuple[str, ...]) -> None:
        assert name not in road, " -> ".join((*road[road.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                walk(other, (*road, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_repository_is_self_contained() -> None:
    """Nothing names the workplace it was made in: the sentence would be untrue on every other machine."""
    shapes = ("/wo" + "rk/", "sha" + "red/corpus", "/tm" + "p/wt", "/ro" + "ot/")
    text = {".py", ".md", ".toml", ".sh", ".txt", ".html", ".css", ".yml", ".json", ""}
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if not path.is_file() or path.suffix not in text or inside[0] in {".git", ".venv", "output", ".cache"}:
            continue
        if any(part.startswith(".") and part != ".ci" for part in inside):
            continue
        body = path.read_text("utf-8", errors="replace")
        for shape in shapes:
            assert shape not in body, f"{path} names {shape}"


def test_the_wheel_carries_every_package() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    there = {"pelican.plugins." + module_name(path) for path in PLUGINS.rglob("__init__.py")}
    assert there <= listed
