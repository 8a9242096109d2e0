"""Observations as a bad video gives them: gaps, freezes, swaps, jumps, spikes, odd time stamps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import stick_figure
from hypothesis import strategies as st

from fo_buttwink.domain.observations import PoseObservations
from fo_buttwink.measure.pelvis.estimate import PelvisEstimate
from fo_buttwink.pipeline.estimators import Sight

DEPTH = stick_figure.squat_depth(2, fps=15.0, rest_s=0.8)
FPS = 15.0
SWAPPED = np.arange(33)
for _left, _right in stick_figure.PAIRS:
    SWAPPED[_left], SWAPPED[_right] = _right, _left

_MOVED = ("landmarks", "world", "outline", "outline_center_px", "outline_side_px", "plate_px")


@dataclass(frozen=True)
class Spoil:
    """One thing that goes wrong, from one frame to another, as far as ``size`` says."""

    name: str
    first: int
    stop: int
    size: float
    joint: int


def winking(sight: Sight) -> PelvisEstimate | None:
    """An estimator that sees the pelvis tuck by 10 deg near the bottom of what moves there."""
    height = sight.posture.hip_height
    if not np.isfinite(height).any():
        return None
    low, high = np.nanpercentile(height, [2.0, 98.0])
    depth = np.clip((high - height) / max(high - low, 1e-6), 0.0, 1.0)
    tuck = 22.0 * depth**4
    return PelvisEstimate(22.0 * depth - tuck, tuck, np.where(np.isnan(depth), np.nan, 2.0))


@lru_cache(maxsize=1)
def _clean() -> PoseObservations:
    obs = stick_figure.observe(DEPTH, fps=FPS, cells=48)
    obs.landmarks[..., 3] = 1.0  # or the ear counts as hidden, and nothing is graded
    return obs


def figure() -> PoseObservations:
    """Two clean squats, copied so that they may be changed."""
    obs = _clean()
    return replace(obs, **{name: getattr(obs, name).copy() for name in (*_MOVED, "time_s")})


def _gap(obs: PoseObservations, s: Spoil) -> None:
    for name in _MOVED:
        getattr(obs, name)[s.first : s.stop] = 0 if name == "outline" else np.nan


def _freeze(obs: PoseObservations, s: Spoil) -> None:
    for name in _MOVED:
        getattr(obs, name)[s.first : s.stop] = getattr(obs, name)[s.first].copy()


def _swap(obs: PoseObservations, s: Spoil) -> None:
    for values in (obs.landmarks, obs.world):
        values[s.first : s.stop] = values[s.first : s.stop, SWAPPED]


def _upside_down(obs: PoseObservations, s: Spoil) -> None:
    part = obs.landmarks[s.first : s.stop, :, 1]
    obs.landmarks[s.first : s.stop, :, 1] = obs.video.height - part
    obs.world[s.first : s.stop, :, 1] *= -1


def _jump(obs: PoseObservations, s: Spoil) -> None:
    by = np.float32(s.size * 100.0)
    obs.landmarks[s.first : s.stop, :, :2] += by
    obs.outline_center_px[s.first : s.stop] += by


def _spike(obs: PoseObservations, s: Spoil) -> None:
    obs.landmarks[s.first, s.joint, :2] += np.float32(s.size * 1e5)


def _joint_lost(obs: PoseObservations, s: Spoil) -> None:
    obs.landmarks[s.first : s.stop, s.joint] = np.nan


def _unsure(obs: PoseObservations, s: Spoil) -> None:
    obs.landmarks[s.first : s.stop, :, 3] = abs(s.size) % 1.0


def _shrunk(obs: PoseObservations, s: Spoil) -> None:
    hips = obs.landmarks[s.first : s.stop, 23:24, :2]
    obs.landmarks[s.first : s.stop, :, :2] = hips + s.size * (
        obs.landmarks[s.first : s.stop, :, :2] - hips
    )


def _one_point(obs: PoseObservations, s: Spoil) -> None:
    obs.landmarks[s.first : s.stop, :, :2] = 100.0
    obs.world[s.first : s.stop] = 0.0


def _world_lost(obs: PoseObservations, s: Spoil) -> None:
    obs.world[s.first : s.stop] = np.nan


def _outline_lost(obs: PoseObservations, s: Spoil) -> None:
    obs.outline[s.first : s.stop] = 0


def _outline_full(obs: PoseObservations, s: Spoil) -> None:
    obs.outline[s.first : s.stop] = 255


def _noise(obs: PoseObservations, s: Spoil) -> None:
    rng = np.random.default_rng(s.joint)
    part = obs.landmarks[s.first : s.stop, :, :2]
    part += rng.normal(0.0, abs(s.size) * 20.0, part.shape).astype(np.float32)


def _pause(obs: PoseObservations, s: Spoil) -> None:
    obs.time_s[s.first :] += abs(s.size) * 100.0


def _uneven(obs: PoseObservations, s: Spoil) -> None:
    obs.time_s[:] = np.cumsum(1.0 / FPS * (1.0 + 0.9 * np.sin(np.arange(len(obs.time_s)) * s.size)))


def _far(obs: PoseObservations, s: Spoil) -> None:
    obs.landmarks[s.first : s.stop, :, :3] *= np.float32(1e6)


SPOILERS: dict[str, Callable[[PoseObservations, Spoil], None]] = {
    "gap": _gap, "constant": _freeze, "left and right swapped": _swap,
    "upside down": _upside_down, "jump": _jump, "spike": _spike, "joint lost": _joint_lost,
    "unsure": _unsure, "shrunk": _shrunk, "all in one point": _one_point,
    "metric joints lost": _world_lost, "outline lost": _outline_lost,
    "outline full": _outline_full, "noise": _noise, "pause": _pause, "uneven times": _uneven,
    "far outside": _far,
}  # fmt: skip


def spoil(obs: PoseObservations, wrong: list[Spoil]) -> PoseObservations:
    """Do all of it, in order."""
    for one in wrong:
        SPOILERS[one.name](obs, one)
    return obs


def _ordered(frames: tuple[int, int]) -> tuple[int, int]:
    return min(frames), max(frames) + 1


_frames = st.tuples(st.integers(0, len(DEPTH) - 1), st.integers(0, len(DEPTH) - 1)).map(_ordered)


@st.composite
def spoils(draw: st.DrawFn, names: tuple[str, ...] = tuple(SPOILERS), most: int = 4) -> list[Spoil]:
    """Some things that go wrong together."""
    found = []
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=most)):
        first, stop = draw(_frames)
        found.append(Spoil(name, first, stop, draw(st.floats(-3.0, 3.0)), draw(st.integers(0, 32))))
    return found
