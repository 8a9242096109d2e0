"""How fast this machine looks at videos: measured whenever it does, kept beside the cache."""

from __future__ import annotations

import contextlib
import json
import math
import os
import tempfile
from pathlib import Path

from ..config import PoseConfig
from .folder import cache_dir

_WEIGHT = 0.3
"""Share of the newest video in the average, so that another load of the machine soon shows; a
convention."""
_LEAST_FRAMES = 30
"""Of shorter videos the start counts for more than the frames; a convention."""


def record(config: PoseConfig, frames: int, seconds: float) -> None:
    """Take in that one worker looked at so many frames of a video in so many seconds.

    What cannot be kept is not kept: an estimate is no reason to lose a video for.
    """
    if frames < _LEAST_FRAMES or not seconds > 0:
        return
    known = _read()
    name = _name(config)
    before = known.get(name)
    now = frames / seconds
    known[name] = now if before is None else (1 - _WEIGHT) * before + _WEIGHT * now
    with contextlib.suppress(OSError):
        _write(known)


def frames_per_s(config: PoseConfig) -> float | None:
    """Frames of video per second and worker, as measured here; ``None`` before the first."""
    return _read().get(_name(config))


def _name(config: PoseConfig) -> str:
    return f"{config.model} {config.standing_stride} {config.enough_fps}"


def _path() -> Path:
    return cache_dir().parent / "throughput.json"


def _read() -> dict[str, float]:
    try:
        stored = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or damaged: it is measured again
        return {}
    if not isinstance(stored, dict):
        return {}
    return {
        str(name): float(value)
        for name, value in stored.items()
        if isinstance(value, (int, float)) and math.isfinite(value) and value > 0
    }


def _write(known: dict[str, float]) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(known, file)
    Path(temporary).replace(path)


__all__ = [
    "frames_per_s",
    "record",
]
