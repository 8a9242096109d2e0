"""Command line: ``fo-buttwink analyze | overlay | export | demo | bench | doctor | plugin``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from ._version import __version__
from .config import PRESETS, Config, preset
from .environment import EnvironmentVariableError
from .export import cli as export_cli
from .results import STATUS_FAILED, Repetition, SetSummary, VideoAnalysis
from .texts import MEASURES
from .words import below
from .work import Task
from .work import cli as work_cli
from .work.unit import SetupError

EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the ``fo-buttwink`` command; returns the exit status."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not getattr(args, "verbose", False):
        _silence_native_logs()
    if isinstance(sys.stdout, TextIOWrapper):
        # A file name that the terminal's encoding cannot show must not end a batch.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nothing is wrong on this side.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except EnvironmentVariableError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("fo-buttwink: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fo-buttwink",
        description="Measure pelvic tilt and butt wink in squat videos. Describes movement; "
        "no medical assessment.",
    )
    parser.add_argument("--version", action="version", version=f"fo-buttwink {__version__}")
    parser.add_argument("--verbose", action="store_true", help="show MediaPipe's own log lines")
    commands = parser.add_subparsers(dest="command", required=True)

    analyze = commands.add_parser(
        "analyze",
        help="analyze videos, no database needed",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_explain_heads(),
    )
    analyze.add_argument("videos", nargs="+", metavar="VIDEO", help="video files or folders")
    analyze.add_argument("--json", metavar="FILE", help="write results as JSON; - for stdout")
    add_settings(analyze)
    analyze.add_argument(
        "--no-cache", action="store_true", help="infer again and keep nothing on disk"
    )
    work_cli.add_execution(analyze)
    analyze.set_defaults(run=_analyze)

    demo = commands.add_parser("demo", help="analyze clips into FiftyOne and open the App")
    demo.add_argument("--videos", type=Path, metavar="DIR", help="your own videos")
    demo.add_argument("--no-app", action="store_true", help="print the table and stop")
    demo.add_argument("--port", type=int, help="port of the App")
    demo.set_defaults(run=_demo)

    overlay = commands.add_parser("overlay", help="draw outline, pelvis and curves on a video")
    overlay.add_argument("video", type=Path)
    overlay.add_argument("out", type=Path, help="H.264 file to write (.mp4)")
    add_settings(overlay)
    overlay.set_defaults(run=_overlay)

    bench = commands.add_parser(
        "bench", help="measure accuracy, stability, speed, or against people"
    )
    _add_benches(bench.add_subparsers(dest="bench", required=True))

    export = commands.add_parser("export", help="write training labels")
    export_cli.add_arguments(export)
    export.set_defaults(run=export_cli.run)

    work_cli.add_cache(commands.add_parser("cache", help="what inference has left on disk"))

    doctor = commands.add_parser("doctor", help="check the installation")
    doctor.add_argument("--fix", action="store_true", help="repair what can be repaired")
    doctor.set_defaults(run=_doctor)

    plugin = commands.add_parser("plugin", help="make the plugin known to FiftyOne")
    plugin.add_argument("action", choices=("link", "unlink", "path"))
    plugin.add_argument(
        "--copy",
        action="store_true",
        help="with link: copy the plugin folder, for file systems without symbolic links; repeat "
        "it after every upgrade",
    )
    plugin.set_defaults(run=_plugin)
    return parser


def _explain_heads() -> str:
    """What the columns of the table are."""
    shown = (
        "severity", "wink_deg", "pelvic_reversal_deg", "lumbar_rise_deg",
        "lumbar_flexion_bottom_deg", "onset_pct", "timing", "depth_knee_flexion_deg",
    )  # fmt: skip
    lines = ["columns of the table (intervals in parentheses):"]
    for measure in map(MEASURES.__getitem__, shown):
        text = f"{measure.short}: {measure.description}"
        lines.append(textwrap.fill(text, 96, initial_indent="  ", subsequent_indent="      "))
    return "\n".join(lines)


def _add_benches(benches: Any) -> None:
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
    stability = benches.add_parser("stability", help="the same video, changed harmlessly")
    stability.add_argument("videos", nargs="+", type=Path)
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
    people.add_argument("--workers", type=int, metavar="N", help="processes; default: one per core")
    add_settings(people)
    people.set_defaults(run=_bench_people)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options that make a :class:`~fo_buttwink.config.Config`."""
    parser.add_argument("--preset", choices=PRESETS, default="default")
    parser.add_argument("--model", choices=("lite", "full", "heavy"), help="MediaPipe model")
    parser.add_argument(
        "--every-frame",
        action="store_true",
        help="infer every frame, also while the lifter stands and of videos with 50 per second and "
        "more; else some are interpolated",
    )


