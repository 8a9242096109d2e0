"""Cut the part of a person mask that the measurement needs: a square round the hips."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray


def square(center_px: FloatArray, side_px: float, size: int) -> tuple[float, FloatArray]:
    """How the cells of a square lie in a picture.

    Parameters
    ----------
    center_px
        (2,) x, y of the middle of the square.
    side_px
        Its side.
    size
        Cells along a side.

    Returns
    -------
    scale : float
        Side of a cell in pixels.
    affine : (2, 3)
        From cells to pixels. Centers map to centers: cell (size - 1) / 2 lies on ``center_px``.
    """
    scale = side_px / size
    offset = (size - 1) / 2 * scale
    affine = np.array(
        [[scale, 0.0, center_px[0] - offset], [0.0, scale, center_px[1] - offset]], dtype=np.float64
    )
    return scale, affine


def crop_outline(
    mask: npt.NDArray[np.float32], center_px: FloatArray, side_px: float, size: int
) -> npt.NDArray[np.uint8]:
    """Resample a square of a person mask.

    Parameters
    ----------
    mask
        (H, W) share of person, 0..1.
    center_px
        (2,) x, y of the middle of the square, in pixels of ``mask``.
    side_px
        Side of the square, in pixels of ``mask``.
    size
        Side of the result in cells.

    Returns
    -------
    (size, size) uint8, 0..255; outside the picture 0.
    """
    scale, affine = square(center_px, side_px, size)
    # Averaging before thinning out keeps the edge where it is.
    if scale > 1.5:
        width = round(scale) | 1
        mask = cv2.blur(mask, (width, width))
    crop = cv2.warpAffine(
        mask, affine, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=0.0
    )
    return np.clip(np.rint(crop * 255.0), 0, 255).astype(np.uint8)
