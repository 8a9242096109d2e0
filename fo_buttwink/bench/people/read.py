"""Read what was measured by hand (``hand.json``) and seen by eye (``eye.json``) on real squats.

``hand.json`` is ``{video: {repetition number: {...}}}`` with, per repetition, six 0-based
``frames`` (standing, four in the descent, the deepest), ``pelvis_deg`` and ``trunk_deg`` at these
frames as change from the second, ``wink_deg``, ``reversal_deg`` and ``quality``. ``eye.json`` has
``clips`` (grade by eye per clip), ``reps`` (repetitions per clip) and ``not_squats``. Other keys
of a repetition are notes and not read.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ...domain.hand.frames import STILLS
from ...domain.hand.record import COUNTED, QUALITIES
from ...errors import FoButtwinkError

TRUNK_COUNTED = (*COUNTED, "hidden")
"""Qualities of which the trunk counts: where the pelvis is hidden, the back may well be seen."""
EYE_GRADES = ("none", "none-mild", "mild", "mild-clear", "clear")
"""Grades by eye, in rising order."""
FRAMES = STILLS
"""Frames that were measured per repetition."""

Angles = tuple[float | None, ...]


class TruthFileError(FoButtwinkError, ValueError):
    """A file of hand or eye cannot be used; the message names every fault in it."""

    code = "FBW-TRUTH-FILE"

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class HandRep:
    """One repetition as it was measured by hand."""

    video: str
    number: int
    """Which repetition of the video it is by eye, from 1."""
    frames: tuple[int, ...]
    """0-based, rising; the last one is the deepest."""
    pelvis_deg: Angles
    """Rotation of the pelvis as change from the second frame, anterior +."""
    trunk_deg: Angles
    """Lean of the trunk as change from the second frame, forward +."""
    wink_deg: float | None
    reversal_deg: float | None
    quality: str

    @property
    def deepest(self) -> int:
        """The deepest frame as FiftyOne counts, 1-based."""
        return self.frames[-1] + 1


@dataclass(frozen=True)
class Eye:
    """What was seen by eye."""

    clips: dict[str, int] = field(default_factory=dict)
    """Grade of a clip, 0 (none) to 4 (clear)."""
    reps: dict[str, int] = field(default_factory=dict)
    """Repetitions in a clip."""
    not_squats: tuple[str, ...] = ()
    """Clips that show other movements."""


class _Faults:
    """Collects what is wrong with a file, so that all of it is said at once."""

    def __init__(self, path: Path) -> None:
        self.path, self.found = path, list[str]()

    def add(self, key: str, expected: str, got: Any) -> None:
        shown = repr(got)
        shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
        self.found.append(f"{self.path}: {key}: expected {expected}, got {shown}")

    def object_at(self, key: str, value: Any) -> dict[str, Any]:
        """Return the value if it is an object, else an empty one and a fault."""
        if isinstance(value, dict):
            return value
        self.add(key, "an object", value)
        return {}

    def raise_any(self) -> None:
        if self.found:
            raise TruthFileError(self.found)


def read_hand(path: Path) -> tuple[HandRep, ...]:
    """Read a file of angles measured by hand.

    Raises
    ------
    TruthFileError
        If it cannot be read or holds something else; every fault is named with file, key,
        what was expected and what came.
    """
    faults = _Faults(path)
    reps = []
    for video, numbered in faults.object_at("(top)", _load(path)).items():
        for number, values in faults.object_at(video, numbered).items():
            key = f"{video}.{number}"
            if not number.isdecimal() or number != str(max(int(number), 1)):
                faults.add(key, "a repetition number of at least 1", number)
                continue
            reps.append(_hand_rep(faults, key, video, int(number), values))
    faults.raise_any()
    return tuple(rep for rep in reps if rep is not None)


def read_eye(path: Path) -> Eye:
    """Read a file of grades and counts by eye.

    Raises
    ------
    TruthFileError
        As :func:`read_hand`.
    """
    faults = _Faults(path)
    data = faults.object_at("(top)", _load(path))
    known = ("note", "clips", "reps", "not_squats")
    for key in data:
        if key not in known:
            faults.add(key, f"one of {known}", key)
    clips = faults.object_at("clips", data.get("clips", {}))
    for name, grade in clips.items():
        if grade not in EYE_GRADES:
            faults.add(f"clips.{name}", f"one of {EYE_GRADES}", grade)
    counts = faults.object_at("reps", data.get("reps", {}))
    for name, count in counts.items():
        if not _is_whole(count):
            faults.add(f"reps.{name}", "a whole number of at least 0", count)
    others = data.get("not_squats", [])
    if not isinstance(others, list) or not all(isinstance(name, str) for name in others):
        faults.add("not_squats", "a list of video names", others)
        others = []
    for name in others:
        if name in clips or counts.get(name, 0):
            faults.add(f"not_squats.{name}", "a clip without squats", "graded or counted above")
    faults.raise_any()
    return Eye(
        clips={name: EYE_GRADES.index(grade) for name, grade in clips.items()},
        reps=dict(counts),
        not_squats=tuple(others),
    )


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TruthFileError([f"{path}: cannot be read ({error}); name a JSON file"]) from error
    except json.JSONDecodeError as error:
        raise TruthFileError(
            [f"{path}: line {error.lineno}: expected JSON, got {error.msg}"]
        ) from error


def _hand_rep(faults: _Faults, key: str, video: str, number: int, values: Any) -> HandRep | None:
    before = len(faults.found)
    data = faults.object_at(key, values)
    if len(faults.found) > before:
        return None
    quality = data.get("quality")
    if quality not in QUALITIES:
        faults.add(f"{key}.quality", f"one of {QUALITIES}", quality)
    whole = quality in COUNTED
    frames: Any = data.get("frames")
    if not (
        isinstance(frames, list)
        and len(frames) == FRAMES
        and all(_is_whole(f) for f in frames)
        and all(a < b for a, b in pairwise(frames))
    ):
        frames = []
        faults.add(f"{key}.frames", f"{FRAMES} rising 0-based frame numbers", data.get("frames"))
    pelvis = _angles(faults, f"{key}.pelvis_deg", data.get("pelvis_deg"), whole=whole)
    trunk = _angles(faults, f"{key}.trunk_deg", data.get("trunk_deg"), whole=False)
    amounts = {}
    for name in ("wink_deg", "reversal_deg"):
        amounts[name] = value = data.get(name)
        if not (_is_amount(value) or (value is None and not whole)):
            faults.add(f"{key}.{name}", "degrees of at least 0", value)
    if len(faults.found) > before:
        return None
    return HandRep(video, number, tuple(frames), pelvis, trunk, quality=str(quality), **amounts)


def _angles(faults: _Faults, key: str, values: Any, *, whole: bool) -> Angles:
    """Six angles; ``None`` among them only where the line need not be whole."""
    fits = isinstance(values, list) and len(values) == FRAMES
    if not fits or not all(_is_number(v) or (v is None and not whole) for v in values):
        faults.add(key, f"{FRAMES} angles in degrees" + ("" if whole else " or null"), values)
        return ()
    if values[1] not in (None, 0):
        faults.add(f"{key}[1]", "0, because the angles are changes from this frame", values[1])
    return tuple(None if v is None else float(v) for v in values)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_amount(value: Any) -> bool:
    return _is_number(value) and value >= 0


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