def settings(args: argparse.Namespace) -> Config:
    """Inverse of :func:`add_settings`."""
    return preset(args.preset, model=args.model, every_frame=args.every_frame)


def _analyze(args: argparse.Namespace) -> int:
    from .pose.models import ModelError

    config = settings(args)
    target = None if args.json in (None, "-") else Path(args.json)
    if not _can_write(target):
        return EXIT_USAGE
    from .work import run_tasks
    from .work.progress import Pace, Terminal

    table = sys.stderr if args.json == "-" else sys.stdout
    tasks = work_cli.tasks(args)
    if not tasks:
        print(
            f"fo-buttwink: no video in {', '.join(args.videos)}; name video files, or folders "
            "that hold some",
            file=sys.stderr,
        )
        return EXIT_SOME_FAILED
    results: dict[int, VideoAnalysis] = {}
    pace = Pace(tasks)
    try:
        with Terminal(pace) as terminal:

            def within(task: Task, done: int, total: int) -> None:
                pace.within(task, done, total)
                terminal()

            execution = work_cli.execution(args)
            for result in run_tasks(tasks, config, execution, on_frames=within):
                if not results:
                    print(HEADER, file=table)
                pace.finish(result.task, result.analysis.total_frames)
                results[result.task.index] = result.analysis
                terminal.clear()
                for line in rows(result.analysis):
                    print(line, file=table, flush=True)
                if result.analysis.status == STATUS_FAILED:
                    print(f"fo-buttwink: {result.analysis.message}", file=sys.stderr)
                terminal()
    except (ModelError, SetupError, ImportError) as error:
        print(f"fo-buttwink: {error}\nRun: fo-buttwink doctor", file=sys.stderr)
        return EXIT_SOME_FAILED
    # In the order in which the videos were named, whoever was ready first.
    ordered = [results[task.index] for task in tasks]
    text = json.dumps([r.to_json() for r in ordered], allow_nan=False)
    if target is not None:
        _write_whole(target, text + "\n")
    elif args.json:
        print(text)
    failed = any(r.status == STATUS_FAILED for r in ordered)
    return EXIT_SOME_FAILED if failed else EXIT_OK


def _can_write(target: Path | None, name: str = "--json ") -> bool:
    """Whether a file can be written; said before the hours of inference."""
    if target is None or not (target.is_dir() or not os.access(target.parent, os.W_OK)):
        return True
    print(
        f"fo-buttwink: {name}{target}: cannot be written; name a file in an existing folder that "
        "you may write to",
        file=sys.stderr,
    )
    return False


def _write_whole(path: Path, text: str) -> None:
    """Write a file in one step, so that nobody finds half of it; a pipe or device is written to."""
    path = path.resolve()  # a link stays one
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _demo(args: argparse.Namespace) -> int:
    from .demo import run_demo

    return run_demo(args.videos, app=not args.no_app, port=args.port)


def _overlay(args: argparse.Namespace) -> int:
    from .overlay import write_overlay
    from .video import VideoError

    if not _can_write(args.out, ""):
        return EXIT_USAGE
    try:
        result = write_overlay(args.video, args.out, settings(args))
    except VideoError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    for line in (HEADER, *rows(result), f"written: {args.out}"):
        print(line)
    return EXIT_OK


def _bench_accuracy(args: argparse.Namespace) -> int:
    from .bench import accuracy

    def show(done: int, total: int, name: str) -> None:
        print(f"{done}/{total} {name}", file=sys.stderr)

    if not _can_write(args.json):
        return EXIT_USAGE
    try:
        report = accuracy.run(args.data, settings(args), progress=show)
    except ValueError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    print(accuracy.table(report))
    if args.json is not None:
        _write_whole(args.json, json.dumps(report, indent=1, allow_nan=False) + "\n")
    return EXIT_OK


def _bench_stability(args: argparse.Namespace) -> int:
    from .bench import stability

    try:
        found = stability.run(
            args.videos,
            settings(args),
            cache=args.keep,
            progress=lambda line: print(line, file=sys.stderr),
        )
    except ValueError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    print(stability.table(found), stability.summary(found), sep="\n\n")
    return EXIT_OK


def _bench_people(args: argparse.Namespace) -> int:
    from .bench import people
    from .pose.models import ModelError
    from .work import Execution

    if not _can_write(args.json):
        return EXIT_USAGE
    try:
        report = people.run(
            args.data,
            hand_file=args.hand,
            eye_file=args.eye,
            mocap=args.mocap,
            config=settings(args),
            execution=Execution(workers=args.workers),
            say=lambda line: print(line, file=sys.stderr),
        )
    except (ModelError, SetupError, ImportError, ValueError) as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    print(people.table(report))
    if args.json is not None:
        _write_whole(args.json, json.dumps(report, indent=1, allow_nan=False) + "\n")
    return EXIT_OK


