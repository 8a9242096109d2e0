"""A z-buffer rasteriser for the CPU, compiled by Warp (which Anny already depends on)."""

# Warp reads the annotations of its kernels, which are not types to mypy.
# mypy: disable-error-code="valid-type,no-untyped-def"
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import warp as wp

# errors only: the banner and the notes on kernels are of no use to users of the simulator
wp.config.log_level = 40


@wp.kernel
def _fill(
    screen: wp.array2d(dtype=wp.float32),
    faces: wp.array2d(dtype=wp.int32),
    width: int,
    height: int,
    depth: wp.array2d(dtype=wp.float32),
    index: wp.array2d(dtype=wp.int32),
    bary: wp.array3d(dtype=wp.float32),
):
    f = wp.tid()
    a = faces[f, 0]
    b = faces[f, 1]
    c = faces[f, 2]
    ax = screen[a, 0]
    ay = screen[a, 1]
    bx = screen[b, 0]
    by = screen[b, 1]
    cx = screen[c, 0]
    cy = screen[c, 1]
    wa = screen[a, 2]
    wb = screen[b, 2]
    wc = screen[c, 2]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    # y points down in the picture, so triangles seen from outside have negative area
    if area > -1.0e-9 or wa <= 0.0 or wb <= 0.0 or wc <= 0.0:
        return
    x0 = wp.max(0, int(wp.floor(wp.min(ax, wp.min(bx, cx)))))
    x1 = wp.min(width - 1, int(wp.ceil(wp.max(ax, wp.max(bx, cx)))))
    y0 = wp.max(0, int(wp.floor(wp.min(ay, wp.min(by, cy)))))
    y1 = wp.min(height - 1, int(wp.ceil(wp.max(ay, wp.max(by, cy)))))
    for y in range(y0, y1 + 1):
        py = float(y) + 0.5
        for x in range(x0, x1 + 1):
            px = float(x) + 0.5
            u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
            v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
            w = 1.0 - u - v
            if u >= 0.0 and v >= 0.0 and w >= 0.0:
                near = u * wa + v * wb + w * wc
                if near > depth[y, x]:
                    depth[y, x] = near
                    index[y, x] = f
                    bary[y, x, 0] = u * wa / near
                    bary[y, x, 1] = v * wb / near


@wp.kernel
def _gather(
    where: wp.array2d(dtype=wp.int32),
    index: wp.array2d(dtype=wp.int32),
    bary: wp.array3d(dtype=wp.float32),
    faces: wp.array2d(dtype=wp.int32),
    values: wp.array2d(dtype=wp.float32),
    out: wp.array2d(dtype=wp.float32),
):
    i = wp.tid()
    y = where[i, 0]
    x = where[i, 1]
    f = index[y, x]
    u = bary[y, x, 0]
    v = bary[y, x, 1]
    w = 1.0 - u - v
    for k in range(values.shape[1]):
        out[i, k] = (
            u * values[faces[f, 0], k] + v * values[faces[f, 1], k] + w * (values[faces[f, 2], k])
        )


@dataclass(frozen=True)
class Hits:
    """What each pixel sees."""

    face: npt.NDArray[np.int32]
    """(H, W) index of the nearest triangle, -1 for none."""
    near: npt.NDArray[np.float32]
    """(H, W) inverse distance, 0 for none."""
    pixels: npt.NDArray[np.int32]
    """(N, 2) row and column of the covered pixels."""
    values: npt.NDArray[np.float32]
    """(N, K) vertex values interpolated there."""


def _array(values: npt.NDArray, dtype: type) -> wp.array:
    return wp.array(values, dtype=dtype, device="cpu", copy=False)


def rasterize(
    screen: npt.NDArray[np.float32],
    faces: npt.NDArray[np.int32],
    values: npt.NDArray[np.float32],
    size: tuple[int, int],
) -> Hits:
    """Draw triangles into a z-buffer.

    Parameters
    ----------
    screen
        (V, 3) pixel x, pixel y and inverse distance of each vertex; not positive = behind
        the camera, such triangles are dropped.
    faces
        (F, 3) corners, seen counter-clockwise from outside; the others are culled.
    values
        (V, K) anything to be interpolated, with the right perspective.
    size
        Width and height in pixels.
    """
    width, height = size
    near = np.zeros((height, width), np.float32)
    index = np.full((height, width), -1, np.int32)
    bary = np.empty((height, width, 2), np.float32)
    tri = _array(np.ascontiguousarray(faces, np.int32), wp.int32)
    hit, at = _array(index, wp.int32), _array(bary, wp.float32)
    points = _array(np.ascontiguousarray(screen, np.float32), wp.float32)
    wp.launch(
        _fill,
        dim=len(faces),
        inputs=[points, tri, width, height, _array(near, wp.float32), hit, at],
        device="cpu",
    )
    pixels = np.argwhere(index >= 0).astype(np.int32)
    out = np.zeros((len(pixels), values.shape[1]), np.float32)
    if len(pixels):
        given = _array(np.ascontiguousarray(values, np.float32), wp.float32)
        wp.launch(
            _gather,
            dim=len(pixels),
            inputs=[_array(pixels, wp.int32), hit, at, tri, given, _array(out, wp.float32)],
            device="cpu",
        )
    return Hits(index, near, pixels, out)
