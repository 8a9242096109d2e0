"""The unit of work: one video in, one result out."""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..config import Config
from ..observations import PoseObservations
from ..results import VideoAnalysis

if TYPE_CHECKING:
    from ..pose.observe import Progress

logger = logging.getLogger(__name__)

Analyser = Callable[..., tuple[VideoAnalysis, PoseObservations | None]]
"""Called with (path, config) and perhaps ``progress=``."""


class SetupError(ValueError):
    """Inference cannot run in this Python environment."""


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
    from ..analysis import failed_analysis
    from ..media import local_media

    progress: Progress | None = None
    if on_frames is not None:
        report = on_frames

        def progress(done: int, total: int) -> None:
            report(task, done, total)

    try:
        with local_media(task.location) as path:
            known = {} if progress is None else {"progress": progress}
            analysis, observations = analyser(str(path), config, **known)
    except Exception as error:  # one bad file must not end a batch of thousands
        logger.debug("%s", task.path, exc_info=True)
        return Result(task, failed_analysis(task.path, config, error))
    analysis = replace(analysis, video=task.path)
    return Result(task, analysis, observations and without_outlines(observations, task.path))


def without_outlines(observations: PoseObservations, path: str) -> PoseObservations:
    """The part of the observations that is stored, small enough to be sent."""
    return replace(
        observations,
        # Observations of equal files are shared, and may carry the other file's path.
        video=replace(observations.video, path=path),
        outline=np.zeros((len(observations.time_s), 0, 0), np.uint8),
    )


def default_analyser(config: Config, *, cache: bool = True) -> Analyser:
    """The real pipeline; fails here, once, if it cannot work at all on this machine.

    Raises
    ------
    SetupError
        If a package is missing.
    ModelError
        If there is no pose model.
    """
    missing = missing_packages()
    if missing:
        raise SetupError(missing)
    from ..analysis import analyze_observations, observe_video
    from ..pose.models import resolve_model

    resolve_model(config.pose.model)

    def analyse(
        path: str | Path, config: Config, *, progress: Progress | None = None
    ) -> tuple[VideoAnalysis, PoseObservations | None]:
        observations = observe_video(path, config, cache=cache, progress=progress)
        return analyze_observations(observations, config, cache=cache), observations

    return analyse


def missing_packages() -> str:
    """What inference needs and this Python lacks, with the remedy; empty if all is there."""
    names = [name for name in ("av", "mediapipe") if importlib.util.find_spec(name) is None]
    if not names:
        return ""
    return (
        f"not installed for {sys.executable}: {', '.join(names)}; run: "
        f"{sys.executable} -m pip install {' '.join(names)}"
    )
