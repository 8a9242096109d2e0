"""Datasets that a command names."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ..errors import FoButtwinkError, MissingExtraError, StoreError
from ..install import database


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
    DatabaseError
        If there is no database.
    StoreError
        If there is no such dataset or view; the message names those that there are.
    """
    return load_dataset(args.dataset, args.view)


def load_dataset(
    name: str, view: str | None = None, *, error: type[FoButtwinkError] = StoreError
) -> Any:
    """Load a dataset, or a saved view of it.

    Parameters
    ----------
    error
        What to raise if there is no such dataset or view.

    Raises
    ------
    MissingExtraError
        If FiftyOne is not installed.
    DatabaseError
        If there is no database.
    """
    fo = open_fiftyone()
    if not fo.dataset_exists(name):
        known = ", ".join(fo.list_datasets()) or "none"
        raise error(f"dataset {name!r} does not exist in {_database()}; existing: {known}")
    dataset = fo.load_dataset(name)
    if view is None:
        return dataset
    if not dataset.has_saved_view(view):
        known = ", ".join(dataset.list_saved_views()) or "none"
        raise error(f"dataset {name!r} has no saved view {view!r}; existing: {known}")
    return dataset.load_saved_view(view)


def _database() -> str:
    """Name the database, as FiftyOne may have joined another one than somebody thinks."""
    import fiftyone.core.odm as foo

    database = foo.get_db_conn()
    at = ":".join(map(str, database.client.address or ()))
    return f"the database {database.name!r}" + (f" at {at}" if at else "")


def open_fiftyone() -> Any:
    """Import FiftyOne with its database running; the only place where a command does so.

    Raises
    ------
    MissingExtraError
        If FiftyOne is not installed.
    DatabaseError
        If there is no database, before FiftyOne's seconds of start-up.
    """
    database.require_database()
    try:
        import fiftyone as fo

        fo.list_datasets()
    except ImportError as error:
        raise MissingExtraError(
            "--dataset needs the package 'fiftyone', which is not installed",
            remedy=(
                "use the files of 'fo-buttwink analyze --json' where the command has --json, or "
                f"run: {sys.executable} -m pip install fiftyone"
            ),
        ) from error
    except Exception as error:
        known = database.said_while_connecting(error)
        if known is None:
            raise
        raise known from error
    return fo
