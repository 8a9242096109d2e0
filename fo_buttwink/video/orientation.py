"""How a stored picture is turned and mirrored before it is shown: eight ways, as players do it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._util.arrays import FloatArray

_TURN: FloatArray = np.array([[0.0, 1.0], [-1.0, 0.0]])
"""A quarter turn counter-clockwise takes x right, y down to (y, -x)."""
_MIRROR: FloatArray = np.array([[-1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True)
class Orientation:
    """Quarter turns counter-clockwise, then perhaps left and right exchanged."""

    turns: int = 0
    mirrored: bool = False

    @property
    def rotation_deg(self) -> int:
        """Counter-clockwise turn in degrees."""
        return 90 * self.turns


def orientation_of(frame: Any) -> Orientation:
    """Orientation of a decoded ``av.VideoFrame``, from its display matrix.

    Parameters
    ----------
    frame
        Decoded by PyAV. Without a display matrix the picture is shown as it is stored.
    """
    try:
        data = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:
        # A kind of side data that is newer than PyAV (Exif, say) hides all others. Turns are told
        # all the same, but not whether the picture is mirrored.
        return Orientation(round(int(frame.rotation) / 90) % 4)
    if data is None:
        return Orientation()
    return nearest(np.frombuffer(bytes(data), np.int32).reshape(3, 3))


def nearest(matrix: Any) -> Orientation:
    """Return the one of eight orientations that a display matrix comes nearest to.

    Parameters
    ----------
    matrix
        (3, 3); a stored point ``(x, y, 1)`` times it is the displayed one (ISO 14496-12, 6.2.2).
        Its scale does not matter, and neither do its shifts: players show the whole picture.
    """
    linear = np.asarray(matrix, dtype=float)[:2, :2].T
    size = float(np.linalg.norm(linear))
    if not size > 0.0:  # written by no camera; nothing sensible can be meant
        return Orientation()

    def likeness(known: Orientation) -> float:
        turned = np.linalg.matrix_power(_TURN, known.turns)
        return float((linear * (_MIRROR @ turned if known.mirrored else turned)).sum())

    every = [Orientation(k, flip) for flip, k in itertools.product((False, True), range(4))]
    return max(every, key=likeness)
