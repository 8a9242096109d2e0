"""``fo-buttwink reviews``: back up what people said and measured, and put it back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .._util.words import many
from ..errors import BackupError
from .datasets import add_dataset, load
from .exits import EXIT_OK, EXIT_SOME_FAILED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of both commands."""
    commands = parser.add_subparsers(dest="reviews", required=True)
    backup = commands.add_parser(
        "backup", help="write all reviews and measures by hand of a dataset into one JSON file"
    )
    restore = commands.add_parser(
        "restore", help="put them back, into this or a newly made dataset of the same files"
    )
    for each, what in ((backup, "file to write"), (restore, "file of a back-up")):
        add_dataset(each, view=False)
        each.add_argument("file", type=Path, help=what)
        each.add_argument(
            "--root", metavar="DIR", type=Path,
            help="folder that the paths of the videos start from; by default the one that all of "
            "the dataset lie below",
        )  # fmt: skip
    backup.add_argument(
        "--overwrite", action="store_true", help="replace a file that is there already"
    )


def run(args: argparse.Namespace) -> int:
    """Do what the command says; 1 if something of people's work is left out.

    Raises
    ------
    StoreError
        If there is no such dataset, or the file cannot be written or read.
    """
    dataset = load(args)
    if args.reviews == "backup":
        return _backup(args, dataset)
    from ..reviews.backup import restore_reviews

    done = restore_reviews(dataset, args.file, root=args.root)
    for problem in done.problems:
        print(f"not restored: {problem}", file=sys.stderr)
    print(
        f"{many(done.added, 'review')} and {many(done.hand, 'hand measure')} put back in "
        f"{many(done.videos, 'video')}, {many(done.renewed, 'older review')} replaced and kept in "
        f"the history, {done.present:,} there already, {done.newer:,} left out because a newer one "
        "is there"
    )
    return EXIT_OK if done.complete else EXIT_SOME_FAILED


def _backup(args: argparse.Namespace, dataset: Any) -> int:
    from ..reviews.backup import export_reviews

    try:
        done = export_reviews(dataset, args.file, root=args.root, overwrite=args.overwrite)
    except BackupError as error:
        error.reword(lambda text: text.replace("pass overwrite=True", "add --overwrite"))
        raise
    for note in done.notes:
        print(f"not backed up: {note}", file=sys.stderr)
    print(
        f"{many(done.reviews, 'review')} and {many(done.hand, 'hand measure')} of "
        f"{many(done.videos, 'video')} in {done.path}"
    )
    return EXIT_OK if not done.notes else EXIT_SOME_FAILED
