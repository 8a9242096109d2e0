"""Every cut-off that decides a label, an abstention, a flag or a match, in one place.

Constants of the numerics (window lengths, sizes of pictures, what the network was trained with)
stand beside the code that uses them.

Each stage has one frozen dataclass. Numbers marked *convention* have no study behind them
and are meant to be changed; the others name their source. A run stores the whole object,
so a label can always be traced to the numbers that made it.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class PoseConfig:
    """How landmarks and outline are inferred (the slow stage; part of the cache key)."""

    model: str = "full"
    """Pose model, as :mod:`fo_buttwink.pose.registry` names it: MediaPipe's ``lite``, ``full`` or
    ``heavy``."""
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
    """Stride of the inferred frames while the lifter stands; those between are interpolated, and 1
    infers all. What it changes is in docs/accuracy.md."""
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


@dataclass(frozen=True)
class FilterConfig:
    """Smoothing (EVIDENCE: 4-6 Hz is customary; under 4 Hz a 0.4 s wink loses amplitude)."""

    cutoff_hz: float = 4.0
    max_gap_s: float = 0.2
    """Longest gap that is interpolated."""
    hampel_window_s: float = 0.25
    hampel_sigma: float = 3.0
    upside_down_deg: float = 95.0
    """A trunk that leans by more, with an ankle unseen, is no body but misplaced landmarks. Of 46
    real clips that is so in one, for 2 s behind plates, and in single frames of three others."""
    between_lost_s: float = 0.5
    """Frames between two such within so short a time are none either. *convention*"""


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
    min_known: float = 0.5
    """The lifter must be seen in more than this share of a repetition. *convention*"""
    max_travel_leg: float = 0.55
    """Largest horizontal travel of the ankles during a repetition, in leg lengths."""
    min_balance_leg: float = -0.26
    """Middle of hip and shoulder relative to the ankle at the bottom, in leg lengths; further
    back nobody stays on their feet, so the person sits."""


@dataclass(frozen=True)
class MovementConfig:
    """What is another movement than a squat.

    Each cut-off lies in a gap between 110 squats and 41 other movements down and up in 45
    real clips (squats from the side, oblique and from the front, with and without plates before
    the body; deadlifts, swings, lunges, picking up, leg press, sitting at a desk). The ranges
    are given. Angles at the bottom are the median of the stay there.
    """

    min_lunge_knee_gap_leg: float = 0.30
    """Difference in height of the knees, in leg lengths: squats up to 0.22, lunges from 0.39."""
    min_lunge_split_leg: float = 0.60
    """One foot ahead of the other, in leg lengths: squats up to 0.30, lunges from 0.87."""
    min_hinge_lean_deg: float = 45.0
    min_knee_over_lean_deg: float = 30.0
    """Where the trunk leans by the former, the knees bend by that much more in a squat: squats
    from 49, a simulated one just parallel with much lean 34, hinges (with a lean of 53 to 77) up to
    25."""
    hanging_hands_leg: float = 0.06
    """Hands at the bottom over the knees, in leg lengths, that count as hanging below them:
    squats from -0.04 (one, with misplaced hands; the others from 0.20), deadlifts up to -0.17."""
    min_hanging_lean_deg: float = 42.0
    min_hanging_knee_over_lean_deg: float = 52.0
    """The same with hands below the knees. By geometry (no clip): with a trap bar about 100 and
    50 deg, in a squat with dumbbells 110 and 40 deg at the same height of the hands."""
    max_hanging_lean_deg: float = 60.0
    """With hands below the knees nobody squats with such a lean: a deadlift of which the joints
    behind the plates were misplaced had 69, all squats up to 55."""
    hands_on_floor_leg: float = 0.20
    max_floor_lean_deg: float = 52.0
    min_floor_knee_over_lean_deg: float = 75.0
    """With the hands so near the ankles in height, in leg lengths, a squat leans less (drawn
    bodyweight squats with hanging arms up to 48, a real one 37; deadlifts from 53), or the knees
    bend by that much more than the trunk leans (deadlifts up to 61)."""
    max_swing_knee_deg: float = 90.0
    max_swing_hands_low_leg: float = -0.05
    min_swing_hands_high_leg: float = 0.5
    """A swing bends the knees by less than the first (66 to 72; squats from 72), with hands over
    the hips lower than the second at the bottom (-0.13 to -0.15) and higher than the third soon
    before or after (0.69 to 0.74; squats with such low hands up to 0.09), in leg lengths."""
    min_prone_deg: float = 60.0
    max_off_feet_leg: float = 0.75
    """With a trunk that leans by the former, the middle of trunk and hip is nowhere as far from
    the feet as the latter, in leg lengths. A plank, by geometry: 72 deg (from the front it comes
    out as about 64) and 1.2. No squat leans so far; those whose joints are misplaced come to 0.99
    with 57 deg, the others to 0.54 with 55 deg."""
    max_lean_deg: float = 80.0
    """Greatest lean of the trunk: squats up to 55, one whose end runs into picking something
    up 69; a plank or a bow to the floor, by geometry, at least 80."""
    max_standing_knee_deg: float = 55.0
    """Knee flexion at the straightest moment: squats up to 27, sitting from 66."""
    max_standing_hip_deg: float = 50.0
    """Hip flexion at the straightest moment: squats up to 25, bending over from 75."""
    max_end_hip_deg: float = 60.0
    max_end_lean_deg: float = 33.0
    """Start and end have not both the hips bent and the trunk leaning by more: squats up to 24
    deg of lean (a clip that ends early), parts of deadlifts from 41."""
    min_balance_leg: float = -0.45
    """Middle of trunk and hip ahead of the feet, in leg lengths, in any view, from metric
    landmarks where the side is not seen: real squats from -0.23, a drawn one from the front, where
    MediaPipe misses the lean of the trunk, -0.36; lying in a leg press -0.87 and less. From the
    side ``reps.min_balance_leg`` is stricter."""
    min_swaying_balance_leg: float = -0.22
    max_sway_deg: float = 10.0
    """Nor is the body further back than the former while the trunk comes upright by more than
    the latter and leans forward again, as on a seat: squats so far back up to 1 deg; sitting
    down, by geometry, 15 to 35 deg."""


@dataclass(frozen=True)
class WaistConfig:
    """When the turn of the waist in the picture is believed (``measure/pelvis/waist.py``)."""

    max_spread_deg: float = 3.0
    """Largest standard deviation of the reversal among the followed patches. On real clips it is
    0.5 to 2.7 deg where a waistband or a belt is followed; of loose shirts mostly far more."""
    max_restarts: float = 1.3
    """How often a patch may have been lost and followed anew in a descent, on average: each time
    adds an error. Waistbands and belts of people 0 to 1.2; simulated clips in which the patches
    agree on a reversal that is 6 to 10 deg too small 1.5 to 2.7."""
    min_contrast: float = 18.0
    """Least contrast (standard deviation in CIELAB units) within a patch: plain cloth has nothing
    to follow but its folds. Waistbands and belts of people 25 to 61; a simulated clip in which the
    reversal was 10 deg too small 15, black on black up to 10."""
    max_drift: float = 0.06
    """Farthest that the patches may come to lie from their place on the body, on average, in body
    lengths: where plain cloth has nothing to follow, the crease between trunk and thigh is taken
    instead, and it wanders. Waistbands and belts of people 0.02 to 0.05; a simulated lifter in a
    plain shirt whose reversal came out 11 to 18 deg too small 0.08 to 0.12."""
    min_correlation: float = 0.9
    """Correlation of a patch with the one it is compared with, below which it is lost.
    *convention*"""
    own_sd_deg: float = 2.0
    """Error of the reversal that the patches have in common, as a standard deviation. Against
    seven repetitions of three people digitized by hand, three of them poor, all errors together
    come to 2.3 deg (RMS), which holds the patches' own and the hand's as well."""

    def __post_init__(self) -> None:
        for name in ("max_spread_deg", "own_sd_deg"):
            if not getattr(self, name) > 0.0:
                raise ValueError(
                    f"config.waist.{name}: expected more than 0 deg, got {getattr(self, name)!r}"
                )


@dataclass(frozen=True)
class SetConfig:
    """How many repetitions of a video speak for the whole set."""

    min_graded: int = 2
    """Least graded repetitions behind the median of a set. *convention*"""
    min_followed: int = 2
    """Least repetitions in which the waist was followed, and half of all, before the others are
    corrected by them (``measure/pelvis/blend.py``). *convention*"""

    def __post_init__(self) -> None:
        for name in ("min_graded", "min_followed"):
            if not getattr(self, name) >= 1:
                raise ValueError(
                    f"config.sets.{name}: expected an integer of at least 1, "
                    f"got {getattr(self, name)!r}"
                )


@dataclass(frozen=True)
class WinkConfig:
    """Amount, onset and grade (EVIDENCE.md T4; all cut-offs are *conventions*)."""

    grade_cutoffs_deg: tuple[float, float, float] = (5.0, 10.0, 20.0)
    """``wink_deg`` at which subtle, moderate and marked begin."""
    late_pct: float = 90.0
    """Onset at or after this share of the descent is late."""
    early_pct: float = 70.0
    """Onset before this share of the descent is early."""
    onset_departure_deg: float = 2.0
    """A wink begins where the pelvis has turned back so far from its most anterior tilt, and stays
    turned back. *convention*; the passive rotation of the pelvis begins gradually (Bohannon 1985),
    so some threshold is needed."""
    return_flexion_deg: float = 5.0
    """With less lumbar flexion at the bottom than this, a wink only takes an arched back to its own
    standing curve: pattern ``return``, severity at most 1. *convention*"""
    rounding_deg: float = 25.0
    """Lumbar flexion at the bottom from which a repetition without a wink is ``rounding``: the
    upper mean of trained lifters (McKean 2010: 25 to 26 deg in men)."""
    flexion_bands_deg: tuple[float, float, float] = (10.0, 25.0, 35.0)
    """Borders of the bands of total lumbar flexion at the bottom, which is stated beside the grade
    and never changes it (McKean 2010, Walsh 2007; 35: half of the passive range)."""
    window_s: float = 0.1
    """Values at the bottom and in the descent are medians over this long, so that one frame makes
    no wink."""
    min_frames: int = 5
    """Least measured frames in a descent."""
    min_reach: float = 0.9
    """Least depth up to which the pelvis must be measured, as share of the descent."""
    max_gap_depth: float = 0.35
    """Largest share of the descent that may be hidden in one piece."""
    max_gap_at_turning: float = 0.1
    """The same beside the most anterior tilt, where a gap may hide a still more anterior one."""
    interval: float = 0.9
    """Nominal coverage of every interval."""
    people_sd_deg: float = 7.0
    """What the estimator's own error, learnt on simulated lifters, leaves out on people, as a
    standard deviation. It widens the interval of ``wink_deg`` downward only: against angles
    digitised by hand the estimate is up to 13 deg too large, and at most 4 too small."""
    review_load_rel: float = 0.7
    """Relative load from which a graded rep gets review priority (Bengtsson 2023, Berglund
    2024 measured at 70 % 1RM; as a cut-off a *convention*)."""

    def __post_init__(self) -> None:
        for name in ("grade_cutoffs_deg", "flexion_bands_deg"):
            values = getattr(self, name)
            if not _three_rising(values):
                raise ValueError(
                    f"config.wink.{name}: expected three rising numbers of degrees, got {values!r}"
                )
        if not 0.0 <= self.early_pct <= self.late_pct <= 100.0:
            raise ValueError(
                "config.wink.early_pct, late_pct: expected 0 to 100 in this order, got "
                f"{self.early_pct!r} and {self.late_pct!r}"
            )


def _three_rising(values: Any) -> bool:
    return (
        isinstance(values, tuple)
        and len(values) == 3
        and all(isinstance(v, (int, float)) and math.isfinite(v) for v in values)
        and values[0] < values[1] < values[2]
    )


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
    view: GateConfig = field(default_factory=GateConfig)
    filter: FilterConfig = field(default_factory=FilterConfig)
    reps: RepConfig = field(default_factory=RepConfig)
    movements: MovementConfig = field(default_factory=MovementConfig)
    waist: WaistConfig = field(default_factory=WaistConfig)
    wink: WinkConfig = field(default_factory=WinkConfig)
    sets: SetConfig = field(default_factory=SetConfig)
    flags: FlagConfig = field(default_factory=FlagConfig)
    matching: MatchConfig = field(default_factory=MatchConfig)
    preset: str = "default"

    def to_dict(self) -> dict[str, Any]:
        """Plain nested dictionary, ready for JSON."""
        out = asdict(self)
        for name in _TUPLES:
            out["wink"][name] = list(out["wink"][name])
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
    "view": GateConfig,
    "filter": FilterConfig,
    "reps": RepConfig,
    "movements": MovementConfig,
    "waist": WaistConfig,
    "wink": WinkConfig,
    "sets": SetConfig,
    "flags": FlagConfig,
    "matching": MatchConfig,
}


_TUPLES = ("grade_cutoffs_deg", "flexion_bands_deg")


def _stage(name: str, values: dict[str, Any]) -> Any:
    if not isinstance(values, dict):
        raise ValueError(f"config.{name}: expected settings by name, got {values!r}")
    allowed = {f.name for f in fields(_STAGES[name])}
    unknown = set(values) - allowed
    if unknown:
        raise ValueError(
            f"config.{name}: unknown setting {sorted(unknown)}, expected some of {sorted(allowed)}"
        )
    values = {k: tuple(v) if k in _TUPLES else v for k, v in values.items()}
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


@dataclass(frozen=True)
class HandConfig:
    """Measuring by hand in the viewer; no setting of the analysis itself."""

    still_depths: tuple[float, ...] = (0.3, 0.55, 0.75, 0.9)
    """Depths of the stills in the descent, by the hip joints; the first is the one that changes are
    taken from. *convention*; standing itself is often half hidden by an arm."""
    min_line_px: float = 5.0
    """Shortest line that has a direction. At this length one pixel at one end turns it by 11 deg;
    the viewer says by how much. *convention*"""
    max_turn_deg: float = 90.0
    """No pelvis and no trunk turns farther than this from the first frame of the descent: a line
    that does is drawn the other way round. *convention*; lifters digitized by hand turn by up to 50
    deg."""
    min_descent_frames: int = 3
    """Fewest stills from the first of the descent to the deepest one that can show a turning
    back: one between both. *convention*"""
    min_pairs: int = 3
    """Fewest pairs of measures from which a repeatability is stated. *convention*"""
    window: float = 0.62
    """Side of an enlarged still in standing body lengths (trunk + thigh + shank). *convention*"""


@dataclass(frozen=True)
class PeopleConfig:
    """What ``fo-buttwink bench people`` counts; no setting of the analysis itself."""

    hand_uncertainty_deg: float = 2.5
    """How far an angle measured by hand may be off: two passes over the same pictures differ by
    1 to 3 deg, and other readings of the same cloth by more."""
    onset_from_deg: float = 5.0
    """``wink_deg`` from which an onset ought to be stated; the first cut-off of the grades.
    *Convention*."""
    min_reps_in_set: int = 3
    """Fewest values in a clip whose standard deviation is taken. *Convention*."""
    marker_sd_deg: float = 1.0
    """Error assumed for a change of the marker angles in place of the estimator's own statement.
    *Convention*: markers slide on the skin, but by about the same in every repetition."""
    leg_per_psis: float = 0.9
    """Leg length (thigh + shank) over the height of the PSIS markers in standing, roughly."""
    marker_standing_share: float = 0.25
    """Standing is the tallest quarter of the frames outside of repetitions. *Convention*."""


@dataclass(frozen=True)
class AgreementConfig:
    """How two sources of the same repetitions are compared; no setting of the analysis itself."""

    interval: float = 0.95
    """Nominal coverage of the intervals. *Convention*."""
    draws: int = 1000
    """How often the videos are drawn anew for an interval. *Convention*: the ends of a 95 %
    interval then move by a few hundredths of its width from one seed to another."""
    min_videos: int = 5
    """Fewest videos for an interval. *Convention*: whoever draws 4 videos with replacement gets
    the same one four times in 1 of 64 draws, and an interval that is far too narrow."""
    min_pairs: int = 3
    """Fewest pairs for a spread, and so for limits of agreement and an ICC. *Convention*."""
    limits_z: float = 1.96
    """Limits of agreement are so many standard deviations from the bias (Bland and Altman 1986)."""
    onset_within_pct: tuple[float, float] = (5.0, 10.0)
    """Differences of two onsets, in % of the descent, that count as agreement. *Convention*."""
    different_deg: float = 5.0
    """Difference of two winks that is shown as a disagreement: the width of the grade ``subtle``.
    *Convention*."""


@dataclass(frozen=True)
class CalibrationConfig:
    """When the machine's offset on somebody's own data is stated."""

    min_reps: int = 20
    """Fewest repetitions measured by hand. *Convention*."""
    min_videos: int = 5
    """Fewest videos that they are from. What the machine is off by is mostly the same in all
    repetitions of a lifter (:class:`SetConfig`), so videos count and not repetitions: the interval
    is 1.2 standard deviations of videos to either side with 5 of them, 2.5 with 3. *Convention*."""
    interval: float = 0.95
    """Nominal coverage of the interval. *Convention*."""


@dataclass(frozen=True)
class NextReviewConfig:
    """Which repetitions are worth reviewing first; no label depends on it."""

    neighbors: int = 5
    """So many similar repetitions (of the same curves) speak about one. *Convention*."""
    own_weight: float = 2.0
    """How many repetitions the whole dataset's shares of grades count for beside those of the same
    set and of similar curves. *Convention*: with 2, three others of a set outweigh it."""
    source_right: float = 0.7
    """How often another source is taken to be right; its other answers are spread over the other
    grades. *Convention*: raters of movement quality agree in 60 to 80 % of cases."""
    unstated: float = 0.25
    """Probability that a repetition is wrongly left without a grade, if another source gives one.
    *Convention*."""
    slipped: float = 0.1
    """Probability that a measured wink says nothing about the grade, because the pose slipped or
    the lifter was mistaken. *Convention*: an interval of 90 % leaves out as many."""
    rare_most: float = 2.0
    """Largest weight of a rare grade; the weight grows with the square root of how rare it is.
    *Convention*."""
    load_weight: float = 1.5
    """Weight of a heavily loaded repetition of ``flags.priority_grade`` or more. *Convention*."""
    worth_saying: float = 0.15
    """Least probability of another grade that is given as a reason. *Convention*."""


@dataclass(frozen=True)
class EmbeddingConfig:
    """How the curves of a repetition become one vector, so that similar ones lie near."""

    scales_deg: tuple[float, float, float, float, float] = (10.0, 10.0, 10.0, 30.0, 30.0)
    """Degrees that count as much as one another in pelvic tilt, lumbar flexion, trunk lean, hip
    flexion and knee flexion. *Convention*: hips and knees move by about three times as much, and
    would hide what the pelvis does. Fixed, so that the vectors of two data sets can be compared."""
    min_reps: int = 3
    """Fewest repetitions with curves for a plot and for a search. *Convention*."""
    max_missing: float = 0.25
    """Largest share of a repetition in which a curve may be unknown; it is filled linearly.
    *Convention*."""


@dataclass(frozen=True)
class TrendConfig:
    """When the change of one person over loads or repetitions is shown."""

    interval: float = 0.95
    """Nominal coverage of the interval of a slope. *Convention*."""
    min_loads: int = 3
    """Fewest different loads, or places in a set, behind a trend. *Convention*: through two points
    a line always fits."""
    min_points: int = 5
    """Fewest sets, or repetitions, behind a trend. *Convention*."""
    mdc_z: float = 1.96
    """A change is detectable from ``mdc_z * sqrt(2)`` standard errors on (Weir 2005)."""


@dataclass(frozen=True)
class HealthConfig:
    """What the health of a dataset counts; no setting of the analysis itself."""

    yaw_step_deg: float = 15.0
    """Width of the classes of camera yaw in which oblique videos are counted. *Convention*."""
    max_share: float = 0.5
    """Share of the graded repetitions from which one lifter, load or grade is said to outweigh the
    others. *Convention*."""
    few: int = 10
    """Fewer repetitions of a grade are said to be few. *Convention*."""
    max_rms: float = 0.25
    """Largest difference of the curves of two copies of a repetition (root mean square, in units of
    ``EmbeddingConfig.scales_deg``). Of four copies each of seven real clips (re-encoded,
    mirrored, half the size, start cut off) three in four repetitions differ by less; but so do 25
    of 100 pairs of repetitions of one real set, so times have to agree as well. Together: 21 of 27
    copies are found, and none of 10 real sets cut in halves is taken for a copy of itself."""
    max_phase_s: float = 0.1
    """Largest difference of the durations of their descents, and of their ascents. *Convention*:
    where a repetition begins and ends moves by a frame or two from copy to copy."""
    max_offset_s: float = 0.25
    """How far the times between the deepest points may differ in two copies. *Convention*."""
    min_same_reps: float = 0.5
    """Least share of the repetitions of the shorter video that have a copy in the other.
    *Convention*."""
    picture_times: int = 5
    """Pictures per video that are compared. *Convention*."""
    max_bits: int = 8
    """Most differing bits, of 64, of the hashes of two pictures of the same moment."""
    min_pictures: float = 0.8
    """Least share of a video's pictures that must be found in the other. *Convention*."""
