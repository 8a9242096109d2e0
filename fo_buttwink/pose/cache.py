"""Keep observations on disk, so that new cut-offs need no new inference."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..config import PoseConfig
from ..observations import ModelInfo, PoseObservations, VideoInfo

FORMAT = 1
"""Raise when the meaning of stored observations changes; older files are then ignored."""

_ARRAYS = (
    "time_s",
    "landmarks",
    "world",
    "outline",
    "outline_center_px",
    "outline_side_px",
)

_DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged or half-matching file raises, depending on where it is damaged."""


def cache_dir() -> Path:
    """Folder of the cache: ``FO_BUTTWINK_CACHE``, else below the user's cache folder."""
    explicit = os.environ.get("FO_BUTTWINK_CACHE")
    if explicit:
        return Path(explicit) / "observations"
    base = os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    return root / "fo_buttwink" / "observations"


def cache_key(path: str | Path, config: PoseConfig, model_sha256: str) -> str:
    """Name of the cache entry: content of the file, settings and model, not the file name."""
    digest = hashlib.blake2b(digest_size=20)
    with Path(path).open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    settings = {"format": FORMAT, "pose": asdict(config), "model": model_sha256}
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


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
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, meta=np.array(json.dumps(meta)), **arrays)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load_observations(path: Path) -> PoseObservations | None:
    """Read observations back; ``None`` if the file is missing, damaged or of an old format."""
    try:
        with np.load(path, allow_pickle=False) as data:
            meta = json.loads(str(data["meta"]))
            if meta.get("format") != FORMAT:
                return None
            arrays = {name: data[name] for name in _ARRAYS}
        return PoseObservations(
            video=VideoInfo(**meta["video"]),
            model=ModelInfo(**meta["model"]),
            people=meta["people"],
            warnings=tuple(meta["warnings"]),
            **arrays,
        )
    except FileNotFoundError:
        return None
    except _DAMAGE as error:
        print(f"fo_buttwink: ignoring damaged cache file {path}: {error}", file=sys.stderr)
        return None
