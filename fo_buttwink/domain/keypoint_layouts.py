"""Sets of keypoints that other pose models give: names in their order, and which of ours they are.

Sources of the orders: COCO's person keypoints (``person_keypoints_*.json``, ``categories``);
Halpe-26 of ``Fang-Haoshu/Halpe-FullBody``, as RTMPose and Sports2D give it; MediaPipe's pose
landmarks; SpineTrack-37 of ``dfki-av/spinepose`` (``src/spinepose/metainfo.py``), which says what
its points on the spine are: ``hip`` is the middle of the sacrum, ``spine_01`` to ``spine_05`` are
L5, L3, T12/L1, T8 and T3, ``neck`` is C7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import FoButtwinkError
from .landmarks import (
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_ELBOW,
    LEFT_FOOT,
    LEFT_HEEL,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_ELBOW,
    RIGHT_FOOT,
    RIGHT_HEEL,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
    SKELETON_LABELS,
)

_COCO: dict[str, int] = {
    "nose": NOSE, "left_eye": 2, "right_eye": 5, "left_ear": LEFT_EAR, "right_ear": RIGHT_EAR,
    "left_shoulder": LEFT_SHOULDER, "right_shoulder": RIGHT_SHOULDER, "left_elbow": LEFT_ELBOW,
    "right_elbow": RIGHT_ELBOW, "left_wrist": LEFT_WRIST, "right_wrist": RIGHT_WRIST,
    "left_hip": LEFT_HIP, "right_hip": RIGHT_HIP, "left_knee": LEFT_KNEE,
    "right_knee": RIGHT_KNEE, "left_ankle": LEFT_ANKLE, "right_ankle": RIGHT_ANKLE,
}  # fmt: skip
_HALPE: dict[str, int | None] = {
    **_COCO, "head": None, "neck": None, "hip": None, "left_big_toe": LEFT_FOOT,
    "right_big_toe": RIGHT_FOOT, "left_small_toe": None, "right_small_toe": None,
    "left_heel": LEFT_HEEL, "right_heel": RIGHT_HEEL,
}  # fmt: skip
_SPINETRACK: dict[str, int | None] = {
    **_HALPE,
    **dict.fromkeys(("spine_01", "spine_02", "spine_03", "spine_04", "spine_05")),
    **dict.fromkeys(("left_latissimus", "right_latissimus", "left_clavicle", "right_clavicle")),
    **dict.fromkeys(("neck_02", "neck_03")),
}
SPINE = ("hip", "spine_01", "spine_02", "spine_03", "spine_04", "spine_05", "neck")
"""Points on the spine from below: sacrum, L5, L3, T12/L1, T8, T3, C7."""
SACRUM, L5, L3, T12, T8, T3, C7 = range(len(SPINE))
"""Their places in :attr:`~fo_buttwink.domain.observations.PoseObservations.spine_px`."""
_ALSO = {
    "left_foot_index": "left_foot", "right_foot_index": "right_foot", "pelvis": "hip",
    "mid_hip": "hip", "sacrum": "hip",
}  # fmt: skip
"""Other names that skeletons give to the same points."""


class LayoutError(FoButtwinkError, ValueError):
    """It is not known what some keypoints are."""

    code = "FBW-KEYPOINTS"


@dataclass(frozen=True)
class Layout:
    """A set of keypoints in a known order."""

    name: str
    about: str
    """For forms."""
    landmarks: Mapping[str, int | None]
    """Our landmark by name, in the order of the layout; ``None``: we have no such one."""
    visibility: bool = False
    """Its confidence is MediaPipe's visibility, for which the gates were made."""

    @property
    def names(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(self.landmarks)

    @property
    def spine(self) -> bool:
        """It has points on the spine."""
        return set(SPINE) <= set(self.landmarks)


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("coco17", "COCO, 17 keypoints: no feet", _COCO),
        Layout("halpe26", "Halpe, 26 keypoints: with feet", _HALPE),
        Layout(
            "mediapipe33",
            "MediaPipe, 33 landmarks",
            {name.replace(" ", "_"): k for k, name in enumerate(SKELETON_LABELS)},
            visibility=True,
        ),
        Layout("spinetrack37", "SpineTrack, 37 keypoints: with the spine", _SPINETRACK),
    )
}


@dataclass(frozen=True)
class Columns:
    """Where the keypoints of a field are that we want."""

    layout: Layout
    of_landmark: Mapping[int, int]
    """Column of each of our landmarks that there is."""
    spine: tuple[int, ...] | None
    """Columns of :data:`SPINE`."""
    count: int
    """Keypoints per person."""


def find_columns(
    layout: str | None, count: int, skeleton: Sequence[str] | None, where: str
) -> Columns:
    """Say where our landmarks are among some keypoints.

    Parameters
    ----------
    layout
        One of :data:`LAYOUTS`; ``None``: by the names of the skeleton.
    count
        Keypoints per person.
    skeleton
        Names of the keypoints, where the dataset has some. They go before the layout's order.
    where
        Name of the field, for messages.

    Raises
    ------
    LayoutError
        If neither names nor an explicit choice say what the keypoints are, or the number does
        not fit.
    """
    if layout is not None and layout not in LAYOUTS:
        raise LayoutError(f"layout={layout!r}: expected one of {', '.join(LAYOUTS)}")
    names = [plain_name(name) for name in skeleton or ()]
    if names and len(names) != count:
        raise LayoutError(
            f"{where}: its skeleton names {len(names)} keypoints, but a person has {count}",
            remedy="mend the skeleton of the dataset",
        )
    wanted = [LAYOUTS[layout]] if layout else sorted(LAYOUTS.values(), key=lambda x: -len(x.names))
    for candidate in wanted:
        if set(candidate.names) <= set(names):
            return _columns(candidate, names)
    fitting = [each.name for each in LAYOUTS.values() if len(each.names) == count]
    if layout is None:
        said = f"names are {', '.join(names[:5])}, ..." if names else "names are not given"
        choice = f"choose layout={fitting[0]!r} if that is what they are" if fitting else (
            f"give keypoints of {', '.join(LAYOUTS)}"
        )  # fmt: skip
        raise LayoutError(
            f"{where}: it is not known what the {count} keypoints are (their {said})",
            remedy=choice,
        )
    chosen = LAYOUTS[layout]
    if len(chosen.names) != count:
        raise LayoutError(
            f"{where}: layout {layout!r} has {len(chosen.names)} keypoints, but a person has "
            f"{count}",
            remedy=f"choose {' or '.join(fitting)}" if fitting else "choose another field",
        )
    return _columns(chosen, chosen.names)


def plain_name(name: str) -> str:
    """Return a keypoint's name as ours are written: ``Left Eye (inner)`` is ``left_eye_inner``."""
    kept = "".join(c if c.isalnum() else " " for c in name.lower())
    plain = "_".join(kept.split())
    return _ALSO.get(plain, plain)


def _columns(layout: Layout, names: Sequence[str]) -> Columns:
    place = {name: k for k, name in enumerate(names)}
    return Columns(
        layout,
        {mark: place[name] for name, mark in layout.landmarks.items() if mark is not None},
        tuple(place[name] for name in SPINE) if layout.spine else None,
        len(names),
    )
