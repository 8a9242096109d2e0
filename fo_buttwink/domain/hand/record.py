"""What one person measured by hand on one repetition. Frames are 1-based and inclusive."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np

from ..._util.arrays import FloatArray
from ...config import HandConfig, WinkConfig
from ...errors import HandMeasureError
from .amounts import QUANTITIES, REVERSAL, RISE, Amounts, amounts_of
from .lines import KINDS, Line, changes_deg, check_line

SCHEMA = 1
QUALITIES = ("good", "fair", "poor", "hidden")
"""How well the lines could be seen; ``hidden``: no pelvis line, the trunk alone is of use, if it
has lines at all."""
COUNTED = ("good", "fair")
"""Qualities of which the pelvis counts."""
HIDDEN: Final = "hidden"
SIDES = ("left", "right")


@dataclass(frozen=True)
class HandFrame:
    """One still. It has lines, or angles where only those came down to us."""

    frame: int
    """As FiftyOne counts, from 1."""
    pelvis: Line | None = None
    trunk: Line | None = None
    depth_pct: float | None = None
    """Share of the descent by the hip joints, if it is known [%]."""
    pelvis_deg: float | None = None
    """Change from the frame of reference, given instead of a line [deg, anterior +]."""
    trunk_deg: float | None = None
    """The same of the trunk [deg, forward +]."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON; what is missing is left out."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        lines = {kind: list(values[kind]) for kind in KINDS if values[kind] is not None}
        return {name: v for name, v in {**values, **lines}.items() if v is not None}