def _bench_speed(args: argparse.Namespace) -> int:
    from .bench import speed
    from .video import VideoError, find_videos

    videos = args.videos or find_videos(Path(__file__).parent / "data" / "demo")
    try:
        checks, table = speed.run(
            videos,
            settings(args),
            rounds=args.rounds,
            database=not args.no_database,
            say=lambda line: print(line, file=sys.stderr),
        )
    except (VideoError, ValueError) as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    print(table, *checks, speed.verdict(checks), sep="\n")
    return EXIT_SOME_FAILED if args.check and not all(c.met for c in checks) else EXIT_OK


def _doctor(args: argparse.Namespace) -> int:
    from . import doctor

    return doctor.main(fix=args.fix)


def _plugin(args: argparse.Namespace) -> int:
    from . import plugin

    if args.copy and args.action != "link":
        print(f"fo-buttwink plugin {args.action}: --copy belongs to link", file=sys.stderr)
        return EXIT_USAGE
    if args.action == "path":
        print(plugin.source())
        return EXIT_OK
    try:
        print(plugin.link(copy=args.copy) if args.action == "link" else plugin.unlink())
    except plugin.PluginError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    return EXIT_OK


_HEADS = {name: measure.short for name, measure in MEASURES.items()}
HEADER = (
    f"{'video':22} {'rep':>3} {'frames':>13} {'label':14} {_HEADS['severity']:>3} "
    f"{_HEADS['wink_deg'] + ' deg':>15} {_HEADS['pelvic_reversal_deg']:>3} "
    f"{_HEADS['lumbar_rise_deg']:>4} {_HEADS['lumbar_flexion_bottom_deg']:>3} "
    f"{_HEADS['onset_pct'] + ' %':>14} {'timing':6} {_HEADS['depth_knee_flexion_deg']:>4} "
    f"{'tempo s':>11} {'conf':>4}"
)
"""Angles without a unit are degrees; ``fo-buttwink analyze --help`` says what the heads mean."""


def rows(result: VideoAnalysis) -> Iterator[str]:
    """Lines of the table for one video: one per repetition, or the reason for none."""
    name = Path(result.video).name
    name = name if len(name) <= 22 else f"…{name[-21:]}"
    if not result.reps:
        yield f"{name:22}   - {result.status}: {result.message}"
    for k, rep in enumerate(result.reps, start=1):
        yield f"{name if k == 1 else '':22} {k:>3} {_rep_columns(rep)}"
    if result.graded_set is not None:
        yield f"{'':22} set {_set_columns(result.graded_set)}"


def _set_columns(found: SetSummary) -> str:
    over = f"median of {found.graded}"
    return (
        f"{over:>13} {found.grade:14} {'':>3} "
        f"{_with_interval(found.wink_deg, found.wink_deg_interval, 1):>15} {'':>12} "
        f"{_cell(found.onset_pct):>14}"
    )


def _rep_columns(rep: Repetition) -> str:
    tempo = f"{rep.eccentric_s:.1f}-{rep.pause_s:.1f}-{rep.concentric_s:.1f}"
    frames = f"{rep.first}-{rep.bottom}-{rep.last}"
    head = f"{frames:>13} {rep.label:14}"
    knee = _cell(rep.depth_knee_flexion_deg)
    if not rep.measurable:
        return f"{head} {rep.reason} [knee {knee} deg, {tempo} s]"
    return (
        f"{head} {rep.severity:>3} {_with_interval(rep.wink_deg, rep.wink_deg_interval, 1):>15} "
        f"{_cell(rep.pelvic_reversal_deg):>3} {_cell(rep.lumbar_rise_deg):>4} "
        f"{_cell(rep.lumbar_flexion_bottom_deg):>3} "
        f"{_with_interval(rep.onset_pct, rep.onset_pct_interval):>14} {rep.timing or '-':6} "
        f"{knee:>4} {tempo:>11} {rep.confidence:>4.2f}"
    )


def _cell(value: float | None) -> str:
    return "-" if value is None else str(round(value))  # as a float it might be -0


def _with_interval(
    value: float | None, interval: tuple[float, float] | None, decimals: int = 0
) -> str:
    if value is None or interval is None:
        return "-"
    return f"{below(value, decimals)} ({interval[0]:.0f} to {interval[1]:.0f})"


def _silence_native_logs() -> None:
    """Keep C++ libraries from writing to the terminal; Python's own stderr stays.

    MediaPipe has no switch for its start-up lines. They bypass ``sys.stderr``, so that is
    moved to a copy of the descriptor and the original is closed to them.
    """
    try:
        original = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return  # Captured by a test or a notebook: nothing native to hide there.
    if original != 2:
        return
    encoding = sys.stderr.encoding
    sys.stderr.flush()
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding=encoding, errors="replace")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


if __name__ == "__main__":
    raise SystemExit(main())
