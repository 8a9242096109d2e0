"""Keep pelvis estimates on disk, so that new cut-offs need no new evaluation of the network.

An estimate is filed under everything that it follows from: observations, side, standing,
smoothing, the network's weights, and the number of the estimator (:data:`FORMAT`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..config import Config
from ..domain.observations import PoseObservations
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.reps import RepSpan
from .folder import cache_dir
from .observations import DAMAGE

_NONE = "hidden"
"""Only member of an entry that says that nothing can be estimated."""
FORMAT = 3
"""Raise when the estimator gives other numbers for the same input; older ones are then ignored.
``tests/cache/test_golden_estimate.py`` fails until that is done."""
_WEIGHTS = "data/pelvis_network.npz"


def remember(
    obs: PoseObservations,
    side: str,
    standing: npt.NDArray[np.bool_],
    spans: Sequence[RepSpan],
    config: Config,
    make: Callable[[], PelvisEstimate | None],
) -> PelvisEstimate | None:
    """Return what ``make`` gives, an estimate or none, from disk if it was made before."""
    entry = cache_dir().parent / "estimates" / f"{_key(obs, side, standing, spans, config)}.npz"
    with contextlib.suppress(*DAMAGE):
        return _load(entry)
    estimate = make()
    # A full or read-only disk costs time later, but not this result.
    with contextlib.suppress(OSError):
        _save(estimate, entry)
    return estimate


def _key(
    obs: PoseObservations,
    side: str,
    standing: npt.NDArray[np.bool_],
    spans: Sequence[RepSpan],
    config: Config,
) -> str:
    digest = hashlib.blake2b(f"{FORMAT} {_weights()}".encode(), digest_size=20)
    for name in (
        "time_s",
        "landmarks",
        "outline",
        "outline_center_px",
        "outline_side_px",
        "plate_px",
        "inferred",
    ):
        array = np.ascontiguousarray(getattr(obs, name))
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(array.data)
    if obs.pictures is not None:
        for field in fields(obs.pictures):
            digest.update(np.ascontiguousarray(getattr(obs.pictures, field.name)).data)
    digest.update(standing.tobytes())
    settings = [
        side,
        [asdict(span) for span in spans],
        asdict(config.filter),
        asdict(config.waist),
        config.wink.people_sd_deg,
        config.sets.min_followed,
        config.view.min_visibility,
    ]
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _weights() -> str:
    """Digest of the network's weights."""
    content = (resources.files("fo_buttwink") / _WEIGHTS).read_bytes()
    return hashlib.blake2b(content, digest_size=20).hexdigest()


def _load(entry: Path) -> PelvisEstimate | None:
    with np.load(entry, allow_pickle=False) as stored:
        if stored.files == [_NONE]:
            return None
        names = [f.name for f in fields(PelvisEstimate) if f.name in stored.files]
        values: dict[str, Any] = {name: stored[name] for name in names}
    values = {name: value if value.ndim else float(value) for name, value in values.items()}
    return PelvisEstimate(**values)


def _save(estimate: PelvisEstimate | None, entry: Path) -> None:
    values: dict[str, Any] = {_NONE: True}
    if estimate is not None:
        values = {f.name: getattr(estimate, f.name) for f in fields(estimate)}
        values = {name: value for name, value in values.items() if value is not None}
    entry.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=entry.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **values)
        Path(temporary).replace(entry)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
