"""Training samples for the learnt pelvis estimator: single pictures, as MediaPipe sees them.

For every body: one picture in quiet standing and several at random moments of random squats,
same clothes and camera. The pictures are thrown away; kept is what the product would have
observed (landmarks, outline crop) next to the truth. One ``.npz`` per group of bodies; a file
that exists is not made again, so an interrupted run continues where it stopped.

Arrays of one file, N pictures::

    body (N,)        index of the person, unique within seed and split
    pose (N,)        0 the standing reference, 1.. the squat poses
    landmarks (N, 33, 4)   x, y, z in pixels, visibility
    world (N, 33, 3)       metres
    outline (N, 128, 128)  uint8, as PoseObservations.outline
    center_px (N, 2), side_px (N,)   where the crop was cut
    plate (N, 2)     centre of the near plate in pixels, NaN where not found
    truth (N, 8)     the columns of TRUTH_COLUMNS
    size (N, 2)      picture width and height
    clothing, load, arms, pattern (N,)   words
    plates (N,)      bool
    right (N,)       bool, the right side faces the camera
    knee_max (N,)    knee flexion at the bottom of that squat
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .clips import SPLITS
from .kinematics import Motion, snapshot
from .measured import Trial, at_frame, drive, read_trials
from .posture import SquatStyle
from .progress import each
from .render import render
from .sampling import Lifter, sample_camera, sample_lifter, sample_scene, sample_squat
from .scene import Image, Scene
from .skeleton import place

TRUTH_COLUMNS = (
    "lumbar_flexion_deg",  # change from the standing reference, like the next two
    "pelvic_tilt_deg",
    "trunk_lean_deg",
    "depth_fraction",
    "knee_flexion_deg",
    "yaw_deg",
    "standing_pelvis_deg",  # the reference's own absolute tilt and trunk lean
    "standing_trunk_deg",
)
BODIES_PER_FILE = 20
FREE_LUMBAR_DEG, FREE_TRUNK_DEG = 7.0, 5.0
"""Standard deviations of the departure from a way of squatting."""
FREE_RANGE_DEG = (-15.0, 48.0)
"""Bounds of lumbar flexion, from standing."""


@dataclass(frozen=True)
class Moment:
    """One posture of one lifter, before it is drawn."""

    pose: int
    style: SquatStyle
    motion: Motion


def moments(rng: np.random.Generator, lifter: Lifter, poses: int) -> list[Moment]:
    """Standing, then random moments of random squats of the same lifter, higher hips first.

    In this order the lifter moves little from picture to picture, as in a video: the pose
    model looks where it saw the lifter last.
    """
    found = []
    for _ in range(poses):
        style = sample_squat(rng, lifter)
        # half at or near the bottom, where the wink is; the rest anywhere on the way
        depth = float(
            rng.choice([1.0, rng.uniform(0.8, 1.0), rng.uniform(0.0, 0.9)], p=[0.3, 0.25, 0.45])
        )
        ascent = bool(rng.random() < 0.5)
        found.append((style, snapshot(lifter.lengths, style, depth, rng, ascent=ascent)))
    found.sort(key=lambda item: float(item[1].knee[0]))
    standing = snapshot(lifter.lengths, lifter.style, 0.0, rng)
    return [
        Moment(k, style, motion)
        for k, (style, motion) in enumerate([(lifter.style, standing), *found])
    ]


def measured_moments(
    rng: np.random.Generator, lifter: Lifter, poses: int, trials: list[Trial]
) -> list[Moment]:
    """Return the same from marker curves of real squats, with more or less lumbar flexion."""
    found = []
    for _ in range(poses):
        trial = trials[int(rng.integers(len(trials)))]
        k = int(rng.integers(len(trial.spans)))
        motion = drive(trial, lifter, 25.0, reps=(k, k), gain=float(np.exp(rng.normal(0.2, 0.5))))
        rep = motion.reps[0]
        deep = int(rng.normal(rep.bottom, 2.0))
        anywhere = int(rng.integers(rep.first, rep.last + 1))
        frame = int(np.clip(deep if rng.random() < 0.5 else anywhere, 0, len(motion) - 1))
        found.append(at_frame(motion, frame))
    found.sort(key=lambda motion: float(motion.knee[0]))
    standing = snapshot(lifter.lengths, lifter.style, 0.0, rng)
    return [Moment(k, lifter.style, motion) for k, motion in enumerate([standing, *found])]


def loosen(moment: Moment, rng: np.random.Generator, standing_lumbar_deg: float) -> Moment:
    """Return a posture that no way of squatting leads to, mostly.

    In simulated squats the lumbar spine keeps its standing curve until the onset, and the trunk
    leans as balance asks. A network that has seen nothing else reads part of both off the legs: on
    marker curves of real squats it finds no lumbar flexion before that has reached 5 to 8 deg, and
    a trunk up to 8 deg too upright. Where depth tells nothing, it has to look at the outline.

    Parameters
    ----------
    moment
        The posture to depart from.
    rng
        Source of the departure.
    standing_lumbar_deg
        Of the same lifter in quiet standing, from which flexion is bounded.
    """
    m = moment.motion
    lumbar = np.clip(
        m.lumbar + rng.normal(0, FREE_LUMBAR_DEG),
        np.minimum(m.lumbar, standing_lumbar_deg + FREE_RANGE_DEG[0]),
        np.maximum(m.lumbar, standing_lumbar_deg + FREE_RANGE_DEG[1]),
    )
    trunk = m.trunk + rng.normal(0, FREE_TRUNK_DEG)
    return replace(moment, motion=replace(m, trunk=trunk, lumbar=lumbar, pelvis=trunk - lumbar))


def _as_video(image: Image, rng: np.random.Generator) -> Image:
    """Return what block compression leaves of a picture."""
    if rng.random() < 0.5:
        return image
    quality = int(rng.integers(25, 95))
    done, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    out: Image = cv2.imdecode(packed, cv2.IMREAD_COLOR) if done else image  # type: ignore[assignment]
    return out


def pictures(
    key: list[int],
    poses: int,
    trials: list[Trial] | None = None,
    yaw: float = 25.0,
    load: str | None = None,
    loose: float = 0.0,
) -> Iterator[tuple[Moment, Image, Lifter, Scene]]:
    """Draw all pictures of one body; the same key always gives the same pictures.

    ``loose`` is the share of postures, other than standing, that are loosened.
    """
    rng = np.random.default_rng(key)
    tissue = np.random.default_rng([*key, 3]) if key[1] == SPLITS["train"] else None
    free = np.random.default_rng([*key, 4])
    lifter = sample_lifter(rng, load=load, tissue=tissue)
    camera = sample_camera(rng, lifter.body.height_m, yaw_limit=yaw)
    scene = sample_scene(rng, lifter, camera)
    drawn = measured_moments(rng, lifter, poses, trials) if trials else moments(rng, lifter, poses)
    curve = float(drawn[0].motion.lumbar[0])
    for squat in drawn:
        moment = squat
        if squat.pose and free.random() < loose:
            moment = loosen(squat, free, curve)
        pose = place(lifter.body, moment.style, moment.motion, 0, lifter.lumbar_share)
        yield moment, _as_video(render(lifter.actor, pose, scene, rng), rng), lifter, scene


def _sample(
    moment: Moment, person: Any, lifter: Lifter, scene: Scene, standing: Motion, body: int
) -> dict[str, Any]:
    """One row of the file."""
    from ..config import PoseConfig
    from ..domain.body import body_length_px, hip_center_px
    from ..pose.outline import crop_outline

    config, m = PoseConfig(), moment.motion
    center = hip_center_px(person.landmarks)
    side = config.outline_body * float(body_length_px(person.landmarks))
    change = [
        float(getattr(m, n)[0] - getattr(standing, n)[0]) for n in ("lumbar", "pelvis", "trunk")
    ]
    return {
        "body": body,
        "pose": moment.pose,
        "landmarks": person.landmarks.astype(np.float32),
        "world": person.world.astype(np.float32),
        "outline": crop_outline(person.mask, center, side, config.outline_px),
        "center_px": np.asarray(center, np.float32),
        "side_px": np.float32(side),
        "truth": np.array(
            [*change, float(m.depth[0]), float(m.knee[0]), scene.camera.yaw_deg,
             float(standing.pelvis[0]), float(standing.trunk[0])], np.float32,
        ),
        "size": np.array([scene.camera.width, scene.camera.height], np.int16),
        "clothing": lifter.clothing,
        "load": scene.load,
        "arms": moment.style.arms,
        "pattern": moment.style.pattern,
        "plates": bool(scene.plates),
        "right": scene.camera.side == "right",
        "knee_max": np.float32(moment.style.knee_max_deg),
    }  # fmt: skip


def body_samples(
    key: list[int],
    poses: int,
    model: str = "full",
    trials: list[Trial] | None = None,
    yaw: float = 25.0,
    load: str | None = None,
    loose: float = 0.0,
) -> list[dict[str, Any]]:
    """Rows of one body; empty when MediaPipe does not find the standing reference.

    Notes
    -----
    MediaPipe runs as in the product, following one person: in its single-picture mode it
    loses every eighth of these pictures and misjudges the size of others, mostly where a
    plate hides the head. Each picture is shown twice, so that the second look starts
    from the right place, as it does between neighbouring frames of a video.
    """
    from ..config import PoseConfig
    from ..pose.mediapipe import MediaPipeLandmarker

    with MediaPipeLandmarker(PoseConfig(model=model), 1) as landmarker:
        return _look(pictures(key, poses, trials, yaw, load, loose), key[-1], landmarker)


def _look(
    drawn: Iterator[tuple[Moment, Image, Lifter, Scene]], body: int, landmarker: Any
) -> list[dict[str, Any]]:
    from ..pose.plate import find_plate, plate_radius_px

    rows: list[dict[str, Any]] = []
    seen: list[tuple[Image, Any]] = []
    standing: Motion | None = None
    clock = 0.0
    for moment, image, lifter, scene in drawn:
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        for _ in range(2):
            clock += 0.2
            people = landmarker.detect(rgb, clock)
        if moment.pose == 0:
            if not people:
                return []
            standing = moment.motion
        if people and standing is not None:
            rows.append(_sample(moment, people[0], lifter, scene, standing, body))
            seen.append((rgb, people[0].landmarks))
    radius = plate_radius_px(seen)
    for row, (rgb, landmarks) in zip(rows, seen, strict=True):
        place = np.full(2, np.nan) if radius is None else find_plate(rgb, landmarks, radius)
        row["plate"] = place.astype(np.float32)
    return rows


@dataclass(frozen=True)
class _Job:
    out: Path
    seed: int
    split: str
    first: int
    count: int
    poses: int
    model: str
    mocap: Path | None
    yaw: float
    load: str | None
    loose: float

    @property
    def file(self) -> Path:
        kind = ("_measured" if self.mocap else "") + ("_loose" if self.loose else "")
        return self.out / f"{self.split}_{self.seed}{kind}_{self.first:06d}.npz"


def _write_shard(job: _Job) -> None:
    cv2.setNumThreads(1)
    rows: list[dict[str, Any]] = []
    trials = read_trials(job.mocap, job.split) if job.mocap else None
    for body in range(job.first, job.first + job.count):
        key = [job.seed, SPLITS[job.split], body]
        rows += body_samples(key, job.poses, job.model, trials, job.yaw, job.load, job.loose)
    if not rows:
        return
    arrays = {name: np.stack([np.asarray(row[name]) for row in rows]) for name in rows[0]}
    part = job.file.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type]
    part.replace(job.file)


def write_shards(
    out: Path,
    *,
    bodies: int,
    poses: int = 12,
    seed: int = 0,
    split: str = "train",
    start: int = 0,
    workers: int = 1,
    model: str = "full",
    mocap: Path | None = None,
    yaw: float = 25.0,
    load: str | None = None,
    loose: float = 0.0,
) -> None:
    """Make training samples of many bodies.

    Parameters
    ----------
    out
        Folder for the ``.npz`` files.
    bodies, start
        How many bodies, and the index of the first.
    poses
        Squat poses of each, besides standing.
    seed, split
        Which random stream; splits never share a body.
    workers
        Processes.
    model
        MediaPipe variant.
    mocap
        Folder of marker curves; all bodies move by them.
    yaw
        Largest deviation of the camera from a side view, degrees.
    load
        What all of them carry, else drawn.
    loose
        Share of the postures that no way of squatting leads to (:func:`loosen`).
    """
    out.mkdir(parents=True, exist_ok=True)
    jobs = [
        _Job(
            out,
            seed,
            split,
            first,
            min(BODIES_PER_FILE, start + bodies - first),
            poses,
            model,
            mocap,
            yaw,
            load,
            loose,
        )
        for first in range(start, start + bodies, BODIES_PER_FILE)
    ]
    jobs = [job for job in jobs if not job.file.exists()]
    each(_write_shard, jobs, workers, "bodies / 20")


def load_shards(files: list[Path]) -> dict[str, np.ndarray]:
    """Join several files into one set of arrays."""
    parts = [dict(np.load(file)) for file in files]
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
