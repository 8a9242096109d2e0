"""Command line of the simulator: ``python -m fo_buttwink.sim {clips,demo,frames} --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .body import load_template
from .progress import each


def _clips(args: argparse.Namespace) -> int:
    from .clips import write_drawn

    kind = f"{args.split}_{args.seed}" + ("_measured" if args.mocap else "")
    jobs = [
        (args.seed, i, args.split, args.yaw, args.fps, args.mocap, args.out / f"{kind}_{i:05d}")
        for i in range(args.start, args.start + args.num)
        if not (args.out / f"{kind}_{i:05d}.mp4").exists()
    ]
    each(write_drawn, jobs, args.workers, "clips")
    return 0


def _demo(args: argparse.Namespace) -> int:
    from .demo import write_demo

    write_demo(args.out)
    return 0


def _frames(args: argparse.Namespace) -> int:
    from .frames import write_shards

    write_shards(
        args.out,
        bodies=args.bodies,
        poses=args.poses,
        seed=args.seed,
        split=args.split,
        start=args.start,
        workers=args.workers,
        model=args.model,
        mocap=args.mocap,
        yaw=args.yaw,
        load=args.load,
        loose=args.loose,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fo_buttwink.sim", description=__doc__)
    sub = parser.add_subparsers(dest="command", required=True)
    clips = sub.add_parser("clips", help="random clips with truth files")
    clips.add_argument("--num", type=int, required=True, help="how many clips")
    clips.add_argument("--yaw", type=float, default=20.0, help="largest camera yaw, degrees")
    clips.add_argument("--fps", type=float, help="frames per second; default: 24, 25 or 30")
    demo = sub.add_parser("demo", help="the six clips shipped with the package")
    frames = sub.add_parser("frames", help="training samples seen through MediaPipe")
    frames.add_argument("--bodies", type=int, required=True, help="how many people")
    frames.add_argument("--poses", type=int, default=12, help="poses of each, besides standing")
    frames.add_argument("--yaw", type=float, default=25.0, help="largest camera yaw, degrees")
    frames.add_argument(
        "--loose", type=float, default=0.0, help="share of postures that depth tells nothing of"
    )
    frames.add_argument("--load", choices=("none", "back", "front", "goblet"), help="for all")
    frames.add_argument("--model", default="full", help="MediaPipe variant")
    for command, run in ((clips, _clips), (demo, _demo), (frames, _frames)):
        command.set_defaults(run=run)
        command.add_argument("--out", type=Path, required=True, help="folder to write to")
        if command is demo:
            continue
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--split", choices=("train", "val", "test"), default="train")
        command.add_argument("--start", type=int, default=0, help="index of the first one")
        command.add_argument("--workers", type=int, default=1, help="processes")
        command.add_argument("--mocap", type=Path, help="folder of marker curves to move by")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    args = _parser().parse_args(argv)
    try:
        load_template()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 2
    args.out.mkdir(parents=True, exist_ok=True)
    status: int = args.run(args)
    return status


if __name__ == "__main__":
    sys.exit(main())
