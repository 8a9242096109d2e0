"""Whole simulated clips: motion, pictures, H.264 file and truth file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .kinematics import Motion, Tempo, simulate
from .measured import Trial, drive, read_trials
from .posture import SquatStyle
from .render import render
from .sampling import Lifter, sample_camera, sample_lifter, sample_scene, sample_squat, sample_tempo
from .scene import Image, Scene
from .skeleton import place
from .truth import body_facts, truth_of, write_truth

SPLITS = {"train": 0, "val": 1, "test": 2}
"""Splits draw from disjoint random streams, so no body is ever in two of them."""


@dataclass(frozen=True)
class Clip:
    """Everything that defines one clip, before any picture is drawn."""

    lifter: Lifter
    style: SquatStyle
    tempo: Tempo
    motion: Motion
    scene: Scene
    seed: list[int]

    def frames(self) -> Iterator[Image]:
        """Draw the frames in turn, (H, W, 3) BGR uint8."""
        noise = np.random.default_rng([*self.seed, 7])
        for i in range(len(self.motion)):
            pose = place(self.lifter.body, self.style, self.motion, i, self.lifter.lumbar_share)
            yield render(self.lifter.actor, pose, self.scene, noise)

    def truth(self) -> dict[str, Any]:
        """Return the truth file's content."""
        return truth_of(
            self.motion,
            self.scene,
            self.style,
            fps=self.tempo.fps,
            seed=self.seed,
            clothing=self.lifter.clothing,
            body=body_facts(self.lifter.body.shape, self.lifter.body.height_m),
        )


def random_clip(
    seed: int,
    index: int,
    split: str = "train",
    yaw_limit: float = 20.0,
    fps: float | None = None,
) -> Clip:
    """Draw one clip; the same arguments always give the same clip.

    Its frame rate is drawn, too, if none is given.
    """
    key = [seed, SPLITS[split], index]
    rng = np.random.default_rng(key)
    lifter = sample_lifter(rng)
    style = sample_squat(rng, lifter)
    tempo = sample_tempo(rng)
    tempo = replace(tempo, fps=fps or tempo.fps)
    camera = sample_camera(rng, lifter.body.height_m, yaw_limit=yaw_limit, wide=False)
    scene = sample_scene(rng, lifter, camera)
    motion = simulate(lifter.lengths, style, tempo, rng)
    return Clip(lifter, style, tempo, motion, scene, key)


def measured_clip(
    trials: list[Trial],
    seed: int,
    index: int,
    split: str = "train",
    yaw_limit: float = 20.0,
    fps: float | None = None,
) -> Clip:
    """Draw one clip whose lifter moves as a real one was measured to."""
    key = [seed, SPLITS[split], index, 1]
    rng = np.random.default_rng(key)
    lifter = sample_lifter(rng)
    trial = trials[int(rng.integers(len(trials)))]
    first = int(rng.integers(len(trial.spans)))
    last = min(first + 2, len(trial.spans) - 1)
    tempo = sample_tempo(rng)
    tempo = replace(tempo, reps=last - first + 1, fps=fps or tempo.fps)
    camera = sample_camera(rng, lifter.body.height_m, yaw_limit=yaw_limit, wide=False)
    scene = sample_scene(rng, lifter, camera)
    motion = drive(trial, lifter, tempo.fps, reps=(first, last))
    return Clip(lifter, lifter.style, tempo, motion, scene, key)


def encode(frames: Iterator[Image], path: Path, fps: float, *, crf: int = 23) -> int:
    """Write pictures as H.264 in yuv420p, which every browser plays.

    Parameters
    ----------
    frames
        (H, W, 3) BGR pictures of one even size.
    path
        File to write.
    fps
        Frame rate.
    crf
        Quality, lower is better and larger.

    Returns
    -------
    int
        Frames written.
    """
    import av

    count = 0
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as file:
        stream: Any = None
        for picture in frames:
            if stream is None:
                stream = file.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                # x264's macroblock tree made other bytes of the same pictures from run to run
                stream.options = {"crf": str(crf), "preset": "medium", "x264-params": "mbtree=0"}
                # one thread, so that several processes do not fight over the cores
                stream.codec_context.thread_count = 1
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            for packet in stream.encode(frame):
                file.mux(packet)
            count += 1
        if stream is not None:
            for packet in stream.encode(None):
                file.mux(packet)
    return count


def write_clip(clip: Clip, stem: Path, *, crf: int = 23) -> dict[str, Any]:
    """Render ``stem.mp4`` and write ``stem.json``; returns the truth."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    part = stem.with_suffix(".part.mp4")
    encode(clip.frames(), part, clip.tempo.fps, crf=crf)
    truth = clip.truth()
    write_truth(truth, stem.with_suffix(".json"))
    part.replace(stem.with_suffix(".mp4"))
    return truth


def quieter(scene: Scene) -> Scene:
    """Return the same scene without sensor noise and blur (small files)."""
    return replace(scene, noise=0.0, blur_px=min(scene.blur_px, 0.5))


def write_drawn(job: tuple[int, int, str, float, float | None, Path | None, Path]) -> None:
    """Draw and write one clip, in a worker process: not in ``__main__``, where none finds it.

    Parameters
    ----------
    job
        Seed, index, split, yaw limit and frame rate as for :func:`random_clip`, folder of measured
        trials (if any), and the path to write to, without suffix.
    """
    seed, index, split, yaw_limit, fps, mocap, stem = job
    if mocap:
        clip = measured_clip(read_trials(mocap, split), seed, index, split, yaw_limit, fps)
    else:
        clip = random_clip(seed, index, split, yaw_limit, fps)
    write_clip(clip, stem)
