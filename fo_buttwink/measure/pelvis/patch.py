"""What the learnt estimator sees: the lower back as a small picture, and a few joints.

Everything is brought to one form first: hips in the same place, the lifter looking to the
right, lengths in units of the lifter's own standing body. So one small network serves every
camera and every body.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...domain.types import Side

SIZE = 64
"""Cells along each side of a patch."""
LEFT, RIGHT, TOP, BOTTOM = -0.37, 0.27, 0.45, -0.19
"""Extent of a patch in standing body lengths (trunk + thigh + shank) from the hip; x forward,
y up: from behind the buttocks to before the belly, from below the seat to the mid-back."""

JOINTS = 31
"""Length of the vector that :func:`joint_features` makes."""
_NEAR = {"left": (11, 25, 27, 29, 31, 7, 13, 15), "right": (12, 26, 28, 30, 32, 8, 14, 16)}
_FAR = {"left": (12, 24, 26), "right": (11, 23, 25)}
_SEEN = {"left": (11, 7, 13, 15, 23, 25), "right": (12, 8, 14, 16, 24, 26)}
_CHUNK = 16
"""Frames at a time: few enough that all steps stay in the processor's cache."""


def cut_patches(
    outline: npt.NDArray[np.uint8],
    center_px: FloatArray,
    side_px: FloatArray,
    anchor_px: FloatArray,
    body_px: FloatArray | float,
    sign: npt.NDArray[np.integer] | int,
    lean_deg: FloatArray | float = 0.0,
) -> npt.NDArray[np.float32]:
    """Resample outline crops into patches.

    Parameters
    ----------
    outline
        (N, S, S) share of person, 0..255.
    center_px, side_px
        (N, 2), (N,) where the crops were cut.
    anchor_px
        (N, 2) hip in the picture: the origin of the patch.
    body_px
        Standing body length in pixels, one or (N,).
    sign
        +1 if the lifter looks to the right of the picture, else -1; one or (N,).
    lean_deg
        The patch is turned forward by this angle; with the lean of the trunk line, the trunk
        is upright in it. One or (N,).

    Returns
    -------
    (N, SIZE, SIZE) float32, 0..1; row 0 is the top, column 0 the rear.
    """
    n, s = len(outline), outline.shape[-1]
    body, facing, lean = (
        np.broadcast_to(np.asarray(v, dtype=float), (n,)) for v in (body_px, sign, lean_deg)
    )
    cells = s / side_px
    start = (anchor_px - center_px) * cells[:, None] + (s - 1) / 2.0
    # Cells of the crop per unit to the right and up in the patch, which may be turned.
    scale, turn = body * cells, np.radians(lean)
    along = np.stack([facing * scale * np.cos(turn), facing * scale * np.sin(turn)], axis=1)
    across = np.stack([scale * np.sin(turn), -scale * np.cos(turn)], axis=1)
    x, y = np.meshgrid(
        LEFT + (np.arange(SIZE) + 0.5) * (RIGHT - LEFT) / SIZE,
        TOP - (np.arange(SIZE) + 0.5) * (TOP - BOTTOM) / SIZE,
    )
    grid = np.stack([x, y]).astype(np.float32)
    out = np.empty((n, SIZE, SIZE), dtype=np.float32)
    for a in range(0, n, _CHUNK):
        part = slice(a, min(a + _CHUNK, n))
        columns, rows = (
            _plane(grid, start[part, k], line[part]) for k, line in ((0, along), (1, across))
        )
        out[part] = _bilinear(outline[part], rows, columns)
    return out / np.float32(255.0)


def _plane(
    grid: npt.NDArray[np.float32], start: FloatArray, slope: FloatArray
) -> npt.NDArray[np.float32]:
    """(M, SIZE, SIZE) values that rise evenly over the patch."""
    start, slope = start.astype(np.float32), slope.astype(np.float32)
    plane: npt.NDArray[np.float32] = (
        slope[:, :1, None] * grid[0] + slope[:, 1:, None] * grid[1] + start[:, None, None]
    )
    return plane


def _bilinear(
    pictures: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.float32],
    columns: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Values between the pixels of square pictures (M, S, S); outside them 0, NaN where unknown.

    As ``scipy.ndimage.map_coordinates`` of order 1, four times as fast.
    """
    m, s = len(pictures), pictures.shape[-1]
    # What is missing or far outside must not become a number of the machine's choice.
    low_row = np.fmin(np.fmax(rows, 0), s - 2).astype(np.int32)
    low_column = np.fmin(np.fmax(columns, 0), s - 2).astype(np.int32)
    down, right = rows - low_row, columns - low_column
    corner = (np.arange(m, dtype=np.int32)[:, None, None] * s + low_row) * s + low_column
    flat = pictures.astype(np.float32).reshape(-1)
    above, below = (
        (1 - right) * flat.take(corner + step) + right * flat.take(corner + (step + 1))
        for step in (0, s)
    )
    values: npt.NDArray[np.float32] = above + down * (below - above)
    values[(rows < 0) | (rows > s - 1) | (columns < 0) | (columns > s - 1)] = 0.0
    return values


def trunk_lean_deg(
    landmarks: FloatArray, anchor_px: FloatArray, side: Side, plate_px: FloatArray
) -> FloatArray:
    """(N,) forward lean of the line from the hip to the near shoulder against gravity.

    Where a plate hides the shoulder, its centre ``plate_px`` (N, 2), else NaN, stands for it.
    """
    top = np.where(np.isfinite(plate_px), plate_px, landmarks[:, _NEAR[side][0], :2])
    line = top - anchor_px
    sign = 1.0 if side == "right" else -1.0
    lean: FloatArray = np.degrees(np.arctan2(sign * line[:, 0], -line[:, 1]))
    return lean


def joint_features(
    landmarks: FloatArray,
    anchor_px: FloatArray,
    body_px: FloatArray | float,
    side: Side,
    plate_px: FloatArray,
) -> npt.NDArray[np.float32]:
    """Joints relative to the hip, in standing body lengths, x forward, y up.

    Near shoulder, knee, ankle, heel, toe, ear, elbow, wrist; far shoulder, hip, knee; then the
    visibility of the near shoulder, ear, elbow, wrist, hip and knee, which is low behind plates;
    then centre of the plate and 1, or three zeros where none is seen.

    Parameters
    ----------
    landmarks
        (N, 33, 4) pixels and visibility.
    anchor_px
        (N, 2) hip in the picture.
    body_px
        Standing body length in pixels, one or (N,).
    side
        Body side that faces the camera.
    plate_px
        (N, 2) centre of the plate in the picture, NaN where there is none.

    Returns
    -------
    (N, JOINTS) float32.
    """
    n = len(landmarks)
    body = np.broadcast_to(np.asarray(body_px, dtype=float), (n,))
    index = [*_NEAR[side], *_FAR[side]]
    sign = 1.0 if side == "right" else -1.0
    points = (landmarks[:, index, :2] - anchor_px[:, None, :]) / body[:, None, None]
    points = points * np.array([sign, -1.0])
    seen = landmarks[:, list(_SEEN[side]), 3]
    known = np.isfinite(plate_px).all(axis=1, keepdims=True)
    plate = (plate_px - anchor_px) / body[:, None] * np.array([sign, -1.0])
    plate = np.concatenate([np.where(known, plate, 0.0), known], axis=1)
    return np.concatenate([points.reshape(n, -1), seen, plate], axis=1).astype(np.float32)
