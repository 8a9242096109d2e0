"""What an analysis says about one video, and its JSON form (schema 2).

Frames are 1-based and inclusive, as FiftyOne counts them. Angles are degrees of change
from the lifter's own standing: pelvic tilt anterior +, trunk lean forward +, lumbar, hip
and knee flexion +. Missing is NaN in arrays, ``None`` in fields and JSON, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any, TypeGuard

import numpy as np

from .._util.arrays import number_or_none
from .._version import __version__
from .codes import code_of_status
from .curves import FrameSeries, series_from_json, series_to_json
from .measures import ROWS
from .types import STATUS_FAILED as STATUS_FAILED
from .types import STATUS_OK as STATUS_OK
from .types import Abstention, Grade, Label, Pattern, Side, Status, Timing

SCHEMA = 2
"""Version of the definition of a wink and of the JSON form. 1: rise of lumbar flexion from its own
onset; 2: what the lumbar spine pays for the pelvis's turning back
(:mod:`fo_buttwink.measure.wink`)."""
PROGRAM = "fo-buttwink"

GRADES: tuple[Grade, ...] = ("none", "subtle", "moderate", "marked")
ABSTAIN_REASONS: tuple[Abstention, ...] = (
    "unclear_view",
    "occluded",
    "too_shallow",
    "low_visibility",
    "no_person",
    "fps_too_low",
    "not_a_squat",
)
PATTERNS: tuple[Pattern, ...] = ("wink", "return", "rounding", "none")
TIMINGS: tuple[Timing, ...] = ("late", "mid", "early")

Interval = tuple[float, float]


def is_abstention(label: str) -> TypeGuard[Abstention]:
    """Whether a label is a reason for giving no grade."""
    return label in ABSTAIN_REASONS


@dataclass(frozen=True)
class ViewEstimate:
    """From where the camera sees the lifter; one verdict per clip."""

    side: Side | None
    """Body side that faces the camera, ``left`` or ``right``; ``None`` if unclear."""
    yaw_deg: float | None
    """Camera yaw away from a true side view, 0..90, unsigned."""
    quality: float
    """0..1, how far the picture can be trusted for a sagittal measurement."""


@dataclass(frozen=True)
class Repetition:
    """One squat, with its three factors or the reason why it cannot be judged."""

    first: int
    bottom: int
    last: int
    turning: int | None
    """Turning point: the frame of the descent at which pelvic tilt is most anterior."""
    label: Label
    """One of :data:`GRADES` or of :data:`ABSTAIN_REASONS`."""
    severity: int | None
    pattern: Pattern
    wink_deg: float | None
    wink_deg_interval: Interval | None
    pelvic_reversal_deg: float | None
    lumbar_rise_deg: float | None
    """Rise of lumbar flexion from the turning point to the deepest point; below 0 if it falls."""
    lumbar_flexion_bottom_deg: float | None
    onset_pct: float | None
    onset_pct_interval: Interval | None
    onset_hip_flexion_deg: float | None
    timing: Timing | None
    depth_knee_flexion_deg: float | None
    eccentric_s: float
    pause_s: float
    concentric_s: float
    confidence: float
    reason: str
    further: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Attributes of :mod:`fo_buttwink.domain.measures` that have no member here, by name; no
    other code needs to know of them. In JSON they stand beside the others."""

    @property
    def measurable(self) -> bool:
        """Whether the rep carries a grade (and not a reason for abstaining)."""
        return self.label in GRADES


_MEMBERS = tuple(f.name for f in fields(Repetition) if f.name != "further")
FURTHER = tuple(row.name for row in ROWS if not row.derived and row.name not in _MEMBERS)
"""Names that :attr:`Repetition.further` may have."""


@dataclass(frozen=True)
class SetSummary:
    """The graded repetitions of one video taken together (:mod:`fo_buttwink.domain.sets`)."""

    graded: int
    """Repetitions behind the values."""
    wink_deg: float
    """Median of their winks."""
    wink_deg_interval: Interval
    grade: Grade
    """Of the median wink; one of :data:`GRADES`."""
    onset_pct: float | None
    """Median of the onsets; ``None`` where fewer than half of the repetitions state one."""


