"""Views as stages that can be sent and kept, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import fiftyone as fo
from bson import json_util

Stages = Sequence[Mapping[str, Any]]


def stages_of(view: fo.Dataset | fo.DatasetView) -> list[dict[str, Any]]:
    """Return the stages of a view; none of a dataset."""
    return _decoded(view._serialize()) if isinstance(view, fo.DatasetView) else []


def view_of(dataset: fo.Dataset, stages: Stages) -> fo.DatasetView:
    """Return the view of a dataset that some stages make."""
    return fo.DatasetView._build(dataset, _decoded(stages))


def _decoded(stages: Stages) -> list[dict[str, Any]]:
    """Return a copy with ids as ids, whether they came through JSON or not."""
    copy: list[dict[str, Any]] = json_util.loads(json_util.dumps(list(stages)))
    return copy
