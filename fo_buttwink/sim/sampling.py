"""Draw random lifters, clothes, cameras and gyms that cover what real clips show."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .body import Body, build_body, sample_shape, vary_tissue
from .kinematics import Tempo
from .posture import SegmentLengths, SquatStyle, posture_table
from .render import Actor
from .scene import Camera, Color, Mesh, Scene, box, room
from .skeleton import measure
from .wear import Outfit, fit

MAX_TRUNK_DEG = 66.0
"""Nobody leans farther in a squat; styles that would are given more ankle motion."""


@dataclass(frozen=True)
class Lifter:
    """One dressed person with standing posture and habits, but no particular squat yet."""

    actor: Actor
    lengths: SegmentLengths
    style: SquatStyle
    """Stance, standing posture, arms and load; the squat itself is drawn by `sample_squat`."""
    lumbar_share: np.ndarray
    """(2,) cumulative share of lumbar flexion at the two lower lumbar joints."""
    clothing: str

    @property
    def body(self) -> Body:
        """The person."""
        return self.actor.body


def _color(rng: np.random.Generator) -> Color:
    """Draw a garment color at random: mostly black, grey and white, sometimes anything."""
    if rng.random() < 0.55:
        grey = rng.choice([rng.uniform(10, 55), rng.uniform(60, 160), rng.uniform(190, 245)])
        c = grey + rng.normal(0, 4, 3)
    else:
        c = rng.uniform(15, 235, 3)
    return tuple(float(v) for v in np.clip(c, 4, 250))  # type: ignore[return-value]


def sample_outfit(rng: np.random.Generator) -> tuple[str, Outfit]:
    """Draw clothes; returns a one-word description and the outfit."""
    kind = str(
        rng.choice(["bare", "bra", "tight", "regular", "loose", "hoodie"],
                   p=[0.07, 0.10, 0.26, 0.31, 0.20, 0.06])
    )  # fmt: skip
    wardrobe: dict[str, dict[str, object]] = {
        "bare": {"shirt": False},
        "bra": {"shirt_hem": rng.uniform(0.52, 0.62), "shirt_neck": 0.93, "sleeve": 0.05,
                "shirt_gap_m": 0.002},
        "tight": {"shirt_hem": rng.uniform(0.05, 0.2), "shirt_gap_m": rng.uniform(0.002, 0.005),
                  "sleeve": rng.choice([0.1, rng.uniform(0.3, 0.7), 1.9])},
        "regular": {"shirt_hem": rng.uniform(-0.05, 0.12), "shirt_gap_m": rng.uniform(0.005, 0.013),
                    "shirt_sheet": int(rng.integers(0, 3)), "sleeve": rng.uniform(0.35, 0.9),
                    "shirt_sag_m": rng.uniform(0, 0.02), "crease": rng.uniform(0, 0.35),
                    "shirt_flare": rng.choice([0.0, rng.uniform(0.3, 1.8)])},
        "loose": {"shirt_hem": rng.uniform(-0.16, 0.06), "shirt_gap_m": rng.uniform(0.01, 0.028),
                  "shirt_sheet": int(rng.integers(2, 4)), "sleeve": rng.uniform(0.4, 1.0),
                  "shirt_sag_m": rng.uniform(0.01, 0.06), "crease": rng.uniform(0.1, 0.5),
                  "shirt_flare": rng.uniform(0.0, 1.6)},
        "hoodie": {"shirt_hem": rng.uniform(-0.1, 0.05), "shirt_gap_m": rng.uniform(0.018, 0.035),
                   "shirt_sheet": int(rng.integers(2, 4)), "sleeve": 1.9,
                   "shirt_sag_m": rng.uniform(0.01, 0.04), "crease": rng.uniform(0.1, 0.4)},
    }  # fmt: skip
    long = rng.random() < 0.5
    baggy = rng.random() < 0.35
    outfit = Outfit(
        **wardrobe[kind],  # type: ignore[arg-type]
        pants_cut=float(rng.uniform(1.6, 1.95) if long else rng.uniform(0.3, 1.05)),
        pants_waist=float(rng.uniform(0.12, 0.34)),
        pants_gap_m=float(rng.uniform(0.01, 0.028) if baggy else rng.uniform(0.001, 0.007)),
        pants_sheet=int(rng.integers(0, 3)) if baggy else int(rng.integers(-1, 1)),
        belt=bool(rng.random() < 0.10),
        belt_at=float(rng.uniform(0.24, 0.36)),
        belt_half=float(rng.uniform(0.06, 0.11)),
        hair_m=float(rng.choice([0.0, 0.004, rng.uniform(0.005, 0.03)], p=[0.08, 0.3, 0.62])),
        hair_low=float(rng.uniform(-0.01, 0.05)),
        bun=str(rng.choice(["", "bun", "ponytail"], p=[0.75, 0.12, 0.13])),
        skin=_skin(rng),
        shirt_color=_color(rng),
        pants_color=_color(rng),
        shoe_color=_color(rng),
        hair_color=tuple(
            float(v)
            for v in np.clip(
                rng.uniform(8, 120) * np.array([0.6, 0.8, 1.0]) + rng.normal(0, 6, 3), 4, 250
            )
        ),  # type: ignore[arg-type]
        stripes=float(rng.uniform(0.1, 0.4)) if rng.random() < 0.08 else 0.0,
    )
    return kind, outfit


def _skin(rng: np.random.Generator) -> Color:
    t = rng.random()
    tone = (1 - t) * np.array([175.0, 195.0, 232.0]) + t * np.array([42.0, 58.0, 88.0])
    return tuple(float(v) for v in np.clip(tone + rng.normal(0, 5, 3), 10, 250))  # type: ignore[return-value]


def sample_lifter(
    rng: np.random.Generator,
    *,
    load: str | None = None,
    tissue: np.random.Generator | None = None,
) -> Lifter:
    """Draw a person, clothes, stance, standing posture and load; soft tissue only if asked."""
    body = build_body(sample_shape(rng))
    if tissue is not None:
        body = vary_tissue(body, tissue)
    clothing, outfit = sample_outfit(rng)
    lengths = measure(body)
    if load is None:
        load = str(rng.choice(["none", "back", "front", "goblet"], p=[0.55, 0.28, 0.10, 0.07]))
    arms = {"back": "bar_back", "front": "bar_front", "goblet": "goblet"}.get(load) or str(
        rng.choice(["forward", "swing", "clasped", "crossed", "hips", "overhead"],
                   p=[0.28, 0.27, 0.25, 0.10, 0.06, 0.04])
    )  # fmt: skip
    style = SquatStyle(
        knee_standing_deg=float(rng.uniform(2, 9)),
        shank_standing_deg=float(rng.uniform(0.5, 4)),
        stance_half_m=float(np.clip(lengths.hip_half_width * rng.normal(1.65, 0.35), 0.10, 0.36)),
        toe_out_deg=float(np.clip(rng.normal(20, 9), 0, 42)),
        trunk_standing_deg=float(rng.normal(3 if load == "back" else 1, 2.5)),
        pelvis_standing_deg=float(rng.normal(0, 5)),
        load=load,
        load_rel=float(
            {"none": 0.0, "goblet": rng.uniform(0.1, 0.4)}.get(load, rng.uniform(0.2, 1.8))
        ),
        arms=arms,
        arm_raise_deg=float(rng.normal(-5, 12)),
        gaze_deg=float(rng.normal(5, 8)),
    )
    low = float(np.clip(rng.normal(0.48, 0.10), 0.25, 0.7))
    share = np.array([low, low + (1 - low) * float(np.clip(rng.normal(0.65, 0.12), 0.35, 0.9))])
    return Lifter(Actor(body, outfit, fit(body, outfit, rng)), lengths, style, share, clothing)


def sample_squat(
    rng: np.random.Generator, lifter: Lifter, *, pattern: str | None = None
) -> SquatStyle:
    """Draw one way of squatting for a given lifter."""
    weight = lifter.body.shape.weight
    fold = 145 - 45 * max(0.0, weight - 0.5)
    kind = rng.choice(["shallow", "parallel", "deep"], p=[0.15, 0.42, 0.43])
    low, high = {"shallow": (65, 95), "parallel": (92, 120), "deep": (115, 145)}[str(kind)]
    knee = float(min(rng.uniform(low, high), fold))
    shank = float(np.clip(rng.normal(14 + 0.14 * knee, 5), 8, 42))
    if pattern is None:
        pattern = str(
            rng.choice(["none", "wink", "arched", "rounding"], p=[0.36, 0.40, 0.12, 0.12])
        )
    amount = float(
        rng.choice(
            [rng.uniform(4, 12), rng.uniform(9, 22), rng.uniform(18, 36)], p=[0.35, 0.4, 0.25]
        )
    )
    onset = float(
        rng.choice(
            [rng.uniform(88, 96), rng.uniform(70, 90), rng.uniform(35, 70)], p=[0.4, 0.35, 0.25]
        )
    )
    if pattern == "rounding":
        onset, amount = float(rng.uniform(5, 30)), float(rng.uniform(8, 36))
    arch = float(rng.uniform(3, 14)) if pattern == "arched" else 0.0
    if pattern == "none" and rng.random() < 0.15:
        arch = float(rng.uniform(2, 10))
    if pattern == "wink" and rng.random() < 0.25:
        arch = float(rng.uniform(0, 5))
    style = replace(
        lifter.style,
        knee_max_deg=knee,
        shank_max_deg=shank,
        shank_down_power=float(np.exp(rng.normal(-0.1, 0.22))),
        shank_up_power=float(np.exp(rng.normal(0.0, 0.25))),
        balance_m=float(rng.normal(0, 0.018)),
        pattern=pattern,
        wink_deg=0.0 if pattern == "none" else amount + arch,
        onset_pct=onset,
        wink_power=float(rng.uniform(1.0, 1.8)),
        arch_deg=arch,
        drift_deg=float(rng.normal(0, 0.7) if pattern == "none" else rng.normal(1.0, 1.5)),
        upper_round_deg=float(rng.normal(0, 2.0)),
        twist_deg=float(rng.normal(0, 1.2)),
        drop_deg=float(rng.normal(0, 1.0)),
        shift_m=float(rng.normal(0, 0.008)),
    )
    return feasible(lifter.lengths, style)


def feasible(lengths: SegmentLengths, style: SquatStyle) -> SquatStyle:
    """Give the ankle what it takes to keep the trunk from falling over."""
    for _ in range(8):
        table = posture_table(lengths, style, ascent=False, size=21)
        if float(table.curves["trunk"].max()) <= MAX_TRUNK_DEG:
            break
        style = replace(
            style, shank_max_deg=style.shank_max_deg + 4, knee_max_deg=style.knee_max_deg - 2
        )
    return style


def sample_tempo(rng: np.random.Generator) -> Tempo:
    """Draw repetitions, pauses and frame rate of a clip."""
    slow = float(np.exp(rng.normal(0, 0.28)))
    return Tempo(
        reps=int(rng.integers(2, 5)),
        fps=float(rng.choice([24, 25, 30])),
        stand_first_s=float(rng.uniform(1.0, 2.2)),
        stand_between_s=float(rng.uniform(0.35, 1.3)),
        stand_last_s=float(rng.uniform(0.5, 1.5)),
        descent_s=1.5 * slow,
        pause_s=float(
            rng.choice([0.05, rng.uniform(0.1, 0.5), rng.uniform(0.6, 1.8)], p=[0.45, 0.4, 0.15])
        ),
        ascent_s=1.25 * slow * float(np.exp(rng.normal(0, 0.15))),
    )


_FRAMES = ((640, 480), (480, 640), (640, 360), (360, 640), (512, 512))
_PLATE_COLORS: tuple[Color, ...] = (
    (28, 28, 30), (28, 28, 30), (45, 45, 48), (110, 110, 112), (35, 35, 190), (170, 70, 25),
    (30, 190, 220), (60, 140, 40),
)  # fmt: skip


def sample_camera(
    rng: np.random.Generator, height_m: float, *, yaw_limit: float = 25.0, wide: bool = True
) -> Camera:
    """Draw a camera that has the lifter in view.

    Parameters
    ----------
    rng
        Source of randomness.
    height_m
        Height of the lifter.
    yaw_limit
        Largest deviation from the side view, degrees; half of the draws are spread evenly.
    wide
        Also cameras that cut off feet or head a little.
    """
    w, h = _FRAMES[int(rng.integers(len(_FRAMES)))]
    yaw = rng.uniform(-1, 1) if rng.random() < 0.5 else np.clip(rng.normal(0, 0.3), -1, 1)
    distance = float(rng.uniform(2.0, 6.5))
    up = float(np.clip(rng.normal(0.95, 0.35), 0.2, 1.9))
    tall = rng.uniform(0.45, 0.85)
    if w < h:
        tall = rng.uniform(0.4, 0.72)
    if wide and rng.random() < 0.05:
        tall = rng.uniform(0.85, 1.02)
    middle = 0.47 * height_m
    return Camera(
        width=w,
        height=h,
        side=str(rng.choice(["left", "right"])),
        yaw_deg=float(yaw * yaw_limit),
        pitch_deg=float(np.degrees(np.arctan2(up - middle, distance)) + rng.normal(0, 2.5)),
        roll_deg=float(np.clip(rng.normal(0, 1.0), -3, 3)),
        distance_m=distance,
        height_m=up,
        focal_px=float(tall * h * distance / height_m),
        aim=(float(0.5 + rng.normal(0, 0.04)), float(0.5 + rng.normal(0, 0.03))),
        target=(0.0, 0.0, middle),
    )


def sample_plates(rng: np.random.Generator) -> tuple[tuple[float, float, Color], ...]:
    """Draw the plates of one side of the bar, inner first."""
    first = float(rng.choice([0.225, 0.20, 0.17, 0.14], p=[0.6, 0.15, 0.15, 0.1]))
    radii = [first] + [
        float(min(first, r)) for r in rng.choice([0.225, 0.17, 0.11], rng.integers(0, 3))
    ]
    return tuple(
        (r, float(rng.uniform(0.02, 0.06)), _PLATE_COLORS[int(rng.integers(len(_PLATE_COLORS)))])
        for r in radii
    )


def _rack(rng: np.random.Generator, camera: Camera) -> tuple[Mesh, ...]:
    color: Color = tuple(
        float(v) for v in np.clip(rng.uniform(15, 120) + rng.normal(0, 12, 3), 5, 250)
    )  # type: ignore[assignment]
    x = float(rng.choice([rng.uniform(0.35, 0.8), rng.uniform(-0.9, -0.55)]))
    half = float(rng.uniform(0.022, 0.04))
    parts = [
        box(np.array([x, y, 1.15]), np.array([half, half, 1.15]), color) for y in (-0.62, 0.62)
    ]
    if rng.random() < 0.2:
        z = rng.uniform(0.35, 0.75)
        parts += [
            box(np.array([x - 0.4, y, z]), np.array([0.45, half, 0.02]), color)
            for y in (-0.62, 0.62)
        ]
    return tuple(parts)


def sample_scene(rng: np.random.Generator, lifter: Lifter, camera: Camera) -> Scene:
    """Draw room, light, load and lens for a lifter and a camera."""
    load = lifter.style.load
    bar = load in ("back", "front")
    plates = sample_plates(rng) if bar and rng.random() < 0.9 else ()
    rack = _rack(rng, camera) if rng.random() < (0.3 if bar else 0.06) else ()
    background = room(rng, camera)
    dark = rng.random() < 0.12
    return Scene(
        camera=camera,
        light=(
            float(rng.normal(0, 0.6)),
            float(-abs(rng.normal(0.6, 0.4))),
            float(abs(rng.normal(0.7, 0.3))),
        ),
        ambient=float(rng.uniform(0.4, 0.8)),
        load=load,
        plates=plates,
        props=rack,
        blur_px=float(abs(rng.normal(0, 0.6))),
        noise=float(abs(rng.normal(0, 4))),
        gain=float(rng.uniform(0.25, 0.5) if dark else np.exp(rng.normal(0, 0.15))),
        gamma=float(np.exp(rng.normal(0, 0.15))),
        background=background,
    )
