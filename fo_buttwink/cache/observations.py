"""Keep observations on disk, so that new cut-offs need no new inference."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import tokenize
import zipfile
import zlib
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from ..config import PoseConfig
from ..domain.observations import ModelInfo, Pictures, PoseObservations, VideoInfo
from . import keys
from .folder import cache_dir, limit_bytes, trim

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
_TRIM_EVERY = 100
"""The size is looked at when a process first saves an entry, and after so many more."""

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

    return keys.remembered_key(Path(path), settings, cache_dir().parent / "keys", read)


def is_known(path: str | Path, config: PoseConfig, model_sha256: str) -> bool:
    """Whether the cache has a video, as far as that can be told without reading the video."""

    def refuse() -> str:
        raise FileNotFoundError(path)

    settings = _settings(config, model_sha256)
    try:
        key = keys.remembered_key(Path(path), settings, cache_dir().parent / "keys", refuse)
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
