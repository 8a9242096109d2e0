"""``fo-buttwink analyze``: videos in, a table and JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .._util import environment
from .._util.atomic import write_whole
from ..batch.task import Task, unreadable
from ..config import Config
from ..domain.analysis import STATUS_FAILED, VideoAnalysis
from . import batch
from .exits import EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE
from .options import can_write, settings
from .table import HEADER, legend, rows


def run_analyze(args: argparse.Namespace) -> int:
    """Analyze; 0 if all could be read, 1 if not, 2 for wrong usage.

    Raises
    ------
    EnvironmentVariableError
        If a variable makes no sense.
    """
    environment.check()
    config = settings(args)
    target = None if args.json in (None, "-") else Path(args.json)
    if not can_write(target):
        return EXIT_USAGE
    from ..batch.progress import Pace, Terminal
    from ..batch.run import run_tasks

    table = sys.stderr if args.json == "-" else sys.stdout
    tasks = batch.tasks(args)
    if not tasks:
        print(
            f"fo-buttwink: no video in {', '.join(args.videos)}; name video files, or folders "
            "that hold some",
            file=sys.stderr,
        )
        return EXIT_SOME_FAILED
    execution = batch.execution(args)
    # The nodes of a cluster may see other files than this machine.
    results = _refused(tasks, config) if execution.executor == "local" else {}
    left = [task for task in tasks if task.index not in results]
    pace = Pace(left)
    shown = False
    with Terminal(pace) as terminal:

        def within(task: Task, done: int, total: int) -> None:
            pace.within(task, done, total)
            terminal()

        for result in run_tasks(left, config, execution, on_frames=within):
            pace.finish(result.task, result.analysis.total_frames)
            results[result.task.index] = result.analysis
            terminal.clear()
            if result.analysis.status == STATUS_FAILED:
                print(f"fo-buttwink: {result.analysis.message}", file=sys.stderr)
            else:
                for line in rows(result.analysis) if shown else (HEADER, *rows(result.analysis)):
                    print(line, file=table, flush=True)
                shown = True
            terminal()
    if shown:
        print(legend(), file=table)
    # In the order in which the videos were named, whoever was ready first.
    ordered = [results[task.index] for task in tasks]
    text = json.dumps([r.to_json() for r in ordered], allow_nan=False)
    if target is not None:
        write_whole(target, text + "\n")
    elif args.json:
        print(text)
    failed = any(r.status == STATUS_FAILED for r in ordered)
    return EXIT_SOME_FAILED if failed else EXIT_OK


def _refused(tasks: list[Task], config: Config) -> dict[int, VideoAnalysis]:
    """Say which paths lead to no video, before seconds are spent on loading the pipeline."""
    refused = {}
    for found in (unreadable(task, config) for task in tasks):
        if found is not None:
            refused[found.task.index] = found.analysis
            print(f"fo-buttwink: {found.analysis.message}", file=sys.stderr)
    return refused
