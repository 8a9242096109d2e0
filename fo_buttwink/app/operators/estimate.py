"""How long an analysis will take on this machine, as far as that was measured here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from ...batch.machine import default_workers
from ...batch.progress import in_words
from ...cache import throughput
from ...cache.observations import is_known
from ...config import PoseConfig
from ...pose.registry import pose_model
from ...runs.analyze import DatasetAnalysis
from .inputs import many

T = TypeVar("T")
SAMPLED = 24
"""So many videos stand for all, so that the form answers at once; a convention."""
OPENED = 8
"""So many videos are opened where nothing tells how long they are; a convention."""


@dataclass(frozen=True)
class Estimate:
    """What an analysis will cost."""

    known_share: float
    """Share of the videos that were looked at before: they take a fraction of a second each."""
    frames: float | None
    """Frames of the others; ``None`` if nobody knows."""
    frames_per_s: float | None
    """Of all workers together; ``None`` if nothing was measured here."""

    def __str__(self) -> str:
        if self.known_share == 1:
            return "all were analyzed before, so it takes moments"
        before = ""
        if self.known_share:
            before = f"; about {100 * self.known_share:.0f} % were analyzed before"
        if self.frames_per_s is None:
            return (
                "how long that takes on this machine is not known before its first video; the "
                f"progress display will show it{before}"
            )
        pace = f"{self.frames_per_s:.0f} frames per second measured on this machine"
        if self.frames is None:
            return f"{pace}{before}"
        return f"about {in_words(self.frames / self.frames_per_s)} here ({pace}{before})"


def estimate(job: DatasetAnalysis) -> Estimate:
    """Return what an analysis will cost, without reading its videos."""
    pose, todo = job.config.pose, job.todo
    known = _known_share(job, pose)
    per_worker = throughput.frames_per_s(pose)
    workers = min(job.execution.workers or default_workers(), max(1, len(todo)))
    frames = None if known == 1 else _frames([t.source for t in todo], job.todo_frames)
    return Estimate(
        known,
        None if frames is None else frames * (1 - known),
        None if per_worker is None else per_worker * workers,
    )


def plan(job: DatasetAnalysis) -> str:
    """One sentence: how many videos, how long, and how many are skipped."""
    if not job.total:
        text = "No video is left to analyze"
    elif job.request.keypoints_field is not None:
        text = (
            f"{many(job.total, 'video')} will be analyzed by the keypoints that are there: no pose "
            "model runs, so it takes little longer than to read the videos"
        )
    else:
        text = f"{many(job.total, 'video')} will be analyzed: {estimate(job)}"
    skipped = job.summary.skipped
    if skipped:
        verb = "has" if skipped == 1 else "have"
        text += f". {many(skipped, 'video')} {verb} results under this key and will be skipped"
    return text


def _known_share(job: DatasetAnalysis, pose: PoseConfig) -> float:
    model = pose_model(pose.model).find()
    chosen = _spread(job.todo, SAMPLED)
    if model is None or not job.execution.cache or not chosen:
        return 0.0
    return sum(is_known(task.source, pose, model.sha256) for task in chosen) / len(chosen)


def _frames(paths: Sequence[str], told: Sequence[int | None]) -> float | None:
    """Frames of all videos, from those of which they are known."""
    from ...video.files import VideoError
    from ...video.reader import VideoReader

    found = [float(n) for n in told if n]
    if not found:
        for path in _spread(paths, OPENED):
            with suppress(VideoError, OSError), VideoReader(path) as reader:
                found.append(float(reader.info.total_frames))
    return sum(found) / len(found) * len(paths) if found else None


def _spread(items: Sequence[T], number: int) -> list[T]:
    step = max(1, -(-len(items) // number))
    return list(items[::step])


__all__ = [
    "Estimate",
    "estimate",
    "plan",
]
