"""``fo-buttwink report``: one HTML page about a dataset, or about videos and no database."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..domain.analysis import STATUS_FAILED, VideoAnalysis
from ..errors import ExportError
from . import batch
from .datasets import load_dataset
from .exits import EXIT_OK, EXIT_SOME_FAILED, UsageError
from .export import analyses_of
from .options import add_settings, naming_overwrite, settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("videos", nargs="*", metavar="VIDEO", help="video files or folders")
    parser.add_argument("--dataset", help="name of a FiftyOne dataset instead of videos")
    parser.add_argument(
        "--json", nargs="+", type=Path, metavar="FILE",
        help="files that 'fo-buttwink analyze --json' wrote, instead of videos",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=".html file to write"
    )
    parser.add_argument("--title", help="heading of the page")
    parser.add_argument("--key", default="buttwink", help="key of the run (default: buttwink)")
    parser.add_argument("--view", help="saved view of the dataset; all of it by default")
    parser.add_argument("--lifter", help="report on this lifter of the dataset alone")
    parser.add_argument(
        "--lifter-field",
        help="field of the dataset that says who squats (default: lifter, "
        "athlete, subject, ..., the first that exists)",
    )
    parser.add_argument(
        "--heels-field", help="field of the dataset that says whether the heels were raised"
    )
    parser.add_argument(
        "--pictures", type=int, default=12, metavar="N", help="most pictures (default: 12)"
    )
    parser.add_argument(
        "--blur-faces", action="store_true", help="blur the lifter's head in every picture"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier report")
    add_settings(parser)
    batch.add_execution(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the report; 0 if written, 1 if videos could not be read.

    Raises
    ------
    UsageError
        If the options contradict each other.
    ExportError, StoreError
        If nothing could be written.
    """
    from ..report.data import ReportOptions
    from ..report.write import check_out, of_analyses, write_page, write_report

    _check(args)
    with naming_overwrite("the earlier report"):
        target = check_out(args.out, overwrite=args.overwrite)
    options = ReportOptions(
        context=not args.no_context, pictures=args.pictures, blur_faces=args.blur_faces
    )
    if args.dataset:
        options = replace(options, title=args.title or f"Squat report: {args.dataset}")
        samples = load_dataset(args.dataset, args.view, error=ExportError)
        named = {n: getattr(args, n) for n in ("key", "lifter", "lifter_field", "heels_field")}
        if args.lifter and not args.title:
            options = replace(options, title=f"Squat report: {args.lifter}")
        print(write_report(samples, target, overwrite=True, options=options, **named))
        return EXIT_OK
    analyses = analyses_of(args.json) if args.json else _analyze(args)
    title = f"Squat report: {Path(analyses[0].video).name}" if len(analyses) == 1 else None
    options = replace(options, title=args.title or title or "Squat report")
    print(write_page(of_analyses(analyses, options), target))
    failed = [each for each in analyses if each.status == STATUS_FAILED]
    for each in failed:
        print(f"fo-buttwink: {each.message}", file=sys.stderr)
    return EXIT_SOME_FAILED if failed else EXIT_OK


def _check(args: argparse.Namespace) -> None:
    given = [n for n in ("videos", "dataset", "json") if getattr(args, n)]
    if len(given) != 1:
        raise UsageError("report: expected videos, --dataset or --json, and only one of them",
                         remedy="name what to report on")  # fmt: skip
    for name in ("view", "lifter", "lifter_field", "heels_field"):
        if getattr(args, name) and not args.dataset:
            raise UsageError(
                f"--{name.replace('_', '-')} belongs to --dataset; videos have no fields"
            )
    if args.pictures < 0:
        raise UsageError(f"--pictures {args.pictures}: expected 0 or more")


def _analyze(args: argparse.Namespace) -> list[VideoAnalysis]:
    from ..batch.run import run_tasks

    tasks = batch.tasks(args)
    if not tasks:
        raise UsageError(
            f"no video in {', '.join(args.videos)}", remedy="name video files, or folders of them"
        )
    results: dict[int, Any] = {}
    for result in run_tasks(tasks, settings(args), batch.execution(args)):
        results[result.task.index] = result.analysis
    return [results[task.index] for task in tasks]
