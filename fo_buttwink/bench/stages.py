"""Where the processor time of one video goes, stage by stage."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import av
import numpy as np

from ..config import Config
from ..domain.body import body_length_px, hip_center_px
from ..pipeline.analyze import analyze_observations
from ..pose.observe import observe
from ..pose.outline import crop_outline
from ..pose.registry import pose_model
from ..pose.scout import scout_lifter
from ..video.framing import Framing
from ..video.reader import VideoReader

T = TypeVar("T")
_REPEATS = 3


@dataclass(frozen=True)
class Profile:
    """Milliseconds of CPU per frame."""

    video: str
    frames: int
    inferred: int
    stages: dict[str, float]
    inference: float
    """MediaPipe's share of ``whole``: frames looked at, frames searched, loading the model."""
    floor: float
    """Every frame without mask, which is what the notebook loop asks for."""
    whole: float

    @property
    def overhead(self) -> float:
        """Share of the whole that is not MediaPipe's inference."""
        return max(0.0, 1.0 - self.inference / self.whole)

    def table(self) -> str:
        """As Markdown."""
        lines = [
            f"| {self.video}, {self.frames} frames, {self.inferred} looked at "
            "| ms of CPU per frame | % |",
            "|---|---|---|",
        ]
        for name, value in self.stages.items():
            lines.append(f"| {name} | {value:.2f} | {100 * value / self.whole:.0f} |")
        lines.append(f"| whole, measured in one go | {self.whole:.2f} | 100 |")
        lines.append(
            f"| floor: inference without mask | {self.floor:.2f} | "
            f"{100 * self.floor / self.whole:.0f} |"
        )
        return "\n".join(lines)


def profile(path: Path, config: Config) -> Profile:
    """Run every stage of the analysis of one video on its own.

    Each is run three times; the least counts, as noise only adds.
    """
    pose = config.pose
    chosen = pose_model(pose.model)
    obs = observe(path, pose)
    frames = len(obs.time_s)

    def searched() -> Any:
        with VideoReader(path, pose.max_side_px) as reader:
            return list(reader.scout(pose.scout_frames)), reader.info

    (looked, info), finding = _least(searched)
    with chosen.open(pose, pose.max_people, video=False, masks=False) as model:
        _, search = _least(lambda: [model.detect(f.image, f.time_s) for f in looked])
        with VideoReader(path, pose.max_side_px, enough_fps=pose.enough_fps) as reader:
            region, every = scout_lifter(reader, model, pose).region_px, reader.every
    raws, decoding = _least(lambda: _decode(path))
    framing = Framing(
        info.width, info.height, info.rotation_deg, pose.max_side_px, region, mirrored=info.mirrored
    )
    _, cutting = _least(lambda: [framing(raw) for raw in raws[::every]])
    images = [framing(raw).image for raw in raws]
    times = obs.time_s.tolist()
    inferred = np.flatnonzero(obs.inferred).tolist()

    def infer(which: Sequence[int], masks: bool) -> list[Any]:
        with chosen.open(pose, masks=masks) as model:
            return [model.detect(images[k], times[k]) for k in which]

    found, inference = _least(lambda: infer(inferred, True))
    _, floor = _least(lambda: infer(range(frames), False))
    people = [person for people in found for person in people[:1]]

    def outline() -> None:
        for person in people:
            side = pose.outline_body * float(body_length_px(person.landmarks))
            crop_outline(person.mask, hip_center_px(person.landmarks), side, pose.outline_px)

    _, cropping = _least(outline)
    result, measuring = _least(lambda: analyze_observations(obs, config))
    _, text = _least(lambda: json.dumps(result.to_json()))
    _, whole = _least(lambda: analyze_observations(observe(path, pose), config).to_json())
    stages = {
        "decoding": decoding,
        "cutting, shrinking, colors": cutting,
        "search for the lifter: decoding": finding,
        "search for the lifter: inference": search,
        "inference with mask, model loading included": inference,
        "outline round the hips": cropping,
        "pelvis, filters, repetitions, grades": measuring,
        "JSON": text,
    }
    return Profile(
        video=path.name,
        frames=frames,
        inferred=len(inferred),
        stages={name: 1000 * value / frames for name, value in stages.items()},
        inference=1000 * (inference + search) / frames,
        floor=1000 * floor / frames,
        whole=1000 * whole / frames,
    )


def _decode(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        return list(container.decode(stream))


def _least(work: Callable[[], T]) -> tuple[T, float]:
    """Run a few times; return the result and the least processor time."""
    best = float("inf")
    for _ in range(_REPEATS):
        begin = time.process_time()
        result = work()
        best = min(best, time.process_time() - begin)
    return result, best
