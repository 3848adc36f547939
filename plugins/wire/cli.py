"""The `wire` command: each of its commands is one function; `build_parser` is the table of them.

Exit codes: 0 all is well; 3 it is done, and some copy was held for a person to look at; 2 the command makes no sense.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from .archive.command import add_arguments as add_import_arguments
from .tags import command as tag_command

if TYPE_CHECKING:
    from .filing import House
    from .profile import Profile
    from .report import Report
    from .story import Story

HELD = 3
STOPPED = 1
WRONG = 2
LARGEST = 5_000_000
"""Bytes of copy that `wire clean` takes at once, several times what filing takes: what is larger is no article."""
_TOO_LARGE = f"it has more than {LARGEST:,} bytes. Cut it to the article."

_EPILOG = """\
examples:
  wire clean story.txt                  the Markdown of one raw article
  wire clean --explain story.txt        every line with its verdict and the rule behind it
  curl -s https://… | wire clean --html clean a page from a pipe
  wire file                             file all new copy of this site, as `make html` does
  wire refile --all                     today's cleaner on every record nobody edited; prints the difference

exit codes: 0 all is well; 3 done, and some copy was held (each named with its reason); other: nothing was changed
"""


def build_parser() -> argparse.ArgumentParser:
    """The parser for `wire`; each subparser sets `run`, a function from its arguments to an exit code."""
    parser = argparse.ArgumentParser(
        prog="wire",
        description="Raw copy in, Markdown stories out.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_clean(commands.add_parser("clean", help="print the Markdown of raw copy; changes nothing"))
    _add_file(commands.add_parser("file", help="file new and changed raw copy as records"))
    _add_refile(commands.add_parser("refile", help="bring today's cleaner to records nobody edited"))
    _add_import(commands.add_parser("import", help="bring in an archive: exports, feeds, crawls, mail"))
    _add_sources(commands.add_parser("sources", help="lines that a source repeats: learn, show, accept, undo"))
    _add_tag(tag_command.add_parser(commands))
    _add_topics(commands.add_parser("topics", help="say what could be better about the tags of the records"))
    return parser


def _add_clean(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--explain", action="store_true", help="show every line with its verdict and rule")
    how.add_argument(
        "--jsonl", action="store_true", help='read lines of {"id", "kind", "url", "raw"}, write JSON lines'
    )
    parser.add_argument("--html", action="store_true", help="take standard input for a web page")
    parser.add_argument("--source", type=Path, metavar="FILE", help="strike what this file of content/sources/ accepts")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="raw copy (default: standard input)")
    parser.set_defaults(run=run_clean)


def _add_file(parser: argparse.ArgumentParser) -> None:
    _add_place(parser)
    parser.set_defaults(run=run_file)


def _add_refile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="FILE", help="raw files, by their names in the folder of copy")
    parser.add_argument("--all", action="store_true", help="every raw file")
    parser.add_argument("--dry-run", action="store_true", help="print the difference, write nothing")
    parser.add_argument("--take", choices=("mine", "raw"), help="settle a conflict: keep the record, or take the copy")
    _add_place(parser)
    parser.set_defaults(run=run_refile)


def _add_import(parser: argparse.ArgumentParser) -> None:
    add_import_arguments(parser)
    _add_place(parser)
    parser.set_defaults(run=run_import)


def _add_sources(parser: argparse.ArgumentParser) -> None:
    doings = ("list", "learn", "show", "accept", "undo")
    parser.add_argument("what", nargs="?", choices=doings, default="list", help="what to do (default: %(default)s)")
    parser.add_argument("source", nargs="?", default="", metavar="SOURCE", help="a host, or a folder of raw copy")
    parser.add_argument("lines", nargs="*", type=int, metavar="NUMBER", help="lines, as `show` counts them; none: all")
    _add_settings(parser)
    parser.set_defaults(run=run_sources)


def _add_tag(parser: argparse.ArgumentParser) -> None:
    _add_place(parser)
    parser.set_defaults(run=run_tag)


def _add_topics(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--apply", action="store_true", help="write the new tags where no person edited them")
    _add_place(parser)
    parser.set_defaults(run=run_topics)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-s", "--settings", default="pelican.conf.py", help="the site's settings (default: %(default)s)"
    )


def _add_place(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of each raw file as JSON")


def run_clean(args: argparse.Namespace) -> int:
    """0 after printing each file's Markdown; `HELD` where a file has no text to clean."""
    if args.jsonl:
        return _clean_lines(args.files)
    source = _profile(args.source)
    code = 0
    for name, raw in _sources(args.files):
        html = args.html or name.lower().endswith((".html", ".htm", ".xhtml"))
        code = max(code, _clean_one(name, raw, source, html=html, explain=args.explain))
    return code


