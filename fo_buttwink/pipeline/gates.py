"""Why a clip or a repetition is not judged, in words.

A gate is a function that looks at facts (:mod:`.facts`) and gives a label with a reason, or
nothing; cut-offs come from the config. The first gate that closes decides, so their order matters:
what a later one says is true only where the earlier ones are open. A new gate is a function and its
place in :data:`GATES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from .._util.words import against, rounded
from ..config import GateConfig
from ..domain.plausible import RANGES
from ..domain.types import Abstention
from ..measure.wink import Wink
from .facts import ClipFacts, Facts


@dataclass(frozen=True)
class Abstain:
    """Why there is no verdict."""

    label: Abstention
    """One of :data:`~fo_buttwink.domain.analysis.ABSTAIN_REASONS`."""
    reason: str
    """In words, with what was found, what is needed and, where that helps, what to do."""


Gate = Callable[[Facts, GateConfig], Abstain | None]
ClipGate = Callable[[ClipFacts, GateConfig], Abstain | None]
_Looked = TypeVar("_Looked")


def first_closed(
    gates: Iterable[Callable[[_Looked, GateConfig], Abstain | None]],
    facts: _Looked,
    config: GateConfig,
) -> Abstain | None:
    """Return what the first gate says that closes; ``None`` if all are open.

    Parameters
    ----------
    gates
        :data:`CLIP_GATES` or :data:`GATES`.
    facts
        What these gates look at.
    config
        Cut-offs.
    """
    return next((said for gate in gates if (said := gate(facts, config)) is not None), None)


# --- of a clip


def somebody(facts: ClipFacts, config: GateConfig) -> Abstain | None:
    """There is a lifter."""
    if facts.anybody:
        return None
    return Abstain(
        "no_person",
        "Nobody was found; film one lifter with the whole body in view and in good light.",
    )


def long_enough(facts: ClipFacts, config: GateConfig) -> Abstain | None:
    """Ask for time for a squat."""
    if not (facts.duration_s < config.min_duration_s or facts.frames < config.min_frames):
        return None
    lasts, least = against(facts.duration_s, config.min_duration_s)
    return Abstain(
        "not_a_squat",
        f"The clip lasts {lasts} s ({facts.frames} frames); a squat needs at least {least} s and "
        f"{config.min_frames} frames.",
    )


def frames_enough(facts: ClipFacts, config: GateConfig) -> Abstain | None:
    """Ask for frames enough for an onset."""
    if not facts.fps < config.min_fps:
        return None
    rate, least = against(facts.fps, config.min_fps)
    return Abstain(
        "fps_too_low",
        f"The video has {rate} frames/s; at least {least} frames/s are needed to place an onset.",
    )


def large_enough(facts: ClipFacts, config: GateConfig) -> Abstain | None:
    """Ask for a lifter of enough pixels for angles."""
    if not facts.body_px < config.min_body_px:
        return None
    tall, least = against(facts.body_px, config.min_body_px)
    return Abstain(
        "low_visibility",
        f"The lifter is {tall} px tall (trunk + leg); at least {least} px are needed. Film "
        "closer or in higher resolution.",
    )


CLIP_GATES: tuple[ClipGate, ...] = (somebody, long_enough, frames_enough, large_enough)
"""Those that a clip must pass before anything is measured in it, in their order."""


# --- of a repetition


def from_the_side(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask for a camera at the side."""
    yaw = facts.yaw_deg
    if yaw is not None and not yaw > config.max_yaw_deg:
        return None
    if yaw is None:
        seen = "the camera's direction is unknown"
    else:
        about, most_yaw = against(yaw, config.max_yaw_deg)
        seen = f"the camera is about {about} deg off a side view, more than {most_yaw} deg"
    return Abstain("unclear_view", f"{seen}; film from the side at hip height")


