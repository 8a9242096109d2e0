"""Training samples: same key, same pictures; truth is relative to the standing reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("anny")


class _Seen:
    """A stand-in for MediaPipe that sees somebody in the middle of every picture."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> _Seen:
        return self

    def __exit__(self, *_: object) -> None: ...

    def detect(self, image: np.ndarray, time_s: float) -> list[Any]:
        from fo_buttwink.pose.landmarker import Person

        height, width = image.shape[:2]
        points = np.random.default_rng(0).uniform(0.3, 0.7, (33, 4)) * [width, height, 1, 1]
        return [Person(points, np.zeros((33, 3)), np.ones((height, width), np.float32))]


def test_pictures_repeat() -> None:
    from fo_buttwink.sim.frames import pictures

    first = [image for _, image, _, _ in pictures([5, 1, 0], 2)]
    again = [image for _, image, _, _ in pictures([5, 1, 0], 2)]
    assert len(first) == 3
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (first[0] != first[1]).any()


def test_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mediapipe")
    from fo_buttwink.pose import mediapipe
    from fo_buttwink.sim.frames import TRUTH_COLUMNS, load_shards, write_shards

    monkeypatch.setattr(mediapipe, "MediaPipeLandmarker", _Seen)
    write_shards(tmp_path, bodies=2, poses=3, seed=9, split="test")
    (file,) = tmp_path.glob("*.npz")
    data = load_shards([file])
    assert data["body"].tolist() == [0] * 4 + [1] * 4
    assert data["pose"].tolist() == [0, 1, 2, 3] * 2
    assert data["outline"].shape == (8, 128, 128)
    assert data["outline"].dtype == np.uint8
    truth = {name: data["truth"][:, k] for k, name in enumerate(TRUTH_COLUMNS)}
    flexion = truth["trunk_lean_deg"] - truth["pelvic_tilt_deg"]
    np.testing.assert_allclose(truth["lumbar_flexion_deg"], flexion, atol=1e-3)
    standing = data["pose"] == 0
    assert (truth["lumbar_flexion_deg"][standing] == 0).all()
    assert (truth["knee_flexion_deg"][~standing] >= truth["knee_flexion_deg"][0]).all()
    stamp = file.stat().st_mtime_ns
    write_shards(tmp_path, bodies=2, poses=3, seed=9, split="test")
    assert file.stat().st_mtime_ns == stamp  # what exists is not made again
