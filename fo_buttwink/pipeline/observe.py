"""The slow half of the pipeline: video in, observations out, from the cache where it can be."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from ..cache import keys, throughput
from ..cache.folder import cache_dir
from ..cache.observations import cache_key, load_observations, save_observations
from ..config import Config, PoseConfig
from ..domain.observations import PoseObservations
from ..pose.observe import Prepared, Progress, prepare
from ..pose.registry import pose_model
from ..video.files import VideoError, check_file
from ..video.reader import VideoReader
from ..video.tones import HDR

__all__ = [
    "PreparedVideo",
    "observe_video",
    "prepare_video",
]


def observe_video(
    path: str | Path,
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    cache: bool = True,
) -> PoseObservations:
    """Landmarks and outline of the lifter, from the cache where the same video was seen.

    Raises
    ------
    VideoError
        If the video cannot be read.
    """
    return prepare_video(path, config, cache=cache).observe(progress)


def prepare_video(
    path: str | Path, config: Config | None = None, *, cache: bool = True
) -> PreparedVideo:
    """Do what :func:`observe_video` does before it looks at every frame.

    Raises
    ------
    VideoError
        If the video cannot be read.
    """
    check_file(Path(path))
    before = keys.state(Path(path))
    pose: PoseConfig = (config or Config()).pose
    entry = _entry(path, pose) if cache else None
    known = _known(entry, path)
    if known is not None:
        return PreparedVideo(path, known=known)
    return PreparedVideo(path, prepared=prepare(path, pose), entry=entry, pose=pose, before=before)


class PreparedVideo:
    """A video that was seen before, or that is ready to be looked at, frame by frame.

    Parameters
    ----------
    path
        The video.
    known
        Its observations, or
    prepared
        what is needed to make them, and
    entry
        where to keep them.
    pose
        Settings under which to note how fast that goes, where observations are kept.
    before
        State of the file before anything was read.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        known: PoseObservations | None = None,
        prepared: Prepared | None = None,
        entry: Path | None = None,
        pose: PoseConfig | None = None,
        before: tuple[int, ...] | None = None,
    ) -> None:
        self._path, self._known, self._prepared, self._entry = path, known, prepared, entry
        self._pose, self._before = pose, before

    def observe(self, progress: Progress | None = None) -> PoseObservations:
        """Return the observations; call it once.

        Raises
        ------
        VideoError
            If the video cannot be read, or has changed meanwhile.
        """
        known = self._known
        if known is None and self._entry is not None:
            # An equal file may have been looked at since this one was prepared.
            known = _known(self._entry, self._path)
        if known is None:
            return self._look(progress)
        self.close()
        if progress is not None:
            progress(len(known.time_s), len(known.time_s))
        # The key is the content: the same clip may have been seen under another name.
        return replace(known, video=replace(known.video, path=str(self._path)))

    def _look(self, progress: Progress | None) -> PoseObservations:
        assert self._prepared is not None
        started = time.monotonic()
        seen = self._prepared.observe(progress)
        if self._before is not None and keys.state(Path(self._path)) != self._before:
            # Half of one content and half of another, and neither is what the key is made from.
            raise VideoError(
                f"{self._path}: the file changed or went away while it was read",
                remedy="wait until it is copied as a whole, and analyze it again",
            )
        if self._entry is not None and self._pose is not None:
            throughput.record(self._pose, len(seen.time_s), time.monotonic() - started)
        if self._entry is not None:
            try:
                save_observations(seen, self._entry)
            except OSError as error:  # a full disk costs time later, but not this result
                print(f"fo_buttwink: cannot keep observations: {error}", file=sys.stderr)
        return seen

    def close(self) -> None:
        """Let go of what was made ready, if it is not wanted after all."""
        if self._prepared is not None:
            self._prepared.close()


def _known(entry: Path | None, path: str | Path) -> PoseObservations | None:
    """Observations from the cache, with what an older version did not ask of the file.

    It also looked at HDR as if it were ordinary video, so of that it has to be done again.
    """
    found = None if entry is None else load_observations(entry)
    if found is None or found.video.pixel_format:
        return found
    try:
        with VideoReader(path) as reader:
            told = reader.info
    except VideoError:
        return found
    if told.transfer in HDR:
        return None
    facts = {name: getattr(told, name) for name in ("start_s", "pixel_format", "transfer")}
    return replace(found, video=replace(found.video, **facts))


def _entry(path: str | Path, pose: PoseConfig) -> Path:
    """Where the cache keeps the observations of a video, or would."""
    model = pose_model(pose.model).resolve()
    try:
        key = cache_key(path, pose, model.sha256)
    except OSError as error:
        reason = error.strerror or str(error)
        raise VideoError(f"{path}: cannot be read ({reason})", remedy="copy it again") from error
    return cache_dir() / f"{key}.npz"
