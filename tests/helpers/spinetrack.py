"""Keypoints of SpineTrack for a simulated lifter, whose spine is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from fo_buttwink.domain.keypoint_layouts import LAYOUTS, find_columns
from fo_buttwink.domain.observations import VideoInfo
from fo_buttwink.sim.skeleton import place

_JOINTS = {
    "shoulder": "upper_arm", "elbow": "forearm", "wrist": "hand", "hip": "thigh", "knee": "shank",
    "ankle": "foot",
}  # fmt: skip
COLUMNS = find_columns("spinetrack37", 37, None, "simulated")


def keypoints(clip: Any, noise_px: float = 0.0, seed: int = 0) -> np.ndarray:
    """Points (T, 37, 2) in pixels, as an ideal model would see them, and with noise."""
    names = LAYOUTS["spinetrack37"].names
    body, camera = clip.lifter.body, clip.scene.camera
    out = np.full((len(clip.motion), len(names), 2), np.nan)
    pelvis, l5 = body.joint("pelvis"), body.joint("lumbar1")
    # The middle of the sacrum lies behind the line from the hips to the lumbar spine.
    sacrum = pelvis + 0.45 * (l5 - pelvis) + np.array([-0.05, 0.0, 0.0])
    for i in range(len(clip.motion)):
        pose = place(body, clip.style, clip.motion, i, clip.lifter.lumbar_share)
        world: dict[str, np.ndarray] = {}
        for name, joint in _JOINTS.items():
            for side, letter in (("left", "L"), ("right", "R")):
                world[f"{side}_{name}"] = pose.point(
                    body, f"{joint}.{letter}", body.joint(f"{joint}.{letter}")
                )
        for side, letter in (("left", "L"), ("right", "R")):
            ankle = world[f"{side}_ankle"]
            world[f"{side}_heel"] = ankle + np.array([-0.05, 0.0, -0.07])
            world[f"{side}_big_toe"] = ankle + np.array([0.16, 0.0, -0.07])
            out_to = 0.07 if letter == "L" else -0.07
            head = body.joint("head")
            world[f"{side}_ear"] = pose.point(body, "head", head + np.array([0.02, out_to, 0.05]))
            world[f"{side}_eye"] = pose.point(
                body, "head", head + np.array([0.09, out_to / 2, 0.06])
            )
        world["nose"] = pose.point(body, "head", body.joint("head") + np.array([0.12, 0.0, 0.03]))
        upper, neck = body.joint("upper_thorax"), body.joint("neck")
        world |= {
            "hip": pose.point(body, "pelvis", sacrum),
            "spine_01": pose.point(body, "lumbar1", l5),
            "spine_02": pose.point(body, "lumbar2", body.joint("lumbar2")),
            "spine_03": pose.point(body, "thorax", body.joint("thorax")),
            "spine_04": pose.point(body, "upper_thorax", upper),
            "spine_05": pose.point(body, "upper_thorax", upper + 0.6 * (neck - upper)),
            "neck": pose.point(body, "neck", neck),
        }
        for name, point in world.items():
            out[i, names.index(name)] = camera.project(point)[:2]
    return out + np.random.default_rng(seed).normal(0.0, noise_px, out.shape)


def video(clip: Any) -> tuple[np.ndarray, VideoInfo]:
    """Times and facts of the clip, of which no picture was drawn."""
    time_s = np.arange(len(clip.motion)) / clip.tempo.fps
    camera = clip.scene.camera
    info = VideoInfo(
        "simulated.mp4", camera.width, camera.height, clip.tempo.fps, len(time_s),
        len(time_s) / clip.tempo.fps,
    )  # fmt: skip
    return time_s, info