@dataclass(frozen=True)
class HandMeasure:
    """One pass of one person over one repetition.

    Raises
    ------
    HandMeasureError
        If it contradicts itself; the message says what to do.
    """

    who: str
    measured_at: datetime
    """UTC, without time zone, as the database keeps it."""
    first: int
    """First frame of the repetition that is meant."""
    last: int
    frames: tuple[HandFrame, ...]
    """Rising."""
    reference: int
    """Frame that changes are taken from: the first of the descent."""
    deepest: int
    """Frame in which the hips are lowest."""
    faces: Literal["left", "right"]
    """Side of the picture to which the lifter looks."""
    quality: str
    note: str = ""
    key: str = ""
    """Key of the run whose repetition the person looked at; empty if there was none."""
    pass_number: int = 0
    """1 for the first time this person measured the repetition, 2 for the second; 0: not yet
    stored."""
    source: str = "sdk"
    """``app``, ``sdk`` or ``import``."""
    size_px: tuple[int, int] | None = None
    """Width and height of the picture that the lines are drawn on."""
    measure_id: str = ""
    """24 hexadecimal digits, as FiftyOne's; made if not given. The same one is stored once."""
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        """Refuse what nobody could have measured."""
        if not self.measure_id:
            object.__setattr__(self, "measure_id", uuid.uuid4().hex[:24])
        problem = _problem(self)
        if problem:
            raise HandMeasureError(*problem)
        for still in self.frames:
            for kind in KINDS:
                line = getattr(still, kind)
                if line is not None:
                    check_line(line, f"frame {still.frame}: {kind}")
        for kind in KINDS:
            _check_turns(self, kind)

    @property
    def span(self) -> tuple[int, int]:
        """First and last frame of the repetition that is meant."""
        return self.first, self.last

    @property
    def counted(self) -> tuple[HandFrame, ...]:
        """The stills from the first of the descent to the deepest, which the amounts rest on."""
        return tuple(f for f in self.frames if self.reference <= f.frame <= self.deepest)

    def angles_deg(self, kind: str, stills: Sequence[HandFrame] | None = None) -> FloatArray:
        """Return changes from the frame of reference, anterior or forward +, (n,) deg; NaN if none.

        Parameters
        ----------
        kind
            ``pelvis`` or ``trunk``.
        stills
            Which; by default all of :attr:`frames`.
        """
        every = {f.frame: v for f, v in zip(self.frames, _angles(self, kind), strict=True)}
        return np.array([every[f.frame] for f in (self.frames if stills is None else stills)])

    def amounts(self, wink: WinkConfig | None = None) -> Amounts:
        """Reversal, rise, wink and onset; where there is none, why."""
        if self.quality == HIDDEN:
            why = "the pelvis was hidden"
            return Amounts(reasons=dict.fromkeys(QUANTITIES, why))
        stills = self.counted
        return amounts_of(
            self.angles_deg("pelvis", stills),
            self.angles_deg("trunk", stills),
            [f.depth_pct for f in stills],
            wink=wink,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        out = {f.name: getattr(self, f.name) for f in fields(self)}
        out["measured_at"] = self.measured_at.isoformat(timespec="milliseconds")
        out["frames"] = [f.to_json() for f in self.frames]
        out["size_px"] = None if self.size_px is None else list(self.size_px)
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> HandMeasure:
        """Inverse of :meth:`to_json`; members of later versions are ignored.

        Raises
        ------
        HandMeasureError
            If a needed member is missing or is something else than it should be.
        """
        known = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        try:
            known["measured_at"] = datetime.fromisoformat(known["measured_at"])
            known["frames"] = tuple(_still(f) for f in known["frames"])
            if known.get("size_px") is not None:
                known["size_px"] = (int(known["size_px"][0]), int(known["size_px"][1]))
            return cls(**known)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            if isinstance(error, HandMeasureError):
                raise
            raise HandMeasureError(
                f"expected a measure by hand, got {str(dict(data))[:200]} ({error!r})",
                remedy="export it again, or delete it",
            ) from error


def _still(data: Mapping[str, Any]) -> HandFrame:
    known = {f.name: data[f.name] for f in fields(HandFrame) if data.get(f.name) is not None}
    for kind in KINDS:
        if kind in known:
            known[kind] = check_line(known[kind], f"frame {data.get('frame')}: {kind}")
    return HandFrame(**known)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _problem(measure: HandMeasure) -> tuple[str, str] | None:
    """Return what is wrong with all but the lines, and what to do; ``None`` if nothing is."""
    numbers = [f.frame for f in measure.frames]
    if not isinstance(measure.who, str) or not measure.who.strip():
        return "nobody is named who measured", "say who measures"
    if measure.quality not in QUALITIES:
        return (
            f"quality: expected one of {', '.join(QUALITIES)}, got {measure.quality!r}",
            "say how well the lines could be seen",
        )
    if measure.faces not in SIDES:
        return (
            f"faces: expected left or right, got {measure.faces!r}",
            "say to which side of the picture the lifter looks",
        )
    every = [*numbers, measure.first, measure.last]
    if not all(_is_whole(n) and n >= 1 for n in every) or measure.first > measure.last:
        return (
            f"expected whole frame numbers from 1 on, got frames {numbers} of the repetition "
            f"{measure.first!r} to {measure.last!r}",
            "measure the repetition again",
        )
    if any(a >= b for a, b in pairwise(numbers)):
        return f"expected rising frames, got {numbers}", "name each frame once, in order"
    if measure.reference not in numbers or measure.deepest not in numbers:
        return (
            f"frames {measure.reference!r} (first of the descent) and {measure.deepest!r} "
            f"(deepest) are needed, measured are {numbers}",
            "draw lines in both",
        )
    if measure.reference >= measure.deepest:
        return (
            f"the first frame of the descent ({measure.reference}) is not before the deepest one "
            f"({measure.deepest})",
            "choose the frames again",
        )
    return _no_angles(measure)


def _no_angles(measure: HandMeasure) -> tuple[str, str] | None:
    """Return why no angle follows, and what to do; ``None`` if one does, or nothing was seen."""
    for still in measure.frames:
        for kind in KINDS:
            given = getattr(still, f"{kind}_deg")
            if given is not None and (getattr(still, kind) is not None or not _is_number(given)):
                return (
                    f"frame {still.frame}: expected a {kind} line or one finite angle, got both "
                    f"or {given!r}",
                    "give one of them",
                )
    if measure.quality == HIDDEN:
        return None  # that nothing is to be seen is an answer too
    if not any(np.isfinite(_angles(measure, kind)).sum() > 1 for kind in KINDS):
        return (
            "neither the pelvis nor the trunk has a line in the first frame of the descent and "
            "in another one",
            "draw at least those, or call it hidden",
        )
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _angles(measure: HandMeasure, kind: str) -> FloatArray:
    """(n,) changes from the frame of reference, from lines or as given."""
    at = [f.frame for f in measure.frames].index(measure.reference)
    lines = [getattr(f, kind) for f in measure.frames]
    right = measure.faces == "right"
    drawn = changes_deg(lines, at, right=right)
    given = [getattr(f, f"{kind}_deg") for f in measure.frames]
    if all(g is None for g in given):
        return drawn
    values = np.array([math.nan if g is None else float(g) for g in given])
    return np.asarray(values - values[at])


def _check_turns(measure: HandMeasure, kind: str) -> None:
    """Refuse a line that is drawn the other way round than the one of reference."""
    most = HandConfig().max_turn_deg
    for still, change in zip(measure.frames, _angles(measure, kind), strict=True):
        if abs(change) > most:
            raise HandMeasureError(
                f"frame {still.frame}: the {kind} line points {abs(change):.0f} deg away from that "
                f"of frame {measure.reference}, more than a body turns ({most:g} deg)",
                remedy="draw it from rear to front, or from below to above, in every frame; swap "
                "its ends where it is upside down",
            )


__all__ = [
    "COUNTED", "HIDDEN", "QUALITIES", "QUANTITIES", "REVERSAL", "RISE", "SCHEMA",
    "HandFrame", "HandMeasure",
]  # fmt: skip
