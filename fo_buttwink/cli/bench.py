"""``fo-buttwink bench``: accuracy, stability, speed, people."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .._util.atomic import write_whole
from ..install import database
from .batch import whole_number
from .exits import EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE
from .options import add_settings, can_write, settings


def add_benches(benches: Any) -> None:
    """Add the benches as commands below ``bench``."""
    accuracy = benches.add_parser("accuracy", help="against videos with truth files")
    accuracy.add_argument("--data", type=Path, required=True, help="folder of videos and truth")
    accuracy.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    add_settings(accuracy)
    accuracy.set_defaults(run=_bench_accuracy)
    speed = benches.add_parser("speed", help="beside a notebook loop, with workers, from cache")
    speed.add_argument("videos", nargs="*", type=Path, help="default: the bundled clips")
    speed.add_argument("--rounds", type=int, default=5, help="runs of each kind, in turn")
    speed.add_argument("--no-database", action="store_true", help="leave the database alone")
    speed.add_argument("--check", action="store_true", help="exit 1 if a target is not reached")
    add_settings(speed)
    speed.set_defaults(run=_bench_speed)
    stability = benches.add_parser("stability", help="the same video with harmless changes")
    stability.add_argument("videos", nargs="+", type=Path, help="video files")
    stability.add_argument(
        "--keep", action="store_true", help="keep what was seen, so that a second run is quick"
    )
    add_settings(stability)
    stability.set_defaults(run=_bench_stability)
    people = benches.add_parser("people", help="against people: hand, eye and skin markers")
    people.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of videos")
    beside = "default: in DIR, or in a folder 'hand' beside it"
    people.add_argument("--hand", type=Path, metavar="FILE", help=f"hand.json; {beside}")
    people.add_argument("--eye", type=Path, metavar="FILE", help=f"eye.json; {beside}")
    people.add_argument(
        "--mocap", type=Path, metavar="DIR", help="squats with skin markers as well"
    )
    people.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    people.add_argument(
        "--workers", type=whole_number, metavar="N", help="processes; default: one per core"
    )
    add_settings(people)
    people.set_defaults(run=_bench_people)


def _bench_accuracy(args: argparse.Namespace) -> int:
    from ..bench import accuracy, scatter

    def show(done: int, total: int, name: str) -> None:
        print(f"{done}/{total} {name}", file=sys.stderr)

    if not can_write(args.json):
        return EXIT_USAGE
    report = accuracy.run(args.data, settings(args), progress=show)
    print(accuracy.table(report), scatter.sentence(report["other_clips"]), sep="\n\n")
    if args.json is not None:
        write_whole(args.json, json.dumps(report, indent=1, allow_nan=False) + "\n")
    return EXIT_OK


def _bench_stability(args: argparse.Namespace) -> int:
    from ..bench import stability

    found = stability.run(
        args.videos,
        settings(args),
        cache=args.keep,
        progress=lambda line: print(line, file=sys.stderr),
    )
    print(stability.table(found), stability.summary(found), sep="\n\n")
    return EXIT_OK


def _bench_people(args: argparse.Namespace) -> int:
    from ..batch.execution import Execution
    from ..bench import people

    if not can_write(args.json):
        return EXIT_USAGE
    report = people.run(
        args.data,
        hand_file=args.hand,
        eye_file=args.eye,
        mocap=args.mocap,
        config=settings(args),
        execution=Execution(workers=args.workers),
        say=lambda line: print(line, file=sys.stderr),
    )
    print(people.table(report))
    if args.json is not None:
        write_whole(args.json, json.dumps(report, indent=1, allow_nan=False) + "\n")
    return EXIT_OK


def _bench_speed(args: argparse.Namespace) -> int:
    if not args.no_database:
        database.require_database()
    from ..bench import speed
    from ..video.files import find_videos

    videos = args.videos or find_videos(Path(__file__).parents[1] / "data" / "demo")
    checks, table = speed.run(
        videos,
        settings(args),
        rounds=args.rounds,
        database=not args.no_database,
        say=lambda line: print(line, file=sys.stderr),
    )
    print(table, *checks, speed.verdict(checks), sep="\n")
    return EXIT_SOME_FAILED if args.check and not all(c.met for c in checks) else EXIT_OK
