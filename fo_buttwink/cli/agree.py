"""``fo-buttwink agree``: how far two sources of the same repetitions agree."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .._util.atomic import write_whole
from .datasets import add_dataset, load
from .exits import EXIT_OK, EXIT_USAGE
from .options import can_write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_dataset(parser)
    parser.add_argument(
        "--a", required=True, metavar="SOURCE",
        help="a run key, reviews, reviewer:NAME, hand, hand:NAME, or a field of temporal "
        "detections; KEY/reviews for those of another run than the first",
    )  # fmt: skip
    parser.add_argument("--b", required=True, metavar="SOURCE", help="the reference; likewise")
    parser.add_argument("--seed", type=int, default=0, help="of the draws behind the intervals")
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON; - for stdout")


def run(args: argparse.Namespace) -> int:
    """Compare, print the figures, and return 0.

    Raises
    ------
    StoreError
        If there is no such dataset or source.
    """
    target = None if args.json in (None, "-") else Path(args.json)
    if not can_write(target):
        return EXIT_USAGE
    dataset = load(args)
    from ..curate.agreement import agreement

    found = agreement(dataset, args.a, args.b, seed=args.seed)
    print(found, file=sys.stderr if args.json == "-" else sys.stdout)
    offset = found.calibration() if found.b.by_hand else None
    text = json.dumps(
        {**found.to_json(), "calibration": None if offset is None else offset.to_json()},
        allow_nan=False,
    )
    if target is not None:
        write_whole(target, text + "\n")
    elif args.json:
        print(text)
    return EXIT_OK
