"""When a clip or a repetition may be measured at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GateConfig:
    """When a clip or a repetition may be measured at all: the cut-offs of the gates.

    The stage is called ``view``, as in all stored settings.
    """

    max_yaw_deg: float = 26.0
    """Beyond this camera yaw from a true side view we abstain (Puig-Divi 2019 found angles
    usable down to 45 deg; a segment leaning 40 deg is already 4 deg off at 30 deg yaw)."""
    min_visible_fraction: float = 0.6
    """Least share of frames in which hip, knee and shoulder must be seen."""
    min_visibility: float = 0.5
    """MediaPipe visibility under which a landmark counts as unseen."""
    min_fps: float = 14.0
    """Below this a descent of 1 s has too few frames to place an onset."""
    min_body_px: float = 60.0
    """Least body length (trunk + thigh + shank) in pixels of the source video."""
    min_duration_s: float = 0.8
    """A shorter clip holds no squat. *convention*"""
    min_frames: int = 8
    """A clip of fewer frames is too short to be smoothed. *convention*"""
    min_body_kept: float = 0.78
    """Least length of trunk + thigh + shank at the bottom, as share of that before the descent.
    It hardly changes in a side view: 0.84 to 1.06 on 51 simulated and 8 real clips whose joints
    fit, 0.46 to 0.74 where MediaPipe had lost the body, mostly behind plates."""
    min_body_steady: float = 0.7
    """Least share of shortest to longest (5th to 95th percentile) within a repetition."""
    max_sd_deg: float = 5.7
    """Standard error of a change in lumbar flexion, as the estimator states it, from which it
    abstains: 2 of 103 repetitions without plates on 49 simulated validation clips, and all 15
    with plates whose large winks it missed."""
    max_sd_plate_deg: float = 5.0
    """The same behind a plate, where less can be checked. Of the validation lifters with plates the
    one who is read rightly states 3.1 to 3.3, those read wrongly 5.8 and more."""
    min_arm_visibility: float = 0.45
    min_head_visibility: float = 0.99
    """Median visibility of the near elbow and ear under which the trunk counts as hidden.
    MediaPipe is least sure of them behind plates, and there the estimator errs by far more
    than it states (49 simulated validation clips: 11 against 3 deg). The ear tells plates best;
    crossed arms hide the elbow as well, and do little harm."""
    min_measured: float = 0.6
    """Least share of a descent's frames in which the outline could be measured. *convention*"""
    some_plate: float = 0.3
    """Share of a repetition's frames with a plate above which it counts as filmed behind one, and
    ``max_sd_plate_deg`` holds. *convention*"""
    min_side_agreement: float = 0.7
    """Share of the evidence that must speak for one side of the body; else the side is unknown,
    and with it the view. *convention*"""
    min_plate_seen: float = 0.6
    """Share of a repetition's frames in which the plate itself must be found to excuse that:
    its centre then stands for the hidden shoulder."""