@dataclass(frozen=True)
class Media:
    """The video itself, as our own decoder found it."""

    width: int
    """Of the displayed picture, turned as its display matrix says [px]."""
    height: int
    codec: str
    variable_frame_rate: bool
    """Frames do not follow each other evenly: only their own times say when each is shown."""
    start_s: float = 0.0
    """Time at which players show the first frame, for which all other times are 0 [s]."""
    pixel_format: str = ""
    """Such as yuv420p; empty where it is not known."""
    transfer: str = ""
    """How brightness is stored, such as bt709, or smpte2084 and arib-std-b67 for HDR."""


def this_program() -> dict[str, str]:
    """Name and version of this program, as every analysis keeps them."""
    return {"name": PROGRAM, "version": __version__}


@dataclass(frozen=True)
class VideoAnalysis:
    """Everything that is said about one video."""

    video: str
    fps: float | None
    total_frames: int
    status: Status
    """``ok``, an abstain reason, or ``failed``."""
    message: str
    view: ViewEstimate
    model: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    program: dict[str, str] = field(default_factory=this_program)
    """Name and version of the program that measured."""
    schema: int = SCHEMA
    """Definition of the label under which the repetitions were judged."""
    frames_inferred: int | None = None
    """Frames that the pose model looked at; those between are interpolated. ``None``: unknown."""
    frames: FrameSeries | None = None
    reps: tuple[Repetition, ...] = ()
    graded_set: SetSummary | None = None
    """The repetitions taken together; ``None`` where too few carry a grade."""
    media: Media | None = None
    """The video file; ``None`` where it could not be read, or by a version that did not say."""
    slow_motion: float = 1.0
    """How many times slower the video is played than it was recorded. What is measured in seconds
    is real time; times of frames are those of the file."""
    error_code: str = ""
    """Stable code of the error, where the video could not be analyzed (``docs/errors.md``)."""

    @property
    def code(self) -> str | None:
        """Stable code of why the video has no result; ``None`` where it has one.

        A video that could not be read keeps the code of its error, where that is known.
        """
        if self.status == STATUS_FAILED and self.error_code:
            return self.error_code
        return code_of_status(self.status) or None

    def to_json(self) -> dict[str, Any]:
        """Return the object of the command line's JSON contract."""
        return {
            "schema": self.schema,
            "program": self.program,
            "video": self.video,
            "fps": number_or_none(self.fps, 4),
            "total_frames": self.total_frames,
            "frames_inferred": self.frames_inferred,
            "status": self.status,
            "message": self.message,
            "view": {f.name: _plain(getattr(self.view, f.name)) for f in fields(self.view)},
            "model": self.model,
            "config": self.config,
            "frames": series_to_json(self.frames),
            "reps": [rep_to_json(rep) for rep in self.reps],
            "set": set_to_json(self.graded_set),
            "media": None if self.media is None else asdict(self.media),
            "slow_motion": number_or_none(self.slow_motion, 4),
            "error_code": self.code,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> VideoAnalysis:
        """Inverse of :meth:`to_json`, up to the rounding of numbers.

        Raises
        ------
        ValueError
            If ``data`` was written under another schema number, lacks a key, or has repetitions
            that cannot be.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(
                f"analysis JSON: expected schema {SCHEMA}, got {data.get('schema')!r}; "
                "analyze the video again with this version"
            )
        missing = [key for key in _KEYS if key not in data]
        if missing:
            raise ValueError(f"analysis JSON: expected the keys {', '.join(missing)}, got none")
        return cls(
            video=data["video"],
            program=dict(data["program"]),
            fps=data["fps"],
            total_frames=data["total_frames"],
            frames_inferred=data["frames_inferred"],
            status=data["status"],
            message=data["message"],
            view=ViewEstimate(**data["view"]),
            model=data["model"],
            config=data["config"],
            frames=series_from_json(data["frames"]),
            reps=tuple(rep_from_json(rep) for rep in data["reps"]),
            graded_set=set_from_json(data.get("set")),
            media=media_from_json(data.get("media")),
            slow_motion=float(data.get("slow_motion") or 1.0),
            error_code=_code_of_error(data),
        )


def _code_of_error(data: dict[str, Any]) -> str:
    """Return what the status alone does not say already."""
    code = str(data.get("error_code") or "")
    return "" if code == code_of_status(data["status"]) else code


_KEYS = (
    "video", "program", "fps", "total_frames", "frames_inferred", "status", "message", "view",
    "model", "config", "frames", "reps",
)  # fmt: skip


def rep_to_json(rep: Repetition) -> dict[str, Any]:
    """One repetition as a JSON object."""
    members = {name: _plain(getattr(rep, name)) for name in _MEMBERS}
    return {**members, **{name: _plain(rep.further.get(name)) for name in FURTHER}}


def set_to_json(found: SetSummary | None) -> dict[str, Any] | None:
    """Return the summary of a set as a JSON object, ``None`` where there is none."""
    if found is None:
        return None
    return {f.name: _plain(getattr(found, f.name)) for f in fields(found)}


def set_from_json(data: dict[str, Any] | None) -> SetSummary | None:
    """Inverse of :func:`set_to_json`; ``None`` for files that were written before there was one.

    Raises
    ------
    ValueError
        If a key is missing or the grade is none of ours.
    """
    if data is None:
        return None
    names = [f.name for f in fields(SetSummary)]
    if set(data) != set(names):
        raise ValueError(f"set: expected the keys {', '.join(names)}, got {', '.join(data)}")
    if data["grade"] not in GRADES:
        raise ValueError(f"set: grade {data['grade']!r} is none of {', '.join(GRADES)}")
    low, high = data["wink_deg_interval"]
    return SetSummary(**{**data, "wink_deg_interval": (low, high)})


def media_from_json(data: dict[str, Any] | None) -> Media | None:
    """Inverse of ``asdict``; ``None`` for files that were written before it was kept.

    Raises
    ------
    ValueError
        If a key is missing.
    """
    if data is None:
        return None
    names = [f.name for f in fields(Media)]
    later = {f.name for f in fields(Media) if f.default is not MISSING}
    if set(data) - set(names) or set(names) - later - set(data):
        raise ValueError(f"media: expected the keys {', '.join(names)}, got {', '.join(data)}")
    return Media(**data)


def rep_from_json(data: dict[str, Any]) -> Repetition:
    """Inverse of :func:`rep_to_json`.

    Raises
    ------
    ValueError
        If a key is missing, the label is none of ours, or the frames are not in order.
    """
    if set(data) - set(FURTHER) != set(_MEMBERS):  # files of older versions lack the further ones
        names = ", ".join((*_MEMBERS, *FURTHER))
        raise ValueError(f"repetition: expected the keys {names}, got {', '.join(data)}")
    if data["label"] not in (*GRADES, *ABSTAIN_REASONS):
        raise ValueError(f"repetition: label {data['label']!r} is none of {', '.join(GRADES)} or a "
                         "reason for abstaining")  # fmt: skip
    frames = [data["first"], data["bottom"], data["last"]]
    if not all(isinstance(f, int) for f in frames) or not 1 <= frames[0] <= frames[1] <= frames[2]:
        raise ValueError(f"repetition: first, bottom and last are frames in order, got {frames}")
    amount = data["wink_deg"]
    if amount is not None and not isinstance(amount, (int, float)):
        raise ValueError(f"repetition: wink_deg: expected a number or null, got {amount!r}")
    values: dict[str, Any] = {name: data[name] for name in _MEMBERS}
    values["further"] = {name: data.get(name) for name in FURTHER}
    for name in ("wink_deg_interval", "onset_pct_interval"):
        if values[name] is not None:
            low, high = values[name]
            values[name] = (low, high)
    return Repetition(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [number_or_none(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return number_or_none(value, 3)
    return value
