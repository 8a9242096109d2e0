"""Every cut-off that decides a label, an abstention, a flag or a match, in one place.

Constants of the numerics (window lengths, sizes of pictures, what the network was trained with)
stand beside the code that uses them.

Each stage has one frozen dataclass. Numbers marked *convention* have no study behind them
and are meant to be changed; the others name their source. A run stores the whole object,
so a label can always be traced to the numbers that made it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class PoseConfig:
    """How landmarks and outline are inferred (the slow stage; part of the cache key)."""

    model: str = "full"
    """MediaPipe pose landmarker variant: ``lite``, ``full`` or ``heavy``."""
    max_side_px: int = 512
    """The lifter's part of the picture is shrunk to this longer side; the network itself
    sees 256 px, and larger masks only cost time."""
    outline_px: int = 128
    """Side of the square outline crop that is kept per frame."""
    outline_body: float = 1.1
    """Side of the crop in body lengths (trunk + thigh + shank as seen in the image)."""
    enough_fps: float | None = 25.0
    """Of faster videos only every second, third ... frame is inferred, so that at least so many
    are left per second, and those between are interpolated; ``None``: every frame. *Convention*:
    most of the footage that the errors were measured on has 25 to 30."""
    standing_stride: int = 2
    """While the lifter stands, every so many-th of those frames is inferred, and the ones between
    are interpolated; 1: all. What it changes is in docs/accuracy.md."""
    standing_height: float = 0.95
    """Hips at this share of their greatest height over the ankles count as standing. *Convention*;
    at the bottom of the squats of 20 simulated and real clips they were at 0.65 and less."""
    max_people: int = 3
    """How many people are told apart while the lifter is searched for."""
    scout_frames: int = 10
    """Frames spread over the clip in which the lifter is searched for."""
    min_detection_confidence: float = 0.3
    min_presence_confidence: float = 0.2
    min_tracking_confidence: float = 0.2
    """Low on purpose: at MediaPipe's 0.5 a plate before the head ends the tracking. What was
    seen badly is sorted out afterwards, by visibility."""

    def __post_init__(self) -> None:
        if self.standing_stride < 1:
            raise ValueError(
                f"config.pose.standing_stride: expected 1 (every frame) or more, got "
                f"{self.standing_stride}"
            )


@dataclass(frozen=True)
class ViewConfig:
    """When a clip may be measured at all."""

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


@dataclass(frozen=True)
class FilterConfig:
    """Smoothing (EVIDENCE: 4-6 Hz is customary; under 4 Hz a 0.4 s wink loses amplitude)."""

    cutoff_hz: float = 4.0
    max_gap_s: float = 0.2
    """Longest gap that is interpolated."""
    hampel_window_s: float = 0.25
    hampel_sigma: float = 3.0


@dataclass(frozen=True)
class RepConfig:
    """What counts as a squat repetition."""

    min_depth_leg: float = 0.12
    """Least vertical hip travel of a repetition, in leg lengths (thigh + shank). *convention*"""
    max_depth_leg: float = 1.05
    """A deeper drop of the hips starts from a jump or a box. *convention*"""
    max_speed_leg_s: float = 1.5
    """Faster average descent (leg lengths/s) is falling. *convention*"""
    min_knee_flexion_deg: float = 50.0
    """Least knee flexion at the bottom for a movement to be a squat. *convention*"""
    judged_knee_flexion_deg: float = 70.0
    """Shallower squats are repetitions, but labelled ``too_shallow``. *convention*, about
    20 deg above a parallel thigh."""
    least_knee_deg: float = 0.0
    greatest_knee_deg: float = 170.0
    """Knee flexion at the bottom outside of this is a mistake of the pose and stored as missing: a
    calf stops the thigh at about 160 deg. *convention*"""
    prominence: float = 0.3
    """Least prominence of a bottom, as share of the robust range of hip height."""
    min_rise: float = 0.65
    """Two dips belong to one repetition if the hips rise less than this share of the way
    to standing between them. *convention*"""
    border: float = 0.05
    """A repetition begins and ends where depth passes this share of its own descent."""
    min_duration_s: float = 0.6
    max_duration_s: float = 12.0
    max_drift: float = 0.35
    """Largest difference between start and end height, as share of the descent."""
    max_travel_leg: float = 0.55
    """Largest horizontal travel of the ankles during a repetition, in leg lengths."""
    min_known: float = 0.7
    """The lifter must be seen in more than this share of the frames of a repetition.
    *convention*"""
    min_balance_leg: float = -0.26
    """Middle of hip and shoulder relative to the ankle at the bottom, in leg lengths; further
    back nobody stays on their feet, so the person sits."""


@dataclass(frozen=True)
class WinkConfig:
    """Amount, onset and grade (EVIDENCE.md T4; all cut-offs are *conventions*)."""

    grade_cutoffs_deg: tuple[float, float, float] = (5.0, 10.0, 20.0)
    """``wink_deg`` at which subtle, moderate and marked begin."""
    late_pct: float = 90.0
    """Onset at or after this share of the descent is late."""
    early_pct: float = 70.0
    """Onset before this share of the descent is early."""
    onset_min_deg: float = 3.0
    """Least departure from the earlier course that counts as onset."""
    onset_max_width_pct: float = 80.0
    """An onset whose interval is wider than this share of the descent is not stated, and has no
    timing: the curve says next to nothing about it. That is so for a third of the simulated
    validation winks; the others are off by 8 % on average."""
    bottom_window_s: float = 0.1
    """The bottom value is the median over this long around the deepest frame."""
    rounding_deg: float = 10.0
    """Lumbar flexion at the bottom from which a rep without reversal is ``rounding``."""
    interval: float = 0.9
    """Nominal coverage of every interval."""
    review_load_rel: float = 0.7
    """Relative load from which a graded rep gets review priority (Bengtsson 2023, Berglund
    2024 measured at 70 % 1RM; as a cut-off a *convention*)."""


@dataclass(frozen=True)
class FlagConfig:
    """Which repetitions a curator is shown first; no label depends on it."""

    min_severity: int = 2
    """Severity from which a repetition is flagged. *convention*"""
    priority_grade: str = "moderate"
    """Grade from which a heavy load (``wink.review_load_rel``) raises review priority.
    *convention*"""


@dataclass(frozen=True)
class MatchConfig:
    """When a repetition of one account is that of another: a new analysis, or people's labels."""

    min_iou: float = 0.5
    """Least overlap (intersection over union of frames). Two repetitions of one video cannot both
    reach it unless they overlap each other. *convention*"""