def same_side(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask that the side of the curves faces the camera."""
    if facts.side is not None and facts.side == facts.clip_side:
        return None
    return Abstain("unclear_view", "it is unclear which side faces the camera")


def joints_seen(facts: Facts, config: GateConfig) -> Abstain | None:
    """Hip, knee and shoulder are seen."""
    if not facts.visible < config.min_visible_fraction:
        return None
    share, needed = _shares(facts.visible, config.min_visible_fraction)
    return Abstain(
        "low_visibility",
        f"hip, knee and shoulder are seen in only {share} % of the frames; at least "
        f"{needed} % is needed",
    )


def body_kept(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask for joints that fit one body, whose length does not change."""
    shrunk, steady = facts.body_kept, facts.body_steady
    if shrunk >= config.min_body_kept and steady >= config.min_body_steady:
        return None
    if not (np.isfinite(shrunk) and np.isfinite(steady)):
        return Abstain(
            "low_visibility",
            "the pose was lost around the bottom or before the descent, so the length of the body "
            "there is not known; film the whole body with nothing in front of it",
        )
    if not shrunk >= config.min_body_kept:
        kept, least = _shares(shrunk, config.min_body_kept)
        found = (
            f"at the bottom, trunk and leg together measure {kept} % of what they measured before "
            "the descent"
        )
    else:
        kept, least = _shares(steady, config.min_body_steady)
        found = f"trunk and leg together shrink to {kept} % of their greatest length on the way"
    return Abstain(
        "low_visibility",
        f"{found} (at least {least} % is expected), so the joints are misplaced"
        f"{_plate_seen(facts, config)}",
    )


def knee_known(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask for the angle of the knee at the bottom."""
    if np.isfinite(facts.knee_deg):
        return None
    return Abstain(
        "low_visibility",
        "the angle of the knee at the bottom is not known, or is one that no knee can have",
    )


def deep_enough(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask for a squat deep enough to say something of its bottom."""
    if not facts.knee_deg < facts.needed_knee_deg:
        return None
    bent, least = against(facts.knee_deg, facts.needed_knee_deg)
    return Abstain(
        "too_shallow",
        f"the knees bend to only {bent} deg; at least {least} deg is needed to judge the bottom",
    )


def back_estimated(facts: Facts, config: GateConfig) -> Abstain | None:
    """There are angles of the pelvis."""
    if facts.has_estimate:
        return None
    return Abstain("occluded", facts.problem or "the outline of the lower back is not seen")


def upper_body_seen(facts: Facts, config: GateConfig) -> Abstain | None:
    """Nothing hides the trunk, or it is a plate that stands for the shoulder."""
    unseen = []
    for joint, value, least in (
        ("elbow", facts.arm_visibility, config.min_arm_visibility),
        ("ear", facts.head_visibility, config.min_head_visibility),
    ):
        if value < least:
            about, needed = _shares(value, least)
            unseen.append(f"the {joint} (visibility {about} %, at least {needed} % is needed)")
    if not (unseen and facts.plate < config.min_plate_seen):
        return None
    return Abstain(
        "occluded",
        f"something hides {' and '.join(unseen)}{_plate_seen(facts, config)}; film from the other "
        "side, or with nothing in front of the upper body",
    )


def descent_measured(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask for the outline of the lower back on the way down."""
    if not facts.measured < config.min_measured:
        return None
    seen, needed = _shares(facts.measured, config.min_measured)
    return Abstain(
        "occluded",
        f"the outline of the lower back is seen in only {seen} % of the descent; at least "
        f"{needed} % is needed",
    )


def certain_enough(facts: Facts, config: GateConfig) -> Abstain | None:
    """Ask that the error that the estimate states is small enough."""
    # Behind a plate the joints may be wrong, and so the trunk, however well the waist is seen.
    behind = facts.plate > config.some_plate
    sd = facts.network_sd_deg if behind else facts.sd_deg
    most = config.max_sd_plate_deg if behind else config.max_sd_deg
    if sd <= most:
        return None
    seen = _plate_seen(facts, config)
    if not np.isfinite(sd):
        return Abstain(
            "occluded",
            f"the pose was lost around the bottom, so the back cannot be followed there{seen}",
        )
    error, allowed = against(sd, most)
    about = f"the back cannot be made out well enough (error about {error} deg, at most {allowed} "
    if behind:
        return Abstain("occluded", f"{about}deg allowed behind a plate){seen}")
    return Abstain(
        "occluded",
        f"{about}deg allowed){seen}; loose clothes or a background of the same color can blur its "
        "outline",
    )


GATES: tuple[Gate, ...] = (
    from_the_side,
    same_side,
    joints_seen,
    body_kept,
    knee_known,
    deep_enough,
    back_estimated,
    upper_body_seen,
    descent_measured,
    certain_enough,
)
"""Those that a repetition must pass before its wink is measured, in their order."""


def _plate_seen(facts: Facts, config: GateConfig) -> str:
    """Whether a plate is in the way, as part of a sentence; only what was found is said."""
    if facts.plate > config.some_plate:
        return (
            f"; a plate is in front of the lifter in {rounded(100.0 * facts.plate)} % of the frames"
        )
    return "; no plate was found in front of the lifter" if facts.plate == 0.0 else ""


def _shares(value: float, limit: float) -> tuple[str, str]:
    return against(100.0 * value, 100.0 * limit)


# --- of what was measured


def implausible(wink: Wink) -> str:
    """Why a wink cannot be what was measured, in words; empty if it can."""
    for name, text in _TOLD.items():
        value, range_ = getattr(wink, name), RANGES[name]
        if not range_.has(value):
            return (
                f"{text} comes out at {rounded(value)} deg, which no person shows "
                f"({rounded(range_.low)} to {rounded(range_.high)} deg): the back was misread"
            )
    return ""


_TOLD = {
    "wink_deg": "the wink",
    "pelvic_reversal_deg": "the pelvis's turning back",
    "lumbar_rise_deg": "the rise of lumbar flexion",
    "lumbar_flexion_bottom_deg": "lumbar flexion at the deepest point",
}
"""Numbers that the label hangs on."""
