"""What is on record of a video that could not be analyzed; loads nothing of the pipeline."""

from __future__ import annotations

from pathlib import Path

from ..config import Config
from ..domain.analysis import STATUS_FAILED, VideoAnalysis, ViewEstimate
from ..domain.codes import code_of_error
from ..video.files import VideoError

_NOBODY = ViewEstimate(side=None, yaw_deg=None, quality=0.0)


def failed_analysis(path: str | Path, config: Config, error: Exception) -> VideoAnalysis:
    """Put on record that a video could not be analysed, and why."""
    message = str(error)
    if not isinstance(error, VideoError):
        message = (
            f"{path}: {type(error).__name__}: {error}; this is a fault of the program or the "
            "installation, please run fo-buttwink doctor and report it"
        )
    return VideoAnalysis(
        video=str(path),
        fps=None,
        total_frames=0,
        status=STATUS_FAILED,
        message=message,
        view=_NOBODY,
        config=config.to_dict(),
        error_code=code_of_error(error),
    )
