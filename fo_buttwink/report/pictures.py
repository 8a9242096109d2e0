"""Pictures of the deepest frames of a set: its largest wink, its median, its smallest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._util.arrays import FloatArray
from .._util.words import below
from ..cache.folder import cache_dir
from ..cache.observations import cache_key, load_observations
from ..config import Config
from ..domain.curves import FrameSeries
from ..domain.observations import PoseObservations
from ..domain.types import Side
from ..draw.still import Pose, as_data_url, draw_still
from ..export.table.rows import RepRow, VideoRecord
from .data import Picture, ReportOptions

SIDE_PX = 420
PER_SET = 3
_LARGEST, _MEDIAN, _SMALLEST = "largest", "median", "smallest"


def chosen(rows: Sequence[RepRow], most: int) -> list[tuple[str, RepRow]]:
    """Choose repetitions of a set by their wink: the largest, the median one, the smallest.

    Parameters
    ----------
    rows
        Repetitions of one set.
    most
        How many pictures may be made; with one, the largest.

    Returns
    -------
    list of (str, RepRow)
        Which one it is, and the repetition; in the order of the video.
    """
    good = sorted(
        (row for row in rows if row.wink_deg is not None and row.bottom_frame is not None),
        key=lambda row: row.wink_deg or 0.0,
    )
    if not good or most < 1:
        return []
    if len(good) == 1:
        return [("only graded", good[0])]
    wanted = [(_LARGEST, good[-1]), (_SMALLEST, good[0])]
    if len(good) > 2:
        wanted.insert(1, (_MEDIAN, good[(len(good) - 1) // 2]))
    return sorted(wanted[:most], key=lambda item: item[1].first_frame)


def pictures(
    record: VideoRecord,
    rows: Sequence[RepRow],
    series: FrameSeries | None,
    landmarks: FloatArray | None,
    config: Config,
    options: ReportOptions,
    most: int,
) -> tuple[tuple[Picture, ...], str]:
    """Make the pictures of one set.

    Parameters
    ----------
    record, rows, series
        The video, its repetitions, and its curves.
    landmarks
        (T, 33, 4) as stored in a dataset; without them those of the cache are used.
    most
        How many at most.

    Returns
    -------
    tuple of Picture
    str
        Why there is none, or what is missing from them; else empty.
    """
    from ..video.files import VideoError  # not needed to list the operators
    from ..video.reader import VideoReader

    wanted = chosen(rows, min(most, PER_SET))
    if not wanted:
        return (), ""
    observations = _observations(record, rows[0], config)
    made, hidden = [], 0
    try:
        with VideoReader(record.path) as reader:
            size = np.array([reader.info.width, reader.info.height], dtype=float)
            for which, row in wanted:
                frame = (row.bottom_frame or row.first_frame) - 1
                time_s = row.bottom_s if row.bottom_s is not None else frame / reader.info.fps
                picture = reader.frame_at(time_s)
                if picture is None:
                    continue
                image = draw_still(
                    picture.image,
                    _pose(row, frame, series, landmarks, observations, size),
                    observations=observations,
                    frame=frame,
                    outline_body=config.pose.outline_body,
                    blur_faces=options.blur_faces,
                )
                if image is None:
                    hidden += 1
                    continue
                made.append(Picture(row.rep_id, _caption(which, row), as_data_url(image, SIDE_PX)))
    except (VideoError, OSError) as error:
        return (), f"There is no picture: {error}."
    if hidden:
        return tuple(made), "There is no picture where it is not known where the head is to blur."
    if observations is None and landmarks is None:
        return tuple(made), "Nothing is drawn: no landmarks are kept for this video."
    return tuple(made), ""


def _caption(which: str, row: RepRow) -> str:
    number = "added repetition" if row.rep is None else f"repetition {row.rep}"
    amount = "" if row.wink_deg is None else f", wink {below(row.wink_deg, 1)} deg"
    return f"{which.capitalize()} of the set: {number}{amount}"


def _pose(
    row: RepRow,
    frame: int,
    series: FrameSeries | None,
    landmarks: FloatArray | None,
    observations: PoseObservations | None,
    size: FloatArray,
) -> Pose | None:
    if landmarks is not None and frame < len(landmarks):
        points = landmarks[frame, :, :2] * size
    elif observations is not None and frame < len(observations.time_s):
        points = observations.landmarks[frame, :, :2] * size[0] / observations.video.width
    else:
        return None
    if not np.isfinite(points).all():
        return None
    side: Side | None = None
    if row.view_side in ("left", "right"):
        side = "left" if row.view_side == "left" else "right"
    return Pose(points, side, _at(series, "pelvic_tilt_deg", frame),
                _at(series, "trunk_lean_deg", frame))  # fmt: skip


def _at(series: FrameSeries | None, name: str, frame: int) -> float | None:
    if series is None or frame >= len(series.time_s):
        return None
    value = float(getattr(series, name)[frame])
    return value if np.isfinite(value) else None


def _observations(record: VideoRecord, row: RepRow, config: Config) -> PoseObservations | None:
    """Return what the pose stage saw, if this machine still has it."""
    if row.model_sha256 is None:
        return None
    try:
        entry = cache_key(record.path, config.pose, row.model_sha256)
    except OSError:
        return None
    found = load_observations(cache_dir() / f"{entry}.npz")
    return found if found is None or len(found.time_s) >= record.total_frames else None
