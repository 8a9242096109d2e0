"""Measure real squats by hand: ``python -m fo_buttwink.bench.people --help``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ...video.files import VideoError
from .digitize import merge, read_pass, write_frames
from .read import TruthFileError


def main(argv: Sequence[str] | None = None) -> int:
    """Write pictures to measure on, or merge two passes into one file."""
    parser = argparse.ArgumentParser(prog="python -m fo_buttwink.bench.people")
    commands = parser.add_subparsers(dest="command", required=True)
    frames = commands.add_parser("frames", help="six enlarged pictures of a repetition")
    frames.add_argument("video", type=Path)
    frames.add_argument("--rep", type=int, default=1, help="which repetition, from 1")
    frames.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    frames.add_argument("--frames", type=int, nargs=6, default=(), help="0-based frames instead")
    both = commands.add_parser("merge", help="two passes of points to one file of angles")
    both.add_argument("passes", type=Path, nargs=2)
    both.add_argument("--out", type=Path, required=True, help="hand.json to write")
    args = parser.parse_args(argv)
    try:
        if args.command == "frames":
            chosen = write_frames(args.video, args.rep, args.out, frames=args.frames)
            print(f"{args.video.name} {args.rep}: frames {' '.join(map(str, chosen))}")
        else:
            _merge(args.passes[0], args.passes[1], args.out)
    except (TruthFileError, VideoError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _merge(first: Path, second: Path, out: Path) -> None:
    a, b = read_pass(first), read_pass(second)
    merged: dict[str, dict[str, object]] = {}
    for video in sorted(a.keys() & b.keys()):
        for number in sorted(a[video].keys() & b[video].keys(), key=int):
            merged.setdefault(video, {})[number] = merge(a[video][number], b[video][number])
    for video in sorted(a.keys() ^ b.keys()):
        print(f"{video} is in one pass only and left out", file=sys.stderr)
    out.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(map(len, merged.values()))} repetitions of {len(merged)} videos in {out}")


if __name__ == "__main__":
    raise SystemExit(main())
