"""Files that are there as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step, so that nobody finds half of it; a pipe or device is written to.

    What was written is on the disk, and not only on its way there, before it takes its name: a loss
    of power leaves the old file or the new one.
    """
    path = path.resolve()  # a link stays one
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    aside = path.with_name(f".{path.name}.part")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    settle_folder(path.parent)


def settle(folder: Path) -> None:
    """Bring everything below a folder to the disk, so that it can be given its name.

    Raises
    ------
    OSError
        If a file cannot be written after all.
    """
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            file = Path(place, name)
            if not file.is_symlink():
                with file.open("rb+") as opened:
                    os.fsync(opened.fileno())
        settle_folder(Path(place))


def settle_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, as far as the system allows it."""
    # Not every system lets a folder be opened; there the names come when the system likes.
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