def run_file(args: argparse.Namespace) -> int:
    """0 where all raw copy is filed or folded, else `HELD`."""
    from .filing import file_copy

    return _conclude(file_copy(_house(args.settings)), args.report)


def run_refile(args: argparse.Namespace) -> int:
    """As `run_file`, after cleaning the named raw files again."""
    from .filing import refile

    if not args.names and not args.all:
        print("wire refile: name raw files, or say --all", file=sys.stderr)
        return WRONG
    report, difference = refile(
        _house(args.settings), None if args.all else args.names, take=args.take or "", dry=args.dry_run
    )
    for line in difference:
        print(_safe(line))
    return _conclude(report, args.report)


def run_import(args: argparse.Namespace) -> int:
    """As `run_file`, for the entries of archives."""
    from .archive.command import run

    return run(_house(args.settings), args)


def run_sources(args: argparse.Namespace) -> int:
    """0 after showing or changing what a source is known to repeat; `WRONG` where there is no such source or line."""
    from .filing.sources_command import run

    return run(_house(args.settings), args)


def run_tag(args: argparse.Namespace) -> int:
    """0 after tagging the stories on standard input, or saying why records have their tags."""
    if args.jsonl:
        return tag_command.run(args)
    from .record import parse
    from .tags.reasons import reasons

    vocabulary = _house(args.settings).vocabulary()
    for name, raw in _sources(args.explain):
        record = parse(raw.decode("utf-8", "replace"))
        tags = [tag for part in record.get("Tags").split(";") if (tag := part.strip())]
        print(f"{_safe(name)}: {_safe(record.get('Title'))}")
        for tag, why in reasons(record.get("Title"), record.body, record.get("Lang") or "en", tags, vocabulary):
            print(f"  {_safe(tag)}: {_safe(why)}")
    return 0