@dataclass(frozen=True)
class Config:
    """All stages together."""

    pose: PoseConfig = field(default_factory=PoseConfig)
    view: ViewConfig = field(default_factory=ViewConfig)
    filter: FilterConfig = field(default_factory=FilterConfig)
    reps: RepConfig = field(default_factory=RepConfig)
    wink: WinkConfig = field(default_factory=WinkConfig)
    flags: FlagConfig = field(default_factory=FlagConfig)
    matching: MatchConfig = field(default_factory=MatchConfig)
    preset: str = "default"

    def to_dict(self) -> dict[str, Any]:
        """Plain nested dictionary, ready for JSON."""
        out = asdict(self)
        out["wink"]["grade_cutoffs_deg"] = list(self.wink.grade_cutoffs_deg)
        return out

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Config:
        """Inverse of :meth:`to_dict`. Unknown keys raise ``ValueError``."""
        stages: dict[str, Any] = {}
        known = {f.name: f for f in fields(cls)}
        for name, value in data.items():
            if name not in known:
                raise ValueError(f"config: unknown stage {name!r}, expected one of {sorted(known)}")
            stages[name] = value if name == "preset" else _stage(name, value)
        return cls(**stages)


_STAGES: dict[str, type] = {
    "pose": PoseConfig,
    "view": ViewConfig,
    "filter": FilterConfig,
    "reps": RepConfig,
    "wink": WinkConfig,
    "flags": FlagConfig,
    "matching": MatchConfig,
}


def _stage(name: str, values: dict[str, Any]) -> Any:
    if not isinstance(values, dict):
        raise ValueError(f"config.{name}: expected settings by name, got {values!r}")
    allowed = {f.name for f in fields(_STAGES[name])}
    unknown = set(values) - allowed
    if unknown:
        raise ValueError(
            f"config.{name}: unknown setting {sorted(unknown)}, expected some of {sorted(allowed)}"
        )
    if "grade_cutoffs_deg" in values:
        values = {**values, "grade_cutoffs_deg": tuple(values["grade_cutoffs_deg"])}
    return _STAGES[name](**values)


def preset(name: str = "default", *, model: str | None = None, every_frame: bool = False) -> Config:
    """Named settings.

    Parameters
    ----------
    name
        ``default``; ``research`` (stricter gates: measures fewer clips, each with more
        confidence); ``screening`` (wider gates: measures more clips, with wider intervals).
    model
        MediaPipe variant to use instead of the preset's own.
    every_frame
        Infer every frame of every video, instead of interpolating where that is as good.

    Raises
    ------
    ValueError
        If there is no such preset.
    """
    base = Config()
    if name == "research":
        base = replace(
            base,
            view=replace(
                base.view,
                max_yaw_deg=18.0,
                min_visible_fraction=0.8,
                min_fps=24.0,
                min_body_px=200.0,
            ),
        )
    elif name == "screening":
        base = replace(base, view=replace(base.view, max_yaw_deg=32.0, min_visible_fraction=0.5))
    elif name != "default":
        raise ValueError(f"preset {name!r} does not exist, expected one of {PRESETS}")
    if model is not None:
        base = replace(base, pose=replace(base.pose, model=model))
    if every_frame:
        base = replace(base, pose=replace(base.pose, enough_fps=None, standing_stride=1))
    return replace(base, preset=name)


PRESETS = ("default", "research", "screening")
