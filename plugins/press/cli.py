"""The `press` command: build, serve, check, doctor, next, rollback, publish."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .host import pelican_build, site_settings
from .summary import visible

CONF = "pelican.conf.py"


def build_parser() -> argparse.ArgumentParser:
    """The parser for `press`; each subparser sets `run`, a function from its arguments to an exit code."""
    parser = argparse.ArgumentParser(prog="press", description="Build, look at, check and release the site.")
    parser.add_argument("-s", "--settings", default=CONF, help=f"the settings file (default: {CONF})")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    one = commands.add_parser("build", help="file new copy and release the site, as `pelican` does")
    one.add_argument("--clean", action="store_true", help="forget what earlier builds left and make every file")
    one.set_defaults(run=build)
    one = commands.add_parser("serve", help="look at the site; rebuild on every save")
    one.add_argument("--port", type=int, default=8000)
    one.add_argument("--bind", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    one.set_defaults(run=serve)
    one = commands.add_parser("check", help="judge records and built site: 0 all well, 1 faults, 3 things to look at")
    _takes_check(one)
    one.set_defaults(run=check)
    one = commands.add_parser("doctor", help="what is wrong with settings or machine, and what helps")
    one.add_argument("--online", action="store_true", help="ask the target of publishing, too")
    _takes_target(one)
    one.set_defaults(run=doctor)
    one = commands.add_parser("next", help="when the next embargo lifts or story expires; 4 if none does")
    one.add_argument("--as", dest="form", choices=("iso", "systemd", "seconds"), default="iso")
    one.set_defaults(run=due)
    one = commands.add_parser("rollback", help="show the release before the one that is shown")
    one.add_argument("--published", action="store_true", help="on the live site, not here")
    _takes_target(one)
    one.set_defaults(run=rollback)
    one = commands.add_parser("publish", help="build, check, and send to the target")
    one.add_argument("--dry-run", action="store_true", help="only say what would travel")
    one.add_argument("--no-build", action="store_true", help="send the release as it stands")
    _takes_check(one)
    _takes_target(one)
    one.set_defaults(run=publish)
    return parser


def _takes_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.add_argument("--all", action="store_true", help="every finding, and every page through the Nu checker")
    parser.add_argument("--strict", action="store_true", help="exit code 1 for things to look at, too")


def _takes_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", default=os.environ.get("PUBLISH_TO", ""), help="another target than PRESS['target']")


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command named in `argv` (default: the process's own arguments)."""
    args = build_parser().parse_args(argv)
    if not Path(args.settings).is_file():
        print(f"there is no {args.settings} here; go to the site's folder or name it with -s", file=sys.stderr)
        return 2
    return int(args.run(args))


def build(args: argparse.Namespace) -> int:
    """Build and release."""
    if args.clean:
        (Path(site_settings(args.settings)["CACHE_PATH"]) / "press.sqlite").unlink(missing_ok=True)
    return pelican_build(args.settings)


def serve(args: argparse.Namespace) -> int:
    """Serve and rebuild until interrupted."""
    from .serve import serve_site

    settings = site_settings(args.settings)
    watched = [settings["PATH"], settings["THEME"], args.settings]
    return serve_site(settings, [Path(path) for path in watched], args.bind, args.port, args.settings)


def check(args: argparse.Namespace) -> int:
    """Print what a person should know of the site: 0 nothing, 1 faults, 3 things to look at."""
    from .check import command

    settings = site_settings(args.settings)
    if not Path(settings["OUTPUT_PATH"]).is_dir():
        print(f"there is no site at {settings['OUTPUT_PATH']} yet: build it first", file=sys.stderr)
        return command.NO_SITE
    verdict = command.check_site(settings, args.all)
    print(command.as_json(verdict) if args.json else command.say(verdict, args.all))
    return command.FAULTY if args.strict and verdict.findings else verdict.code


def doctor(args: argparse.Namespace) -> int:
    """Print what is well and what is not; 1 if something is wrong."""
    from .doctor import WRONG, examine

    found = examine(_settings(args), args.online)
    for each in found:
        print(visible(str(each)))
    return 1 if any(each.state == WRONG for each in found) else 0


def due(args: argparse.Namespace) -> int:
    """Print when the clock alone will next change the site."""
    from datetime import UTC, datetime

    from .due import next_moment, said

    moment = next_moment(site_settings(args.settings))
    if moment is None:
        print("nothing is due", file=sys.stderr)
        return 4
    print(said(moment, args.form, datetime.now(UTC)))
    return 0


def rollback(args: argparse.Namespace) -> int:
    """Show the release before, here or on the live site."""
    from .publish.road import roll_back_published
    from .publish.trouble import PublishError
    from .release import ReleaseError, yard_of

    settings = _settings(args)
    try:
        if args.published:
            print(f"the live site shows {roll_back_published(settings)} again; the next publish sends what stands here")
            return 0
        yard = yard_of(settings)
        with yard.locked(lambda: print("a build is at work here: waiting for it")):
            name = yard.roll_back()
    except (ReleaseError, PublishError) as error:
        print(visible(str(error)), file=sys.stderr)
        return error.exitcode
    print(f"release {name} is shown again; the next build publishes what the content says then")
    print("Until then, stories that were withdrawn or have expired since that release are to be seen in it.")
    return 0


def publish(args: argparse.Namespace) -> int:
    """Build, check, send."""
    from .publish.road import publish_site
    from .publish.trouble import PublishError

    code = 0 if args.no_build else pelican_build(args.settings)
    if code not in (0, 3):
        return code
    if (verdict := check(args)) not in (0, 3):
        print("not sent: mend the faults first", file=sys.stderr)
        return verdict
    try:
        print(publish_site(_settings(args), args.dry_run))
    except PublishError as error:
        print(visible(str(error)), file=sys.stderr)
        return error.exitcode
    return code


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    """The site's settings, with the target the command line names in the place of theirs."""
    settings = site_settings(args.settings)
    if to := getattr(args, "to", ""):
        settings["PRESS"] = {**(settings.get("PRESS") or {}), "target": to}
    return settings


if __name__ == "__main__":
    sys.exit(main())
