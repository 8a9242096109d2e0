"""What the learnt estimator sees: the lower back as a small picture, and a few joints.

Everything is brought to one form first: hips in the same place, the lifter looking to the
right, lengths in units of the lifter's own standing body. So one small network serves every
camera and every body.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..observations import FloatArray

SIZE = 64
"""Cells along each side of a patch."""
LEFT, RIGHT, TOP, BOTTOM = -0.37, 0.27, 0.45, -0.19
"""Extent of a patch in standing body lengths (trunk + thigh + shank) from the hip; x forward,
y up: from behind the buttocks to before the belly, from below the seat to the mid-back."""

_NEAR = {"left": (11, 25, 27, 29, 31, 7), "right": (12, 26, 28, 30, 32, 8)}
_FAR = {"left": (12, 24, 26), "right": (11, 23, 25)}
_CHUNK = 256


def cut_patches(
    outline: npt.NDArray[np.uint8],
    center_px: FloatArray,
    side_px: FloatArray,
    anchor_px: FloatArray,
    body_px: FloatArray | float,
    sign: npt.NDArray[np.integer] | int,
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

    Returns
    -------
    (N, SIZE, SIZE) float32, 0..1; row 0 is the top, column 0 the rear.
    """
    n, s = len(outline), outline.shape[-1]
    body = np.broadcast_to(np.asarray(body_px, dtype=float), (n,))
    facing = np.broadcast_to(np.asarray(sign, dtype=float), (n,))
    x = LEFT + (np.arange(SIZE) + 0.5) * (RIGHT - LEFT) / SIZE
    y = TOP - (np.arange(SIZE) + 0.5) * (TOP - BOTTOM) / SIZE
    cells = s / side_px
    # Position of every patch column and row in cells of the crop.
    shift = (anchor_px - center_px) * cells[:, None] + (s - 1) / 2.0
    columns = shift[:, :1] + facing[:, None] * x[None, :] * (body * cells)[:, None]
    rows = shift[:, 1:] - y[None, :] * (body * cells)[:, None]
    spread = np.maximum(1.0, (RIGHT - LEFT) / SIZE * body * cells)
    out = np.empty((n, SIZE, SIZE), dtype=np.float32)
    grid = np.arange(s)
    for a in range(0, n, _CHUNK):
        part = slice(a, min(a + _CHUNK, n))
        down = _hats(rows[part], grid, spread[part])
        across = _hats(columns[part], grid, spread[part])
        crop = outline[part].astype(np.float32) / np.float32(255.0)
        out[part] = np.matmul(np.matmul(down, crop), across.transpose(0, 2, 1))
    return out


def _hats(
    positions: FloatArray, grid: npt.NDArray[np.integer], spread: FloatArray
) -> npt.NDArray[np.float32]:
    """Weights of linear interpolation, widened where the patch is coarser than the crop."""
    distance = np.abs(positions[:, :, None] - grid[None, None, :]) / spread[:, None, None]
    weights = np.maximum(0.0, 1.0 - distance)
    total = weights.sum(axis=2, keepdims=True)
    inside = (positions >= -0.5) & (positions <= len(grid) - 0.5)
    return (weights / np.maximum(total, 1e-6) * inside[:, :, None]).astype(np.float32)


def joint_features(
    landmarks: FloatArray, anchor_px: FloatArray, body_px: FloatArray | float, side: str
) -> npt.NDArray[np.float32]:
    """Joints relative to the hip, in standing body lengths, x forward, y up.

    Near shoulder, knee, ankle, heel, toe, ear; far shoulder, hip, knee; then the visibility
    of the near shoulder and ear.

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

    Returns
    -------
    (N, 20) float32.
    """
    n = len(landmarks)
    body = np.broadcast_to(np.asarray(body_px, dtype=float), (n,))
    index = [*_NEAR[side], *_FAR[side]]
    sign = 1.0 if side == "right" else -1.0
    points = (landmarks[:, index, :2] - anchor_px[:, None, :]) / body[:, None, None]
    points = points * np.array([sign, -1.0])
    seen = landmarks[:, [_NEAR[side][0], _NEAR[side][5]], 3]
    return np.concatenate([points.reshape(n, -1), seen], axis=1).astype(np.float32)
