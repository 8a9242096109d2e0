"""Know the content of a file again without reading it.

The keys of the cache are made from what files hold. Reading 1,000 videos of 20 MB only to find
that none has changed takes longer than all that is then done with their observations.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SUFFIX = ".key"
_SETTLED_S = 2.0
"""A file changed this recently may change again without another time stamp to show for it."""

_KEY = re.compile(r"[0-9a-f]{40}")

Identity = tuple[str, int, int, int, int, int]
"""Path, device, inode, size, time of the last change of content and of anything else (ns)."""


def identity(path: Path) -> Identity | None:
    """Return what tells that a file is still the same; ``None`` while that is not certain.

    The time of the last change of anything (``ctime``) cannot be set, so it also shows a file
    whose content was replaced and whose time stamp was put back, as ``rsync`` and ``touch`` do.
    """
    try:
        stat = path.stat()
    except OSError:
        return None
    newest = max(stat.st_mtime, stat.st_ctime)
    if not 0 <= newest <= time.time() - _SETTLED_S:
        return None
    return (
        str(path.absolute()),
        stat.st_dev,
        stat.st_ino,
        stat.st_size,
        stat.st_mtime_ns,
        stat.st_ctime_ns,
    )


def state(path: Path) -> tuple[int, ...] | None:
    """Return what changes whenever the content of a file does; ``None`` if there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)


def remembered_key(path: Path, settings: str, folder: Path, make: Callable[[], str]) -> str:
    """Return the key that ``make`` gives, from disk if this very file had it made before.

    Parameters
    ----------
    path
        The file that the key is made from.
    settings
        All else that it is made from.
    folder
        Where to remember it; one small file each.
    make
        Reads the file.
    """
    seen = identity(path)
    if seen is None:
        return make()
    name = hashlib.blake2b(json.dumps([seen, settings]).encode(), digest_size=20).hexdigest()
    note = folder / f"{name}{SUFFIX}"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        known = note.read_text(encoding="ascii")
        if _KEY.fullmatch(known):  # a loss of power may leave zeros there
            return known
    key = make()
    if identity(path) == seen:  # not changed while it was read
        with contextlib.suppress(OSError):  # a full disk costs time later, nothing else
            _write(note, key)
    return key


def _write(note: Path, key: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=note.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        Path(temporary).replace(note)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
