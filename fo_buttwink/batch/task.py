"""The unit of work: one video in, one result out."""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .._util import environment
from ..config import Config
from ..domain.analysis import VideoAnalysis
from ..domain.observations import PoseObservations
from ..domain.slow_motion import NORMAL
from ..errors import FoButtwinkError
from ..pose.registry import pose_model
from ..video.fetch import is_url, local_media
from ..video.files import VideoError, check_file

if TYPE_CHECKING:
    from ..pipeline.observe import PreparedVideo
    from ..pose.observe import Progress

logger = logging.getLogger(__name__)

Analyser = Callable[..., tuple[VideoAnalysis, PoseObservations | None]]
"""Called with (path, config) and perhaps ``progress=`` and ``slow_motion=``."""


class SetupError(FoButtwinkError, ValueError):
    """Inference cannot run in this Python environment."""

    code = "FBW-SETUP"
    doctor = True


@dataclass(frozen=True)
class Task:
    """One video to analyse."""

    index: int
    """Place in the order in which the videos were given."""
    path: str
    """The name under which the results are filed."""
    source: str = ""
    """Where the worker finds the file: a path or an fsspec URL; empty: ``path``."""
    weight: float = 0.0
    """How long it will take, in any unit that all tasks share."""
    slow_motion: float = 1.0
    """How many times slower the video is played than it was recorded."""

    @property
    def location(self) -> str:
        """Where to read."""
        return self.source or self.path


@dataclass(frozen=True)
class Result:
    """What came out of a task."""

    task: Task
    analysis: VideoAnalysis
    observations: PoseObservations | None = None
    """Without outlines, which nobody stores and which are far larger than the rest."""


def analyse_task(
    task: Task,
    config: Config,
    analyser: Analyser,
    on_frames: Callable[[Task, int, int], None] | None = None,
) -> Result:
    """Analyse one video; a video that cannot be analysed gives a result that says so."""
    known: dict[str, Any] = {}
    if on_frames is not None:
        known["progress"] = _progress(task, on_frames)
    if task.slow_motion != NORMAL:
        known["slow_motion"] = task.slow_motion

    def work() -> Result:
        with local_media(task.location) as path:
            return result_of(task, *analyser(str(path), config, **known))

    return guarded(task, config, work)


@dataclass
class Started:
    """A task whose video is at hand and prepared, or why that failed."""

    task: Task
    video: PreparedVideo | Exception
    held: ExitStack
    """A fetched copy of the video, for as long as it is needed."""

    def observe(self, on_frames: Callable[[Task, int, int], None]) -> PoseObservations | Exception:
        """Inference, or why it failed."""
        with self.held:
            if isinstance(self.video, Exception):
                return self.video
            try:
                return self.video.observe(_progress(self.task, on_frames))
            except Exception as error:
                return error

    def close(self) -> None:
        """Let go of everything, if nobody waits for the result any more."""
        with self.held:
            if not isinstance(self.video, Exception):
                self.video.close()


def start_task(task: Task, pipeline: Pipeline) -> Started:
    """Do the first third of :func:`analyse_task`: all that comes before inference."""
    held = ExitStack()
    try:
        path = held.enter_context(local_media(task.location))
        return Started(task, pipeline.prepare(path), held)
    except Exception as error:
        return Started(task, error, held)


def measure_task(
    task: Task, config: Config, pipeline: Pipeline, seen: PoseObservations | Exception
) -> Result:
    """Do the last third of :func:`analyse_task`: judge what was seen."""

    def work() -> Result:
        if isinstance(seen, Exception):
            raise seen
        return result_of(task, pipeline.measure(seen, task.slow_motion), seen)

    return guarded(task, config, work)


def guarded(task: Task, config: Config, work: Callable[[], Result]) -> Result:
    """Return what the work gives, or a result that says why it failed."""
    from ..pipeline.failed import failed_analysis

    try:
        return work()
    except Exception as error:  # one bad file must not end a batch of thousands
        logger.debug("%s", task.path, exc_info=True)
        return Result(task, failed_analysis(task.path, config, error))


def unreadable(task: Task, config: Config) -> Result | None:
    """Return why there is nothing to read at a path of this machine; ``None`` if there may be.

    Found at once, where inference takes seconds to load. What a URL leads to is not known here.
    """
    if is_url(task.location):
        return None
    from ..pipeline.failed import failed_analysis

    try:
        check_file(Path(task.location))
    except VideoError as error:
        return Result(task, failed_analysis(task.path, config, error))
    return None


def result_of(task: Task, analysis: VideoAnalysis, seen: PoseObservations | None) -> Result:
    """Return a result, filed under the name of the task."""
    analysis = replace(analysis, video=task.path)
    return Result(task, analysis, seen and without_outlines(seen, task.path))


def _progress(task: Task, on_frames: Callable[[Task, int, int], None]) -> Progress:
    return lambda done, total: on_frames(task, done, total)


def without_outlines(observations: PoseObservations, path: str) -> PoseObservations:
    """Return the part of the observations that is stored, small enough to be sent."""
    return replace(
        observations,
        # Observations of equal files are shared, and may carry the other file's path.
        video=replace(observations.video, path=path),
        outline=np.zeros((len(observations.time_s), 0, 0), np.uint8),
    )


class Pipeline:
    """The real pipeline, in one go or in parts.

    Parameters
    ----------
    config
        Settings.
    cache
        Keep observations and estimates on disk and use those of an earlier run.
    """

    def __init__(self, config: Config, *, cache: bool) -> None:
        self._config, self._cache = config, cache

    def prepare(self, path: str | Path) -> PreparedVideo:
        """Search the lifter, or read what was inferred before."""
        from ..pipeline.observe import prepare_video

        return prepare_video(path, self._config, cache=self._cache)

    def measure(self, observations: PoseObservations, slow_motion: float = NORMAL) -> VideoAnalysis:
        """Measure and label."""
        from ..pipeline.analyze import analyze_observations

        return analyze_observations(
            observations, self._config, cache=self._cache, slow_motion=slow_motion
        )

    def __call__(
        self,
        path: str | Path,
        config: Config,
        *,
        progress: Progress | None = None,
        slow_motion: float = NORMAL,
    ) -> tuple[VideoAnalysis, PoseObservations | None]:
        """All; an :data:`Analyser`."""
        observations = self.prepare(path).observe(progress)
        return self.measure(observations, slow_motion), observations


def default_analyser(config: Config, *, cache: bool = True) -> Analyser:
    """Make the real pipeline; fail here, once, if it cannot work at all on this machine.

    Raises
    ------
    SetupError
        If a package is missing.
    ModelError
        If there is no pose model.
    EnvironmentVariableError
        If one of our variables makes no sense.
    """
    environment.check()
    missing = missing_packages(config.pose.model)
    if missing:
        raise SetupError(missing)
    pose_model(config.pose.model).resolve()
    return Pipeline(config, cache=cache)


def missing_packages(model: str) -> str:
    """Say what inference needs and this Python lacks, with the remedy; empty if all is there.

    Parameters
    ----------
    model
        Name of the pose model.

    Raises
    ------
    ValueError
        If there is no such model.
    """
    wanted = ("av", *pose_model(model).packages)
    names = [name for name in wanted if importlib.util.find_spec(name) is None]
    if not names:
        return ""
    return (
        f"not installed for {sys.executable}: {', '.join(names)}; run: "
        f"{sys.executable} -m pip install {' '.join(names)}"
    )
