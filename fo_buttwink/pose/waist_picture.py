"""Keep a small color picture of the waist: what turns with the pelvis is seen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..domain.observations import Pictures
from .outline import square

SIZE = 96
"""Side of a picture in pixels; a file has about 2.5 KB."""
BODY = 0.6
"""The same in body lengths (trunk + thigh + shank). Raise ``pose.cache.FORMAT`` with either."""
RISE = 0.09
"""The middle lies so far over the hips, in body lengths: the waist matters, not the thighs."""
_QUALITY = 85
"""Of JPEG. Rotations of the waist are as near to the hand with 80 and 90 as uncompressed."""


def cut_picture(
    image: npt.NDArray[np.uint8], center_px: FloatArray, side_px: float, size: int
) -> npt.NDArray[np.uint8]:
    """Resample a square of a picture and encode it.

    Parameters
    ----------
    image
        (H, W, 3) RGB.
    center_px
        (2,) x, y of the middle of the square, in pixels of ``image``.
    side_px
        Side of the square, in pixels of ``image``.
    size
        Side of the result in pixels.

    Returns
    -------
    (N,) uint8, a JPEG file; beyond the image its border is repeated.
    """
    scale, affine = square(center_px, side_px, size)
    # Averaging before thinning out, only where it is needed.
    if scale > 1.5:
        reach = side_px / 2 + 2 * scale
        low = np.maximum(np.floor(center_px - reach), 0).astype(int)
        high = np.minimum(np.ceil(center_px + reach), image.shape[1::-1]).astype(int)
        if (high > low).all():
            width = round(scale) | 1
            image = cv2.blur(image[low[1] : high[1], low[0] : high[0]], (width, width))
            affine[:, 2] -= low
    part = cv2.warpAffine(
        image,
        affine,
        (size, size),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    done, file = cv2.imencode(
        ".jpg", cv2.cvtColor(part, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    )
    return np.asarray(file, np.uint8).reshape(-1) if done else np.zeros(0, np.uint8)


def join(
    frames: int,
    files: Mapping[int, npt.NDArray[np.uint8]],
    places: Mapping[int, Sequence[float]],
) -> Pictures:
    """Pictures of a clip of so many frames, from file and place (x, y, side) by frame."""
    sizes = np.zeros(frames, np.int64)
    place = np.full((frames, 3), np.nan, np.float32)
    for frame, file in files.items():
        sizes[frame] = len(file)
        place[frame] = places[frame]
    ordered = [files[frame] for frame in sorted(files)]
    data = np.concatenate(ordered) if ordered else np.zeros(0, np.uint8)
    return Pictures(data, np.cumsum(sizes), place)
