"""Figures in three dimensions that squat, hinge, lunge and sit, as the pose stage sees them.

A movement is a list of poses with the seconds between them. Lengths are in leg lengths
(thigh + shank), x is forward, y up, z to the left; the lifter stands over the origin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fo_buttwink.domain.observations import ModelInfo, PoseObservations, VideoInfo

FPS = 30.0
WIDTH, HEIGHT, LEG_PX, LEG_M = 900, 900, 260.0, 0.85

HANG = (0.0, -1.0, 0.0)
AHEAD = (1.0, 0.0, 0.0)
UP = (0.0, 1.0, 0.0)
CHEST = (0.3, -0.2, 0.0)
BAR = (0.05, 0.0, 0.0)


@dataclass(frozen=True)
class Body:
    """Proportions, in leg lengths."""

    thigh: float = 0.52
    trunk: float = 0.60
    arm: float = 0.62
    """Shoulder to wrist."""

    @property
    def shank(self) -> float:
        return 1.0 - self.thigh


@dataclass(frozen=True)
class Pose:
    """Where the parts of the body are; feet are the places of the ankles."""

    knee_deg: float = 3.0
    """Knee flexion, both sides; it gives the distance from hip to ankle."""
    lean_deg: float = 3.0
    balance: float = 0.02
    """Middle of hip and shoulder ahead of the feet."""
    hands: tuple[float, float, float] = HANG
    """From the shoulder, in arm lengths."""
    hip: tuple[float, float] | None = None
    """x and y of the hips, where they do not follow from knees and balance."""
    feet: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0))
    """x and y of the left and the right ankle."""
    stance: float = 0.15
    """How far each foot is to its side."""


Course = list[tuple[float, Pose]]
"""Seconds to get there from the pose before, and the pose."""


def down_and_up(bottom: Pose, *, top: Pose | None = None, down=1.1, hold=0.1, up=0.9) -> Course:
    """Standing, once to the bottom, back to standing."""
    top = top or replace(Pose(), hands=bottom.hands, stance=bottom.stance)
    return [(0.0, top), (1.0, top), (down, bottom), (hold, bottom), (up, top), (1.0, top)]


@dataclass(frozen=True)
class View:
    """How the camera sees it; 0 deg is the right side, 180 the left, 90 the front."""

    turn_deg: float = 5.0
    depth: float = 1.0
    """How much of the depth MediaPipe finds."""


def film(
    course: Course,
    *,
    body: Body | None = None,
    view: View | None = None,
    pace: float = 1.0,
    repeat: int = 2,
    seed: int = 0,
) -> PoseObservations:
    """Observations of a movement, done some times over, with noise in every joint."""
    body, view = body or Body(), view or View()
    joints = _joints(course * repeat, body, pace)
    return _observations(joints, view, np.random.default_rng(seed))


def _joints(course: Course, body: Body, pace: float) -> dict[str, np.ndarray]:
    knots = np.cumsum([max(seconds * pace, 1e-3) for seconds, _ in course])
    knots -= knots[0]
    placed = [_place(pose, body) for _, pose in course]
    time_s = np.arange(0.0, knots[-1], 1.0 / FPS)
    k = np.clip(np.searchsorted(knots, time_s, side="right") - 1, 0, len(knots) - 2)
    x = np.clip((time_s - knots[k]) / (knots[k + 1] - knots[k]), 0.0, 1.0)
    blend = (x**3 * (10 - 15 * x + 6 * x**2))[:, None]
    course_of = {}
    for name in placed[0]:
        values = np.array([place[name] for place in placed])
        course_of[name] = values[k] * (1 - blend) + values[k + 1] * blend
    return _with_knees(course_of, body)


def _place(pose: Pose, body: Body) -> dict[str, np.ndarray]:
    lean = np.radians(pose.lean_deg)
    spine = body.trunk * np.array([np.sin(lean), np.cos(lean), 0.0])
    knee = np.radians(pose.knee_deg)
    reach = np.sqrt(body.thigh**2 + body.shank**2 + 2 * body.thigh * body.shank * np.cos(knee))
    if pose.hip is None:
        x = pose.balance - spine[0] / 2
        side = pose.stance - 0.1
        hip = np.array([x, np.sqrt(max(reach**2 - x**2 - side**2, 0.01)), 0.0])
    else:
        hip = np.array([*pose.hip, 0.0])
    shoulder = hip + spine
    out = {"hip": hip, "shoulder": shoulder, "hand": body.arm * np.array(pose.hands)}
    for name, (foot_x, foot_y), sign in zip("LR", pose.feet, (1.0, -1.0), strict=True):
        out[f"foot{name}"] = np.array([foot_x, foot_y, sign * pose.stance])
    return out


def _with_knees(course: dict[str, np.ndarray], body: Body) -> dict[str, np.ndarray]:
    out = {}
    for name, sign in (("L", 1.0), ("R", -1.0)):
        hip = course["hip"] + np.array([0.0, 0.0, 0.1 * sign])
        shoulder = course["shoulder"] + np.array([0.0, 0.0, 0.2 * sign])
        foot = course[f"foot{name}"]
        out[f"hip{name}"], out[f"shoulder{name}"], out[f"ankle{name}"] = hip, shoulder, foot
        out[f"knee{name}"] = _knee(hip, foot, body)
        reach = np.array([0.0, 0.0, -0.1 * sign])
        out[f"wrist{name}"] = shoulder + course["hand"] + reach
        out[f"elbow{name}"] = shoulder + course["hand"] / 2
        out[f"ear{name}"] = course["shoulder"] + np.array([0.02, 0.2, 0.07 * sign])
        out[f"toe{name}"] = foot + np.array([0.17, -0.06, 0.03 * sign])
        out[f"heel{name}"] = foot + np.array([-0.06, -0.06, 0.0])
    out["nose"] = course["shoulder"] + np.array([0.14, 0.2, 0.0])
    return out


def _knee(hip: np.ndarray, foot: np.ndarray, body: Body) -> np.ndarray:
    """Two bones from hip to foot, bent forward and towards the side of the foot."""
    line = foot - hip
    length = np.linalg.norm(line, axis=1, keepdims=True)
    unit = line / np.maximum(length, 1e-9)
    length = np.minimum(length, 0.9999)
    along = (body.thigh**2 - body.shank**2 + length**2) / (2 * length)
    out = np.sqrt(np.maximum(body.thigh**2 - along**2, 0.0))
    ahead = np.broadcast_to(np.array([1.0, 0.0, 0.0]), line.shape).copy()
    ahead[:, 2] = 2.0 * (foot[:, 2] - np.sign(foot[:, 2]) * 0.1)
    # The leg in a plank points back and down: then the knee bends downward.
    ahead = ahead - (ahead * unit).sum(axis=1, keepdims=True) * unit
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    return hip + along * unit + out * ahead


_NAMES = {
    **dict.fromkeys(range(7), "nose"),
    7: "earL",
    8: "earR",
    **dict.fromkeys((9, 10), "nose"),
    11: "shoulderL",
    12: "shoulderR",
    13: "elbowL",
    14: "elbowR",
    **dict.fromkeys((15, 17, 19, 21), "wristL"),
    **dict.fromkeys((16, 18, 20, 22), "wristR"),
    23: "hipL",
    24: "hipR",
    25: "kneeL",
    26: "kneeR",
    27: "ankleL",
    28: "ankleR",
    29: "heelL",
    30: "heelR",
    31: "toeL",
    32: "toeR",
}


def _observations(
    joints: dict[str, np.ndarray], view: View, rng: np.random.Generator
) -> PoseObservations:
    points = np.stack([joints[_NAMES[i]] for i in range(33)], axis=1)
    n = len(points)
    turn = np.radians(view.turn_deg)
    # Picture: x right, y down, z away. From the right side the lifter looks to the right.
    seen = np.stack(
        [
            points[..., 0] * np.cos(turn) - points[..., 2] * np.sin(turn),
            -points[..., 1],
            points[..., 2] * np.cos(turn) + points[..., 0] * -np.sin(turn),
        ],
        axis=-1,
    )
    pixels = seen[..., :2] * LEG_PX + np.array([WIDTH / 2, HEIGHT * 0.85])
    pixels += rng.normal(0.0, 0.006 * LEG_PX, pixels.shape)
    hips = seen[:, 23:25].mean(axis=1, keepdims=True)
    world = (seen - hips) * LEG_M + rng.normal(0.0, 0.012, seen.shape)
    world[..., 2] *= view.depth
    landmarks = np.concatenate([pixels, np.zeros((n, 33, 1)), np.full((n, 33, 1), 0.95)], axis=2)
    return PoseObservations(
        video=VideoInfo("figure.mp4", WIDTH, HEIGHT, FPS, n, n / FPS, codec="none"),
        model=ModelInfo("full", "0" * 64, "file", "1.2.2"),
        time_s=np.arange(n) / FPS,
        landmarks=landmarks.astype(np.float32),
        world=world.astype(np.float32),
        outline=np.zeros((n, 96, 96), np.uint8),
        outline_center_px=pixels[:, 23:25].mean(axis=1).astype(np.float32),
        outline_side_px=np.full(n, 1.8 * LEG_PX, np.float32),
        plate_px=np.full((n, 2), np.nan, np.float32),
        inferred=np.ones(n, bool),
        people=1,
    )


def _bent(knee: float, lean: float, hands=HANG, **more) -> Pose:
    return Pose(knee_deg=knee, lean_deg=lean, hands=hands, **more)


SQUATS: dict[str, Course] = {
    "bodyweight, arms hanging": down_and_up(_bent(112, 42)),
    "bodyweight, deep and leaning": down_and_up(_bent(122, 47)),
    "bodyweight, arms forward": down_and_up(_bent(112, 42, AHEAD), top=Pose()),
    "overhead": down_and_up(_bent(115, 26, UP)),
    "back squat": down_and_up(_bent(112, 38, BAR)),
    "low bar": down_and_up(_bent(102, 50, BAR)),
    "front squat": down_and_up(_bent(122, 24, BAR)),
    "goblet": down_and_up(_bent(118, 26, CHEST)),
    "suitcase, two dumbbells": down_and_up(_bent(108, 38)),
    "suitcase, half deep": down_and_up(_bent(85, 33)),
    "sumo, kettlebell hanging": down_and_up(_bent(105, 26, stance=0.38)),
    "sumo, kettlebell hanging, some lean": down_and_up(_bent(105, 36, stance=0.34)),
    "box squat, brief contact": down_and_up(_bent(98, 42, BAR, balance=-0.14), hold=0.8),
    "Smith machine": down_and_up(_bent(105, 15, BAR, balance=-0.15)),
    "belt squat": down_and_up(_bent(115, 52, CHEST)),
    "belt squat, holding on": down_and_up(_bent(112, 35, AHEAD)),
    "deep, heels up": down_and_up(_bent(145, 26, AHEAD, balance=0.12)),
    "parallel, little knee": down_and_up(_bent(92, 38, BAR)),
    "paused": down_and_up(_bent(115, 35, BAR), hold=2.0),
    "thruster": down_and_up(_bent(115, 28, BAR), top=Pose(hands=UP)),
}

_SPLIT = ((0.42, 0.0), (-0.42, 0.06))
_SPLIT_UP = Pose(hip=(0.0, 0.87), feet=_SPLIT)
_LUNGE = Pose(lean_deg=8, hip=(0.0, 0.44), feet=((0.42, 0.0), (-0.42, 0.1)))
_PLANK = Pose(hip=(1.02, 0.33), lean_deg=72, hands=HANG, feet=((0.0, 0.0), (0.0, 0.0)))
_FLOOR = Pose(hip=(0.98, 0.08), lean_deg=86, hands=(0.0, -0.25, 0.0))
_CROUCH = _bent(120, 65, balance=0.1)
_SEAT = (-0.46, 0.48)

OTHERS: dict[str, Course] = {
    "deadlift": down_and_up(_bent(64, 62)),
    "deadlift, low hips": down_and_up(_bent(82, 56)),
    "deadlift from the floor": [(0.0, _bent(68, 60)), *down_and_up(_bent(68, 60))[2:]],
    "sumo deadlift": down_and_up(_bent(80, 52, stance=0.38)),
    "Romanian deadlift": down_and_up(_bent(22, 78)),
    "trap bar": down_and_up(_bent(92, 50)),
    "trap bar, high hips": down_and_up(_bent(78, 54)),
    "good morning": down_and_up(_bent(25, 78, BAR)),
    "good morning, soft knees": down_and_up(_bent(60, 68, BAR)),
    "swing": down_and_up(
        _bent(55, 62, (-0.15, -0.95, 0.0)), top=Pose(hands=AHEAD), down=0.5, hold=0.02, up=0.45
    ),
    "swing, squatting": down_and_up(
        _bent(72, 45, (-0.1, -0.95, 0.0)), top=Pose(hands=AHEAD), down=0.55, hold=0.02, up=0.5
    ),
    "split squat": [(0.0, _SPLIT_UP), (1.0, _SPLIT_UP), (1.0, _LUNGE), (1.0, _SPLIT_UP)],
    "forward lunge": [
        *[(0.0, Pose()), (1.0, Pose())],
        (0.5, Pose(hip=(0.4, 0.85), feet=((0.8, 0.0), (0.0, 0.04)))),
        (0.6, Pose(lean_deg=10, hip=(0.4, 0.44), feet=((0.8, 0.0), (0.0, 0.1)))),
        (0.6, Pose(hip=(0.4, 0.85), feet=((0.8, 0.0), (0.0, 0.04)))),
        *[(0.5, Pose()), (1.0, Pose())],
    ],
    "reverse lunge": [
        *[(0.0, Pose()), (1.0, Pose())],
        (0.5, Pose(hip=(-0.35, 0.87), feet=((0.0, 0.0), (-0.75, 0.05)))),
        (0.6, Pose(lean_deg=15, hip=(-0.35, 0.45), feet=((0.0, 0.0), (-0.75, 0.1)))),
        (0.6, Pose(hip=(-0.35, 0.87), feet=((0.0, 0.0), (-0.75, 0.05)))),
        *[(0.5, Pose()), (1.0, Pose())],
    ],
    "burpee": [
        *[(0.0, Pose()), (1.0, Pose()), (0.6, _CROUCH), (0.4, _PLANK), (0.4, _FLOOR)],
        *[(0.4, _PLANK), (0.4, _CROUCH), (0.5, Pose()), (0.5, Pose())],
    ],
    "squat thrust without push-up": [
        *[(0.0, Pose()), (1.0, Pose()), (0.6, _CROUCH), (0.4, _PLANK), (0.3, _PLANK)],
        *[(0.4, _CROUCH), (0.5, Pose()), (0.5, Pose())],
    ],
    "picking up, stooped": down_and_up(_bent(42, 88)),
    "picking up, bent knees": down_and_up(_bent(98, 62, balance=0.05)),
    "bow": down_and_up(_bent(8, 95)),
    "sitting down": [
        *[(0.0, Pose()), (1.0, Pose()), (0.8, Pose(lean_deg=35, hip=(-0.4, 0.58)))],
        *[(0.4, Pose(lean_deg=5, hip=_SEAT)), (1.5, Pose(lean_deg=0, hip=_SEAT))],
        *[(0.4, Pose(lean_deg=35, hip=_SEAT)), (0.8, Pose()), (1.0, Pose())],
    ],
    "sitting down, leaning": [
        *[(0.0, Pose()), (1.0, Pose()), (1.2, Pose(lean_deg=30, hip=_SEAT))],
        *[(0.6, Pose(lean_deg=18, hip=_SEAT)), (1.0, Pose(lean_deg=15, hip=_SEAT))],
        *[(0.3, Pose(lean_deg=35, hip=_SEAT)), (0.8, Pose()), (1.0, Pose())],
    ],
}
