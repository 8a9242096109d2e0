"""Measures by hand of which the angles are known."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from fo_buttwink.domain.hand.lines import Line
from fo_buttwink.domain.hand.record import HandFrame, HandMeasure

NUMBERS = (29, 51, 56, 61, 66, 81)
PELVIS = (-20.0, 0.0, 6.0, 8.0, 4.0, 1.0)
TRUNK = (-25.0, 0.0, 8.0, 15.0, 20.0, 22.0)
DEPTHS = (0.0, 30.0, 55.0, 75.0, 90.0, 100.0)


def line(angle_deg, *, right=True, roll_deg=0.0, length=60.0, start=10.0):
    """A line of the body that leans forward by so much; the camera may be rolled."""
    angle = math.radians(angle_deg + start)
    x, y = math.cos(angle) * (1 if right else -1), math.sin(angle)
    roll = math.radians(roll_deg)
    x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
    return Line(300.0, 200.0, 300.0 + length * x, 200.0 + length * y)


def measure(pelvis=PELVIS, trunk=TRUNK, *, right=True, roll=0.0, mirrored=False, **changes):
    stills = tuple(
        HandFrame(
            n,
            None if p is None else line(p, right=right, roll_deg=roll),
            None if t is None else line(t, right=right, roll_deg=roll, start=-80.0),
            d,
        )
        for n, p, t, d in zip(NUMBERS, pelvis, trunk, DEPTHS, strict=True)
    )
    values = {
        "who": "ann",
        "measured_at": datetime(2026, 1, 2, 3, 4, 5),
        "first": 40,
        "last": 110,
        "frames": stills,
        "reference": 51,
        "deepest": 81,
        "faces": "right" if right != mirrored else "left",
        "quality": "good",
    }
    return HandMeasure(**{**values, **changes})


def moved(made, by):
    """The same measure so many frames later."""
    frames = tuple(replace(f, frame=f.frame + by) for f in made.frames)
    return replace(
        made, first=made.first + by, last=made.last + by, frames=frames,
        reference=made.reference + by, deepest=made.deepest + by,
    )  # fmt: skip
