"""Which samples an operator is asked about, also when a button of its own result asks again.

The first button that is pressed changes the view of the App; the others still mean the one that
was examined, whose stages they carry.
"""

from __future__ import annotations

from typing import Any

import fiftyone as fo
from bson import json_util

from ...store.stages import stages_of, view_of

STAGES = "stages"


def examined(ctx: Any) -> fo.Dataset | fo.DatasetView:
    """Return the samples that a button names by their stages, else those that the App shows."""
    given = ctx.params.get(STAGES)
    if given is not None:
        stages = json_util.loads(given)
        return view_of(ctx.dataset, stages) if stages else ctx.dataset
    return ctx.dataset if ctx.view is None else ctx.view


def again(samples: fo.Dataset | fo.DatasetView) -> dict[str, str]:
    """Return the parameters of a button that asks about the same samples, as text for JSON."""
    return {STAGES: json_util.dumps(stages_of(samples))}
