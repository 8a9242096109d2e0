"""Where the cache lies, how large it is, and how room is made in it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .._util import environment
from .._util.words import many
from . import keys

DEFAULT_LIMIT_GB = 20.0
"""About 10,000 minutes of video."""
_LEFTOVER_S = 3600.0
"""A temporary file of this age belongs to a process that was killed."""


def cache_dir() -> Path:
    """Folder of the cache: ``FO_BUTTWINK_CACHE``, else below the user's cache folder."""
    explicit = environment.path(environment.CACHE)
    if explicit is not None:
        return explicit / "observations"
    root = environment.path("XDG_CACHE_HOME") or Path.home() / ".cache"
    return root / "fo_buttwink" / "observations"


def log_file() -> Path | None:
    """Return the file of our log: ``FO_BUTTWINK_LOG``, else beside the cache; ``off`` is none."""
    explicit = environment.path(environment.LOG)
    if explicit is not None:
        return None if str(explicit) == "off" else explicit
    return cache_dir().parent / "log.jsonl"


@dataclass(frozen=True)
class Contents:
    """Entries of the cache, or some of them."""

    entries: int
    size_bytes: int

    def __str__(self) -> str:
        return f"{many(self.entries, 'file')}, {self.size_bytes / 1e9:.3f} GB"


def limit_bytes() -> int:
    """Largest size of the cache: ``FO_BUTTWINK_CACHE_GB``, 20 GB if that is not set.

    Raises
    ------
    EnvironmentVariableError
        If the variable is no number of at least 0.
    """
    return round(environment.number(environment.CACHE_GB, DEFAULT_LIMIT_GB) * 1e9)


def contents(folder: Path | None = None) -> Contents:
    """Return what the cache holds."""
    return _sum(_all_entries(folder))


def clear(folder: Path | None = None) -> Contents:
    """Remove every entry; gives what was removed."""
    return _remove(_all_entries(folder))


def trim(limit: int, folder: Path | None = None) -> Contents:
    """Remove the least recently used entries until ``limit`` bytes are not exceeded.

    Returns
    -------
    Contents
        What was removed.
    """
    entries = sorted(_all_entries(folder))
    excess = sum(size for _, size, _ in entries) - limit
    chosen = []
    for entry in entries:
        if excess <= 0:
            break
        excess -= entry[1]
        chosen.append(entry)
    return _remove(chosen)


def describe() -> str:
    """Where the cache lies, how full it is, and how to change that."""
    return (
        f"folder:  {cache_dir()} (set {environment.CACHE} to move it)\n"
        f"content: {contents()}\n"
        f"limit:   {limit_bytes() / 1e9:g} GB (set {environment.CACHE_GB} to change it)"
    )


def _all_entries(folder: Path | None) -> list[tuple[float, int, Path]]:
    """Of observations, of the estimates made from them, and of known videos."""
    root = folder or cache_dir()
    return [
        entry
        for place in (root, root.parent / "estimates", root.parent / "keys")
        for entry in _entries(place)
    ]


def _entries(folder: Path) -> list[tuple[float, int, Path]]:
    """(time of last use, bytes, path) of every entry; removes what killed processes left."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as items:
        for item in items:
            with contextlib.suppress(FileNotFoundError):
                stat = item.stat()
                if item.name.endswith((".npz", keys.SUFFIX)):
                    found.append((stat.st_mtime, stat.st_size, Path(item.path)))
                elif item.name.endswith(".tmp") and stat.st_mtime < time.time() - _LEFTOVER_S:
                    Path(item.path).unlink()
    return found


def _remove(entries: list[tuple[float, int, Path]]) -> Contents:
    for _, _, path in entries:
        path.unlink(missing_ok=True)  # another process may have been faster
    return _sum(entries)


def _sum(entries: list[tuple[float, int, Path]]) -> Contents:
    return Contents(len(entries), sum(size for _, size, _ in entries))


ENV_CACHE = environment.CACHE


def cache_root() -> Path:
    """Folder for everything that can be made again (``FO_BUTTWINK_CACHE`` moves it).

    platformdirs would move caches that people have: it passes over an ``XDG_CACHE_HOME`` that
    begins with ``~``, follows that variable on macOS too, and asks Windows rather than
    ``LOCALAPPDATA``.
    """
    own = environment.path(ENV_CACHE)
    if own is not None:
        return own
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = str(environment.path("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(base) / "fo_buttwink"
