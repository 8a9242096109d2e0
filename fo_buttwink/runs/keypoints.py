"""Runs over keypoints that are in the dataset already, in place of a pose model."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial

import fiftyone as fo

from ..batch.keypoints import analyse_keypoints
from ..batch.task import Result
from ..config import Config
from ..store.keypoints import read_columns, read_track
from .todo import Todo


class KeypointSource:
    """A frame field with keypoints, as the source of a run.

    Parameters
    ----------
    dataset
        That has the field.
    field
        Frame field, such as ``frames.my_pose``.
    layout
        What the keypoints are; ``None``: by the names of the dataset's skeleton.

    Raises
    ------
    KeypointFieldError, LayoutError
        If there is no such field, or it is not known what is in it.
    """

    def __init__(self, dataset: fo.Dataset, field: str, layout: str | None) -> None:
        self._dataset, self._field = dataset, field
        self._columns = read_columns(dataset, field, layout)

    @property
    def name(self) -> str:
        """For settings, where otherwise the pose model stands: runs must not mix the two."""
        return f"keypoints {self._columns.layout.name} in {self._field}"

    def settings(self, config: Config) -> Config:
        """Return the settings of a run with this source."""
        return replace(config, pose=replace(config.pose, model=self.name))

    def results(self, todo: Todo, config: Config) -> Generator[Result, None, None]:
        """Analyse video by video, in this process: without inference that is quick."""
        for task in todo.tasks:
            read = partial(
                read_track,
                self._dataset,
                self._field,
                todo.ids[task.index],
                self._columns.count,
            )
            source = f"{self._dataset.name}, {self._field}"
            yield analyse_keypoints(task, read, self._columns, config, source=source)
