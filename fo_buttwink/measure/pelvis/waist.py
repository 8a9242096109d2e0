"""How the waist turns in a descent, followed in the picture itself.

Whoever measures a pelvis in a picture by hand lays a line along the waistband, the belt or the
seam of the trousers and reads its angle from frame to frame. This does the same: patches at the
height of the iliac crest are registered between frames, each by the rotation and the shift that
match it best (OpenCV's enhanced correlation coefficient, Evangelidis 2008). It knows no body and
no simulator, so its errors are others than those of the network. It gives changes within one
descent only, and it says how far its patches agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import FilterConfig, WaistConfig
from ...domain.observations import PoseObservations
from ...domain.types import Side
from ..filtering import smooth
from ..posture import median_body_px, plate_course
from ..reps import RepSpan
from ..view import facing_sign

HEIGHTS = (0.08, 0.10, 0.12)
"""Middle of a patch above the hip, along the line to the shoulder, in body lengths (trunk + thigh +
shank). Lower patches turn with the thigh, higher ones with the lumbar spine: on simulated lifters a
patch takes on 0 to 3 % of the lumbar flexion up to 0.09, 21 % at 0.11 and half of it at 0.13."""
SETBACKS = (0.02, 0.05)
"""The same behind that line."""
RADIUS = 0.085
"""Of a patch. A larger one takes in the crease of the thigh."""
_SIZE, _SIDE, _RISE = 96, 0.62, 0.12
"""Grid on which patches are registered: cells, side in body lengths, and its middle above the
hips."""
_SCALE = _SIZE / _SIDE
"""Cells per body length."""
_REACH = 9
"""A patch is searched for so many cells round the place where it was last."""
_START_DEPTH = 0.6
"""Share of the descent at which following begins, forward and backward: near the turning point,
so that little of the way has to be gone."""
_LEAST_CELLS = 60
_LEAST_FRAMES = 5
_BLUR = 3
_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 25, 1e-4)
_ROWS, _COLUMNS = np.mgrid[:_SIZE, :_SIZE].astype(np.float32)


@dataclass(frozen=True)
class WaistTurn:
    """Rotation of the waist in one descent, as its patches show it."""

    frames: npt.NDArray[np.intp]
    """(N,) frames of the clip, 0-based, from the start of the descent to the end of the bottom."""
    patches_deg: FloatArray
    """(P, N) rotation of each patch since the first frame, forward +."""
    restarts: float
    """How often a patch was lost and followed anew, on average."""
    contrast: float
    """Standard deviation of color within the patches, in CIELAB units, on average."""
    drift: float
    """Farthest that the patches, on average, came to lie from their place on the body, in body
    lengths (trunk + thigh + shank)."""

    @property
    def turn_deg(self) -> FloatArray:
        """(N,) median of the patches."""
        return np.asarray(np.median(self.patches_deg, axis=0))

    @property
    def spread_deg(self) -> float:
        """Standard deviation, among the patches, of how far the waist turns back at the end.

        Of five and more the one that differs most is left out: it may have been lost, and their
        median does not heed it.
        """
        back = self.patches_deg.max(axis=1) - self.patches_deg[:, -1]
        if len(back) >= 5:
            back = np.delete(back, np.argmax(np.abs(back - np.median(back))))
        return float(np.std(back))

    @property
    def jitter_deg(self) -> float:
        """Standard deviation of what the turn of one frame has in common with no neighbor.

        From how far each frame lies off the line between the two beside it, as white noise would.
        """
        if len(self.frames) < 3:
            return 0.0
        frames, turn = self.frames.astype(float), self.turn_deg
        share = (frames[1:-1] - frames[:-2]) / (frames[2:] - frames[:-2])
        off = turn[1:-1] - (1.0 - share) * turn[:-2] - share * turn[2:]
        noise = 1.0 + np.square(share) + np.square(1.0 - share)
        return float(np.sqrt(np.mean(np.square(off) / noise)))

    def why_not(self, config: WaistConfig) -> str:
        """Why it is not to be believed, in words; empty if it is."""
        if self.contrast < config.min_contrast:
            return "there is no contrast at the waist"
        if self.restarts > config.max_restarts:
            return "the cloth at the waist cannot be followed"
        if self.drift > config.max_drift:
            return "what was followed does not stay at the waist"
        if self.spread_deg > config.max_spread_deg:
            return "the cloth at the waist does not turn as one piece"
        if self.jitter_deg > config.max_jitter_deg:
            return "what was followed jumps from frame to frame"
        return ""


def follow_waist(
    obs: PoseObservations,
    side: Side,
    spans: Sequence[RepSpan],
    filters: FilterConfig,
    config: WaistConfig,
) -> list[WaistTurn | None]:
    """Follow the waist through the descent of every repetition.

    Parameters
    ----------
    obs
        Observations with pictures.
    side
        Body side that faces the camera.
    spans
        Repetitions.
    filters
        Smoothing of the joints.
    config
        When a patch is lost.

    Returns
    -------
    list
        One entry for each span; ``None`` where there are no pictures, or where hip and shoulder
        are not seen.
    """
    if obs.pictures is None:
        return [None] * len(spans)
    clip = _Clip(obs, side, filters)
    return [_follow(clip, span, config) for span in spans]


@dataclass(frozen=True)
class _View:
    """One frame on the grid, the lifter looking to the right."""

    color: npt.NDArray[np.float32]
    """(_SIZE, _SIZE, 3) CIELAB."""
    body: npt.NDArray[np.uint8]
    """(_SIZE, _SIZE) 1 where the lifter is."""
    hip: FloatArray
    up: FloatArray
    """Unit vector from the hip to the shoulder; x forward, y down."""

    def patch(self, height: float, setback: float) -> tuple[FloatArray, npt.NDArray[np.uint8]]:
        """Middle of a patch and the cells of the lifter in it."""
        behind = np.array([self.up[1], -self.up[0]])
        middle = self.hip + _SCALE * (height * self.up + setback * behind)
        near = (_COLUMNS - middle[0]) ** 2 + (_ROWS - middle[1]) ** 2 < (RADIUS * _SCALE) ** 2
        return middle, (near * self.body).astype(np.uint8)


class _Clip:
    """Frames of one clip, brought to one scale.

    ``hip_px``, ``top_px`` (shoulder or plate) and ``middle_px`` of the grid are (T, 2) source
    pixels, smoothed; ``cell_px`` is the side of a cell; ``usable`` says (T,) where a picture is,
    and a pose in it.
    """

    def __init__(self, obs: PoseObservations, side: Side, filters: FilterConfig) -> None:
        def course(values: FloatArray) -> FloatArray:
            return smooth(values.astype(float), obs.time_s, filters)

        shoulder, hip = (11, 23) if side == "left" else (12, 24)
        plate = plate_course(obs, filters)
        self._obs, self._right = obs, facing_sign(side) > 0
        self.hip_px = course(obs.landmarks[:, hip, :2])
        self.top_px = np.where(np.isfinite(plate), plate, course(obs.landmarks[:, shoulder, :2]))
        self.cell_px = median_body_px(obs) / _SCALE
        self.middle_px = course(obs.outline_center_px) - np.array(
            [0.0, _RISE * _SCALE * self.cell_px]
        )
        sizes = np.diff(obs.pictures.end, prepend=0) if obs.pictures is not None else np.zeros(0)
        known = np.isfinite(self.hip_px).all(axis=1) & np.isfinite(self.top_px).all(axis=1)
        self.usable = known & np.isfinite(self.middle_px).all(axis=1) & obs.inferred & (sizes > 0)

    def view(self, frame: int) -> _View | None:
        """One frame; ``None`` if its picture cannot be decoded."""
        pictures = self._obs.pictures
        assert pictures is not None
        image = cv2.imdecode(pictures.file(frame), cv2.IMREAD_COLOR)
        if image is None:
            return None
        x, y, side = pictures.place_px[frame].astype(float)
        color = self._resampled(image, np.array([x, y]), side, frame)
        inside = self._resampled(np.ones(image.shape[:2], np.uint8), np.array([x, y]), side, frame)
        obs = self._obs
        outline = self._resampled(
            obs.outline[frame],
            obs.outline_center_px[frame].astype(float),
            float(obs.outline_side_px[frame]),
            frame,
        )
        # Without its border, which turns with the outline and not with the cloth.
        body = cv2.erode((outline > 127).astype(np.uint8) * inside, np.ones((3, 3), np.uint8))
        lab = cv2.cvtColor(color, cv2.COLOR_BGR2LAB).astype(np.float32)
        hip = (self.hip_px[frame] - self.middle_px[frame]) / self.cell_px
        top = (self.top_px[frame] - self.middle_px[frame]) / self.cell_px
        if not self._right:
            lab, body = np.ascontiguousarray(lab[:, ::-1]), np.ascontiguousarray(body[:, ::-1])
            hip, top = hip * [-1.0, 1.0], top * [-1.0, 1.0]
        length = float(np.linalg.norm(top - hip))
        if length < 1.0:
            return None
        return _View(lab, body, hip + (_SIZE - 1) / 2, (top - hip) / length)

    def _resampled(
        self, image: npt.NDArray[np.uint8], center: FloatArray, side: float, frame: int
    ) -> npt.NDArray[np.uint8]:
        """Cut a square picture of ``side`` source pixels round ``center``, on the grid."""
        pixel = side / len(image)
        scale = self.cell_px / pixel
        middle = (self.middle_px[frame] - center) / pixel + (len(image) - 1) / 2
        start = middle - scale * (_SIZE - 1) / 2
        affine = np.array([[scale, 0.0, start[0]], [0.0, scale, start[1]]])
        return np.asarray(
            cv2.warpAffine(
                image, affine, (_SIZE, _SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            ),
            np.uint8,
        )


def _follow(clip: _Clip, span: RepSpan, config: WaistConfig) -> WaistTurn | None:
    frames = np.arange(span.first, span.pause[1] + 1)
    views = {int(k): clip.view(int(k)) for k in frames[clip.usable[frames]]}
    seen = {k: view for k, view in views.items() if view is not None}
    if len(seen) < _LEAST_FRAMES or min(seen) >= span.bottom:
        return None
    order = sorted(seen)
    start = _start(clip, span, order)
    followed = [
        found
        for height in HEIGHTS
        for setback in SETBACKS
        if (found := _follow_patch(seen, order, start, height, setback, config)) is not None
    ]
    if not followed:
        return None
    turns = np.array([found.turn_deg for found in followed])
    return WaistTurn(
        frames=np.array(order),
        patches_deg=turns - turns[:, :1],
        restarts=float(np.mean([found.restarts for found in followed])),
        contrast=float(np.mean([found.contrast for found in followed])),
        drift=float(np.mean([found.drift for found in followed], axis=0).max()),
    )


def _start(clip: _Clip, span: RepSpan, order: list[int]) -> int:
    """Frame of the descent nearest to the depth at which following begins."""
    low, high = clip.hip_px[[span.first, span.bottom], 1]
    down = [k for k in order if k <= span.bottom]
    wanted = low + _START_DEPTH * (high - low)
    return min(down, key=lambda k: abs(clip.hip_px[k, 1] - wanted))


@dataclass(frozen=True)
class _Patch:
    """What became of one patch; lists have one entry for each frame."""

    turn_deg: list[float]
    drift: list[float]
    """How far it lies from its place on the body, in body lengths."""
    restarts: int
    contrast: float


def _follow_patch(
    views: dict[int, _View],
    order: list[int],
    start: int,
    height: float,
    setback: float,
    config: WaistConfig,
) -> _Patch | None:
    """Follow one patch; ``None`` if there is none of the lifter in it."""
    middle, cells = views[start].patch(height, setback)
    if int(cells.sum()) < _LEAST_CELLS:
        return None
    color: FloatArray = views[start].color[cells > 0]
    mean = color.mean(axis=0)
    # The one direction of color in which the patch varies most: cloth against skin or shirt.
    _, singular, axes = np.linalg.svd(color - mean, full_matrices=False)
    gray = {k: np.ascontiguousarray((view.color - mean) @ axes[0]) for k, view in views.items()}
    turn, drift = {start: 0.0}, {start: 0.0}
    restarts = 0
    at = order.index(start)
    for course in (order[at + 1 :], order[:at][::-1]):
        key = before = start
        held = (middle, cells)
        warp: FloatArray = np.eye(2, 3)
        for frame in course:
            fit, found = _register(gray[key], gray[frame], held, warp)
            if fit < config.min_correlation and before != key:
                key, restarts = before, restarts + 1
                held = views[key].patch(height, setback)
                fit, found = _register(gray[key], gray[frame], held, np.eye(2, 3))
            warp, before = found, frame
            turn[frame] = turn[key] + float(np.degrees(np.arctan2(warp[1, 0], warp[0, 0])))
            place, _ = views[frame].patch(height, setback)
            away = warp[:, :2] @ held[0] + warp[:, 2] - place
            drift[frame] = float(np.linalg.norm(away)) / _SCALE
    return _Patch(
        turn_deg=[turn[k] for k in order],
        drift=[drift[k] for k in order],
        restarts=restarts,
        contrast=float(singular[0] / np.sqrt(len(color))),
    )


def _register(
    template: npt.NDArray[np.float32],
    picture: npt.NDArray[np.float32],
    held: tuple[FloatArray, npt.NDArray[np.uint8]],
    warp: FloatArray,
) -> tuple[float, FloatArray]:
    """Correlation and the (2, 3) motion that lays a patch of the template onto the picture.

    Where they do not match at all, 0 and the motion that was tried first.
    """
    middle, cells = held
    radius = RADIUS * _SCALE
    low, high = _window(middle, radius)
    there_low, there_high = _window(warp[:, :2] @ middle + warp[:, 2], radius + _REACH)
    if (high - low).min() < 8 or (there_high - there_low).min() < 8:
        return 0.0, warp
    shown = cells[low[1] : high[1], low[0] : high[0]]
    if int(shown.sum()) < _LEAST_CELLS:
        return 0.0, warp
    local = warp.astype(np.float32)
    local[:, 2] = warp[:, :2] @ low + warp[:, 2] - there_low
    width, rise = (there_high - there_low).tolist()
    mask = cv2.warpAffine(shown, local, (width, rise), flags=cv2.INTER_NEAREST) * 255
    try:
        fit, local = cv2.findTransformECC(
            template[low[1] : high[1], low[0] : high[0]],
            picture[there_low[1] : there_high[1], there_low[0] : there_high[0]],
            local,
            cv2.MOTION_EUCLIDEAN,
            _STOP,
            mask,
            _BLUR,
        )
    except cv2.error:  # it does not converge: nothing there is alike
        return 0.0, warp
    found = np.asarray(local, dtype=float)
    found[:, 2] += there_low - found[:, :2] @ low
    return float(fit), found


def _window(middle: FloatArray, radius: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Corners (x, y) of the square round a point, within the grid; the second is exclusive."""
    low = np.clip(np.floor(middle - radius), 0, _SIZE).astype(int)
    high = np.clip(np.floor(middle + radius) + 2, 0, _SIZE).astype(int)
    return low, high
