"""Keep observations on disk, so that new cut-offs need no new inference."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import time
import tokenize
import zipfile
import zlib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from .. import environment
from ..config import PoseConfig
from ..observations import ModelInfo, Pictures, PoseObservations, VideoInfo
from ..words import many
from . import content

FORMAT = 5
"""Raise when the meaning of stored observations changes; older files are then ignored."""

_ARRAYS = (
    "time_s",
    "landmarks",
    "world",
    "outline",
    "outline_center_px",
    "outline_side_px",
    "plate_px",
    "inferred",
)

DEFAULT_LIMIT_GB = 20.0
"""About 10,000 minutes of video."""
_TRIM_EVERY = 100
"""The size is looked at when a process first saves an entry, and after so many more."""
_LEFTOVER_S = 3600.0
"""A temporary file of this age belongs to a process that was killed."""

_saved = 0

DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,  # zipfile: "encrypted", or a version it does not know
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # NumPy reads the header of an array with Python's own tokenizer
    tokenize.TokenError,
)
"""What reading a damaged or half-matching file raises, depending on where it is damaged."""


def cache_dir() -> Path:
    """Folder of the cache: ``FO_BUTTWINK_CACHE``, else below the user's cache folder."""
    explicit = environment.path(environment.CACHE)
    if explicit is not None:
        return explicit / "observations"
    root = environment.path("XDG_CACHE_HOME") or Path.home() / ".cache"
    return root / "fo_buttwink" / "observations"


def cache_key(path: str | Path, config: PoseConfig, model_sha256: str) -> str:
    """Name of the cache entry: content of the file, settings and model, not the file name."""
    settings = _settings(config, model_sha256)

    def read() -> str:
        digest = hashlib.blake2b(digest_size=20)
        with Path(path).open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        digest.update(settings.encode())
        return digest.hexdigest()

    return content.remembered_key(Path(path), settings, cache_dir().parent / "keys", read)


def is_known(path: str | Path, config: PoseConfig, model_sha256: str) -> bool:
    """Whether the cache has a video, as far as that can be told without reading the video."""

    def refuse() -> str:
        raise FileNotFoundError(path)

    settings = _settings(config, model_sha256)
    try:
        key = content.remembered_key(Path(path), settings, cache_dir().parent / "keys", refuse)
    except FileNotFoundError:
        return False
    return (cache_dir() / f"{key}.npz").is_file()


def _settings(config: PoseConfig, model_sha256: str) -> str:
    return json.dumps(
        {"format": FORMAT, "pose": asdict(config), "model": model_sha256}, sort_keys=True
    )


def save_observations(obs: PoseObservations, path: Path) -> None:
    """Write observations to one ``.npz`` file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = {
        "format": FORMAT,
        "video": asdict(obs.video),
        "model": asdict(obs.model),
        "people": obs.people,
        "warnings": list(obs.warnings),
    }
    arrays = {name: getattr(obs, name) for name in _ARRAYS}
    if obs.pictures is not None:
        arrays |= {f"picture_{f.name}": getattr(obs.pictures, f.name) for f in fields(Pictures)}
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, meta=np.array(json.dumps(meta)), **arrays)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    global _saved
    if _saved % _TRIM_EVERY == 0:
        trim(limit_bytes(), path.parent)
    _saved += 1


def load_observations(path: Path) -> PoseObservations | None:
    """Read observations back; ``None`` if the file is missing, damaged or of an old format."""
    try:
        with np.load(path, allow_pickle=False) as data:
            meta = json.loads(str(data["meta"]))
            if meta.get("format") != FORMAT:
                return None
            arrays = {name: data[name] for name in _ARRAYS}
            names = [f.name for f in fields(Pictures)]
            pictures = None
            if f"picture_{names[0]}" in data.files:
                pictures = Pictures(**{name: data[f"picture_{name}"] for name in names})
        with contextlib.suppress(OSError):
            os.utime(path)  # used now: the last one to go when room is needed
        return PoseObservations(
            video=VideoInfo(**meta["video"]),
            model=ModelInfo(**meta["model"]),
            people=meta["people"],
            warnings=tuple(meta["warnings"]),
            pictures=pictures,
            **arrays,
        )
    except FileNotFoundError:
        return None
    except DAMAGE as error:
        print(f"fo_buttwink: ignoring damaged cache file {path}: {error}", file=sys.stderr)
        return None


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
        If the variable is no number from 0 on.
    """
    return round(environment.number(environment.CACHE_GB, DEFAULT_LIMIT_GB) * 1e9)


def contents(folder: Path | None = None) -> Contents:
    """What the cache holds."""
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
                if item.name.endswith((".npz", content.SUFFIX)):
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
