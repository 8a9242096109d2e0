"""Write a folder completely or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .._util.atomic import settle, settle_folder
from ..errors import OutputError

MARK = "dataset_card.md"
"""Every export has one; a folder without is not ours to overwrite."""
ALLOW = "allow overwriting it (overwrite=True)"
"""Said of what exists; the command line names its option instead."""


@contextlib.contextmanager
def staged(out: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a new folder beside ``out`` that takes its place when all went well.

    Whatever goes wrong, the half-written folder is removed, and what was at ``out`` stays.

    Raises
    ------
    OutputError
        If ``out`` exists and may not be replaced, or cannot be written (a full disk, say).
    """
    check_target(out, overwrite=overwrite)
    folder = out.parent / f".{out.name}.part-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True)
        yield folder
        settle(folder)
        _replace(folder, out)
        settle_folder(out.parent)
    except OSError as error:
        raise explain(error, out) from error
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


def check_target(out: Path, *, overwrite: bool) -> None:
    """Raise if an export may not be written there.

    Raises
    ------
    OutputError
    """
    if not out.name:
        raise OutputError(f"{out}: expected the path of a new folder")
    try:
        there = out.exists() or out.is_symlink()
        parent = next(p for p in out.parents if p.exists())
    except OSError as error:  # a folder on the way that may not be looked into
        raise explain(error, out, "choose another folder") from error
    if not parent.is_dir():
        raise OutputError(
            f"{parent}: is a file, so no folder can be made in it", remedy="choose another"
        )
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(
            f"{parent}: may not be written to by the user that runs this",
            remedy="choose another folder",
        )
    if not there:
        return
    if not out.is_dir() or out.is_symlink():
        raise OutputError(f"{out}: exists and is no folder", remedy="choose another output path")
    if not overwrite:
        raise OutputError(f"{out}: exists", remedy=f"choose another folder, or {ALLOW}")
    if any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(
            f"{out}: is not an earlier export (it has no {MARK}), so it is not overwritten",
            remedy="choose another folder, or remove it yourself",
        )


def write_json(path: Path, data: Any) -> None:
    """Strict JSON, readable by people."""
    path.write_text(
        json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )


def _replace(folder: Path, out: Path) -> None:
    if not out.exists():
        folder.rename(out)
        return
    old = out.parent / f".{out.name}.old-{uuid.uuid4().hex[:8]}"
    out.rename(old)
    try:
        folder.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def explain(error: OSError, place: object, remedy: str = "choose another disk") -> OutputError:
    """Return what the user can do about a place that could not be written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(
            f"{place}: the disk is full ({error.strerror}); nothing was left there.",
            remedy=f"Free some space or {remedy}",
        )
    where = error.filename or place
    return OutputError(f"{place}: cannot be written ({where}: {error.strerror or error})")
