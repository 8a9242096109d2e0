"""The six clips that are shipped with the package, each with its truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .body import build_body, sample_shape
from .clips import Clip, quieter, write_clip
from .kinematics import Tempo, simulate
from .posture import SquatStyle
from .render import Actor
from .sampling import Lifter, feasible
from .scene import Camera, Color, Scene, room
from .skeleton import measure
from .wear import Outfit, fit


@dataclass(frozen=True)
class DemoSpec:
    """One shipped clip."""

    name: str
    seed: int
    """Picks the body and the room."""
    side: str
    style: SquatStyle
    tempo: Tempo
    outfit: Outfit
    clothing: str
    yaw_deg: float = 0.0
    plates: tuple[tuple[float, float, Color], ...] = ()


_SLOW = Tempo(reps=2, fps=25, stand_first_s=1.4, stand_between_s=0.8, stand_last_s=0.9,
              descent_s=1.7, pause_s=0.2, ascent_s=1.5)  # fmt: skip
_BASE = SquatStyle(knee_max_deg=122, shank_max_deg=31, trunk_standing_deg=1, arms="forward",
                   arm_raise_deg=-6, gaze_deg=4)  # fmt: skip
_LIGHT: Color = (150, 182, 226)
_BROWN: Color = (62, 88, 132)

DEMO: tuple[DemoSpec, ...] = (
    DemoSpec(
        "01_none_right", 11, "right",
        replace(_BASE, pelvis_standing_deg=2),
        _SLOW,
        Outfit(shirt_hem=0.12, shirt_gap_m=0.003, sleeve=0.5, pants_cut=1.7, pants_gap_m=0.002,
               shirt_color=(150, 90, 40), pants_color=(40, 36, 36), skin=_LIGHT),
        "tight", yaw_deg=3,
    ),
    DemoSpec(
        "02_late_subtle_left", 23, "left",
        replace(_BASE, pattern="wink", wink_deg=9.0, onset_pct=94, wink_power=1.1, knee_max_deg=115,
                arms="swing"),
        replace(_SLOW, descent_s=1.9),
        Outfit(shirt_hem=0.55, shirt_neck=0.93, sleeve=0.05, shirt_gap_m=0.002, pants_cut=1.65,
               pants_gap_m=0.002, pants_waist=0.3, shirt_color=(190, 185, 180),
               pants_color=(95, 80, 50), bun="ponytail", skin=_LIGHT),
        "bra", yaw_deg=-4,
    ),
    DemoSpec(
        "03_mid_marked_right", 35, "right",
        replace(_BASE, pattern="wink", wink_deg=24.0, onset_pct=90, wink_power=1.05,
                knee_max_deg=130, pelvis_standing_deg=4, arms="clasped"),
        replace(_SLOW, descent_s=1.8, pause_s=0.4),
        Outfit(shirt_hem=0.08, shirt_gap_m=0.004, sleeve=0.55, pants_cut=0.75, pants_gap_m=0.004,
               shirt_color=(225, 225, 222), pants_color=(45, 40, 40), skin=_BROWN),
        "tight", yaw_deg=-3,
    ),
    DemoSpec(
        "04_early_moderate_left", 47, "left",
        replace(_BASE, pattern="wink", wink_deg=18.0, onset_pct=40, knee_max_deg=130,
                stance_half_m=0.24, toe_out_deg=28, arms="crossed"),
        replace(_SLOW, reps=3, descent_s=1.4, ascent_s=1.2, stand_between_s=0.7),
        Outfit(shirt_hem=0.03, shirt_gap_m=0.007, shirt_sheet=0, sleeve=0.6, pants_cut=0.95,
               pants_gap_m=0.008, shirt_color=(70, 120, 60), pants_color=(60, 55, 52),
               skin=_BROWN),
        "regular", yaw_deg=5,
    ),
    DemoSpec(
        "05_frontal_view", 59, "right",
        replace(_BASE, pattern="wink", wink_deg=12.0, onset_pct=85, stance_half_m=0.24,
                toe_out_deg=28),
        _SLOW,
        Outfit(shirt_hem=0.05, shirt_gap_m=0.006, shirt_sheet=0, sleeve=0.6, pants_cut=0.8,
               pants_gap_m=0.008, shirt_color=(60, 60, 170), pants_color=(50, 45, 45), skin=_LIGHT),
        "regular", yaw_deg=84,
    ),
    DemoSpec(
        "06_back_squat_plates_right", 71, "right",
        replace(_BASE, pattern="wink", wink_deg=19.0, onset_pct=82, knee_max_deg=128,
                shank_max_deg=33, load="back", load_rel=1.1, arms="bar_back",
                trunk_standing_deg=4, pelvis_standing_deg=2),
        replace(_SLOW, reps=3, descent_s=1.6, ascent_s=1.3, stand_between_s=0.8),
        Outfit(shirt_hem=0.08, shirt_gap_m=0.004, sleeve=0.5, pants_cut=1.75, pants_gap_m=0.003,
               shirt_color=(40, 38, 38), pants_color=(105, 75, 45), skin=_LIGHT),
        "tight", yaw_deg=4,
        plates=((0.225, 0.045, (36, 36, 38)), (0.225, 0.03, (40, 40, 165))),
    ),
)  # fmt: skip


def demo_clip(spec: DemoSpec, *, vary: float = 0.5) -> Clip:
    """Build one shipped clip (no pictures yet)."""
    shape = sample_shape(np.random.default_rng([spec.seed, 99]))
    body = build_body(replace(shape, weight=min(shape.weight, 0.55)))
    lengths = measure(body)
    style = feasible(lengths, spec.style)
    rng = np.random.default_rng([spec.seed, 100])
    actor = Actor(body, spec.outfit, fit(body, spec.outfit, rng))
    lifter = Lifter(actor, lengths, style, np.array([0.48, 0.82]), spec.clothing)
    camera = Camera(
        width=480,
        height=600,
        side=spec.side,
        yaw_deg=spec.yaw_deg,
        pitch_deg=1.5,
        distance_m=4.2,
        height_m=0.95,
        focal_px=0.74 * 600 * 4.2 / body.height_m,
        aim=(0.5, 0.53),
        target=(0.0, 0.0, 0.47 * body.height_m),
    )
    scene = Scene(
        camera=camera,
        light=(0.25, -0.65, 0.7),
        ambient=0.62,
        load=style.load,
        plates=spec.plates,
        background=room(np.random.default_rng(spec.seed), camera, calm=True),
    )
    motion = simulate(lengths, style, spec.tempo, rng, vary=vary)
    return Clip(lifter, style, spec.tempo, motion, quieter(scene), [spec.seed, 99])


def write_demo(out: Path, *, report: Callable[[str], None] = print) -> None:
    """Render all six clips into a folder."""
    for spec in DEMO:
        truth = write_clip(demo_clip(spec), out / spec.name, crf=20)
        kilobytes = (out / f"{spec.name}.mp4").stat().st_size / 1024
        winks = ", ".join(f"{rep['wink_deg']:.1f}" for rep in truth["reps"])
        report(f"{spec.name}: {len(truth['frames'])} frames, {kilobytes:.0f} kB, wink {winks} deg")
