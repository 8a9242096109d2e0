"""``fo-buttwink overlay``: draw what was measured on a video."""

from __future__ import annotations

import argparse

from ..video.files import check_file
from .exits import EXIT_OK, EXIT_USAGE, UsageError
from .options import can_write, settings
from .table import HEADER, legend, rows


def run_overlay(args: argparse.Namespace) -> int:
    """Draw; 0 if written, 2 for wrong usage.

    Raises
    ------
    UsageError
        If no file to write is named, or two.
    VideoError
        If the video cannot be read.
    """
    if (args.out is None) == (args.out_option is None):
        raise UsageError(
            "overlay: expected one file to write", "name it behind the video, or with --out"
        )
    out = args.out or args.out_option
    check_file(args.video)
    if not can_write(out, ""):
        return EXIT_USAGE
    from ..draw.overlay import write_overlay

    result = write_overlay(args.video, out, settings(args), blur_faces=args.blur_faces)
    for line in (HEADER, *rows(result), legend(), f"written: {out}"):
        print(line)
    return EXIT_OK
