"""From a video file to the observations of its lifter."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from .._util.prefetch import prefetch
from .._util.threads import single_threaded_opencv
from ..config import PoseConfig
from ..domain.body import body_length_px, hip_center_px
from ..domain.landmarks import NUM_LANDMARKS
from ..domain.observations import ModelInfo, PoseObservations
from ..video.framing import Region
from ..video.reader import Frame, VideoReader
from .between import fill_between
from .landmarker import Landmarker, Person
from .lifter import Tracker, choose_lifter, merge_fragments
from .outline import crop_outline
from .pace import Pace, look
from .plate import find_plate
from .registry import pose_model
from .scout import Scouting, is_anybody_there, scout_lifter
from .waist_picture import BODY, RISE, SIZE, cut_picture, join

Progress = Callable[[int, int], None]
"""Called with (frames done, frames expected)."""

_kept = threading.local()

_AHEAD = 8
"""Frames that may have been inferred and not yet been cut."""
_LOST_SHARE = 0.15
"""If the lifter is missing, or cut by the region, in more frames than this and the whole
picture shows somebody meanwhile, that is tried as well."""


@dataclass(frozen=True)
class _Sighting:
    """The lifter in one frame, in source pixels, with the outline already cut out."""

    landmarks: FloatArray
    world: FloatArray
    outline: npt.NDArray[np.uint8]
    center_px: FloatArray
    side_px: float
    size_px: float
    plate_px: FloatArray
    picture: npt.NDArray[np.uint8]
    """JPEG file."""
    picture_place_px: tuple[float, float, float]


@dataclass(frozen=True)
class _Pass:
    """One run over all frames."""

    reader: VideoReader
    model: ModelInfo
    times: list[float]
    looked: list[int]
    """Frames that were looked at."""
    sightings: dict[int, _Sighting]
    cut: frozenset[int]
    """Frames in which the lifter touched the border of the region."""

    @property
    def good(self) -> float:
        """Share of frames that show the lifter whole, of those that were looked at."""
        return (len(self.sightings) - len(self.cut)) / max(len(self.looked), 1)

    @property
    def bad_times_s(self) -> list[float]:
        """When they do not."""
        return [
            self.times[frame]
            for frame in self.looked
            if frame not in self.sightings or frame in self.cut
        ]


class Prepared:
    """A video of which is known where its lifter is, and the model that will follow him.

    To be observed once, or closed.
    """

    def __init__(
        self, path: str | Path, config: PoseConfig, scouting: Scouting, model: Landmarker
    ) -> None:
        self._path, self._config, self._scouting = path, config, scouting
        self._model: Landmarker | None = model

    def observe(self, progress: Progress | None = None) -> PoseObservations:
        """Look at every frame; see :func:`observe`."""
        model, self._model = self._model, None
        if model is None:
            raise ValueError(f"{self._path}: has been observed or closed; prepare it again")
        path, config, scouting = self._path, self._config, self._scouting
        with single_threaded_opencv():
            best = _run(path, config, model, scouting, progress)
            if best.good < 1.0 - _LOST_SHARE and self._is_elsewhere(best):
                everywhere = replace(scouting, region_px=None)
                again = pose_model(config.model).open(config)
                other = _run(path, config, again, everywhere, progress)
                best = other if other.good > best.good else best
            return _assemble(best, config, scouting.people)

    def _is_elsewhere(self, seen: _Pass) -> bool:
        """Whether the whole picture shows somebody while the region does not, or cuts him.

        Most of those who are lost have left the picture, to start or stop the camera.
        """
        config, times = self._config, seen.bad_times_s
        if self._scouting.region_px is None:
            return False
        some = np.linspace(0, len(times) - 1, min(config.scout_frames, len(times))).astype(int)
        with VideoReader(self._path, config.max_side_px) as reader:
            # Of any size: the one who was followed may have been no lifter at all.
            return is_anybody_there(reader, _scout_model(config), [times[k] for k in some])

    def close(self) -> None:
        """Let go of the model."""
        model, self._model = self._model, None
        if model is not None:
            model.__exit__(None, None, None)


def prepare(path: str | Path, config: PoseConfig | None = None) -> Prepared:
    """Search a few frames for the lifter, and load the model meanwhile.

    Apart from :func:`observe`, so that it can be done while another video is looked at.

    Raises
    ------
    VideoError, ImportError, ModelError
        As :func:`observe`.
    """
    config = config or PoseConfig()
    with (
        single_threaded_opencv(),
        VideoReader(path, config.max_side_px) as reader,
        ThreadPoolExecutor(1) as aside,
    ):
        # It takes as long as the search, and hardly holds Python up.
        making = aside.submit(pose_model(config.model).open, config)
        try:
            scouting = scout_lifter(reader, _scout_model(config), config)
        except BaseException:
            making.add_done_callback(_discard)
            raise
    return Prepared(path, config, scouting, making.result())


def _discard(making: Future[Landmarker]) -> None:
    if making.exception() is None:
        making.result().__exit__(None, None, None)


def observe(
    path: str | Path,
    config: PoseConfig | None = None,
    *,
    progress: Progress | None = None,
) -> PoseObservations:
    """Infer landmarks and outline of the lifter in one video.

    A few frames are searched for people first; then every frame is looked at in the part
    of the picture where the lifter is.

    Parameters
    ----------
    path
        Video file.
    config
        Inference settings.
    progress
        Called after every frame with (frames done, frames expected).

    Returns
    -------
    PoseObservations
        With ``T`` equal to the number of frames that could be decoded, also where nobody
        was seen.

    Raises
    ------
    VideoError
        If the file cannot be read.
    ImportError
        If a package of the pose model is not usable.
    ModelError
        If no pose model file can be had.
    """
    return prepare(path, config).observe(progress)


def _scout_model(config: PoseConfig) -> Landmarker:
    """Return the model for single pictures, which keeps no state and so serves many videos.

    Making it takes as long as looking at five frames. The one that follows a lifter through
    a video cannot be kept: what it saw before would change what it sees next.
    """
    chosen = pose_model(config.model)
    key = (chosen, config)
    if getattr(_kept, "key", None) != key:
        _forget_model()
        _kept.model = chosen.open(config, config.max_people, video=False, masks=False)
        _kept.key = key
    return _kept.model


def _forget_model() -> None:
    """Close it while the interpreter is still able to."""
    model = getattr(_kept, "model", None)
    _kept.__dict__.clear()
    if model is not None:
        model.__exit__(None, None, None)


@atexit.register
def _close_at_exit() -> None:
    # Whatever MediaPipe says of being closed so late is of use to nobody.
    with suppress(Exception):
        _forget_model()


def _run(
    path: str | Path,
    config: PoseConfig,
    model: Landmarker,
    scouting: Scouting,
    progress: Progress | None,
) -> _Pass:
    region, plate = scouting.region_px, scouting.plate_radius_px
    with ExitStack() as looking:
        looking.enter_context(model)
        reader = VideoReader(path, config.max_side_px, region, config.enough_fps)
        looking.enter_context(reader)
        tracker = Tracker(max_gap=max(1, round(reader.info.fps)))
        frames: list[int] = []
        expected = reader.info.total_frames
        # Inference waits for nothing: outlines of earlier frames are cut meanwhile.
        looks = look(reader, model, Pace(config, scouting.standing_px))
        for frame, people in looking.enter_context(closing(prefetch(looks, _AHEAD))):
            seen = [s for s in (_sighting(p, frame, config, plate) for p in people) if s]
            tracker.update(frame.index, [(s.center_px, s.size_px, s) for s in seen])
            frames.append(frame.index)
            if progress is not None:
                progress(frame.index + 1, max(expected, frame.index + 1))
        info = model.info
    sightings: dict[int, _Sighting] = {}
    chosen = choose_lifter(tracker.tracks, len(frames))
    if chosen is not None:
        track = merge_fragments(tracker.tracks, chosen)
        for index, sighting in zip(track.frames, track.payload, strict=True):
            assert isinstance(sighting, _Sighting)
            sightings[index] = sighting
    cut = frozenset(k for k, s in sightings.items() if region and _is_cut(s, region, reader))
    return _Pass(reader, info, reader.times_s, frames, sightings, cut)


def _sighting(
    person: Person, frame: Frame, config: PoseConfig, plate_radius_px: float | None
) -> _Sighting | None:
    size = float(body_length_px(person.landmarks))
    if not np.isfinite(size) or size <= 1.0 or person.mask is None:
        return None
    center = hip_center_px(person.landmarks)
    side = config.outline_body * size
    origin = np.array(frame.origin_px)
    landmarks = person.landmarks.copy()
    landmarks[:, :3] *= frame.scale
    landmarks[:, :2] += origin
    waist = center - np.array([0.0, RISE * size])
    picture_side = BODY * size
    x, y = waist * frame.scale + origin
    plate = np.full(2, np.nan)
    if plate_radius_px is not None:
        found = find_plate(frame.image, person.landmarks, plate_radius_px / frame.scale)
        plate = found * frame.scale + origin
    return _Sighting(
        landmarks=landmarks,
        world=person.world,
        outline=crop_outline(person.mask, center, side, config.outline_px),
        center_px=center * frame.scale + origin,
        side_px=side * frame.scale,
        size_px=size * frame.scale,
        plate_px=plate,
        picture=cut_picture(frame.image, waist, picture_side, SIZE),
        picture_place_px=(float(x), float(y), picture_side * frame.scale),
    )


def _is_cut(sighting: _Sighting, region: Region, reader: VideoReader) -> bool:
    """Whether hips, knees or shoulders leave the region on a side that is not the picture's."""
    left, top, right, bottom = region
    joints = sighting.landmarks[11:29, :2]
    low, high = joints.min(axis=0), joints.max(axis=0)
    return bool(
        (low[0] < left and left > 0)
        or (low[1] < top and top > 0)
        or (high[0] > right and right < reader.info.width)
        or (high[1] > bottom and bottom < reader.info.height)
    )


