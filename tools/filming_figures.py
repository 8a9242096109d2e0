"""Pictures of the filming guide, drawn by the simulator (extra ``sim``).

``python tools/filming_figures.py`` writes them to ``docs/filming`` and puts what the camera makes
of the angles into ``docs/filming.md``. One lifter at the bottom of a squat with a marked wink; only
the camera, the load or the clothes differ from picture to picture.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fo_buttwink.config import Config
from fo_buttwink.sim.body import SEGMENT_INDEX
from fo_buttwink.sim.clips import Clip
from fo_buttwink.sim.demo import DEMO, demo_clip
from fo_buttwink.sim.render import Actor, render
from fo_buttwink.sim.scene import Camera, Image
from fo_buttwink.sim.skeleton import Pose, place
from fo_buttwink.sim.wear import fit

FloatArray = npt.NDArray[np.floating]
DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- angles: made by tools/filming_figures.py -->", "<!-- end of angles -->"
YAWS = (0, 20, 40, 60)
HEIGHTS = {"low": 0.25, "hip": 0.95, "high": 2.1}
"""Of the lens above the floor [m]."""
DISTANCES = {"near": 1.4, "far": 4.0}
SIZE = (360, 420)


def camera_at(
    clip: Clip, *, yaw_deg: float = 0.0, height_m: float = 0.95, distance_m: float = 4.0
) -> Camera:
    """Return a camera that looks at the middle of the lifter, as large as in the others."""
    body_m = clip.lifter.body.height_m
    middle_m = 0.34 * body_m
    away = float(np.hypot(distance_m, height_m - middle_m))
    return replace(
        clip.scene.camera,
        width=SIZE[0],
        height=SIZE[1],
        yaw_deg=yaw_deg,
        pitch_deg=float(np.degrees(np.arctan2(height_m - middle_m, distance_m))),
        distance_m=distance_m,
        height_m=height_m,
        focal_px=1.0 * SIZE[1] * away / body_m,
        aim=(0.47, 0.53),
        target=(0.0, 0.0, middle_m),
    )


def picture(clip: Clip, pose: Pose, camera: Camera) -> Image:
    """Draw the lifter before a plain wall."""
    wall = np.linspace(236, 205, SIZE[1])[:, None, None]
    background = np.broadcast_to(wall, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
    scene = replace(clip.scene, camera=camera, background=background, noise=0.0, blur_px=0.0)
    return render(clip.lifter.actor, pose, scene)


def bottom(clip: Clip) -> Pose:
    """Return the posture at the deepest point."""
    frame = int(np.argmax(clip.motion.depth))
    return place(clip.lifter.body, clip.style, clip.motion, frame, clip.lifter.lumbar_share)


def trunk(pose: Pose) -> tuple[FloatArray, FloatArray]:
    """Return the middle of the hips and the base of the neck [m]."""
    hips = np.mean([pose.joint[SEGMENT_INDEX[f"thigh.{side}"]] for side in "LR"], axis=0)
    return hips, pose.joint[SEGMENT_INDEX["neck"]]


def lean_deg(pose: Pose) -> float:
    """Return the forward lean of the trunk in the body's own plane [deg]."""
    hips, neck = trunk(pose)
    return float(np.degrees(np.arctan2(neck[0] - hips[0], neck[2] - hips[2])))


def seen_lean_deg(pose: Pose, camera: Camera) -> float:
    """Return the lean of the same line as it is in the picture [deg]."""
    a, b = camera.project(np.stack(trunk(pose)))[:, :2]
    return float(np.degrees(np.arctan2(abs(b[0] - a[0]), a[1] - b[1])))


def figures() -> tuple[dict[str, Image], str]:
    """Return all pictures by name, and the table of what the camera makes of the lean."""
    by_name = {spec.name: spec for spec in DEMO}
    plain = demo_clip(by_name["03_mid_marked_right"], vary=0.0)
    loaded = demo_clip(by_name["06_back_squat_plates_right"], vary=0.0)
    pose, out = bottom(plain), {}
    limit = Config().view.max_yaw_deg
    true = seen_lean_deg(pose, camera_at(plain))
    rows = ["| camera | lean of the trunk in the picture | what happens |", "|---|---|---|"]
    for yaw in YAWS:
        camera = camera_at(plain, yaw_deg=yaw)
        out[f"yaw_{yaw:02d}"] = picture(plain, pose, camera)
        lean = seen_lean_deg(pose, camera)
        verdict = "measured" if yaw <= limit else "not judged: `unclear_view`"
        rows.append(
            f"| {yaw} deg off the side view | {lean:.0f} deg, {lean - true:+.0f} | {verdict} |"
        )
    for name, height_m in HEIGHTS.items():
        camera = camera_at(plain, height_m=height_m)
        out[f"height_{name}"] = picture(plain, pose, camera)
        if name != "hip":
            lean = seen_lean_deg(pose, camera)
            rows.append(
                f"| lens {height_m:g} m high | {lean:.0f} deg, {lean - true:+.0f} | measured |"
            )
    for name, distance_m in DISTANCES.items():
        camera = camera_at(plain, distance_m=distance_m)
        out[f"distance_{name}"] = picture(plain, pose, camera)
        if name != "far":
            lean = seen_lean_deg(pose, camera)
            rows.append(
                f"| {distance_m:g} m away | {lean:.0f} deg, {lean - true:+.0f} | measured |"
            )
    squat = bottom(loaded)
    out["plates_large"] = picture(loaded, squat, camera_at(loaded))
    small = replace(loaded.scene, plates=tuple((0.11, t, c) for _, t, c in loaded.scene.plates))
    out["plates_small"] = picture(replace(loaded, scene=small), squat, camera_at(loaded))
    out["clothes_tight"] = out["yaw_00"]
    worn = replace(
        plain.lifter.actor.outfit, shirt_hem=-0.1, shirt_gap_m=0.03, shirt_sheet=3, sleeve=0.8,
        shirt_sag_m=0.05, shirt_flare=1.2,
    )  # fmt: skip
    body = plain.lifter.body
    loose = Actor(body, worn, fit(body, worn, np.random.default_rng(1)))
    hidden = replace(plain, lifter=replace(plain.lifter, actor=loose))
    out["clothes_loose"] = picture(hidden, pose, camera_at(plain))
    return out, "\n".join(rows)


def with_table(page: str, table: str) -> str:
    """Put the table into the page."""
    pattern = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"filming.md: expected the lines {BEGIN} and {END}, found not both")
    return pattern.sub(lambda _: f"{BEGIN}\n{table}\n{END}", page)


def main() -> None:
    """Write pictures and table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=DOCS / "filming")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pictures, table = figures()
    for name, image in pictures.items():
        done = cv2.imwrite(str(args.out / f"{name}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 88])
        assert done, name
    page = DOCS / "filming.md"
    page.write_text(with_table(page.read_text(encoding="utf-8"), table), encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
