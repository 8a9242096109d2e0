"""``fo-buttwink overlay``: draw what was measured on a video."""

from __future__ import annotations

import argparse

from ..video.files import check_file
from .exits import EXIT_OK, EXIT_USAGE
from .options import can_write, settings
from .table import HEADER, legend, rows


def run_overlay(args: argparse.Namespace) -> int:
    """Draw; 0 if written, 2 for wrong usage.

    Raises
    ------
    VideoError
        If the video cannot be read.
    """
    check_file(args.video)
    if not can_write(args.out, ""):
        return EXIT_USAGE
    from ..draw.overlay import write_overlay

    result = write_overlay(args.video, args.out, settings(args), blur_faces=args.blur_faces)
    for line in (HEADER, *rows(result), legend(), f"written: {args.out}"):
        print(line)
    return EXIT_OK
