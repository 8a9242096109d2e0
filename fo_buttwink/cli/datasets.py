"""Datasets that a command names."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ..errors import MissingExtraError, StoreError


def add_dataset(parser: argparse.ArgumentParser, *, view: bool = True) -> None:
    """Add the options that name a dataset, or a view of it if there may be one."""
    parser.add_argument("--dataset", required=True, help="name of a FiftyOne dataset")
    parser.set_defaults(view=None)
    if view:
        parser.add_argument("--view", help="saved view of the dataset; all of it by default")


def load(args: argparse.Namespace) -> Any:
    """Load what :func:`add_dataset` asked for.

    Raises
    ------
    MissingExtraError
        If FiftyOne is not installed.
    StoreError
        If there is no such dataset or view; the message names those that there are.
    """
    try:
        import fiftyone as fo
    except ImportError as error:
        raise MissingExtraError(
            "--dataset needs the package 'fiftyone', which is not installed",
            remedy=f"run: {sys.executable} -m pip install fiftyone",
        ) from error
    if not fo.dataset_exists(args.dataset):
        known = ", ".join(fo.list_datasets()) or "none"
        raise StoreError(f"dataset {args.dataset!r} does not exist; existing: {known}")
    dataset = fo.load_dataset(args.dataset)
    if args.view is None:
        return dataset
    if not dataset.has_saved_view(args.view):
        known = ", ".join(dataset.list_saved_views()) or "none"
        raise StoreError(
            f"dataset {args.dataset!r} has no saved view {args.view!r}; existing: {known}"
        )
    return dataset.load_saved_view(args.view)
