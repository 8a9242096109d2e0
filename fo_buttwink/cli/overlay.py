"""``fo-buttwink overlay``: draw what was measured on a video."""

from __future__ import annotations

import argparse
import sys

from .exits import EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE
from .options import can_write, settings
from .table import HEADER, rows


def run_overlay(args: argparse.Namespace) -> int:
    """Draw; 0 if written, 1 if not, 2 for wrong usage."""
    from ..draw.overlay import write_overlay
    from ..video.reader import VideoError

    if not can_write(args.out, ""):
        return EXIT_USAGE
    try:
        result = write_overlay(args.video, args.out, settings(args))
    except VideoError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    for line in (HEADER, *rows(result), f"written: {args.out}"):
        print(line)
    return EXIT_OK