def _assemble(run: _Pass, config: PoseConfig, people: int) -> PoseObservations:
    """Put the sightings of a run together, and use them up."""
    n, s = len(run.times), config.outline_px
    landmarks = np.full((n, NUM_LANDMARKS, 4), np.nan, dtype=np.float32)
    world = np.full((n, NUM_LANDMARKS, 3), np.nan, dtype=np.float32)
    outline = np.zeros((n, s, s), dtype=np.uint8)
    center = np.full((n, 2), np.nan, dtype=np.float32)
    side = np.full(n, np.nan, dtype=np.float32)
    plate = np.full((n, 2), np.nan, dtype=np.float32)
    files, places = {}, {}
    for frame in list(run.sightings):
        # Each goes as soon as it is copied: with an hour of video there is no room for both.
        sighting = run.sightings.pop(frame)
        files[frame], places[frame] = sighting.picture, sighting.picture_place_px
        landmarks[frame] = sighting.landmarks
        world[frame] = sighting.world
        outline[frame] = sighting.outline
        center[frame] = sighting.center_px
        side[frame] = sighting.side_px
        plate[frame] = sighting.plate_px
    seen = PoseObservations(
        video=run.reader.info,
        model=run.model,
        time_s=np.asarray(run.times, dtype=float),
        landmarks=landmarks,
        world=world,
        outline=outline,
        outline_center_px=center,
        outline_side_px=side,
        plate_px=plate,
        inferred=np.isin(np.arange(n), run.looked),
        people=max(people, int(bool(files))),
        pictures=join(n, files, places),
        warnings=(*run.reader.warnings, *_thinned(run.reader)),
    )
    return fill_between(seen, in_place=True)


def _thinned(reader: VideoReader) -> list[str]:
    if reader.every == 1:
        return []
    return [
        f"{reader.info.fps:.0f} frames per second: one of {reader.every} was looked at, those "
        "between are interpolated"
    ]


__all__ = [
    "Prepared",
    "Progress",
    "observe",
    "prepare",
]
