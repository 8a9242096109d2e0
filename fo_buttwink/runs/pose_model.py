"""Our pose stage as a model of FiftyOne: ``dataset.apply_model(model, "pose")``.

It writes the lifter's 33 landmarks as keypoints of the frames. An analysis of the same videos
finds them in the cache and needs no second inference.
"""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.core.models as fom

from ..batch.task import Pipeline, SetupError, missing_packages
from ..config import preset
from ..domain.landmarks import SKELETON_EDGES, SKELETON_LABELS
from ..store.documents import drawable_pose


class SquatPoseConfig(fom.ModelConfig):
    """Settings of the model.

    Parameters
    ----------
    d
        ``pose_model``: ``lite``, ``full`` or ``heavy``. ``every_frame``: infer every frame, and
        not as many as the analysis needs. ``cache``: keep what was seen.
    """

    def __init__(self, d: dict[str, Any]) -> None:
        self.pose_model = self.parse_string(d, "pose_model", default="full")
        self.every_frame = self.parse_bool(d, "every_frame", default=False)
        self.cache = self.parse_bool(d, "cache", default=True)


class SquatPose(fom.Model):
    """The pose of the person who squats most, for ``apply_model`` on videos or clips.

    Parameters
    ----------
    config
        Settings.

    Raises
    ------
    SetupError
        If a package is missing.
    """

    def __init__(self, config: SquatPoseConfig | None = None) -> None:
        self.config = config or SquatPoseConfig({})
        missing = missing_packages(self.config.pose_model)
        if missing:
            raise SetupError(missing)
        settings = preset(model=self.config.pose_model, every_frame=self.config.every_frame)
        self._pipeline = Pipeline(settings, cache=self.config.cache)

    @property
    def media_type(self) -> str:
        """What it is applied to."""
        return "video"

    @property
    def ragged_batches(self) -> bool:
        """Videos differ in size, and each is looked at alone."""
        return True

    @property
    def transforms(self) -> None:
        """Nothing is done to a video before."""
        return

    @property
    def preprocess(self) -> bool:
        """Nothing is done to a video before."""
        return False

    @preprocess.setter
    def preprocess(self, value: bool) -> None:
        pass

    @property
    def skeleton(self) -> fo.KeypointSkeleton:
        """Names of the keypoints and lines between them: ``dataset.skeletons["pose"] = ...``."""
        return fo.KeypointSkeleton(
            labels=list(SKELETON_LABELS), edges=[list(edge) for edge in SKELETON_EDGES]
        )

    def predict(self, arg: Any) -> dict[int, fo.Keypoints]:
        """Look at a video.

        Parameters
        ----------
        arg : eta.core.video.VideoReader
            FiftyOne's reader, of which only the place of the file and the wanted frames are used:
            rotated and mirrored videos are read as players show them.

        Returns
        -------
        dict
            Keypoints by frame number, from 1, of the frames in which the lifter is seen.

        Raises
        ------
        VideoError
            If the video cannot be read.
        """
        seen = self._pipeline.prepare(arg.inpath).observe()
        found = drawable_pose(seen)
        wanted = _wanted(arg)
        return {
            number: pose
            for number, pose in found.items()
            if pose is not None and (wanted is None or number in wanted)
        }


def _wanted(reader: Any) -> set[int] | None:
    """Frames that a reader was opened for, those of a clip; ``None``: all."""
    said = str(reader.frames)
    # What a container says of its number of frames may be too low.
    if said == f"1-{reader.total_frame_count}":
        return None
    ends = [[int(end) for end in part.split("-")] for part in said.split(",")]
    return {number for part in ends for number in range(part[0], part[-1] + 1)}


__all__ = ["SquatPose", "SquatPoseConfig"]