def run_topics(args: argparse.Namespace) -> int:
    """0 after printing the stories that could have other tags, and tags for the vocabulary."""
    from .filing.retag import apply, look
    from .tags.topics import lines

    house = _house(args.settings)
    found = look(house)
    for line in lines(found):
        print(_safe(line))
    if args.apply:
        done, left = apply(house, found)
        print(f"{done} records tagged again, {left} left as a person wrote them", file=sys.stderr)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command named in `argv` (default: the process's own arguments)."""
    from .report import stopped
    from .settings import WrongSettingError

    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except WrongSettingError as error:
        print(f"wire: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:
        print(f"wire: {stopped(error)}", file=sys.stderr)
        return STOPPED
    except KeyboardInterrupt:
        return 130


def _sources(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    if not files:
        yield "standard input", sys.stdin.buffer.read(LARGEST + 1)
    for path in files:
        try:
            with path.open("rb") as file:
                yield str(path), file.read(LARGEST + 1)
        except OSError as error:
            yield str(path), b""
            print(f"wire: {_safe(str(path))}: {error.strerror}", file=sys.stderr)


def _profile(file: Path | None) -> Profile:
    """What the file says a source repeats; nothing without a file. Stops the command where it cannot be read."""
    from .profile import NONE

    if file is None:
        return NONE
    from .filing.sources import SourceError, read, struck

    try:
        return struck(file.stem, read(file))
    except SourceError as error:
        raise SystemExit(f"wire clean: {_safe(str(error))}") from error


def _clean_one(name: str, raw: bytes, source: Profile, *, html: bool, explain: bool) -> int:
    from . import slip
    from .clean import clean
    from .decode import decode

    if len(raw) > LARGEST:
        return _hold(name, _TOO_LARGE)
    known, raw = slip.split(raw)
    decoded = decode(raw, html=html, charset=known.charset)
    if decoded.problem:
        return _hold(name, decoded.problem)
    story = clean(decoded.text, html=html, known=known, source=source)
    if explain:
        from .explain import explain as explained

        for line in explained(story, decoded):
            print(_safe(line))
    else:
        sys.stdout.write(_text(story))
    return 0


def _hold(name: str, problem: str) -> int:
    print(f"held: {_safe(name)}: {_safe(problem)}", file=sys.stderr)
    return HELD


def _text(story: Story) -> str:
    """The story as `wire clean` prints it: what was found in a header, then the body."""
    from .record import from_story, write

    return write(from_story(story))


def _clean_lines(files: Sequence[Path]) -> int:
    """0, after a line of JSON for each line of JSON; `HELD` where one could not be cleaned. One line is in memory at a
    time."""
    from .clean import clean
    from .markdown import write

    gc.freeze()  # stories hold no circles: looking for them among everything that was imported is wasted
    gc.set_threshold(100_000)
    code = 0
    for number, line in enumerate(_lines(files), 1):
        row = _row(line) if line.strip() else ""
        if not row:
            continue
        if isinstance(row, str):
            code = _hold(f"line {number}", row)
            continue
        story = clean(row["raw"], html=row.get("kind") == "html", url=str(row.get("url") or ""))
        out = {
            "id": row.get("id"),
            "title": story.title,
            "date": story.date,
            "authors": story.byline,
            "markdown": write(story.body),
        }
        text = json.dumps(out, ensure_ascii=False)
        sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")
    return code


def _row(line: bytes) -> dict[str, Any] | str:
    """What a line says, or why it cannot be cleaned."""
    if len(line) > LARGEST:
        return _TOO_LARGE
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "it is no line of JSON"
    if not isinstance(row, dict) or not isinstance(row.get("raw"), str):
        return 'it has no text under "raw"'
    return row


def _lines(files: Sequence[Path]) -> Iterator[bytes]:
    if not files:
        yield from _whole_lines(sys.stdin.buffer)
    for path in files:
        with path.open("rb") as file:
            yield from _whole_lines(file)


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Each line; of one that is too long as much as shows that it is."""
    while line := file.readline(LARGEST + 1):
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = file.readline(LARGEST + 1) or b"\n"


def _house(settings: str) -> House:
    """The site whose settings file is named, read as Pelican reads it."""
    from pelican.settings import read_settings

    from .filing import House
    from .settings import WrongSettingError, read

    if not Path(settings).is_file():
        raise WrongSettingError(
            f"there is no settings file {settings!r} here. Go to the site's folder, or use -s FILE."
        )
    try:
        values = read_settings(settings)
    except Exception as error:  # the file is a program of the site's own and may raise anything
        raise WrongSettingError(f"{settings} cannot be read: {error}") from error
    wire = read(values.get("WIRE") or {})
    site = (urlsplit(values["SITEURL"]).hostname or "").removeprefix("www.")
    return House(Path(values["PATH"]), Path(values["CACHE_PATH"]), wire, time.time(), site)


def _conclude(report: Report, target: Path | None) -> int:
    for line in report.lines():
        print(line)
    print(report.summary())
    if target:
        target.write_text(report.json(), "utf-8")
    return HELD if report.held else 0


def _safe(text: str) -> str:
    from .characters import shown

    return shown(text.encode("utf-8", "replace").decode())


if __name__ == "__main__":
    sys.exit(main())
