"""A second pose model: it finds a stick figure whose joints are discs of their own color.

What another pose model costs is this file and a line in :mod:`fo_buttwink.pose.registry`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import stick_figure

from fo_buttwink.domain import landmarks as lm
from fo_buttwink.domain.observations import ModelInfo
from fo_buttwink.pose.landmarker import Person, arranged

COLORS = {
    "nose": (255, 0, 0),
    "ear": (0, 255, 0),
    "shoulder": (0, 0, 255),
    "elbow": (255, 255, 0),
    "wrist": (255, 0, 255),
    "hip": (0, 255, 255),
    "knee": (255, 255, 255),
    "ankle": (255, 128, 0),
    "heel": (128, 0, 255),
    "toe": (0, 255, 128),
}
"""Its joints, in its own order. Seen from the side, left and right are one."""
_OURS = {
    "nose": (lm.NOSE,),
    "ear": (lm.LEFT_EAR, lm.RIGHT_EAR),
    "shoulder": (lm.LEFT_SHOULDER, lm.RIGHT_SHOULDER),
    "elbow": (lm.LEFT_ELBOW, lm.RIGHT_ELBOW),
    "wrist": (lm.LEFT_WRIST, lm.RIGHT_WRIST),
    "hip": (lm.LEFT_HIP, lm.RIGHT_HIP),
    "knee": (lm.LEFT_KNEE, lm.RIGHT_KNEE),
    "ankle": (lm.LEFT_ANKLE, lm.RIGHT_ANKLE),
    "heel": (lm.LEFT_HEEL, lm.RIGHT_HEEL),
    "toe": (lm.LEFT_FOOT, lm.RIGHT_FOOT),
}
_RADIUS, _FAR = 6, 60
"""Of a disc in pixels, and how far a color may be off after coding."""
_LIMBS = (
    ("shoulder", "hip", 56),
    ("hip", "knee", 44),
    ("knee", "ankle", 30),
    ("shoulder", "ear", 40),
)


def pictures(depth: np.ndarray) -> list[np.ndarray]:
    """Frames of a squat as this model can see it."""
    found = stick_figure.observe(depth).landmarks
    return [_picture(points) for points in found]


def _picture(points: np.ndarray) -> np.ndarray:
    image = np.zeros((stick_figure.HEIGHT, stick_figure.WIDTH, 3), np.uint8)
    for name, color in COLORS.items():
        x, y = points[_OURS[name][0], :2]
        cv2.circle(image, (round(float(x)), round(float(y))), _RADIUS, color, -1)
    return image


class ToyLandmarker:
    """Looks for the discs."""

    info = ModelInfo("toy", "7" * 64, "file", "toy 1.0")

    def __init__(self, people: int, masks: bool) -> None:
        self.people, self.masks, self.pictures = people, masks, 0

    def __enter__(self) -> ToyLandmarker:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def detect(self, image: np.ndarray, time_s: float) -> list[Person]:
        self.pictures += 1
        own = np.full((len(COLORS), 4), np.nan, np.float32)
        for k, color in enumerate(COLORS.values()):
            low, high = (np.clip(np.array(color) + d, 0, 255) for d in (-_FAR, _FAR))
            found = cv2.moments(cv2.inRange(image, low, high), binaryImage=True)
            if found["m00"]:
                own[k] = found["m10"] / found["m00"], found["m01"] / found["m00"], 0.0, 1.0
        if np.isnan(own).any():
            return []
        return [self._person(own, image.shape[:2])][: self.people]

    def _person(self, own: np.ndarray, shape: tuple[int, int]) -> Person:
        at = dict(zip(COLORS, own[:, :2], strict=True))
        thigh, shank = (
            np.linalg.norm(at[a] - at[b]) for a, b in (("hip", "knee"), ("knee", "ankle"))
        )
        leg = float(thigh + shank)
        world = arranged(own[:, :3], TOY.joints)
        world[:, :2] = (world[:, :2] - at["hip"]) * (0.85 / leg)
        for left, right in stick_figure.PAIRS:
            world[left, 2], world[right, 2] = 0.15, -0.15
        mask = None
        if self.masks:
            scale = leg / (stick_figure.THIGH + stick_figure.SHANK)
            mask = np.zeros(shape, np.float32)
            for start, end, width in _LIMBS:
                ends = [tuple(int(v) for v in np.rint(at[name])) for name in (start, end)]
                cv2.line(mask, *ends, 1.0, max(1, round(width * scale)), cv2.LINE_AA)
        return Person(landmarks=arranged(own, TOY.joints), world=world, mask=mask)


@dataclass(frozen=True)
class ToyFile:
    sha256: str = "7" * 64

    def describe(self) -> str:
        return "pose model toy: it has learned nothing"


class ToyModel:
    """See :class:`fo_buttwink.pose.landmarker.PoseModel`."""

    name = "toy"
    about = "Sees discs"
    packages = ()
    visibility = "1 for every disc that is found"
    joints = {  # noqa: RUF012
        ours: k for k, name in enumerate(COLORS) for ours in _OURS[name]
    }

    def __init__(self) -> None:
        self.opened: list[ToyLandmarker] = []

    def find(self) -> ToyFile:
        return ToyFile()

    def resolve(self) -> ToyFile:
        return ToyFile()

    def open(self, config, people=1, *, video=True, masks=True) -> ToyLandmarker:
        self.opened.append(ToyLandmarker(people, masks))
        return self.opened[-1]


TOY = ToyModel()
