"""Command line: ``fo-buttwink analyze | overlay | export | demo | bench | doctor | ...``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from .._util import log, native_logs
from .._version import __version__
from ..cache.folder import log_file
from ..errors import FoButtwinkError
from ..install import database
from . import agree, batch, compare_mot
from . import export as export_cli
from . import hand as hand_cli
from . import report as report_cli
from . import reviews as reviews_cli
from .analyze import run_analyze
from .bench import add_benches
from .exits import EXIT_OK, report
from .options import add_settings, slow_motion
from .overlay import run_overlay
from .plugin import run_plugin
from .table import explain_heads


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the ``fo-buttwink`` command; returns the exit status."""
    parser = command_parser()
    args = parser.parse_args(argv)
    if not getattr(args, "verbose", False):
        native_logs.silence()
    if isinstance(sys.stdout, TextIOWrapper):
        # A file name that the terminal's encoding cannot show must not end a batch.
        sys.stdout.reconfigure(errors="backslashreplace")
    log.hide_mongodb_notice()
    with log.kept(_log_file(), verbose=args.verbose):
        return _run(args)


def _run(args: argparse.Namespace) -> int:
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nothing is wrong on this side.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except (FoButtwinkError, ImportError) as error:
        return report(error, verbose=args.verbose)
    except Exception as error:
        known = database.said_while_connecting(error)
        if known is None:
            raise
        return report(known, verbose=args.verbose)
    except KeyboardInterrupt:
        print(
            "fo-buttwink: interrupted. What was finished is kept; run the same command again to "
            "go on",
            file=sys.stderr,
        )
        return 130


def command_parser() -> argparse.ArgumentParser:
    """Every command with its options; the reference of the command line is made from it."""
    parser = argparse.ArgumentParser(
        prog="fo-buttwink",
        description="Measure pelvic tilt and butt wink in squat videos. Describes movement; "
        "no medical assessment.",
    )
    parser.add_argument("--version", action="version", version=f"fo-buttwink {__version__}")
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="show MediaPipe's own log lines, and the traceback of an error",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    analyze = commands.add_parser(
        "analyze",
        help="analyze videos without a database",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=explain_heads(),
    )
    analyze.add_argument("videos", nargs="+", metavar="VIDEO", help="video files or folders")
    analyze.add_argument("--json", metavar="FILE", help="write results as JSON; - for stdout")
    add_settings(analyze)
    analyze.add_argument(
        "--no-cache", action="store_true", help="infer again, and keep nothing on disk"
    )
    analyze.add_argument(
        "--slow-motion",
        type=slow_motion,
        default=1.0,
        metavar="FACTOR",
        help="how many times slower the videos are played than they were recorded, such as 8",
    )
    batch.add_execution(analyze)
    analyze.set_defaults(run=run_analyze)

    demo = commands.add_parser("demo", help="analyze clips into FiftyOne and open the App")
    demo.add_argument("--videos", type=Path, metavar="DIR", help="your own videos")
    demo.add_argument("--no-app", action="store_true", help="print the table and stop")
    demo.add_argument("--port", type=int, help="port of the App")
    demo.set_defaults(run=_demo)

    overlay = commands.add_parser("overlay", help="draw outline, pelvis and curves on a video")
    overlay.add_argument("video", type=Path, help="video file to draw on")
    overlay.add_argument("out", type=Path, nargs="?", help="H.264 file to write (.mp4)")
    overlay.add_argument(
        "--out", type=Path, dest="out_option", metavar="OUT",
        help="the same file, as the other commands take theirs",
    )  # fmt: skip
    overlay.add_argument(
        "--blur-faces", action="store_true", help="blur the lifter's face in every frame"
    )
    add_settings(overlay)
    overlay.set_defaults(run=run_overlay)

    compare = commands.add_parser("compare-mot", help="compare with OpenCap's or Sports2D's curves")
    compare_mot.add_arguments(compare)
    compare.set_defaults(run=compare_mot.run)

    bench = commands.add_parser(
        "bench", help="measure accuracy, stability, speed, or against people"
    )
    add_benches(bench.add_subparsers(dest="bench", required=True))

    export = commands.add_parser("export", help="write training labels")
    export_cli.add_arguments(export)
    export.set_defaults(run=export_cli.run)

    report_cli.add_arguments(commands.add_parser("report", help="write one HTML page for people"))
    agreement = commands.add_parser(
        "agree", help="compare two sources of the same repetitions in a dataset"
    )
    agree.add_arguments(agreement)
    agreement.set_defaults(run=agree.run)
    hand = commands.add_parser("hand", help="measures that people made by hand in the viewer")
    hand_cli.add_arguments(hand)
    hand.set_defaults(run=hand_cli.run)

    reviews = commands.add_parser("reviews", help="back up what people said and measured")
    reviews_cli.add_arguments(reviews)
    reviews.set_defaults(run=reviews_cli.run)

    batch.add_cache(commands.add_parser("cache", help="show or shrink what inference left on disk"))

    doctor = commands.add_parser("doctor", help="check the installation")
    doctor.add_argument("--fix", action="store_true", help="repair what can be repaired")
    doctor.add_argument(
        "videos", nargs="*", metavar="VIDEO", help="also say whether browsers play these videos"
    )
    doctor.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE.zip",
        help="also pack what a report of a bug needs, without media, paths or names",
    )
    doctor.add_argument(
        "--dataset",
        metavar="NAME",
        help="also say whether browsers play its videos; with --bundle, pack its statuses, too",
    )
    doctor.set_defaults(run=_doctor)

    plugin = commands.add_parser("plugin", help="make the plugin known to FiftyOne")
    plugin.add_argument(
        "action",
        choices=("link", "unlink", "path"),
        help="link: let FiftyOne load it; unlink: undo that; path: say where it lies and where "
        "FiftyOne looks for it",
    )
    plugin.add_argument(
        "--copy",
        action="store_true",
        help="with link: copy the plugin folder, for file systems without symbolic links; repeat "
        "it after every upgrade",
    )
    plugin.set_defaults(run=run_plugin)
    return parser


def _demo(args: argparse.Namespace) -> int:
    from .demo import run_demo

    return run_demo(args.videos, app=not args.no_app, port=args.port)


def _doctor(args: argparse.Namespace) -> int:
    if args.bundle is not None:
        from .bundle import run_bundle

        return run_bundle(args)
    from ..install import doctor

    code = doctor.main(fix=args.fix, verbose=args.verbose)
    if args.videos or args.dataset:
        from . import playing

        checks = playing.of_files(args.videos) if args.videos else []
        doctor.show(checks + (playing.of_dataset(args.dataset) if args.dataset else []))
    return code


def _log_file() -> Path | None:
    try:
        return log_file()
    except FoButtwinkError:
        return None  # the command itself will say which variable makes no sense
