"""Lines that a person draws on a still, and how far they turn from one still to the next.

A line runs from its rear to its front point, or from its lower to its upper point (a chord of the
back). Only the change of its direction counts, so any two points of the same piece of cloth or
skin will do, as long as they are the same ones in every still.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..._util.arrays import FloatArray
from ...config import HandConfig
from ...errors import HandMeasureError

PELVIS, TRUNK = "pelvis", "trunk"
KINDS = (PELVIS, TRUNK)


class Line(NamedTuple):
    """Two points in pixels of the picture as players show it: x to the right, y down."""

    x1: float
    """Rear point, or lower one of a chord of the back."""
    y1: float
    x2: float
    y2: float

    @property
    def length_px(self) -> float:
        """Distance of the two points [px]."""
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1)


def check_line(values: Sequence[float], where: str, config: HandConfig | None = None) -> Line:
    """Return the line of four numbers, if a direction can be read off it.

    Parameters
    ----------
    values
        x and y of the rear (or lower) point, then of the other [px].
    where
        What to call it in a message, such as ``"frame 61: pelvis"``.

    Raises
    ------
    HandMeasureError
        If it is not four finite numbers, or too short.
    """
    config = config or HandConfig()
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(values) != 4 or len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise HandMeasureError(
            f"{where}: expected a line x1, y1, x2, y2 in pixels, got {list(values)!r}",
            remedy="draw the line again",
        )
    line = Line(*(float(v) for v in values))
    if line.length_px < config.min_line_px:
        raise HandMeasureError(
            f"{where}: the line is {line.length_px:.1f} pixels long; at least "
            f"{config.min_line_px:g} are needed for a direction",
            remedy="draw it between two points that lie farther apart",
        )
    return line


def rotation_deg(line: Sequence[float] | None, *, right: bool) -> float:
    """Direction of a line, forward +, degrees; NaN where there is none.

    A body that turns forward turns clockwise in the picture if it faces right.
    """
    if line is None:
        return math.nan
    x1, y1, x2, y2 = line
    return math.degrees(math.atan2(y2 - y1, (x2 - x1) * (1 if right else -1)))


def changes_deg(
    lines: Sequence[Sequence[float] | None], reference: int, *, right: bool
) -> FloatArray:
    """How far each line is turned from one of them, forward +.

    Parameters
    ----------
    lines
        In the order of the stills; ``None`` where none was drawn.
    reference
        Index of the line that the changes are taken from.
    right
        Whether the lifter looks to the right of the picture.

    Returns
    -------
    (n,) degrees, unwrapped to -180 to 180; NaN where there is no line, all NaN without the
    line of reference.
    """
    angles = np.array([rotation_deg(line, right=right) for line in lines], dtype=float)
    return np.asarray((angles - angles[reference] + 180.0) % 360.0 - 180.0)
