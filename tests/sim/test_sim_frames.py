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


def _moment(lumbar: float = 10.0) -> Any:
    from fo_buttwink.sim.frames import Moment
    from fo_buttwink.sim.kinematics import snapshot
    from fo_buttwink.sim.posture import SegmentLengths, SquatStyle

    rng = np.random.default_rng(0)
    style = SquatStyle(pattern="wink", wink_deg=lumbar, onset_pct=60.0)
    return Moment(1, style, snapshot(SegmentLengths(), style, 1.0, rng))


def test_training_postures_do_not_follow_from_depth() -> None:
    from fo_buttwink.sim.frames import FREE_LUMBAR_DEG, FREE_TRUNK_DEG, loosen

    moment, rng = _moment(), np.random.default_rng(1)
    loose = [loosen(moment, rng, 0.0) for _ in range(800)]
    m = moment.motion
    lumbar = np.array([x.motion.lumbar[0] - m.lumbar[0] for x in loose])
    trunk = np.array([x.motion.trunk[0] - m.trunk[0] for x in loose])
    assert np.std(lumbar) == pytest.approx(FREE_LUMBAR_DEG, rel=0.1)
    assert np.std(trunk) == pytest.approx(FREE_TRUNK_DEG, rel=0.1)
    assert abs(np.corrcoef(lumbar, trunk)[0, 1]) < 0.15
    for x in loose:
        np.testing.assert_allclose(x.motion.trunk, x.motion.pelvis + x.motion.lumbar)
        assert (x.motion.knee == m.knee).all() and (x.motion.hip_z == m.hip_z).all()


def test_no_spine_is_bent_farther_than_spines_go() -> None:
    from fo_buttwink.sim.frames import FREE_RANGE_DEG, loosen

    rng = np.random.default_rng(2)
    for lumbar in (-30.0, 0.0, 45.0, 60.0):
        start = _moment(lumbar)
        own = float(start.motion.lumbar[0])
        found = [float(loosen(start, rng, 0.0).motion.lumbar[0]) for _ in range(300)]
        assert min(found) >= min(own, FREE_RANGE_DEG[0])
        assert max(found) <= max(own, FREE_RANGE_DEG[1])


@pytest.mark.parametrize(("loose", "least", "most"), [(0.0, 0, 0), (0.5, 3, 17), (1.0, 20, 20)])
def test_the_asked_share_of_squats_is_loosened_and_never_standing(
    loose: float, least: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fo_buttwink.sim import frames

    asked: list[int] = []

    def note(moment: Any, rng: object, standing: float) -> Any:
        asked.append(moment.pose)
        return moment

    monkeypatch.setattr(frames, "loosen", note)
    monkeypatch.setattr(frames, "render", lambda *_: np.zeros((8, 8, 3), np.uint8))
    drawn = list(frames.pictures([5, 0, 0], 20, loose=loose))
    assert len(drawn) == 21 and 0 not in asked
    assert least <= len(asked) <= most


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
