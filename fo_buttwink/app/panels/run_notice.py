"""What panels say about a run that is not as it should be, with one button that mends it."""

from __future__ import annotations

from typing import Any

import fiftyone as fo

from ...store.fields import RunFields
from ...store.groups import slice_names, ungrouped
from ...store.runs import RunInfo
from .older_run import PLUGIN, older_run


def run_notice(dataset: fo.Dataset, info: RunInfo) -> dict[str, Any] | None:
    """Notice about a run of an older definition or one that has not ended; ``None`` if neither.

    ``operator`` and ``params`` start the analysis with the run's own settings, and ``button`` says
    what to call that.
    """
    notice = older_run(dataset, info)
    if notice is not None:
        return {**notice, "button": "Analyze again"}
    return unfinished_run(dataset, info)


def unfinished_run(dataset: fo.Dataset, info: RunInfo) -> dict[str, Any] | None:
    """Notice about a run that ended before its last video."""
    last = info.sessions[-1] if info.sessions else None
    if last is None or last.state == "complete":
        return None
    present = slice_names(dataset)
    slices = [name for name in last.slices or () if name in present]
    videos = ungrouped(dataset, slices)
    total = videos.count()
    statuses = videos.count_values(RunFields(info.key).status)
    done = sum(number for status, number in statuses.items() if status)
    left = total - done
    if left <= 0:
        return None
    if last.state == "running":
        text = (
            f"An analysis was started at {last.started[:16].replace('T', ' ')} UTC and has not "
            "ended. If it does not run any more, continue it."
        )
    else:
        text = "The analysis was stopped before its end, for example because its page was closed."
    others = "1 video" if left == 1 else f"{left} videos"
    return {
        "title": f"{done} of {total} videos {'is' if done == 1 else 'are'} analyzed",
        "text": f"{text} Continuing analyzes the other {others} with the same settings.",
        "notes": [],
        "button": "Continue",
        "operator": f"{PLUGIN}/analyze_squats",
        "params": {
            "key": info.key,
            "config": info.settings,
            "existing": "skip",
            "load_field": last.load_field,
            "load_unit": last.load_unit or "kg",
            "slow_motion_field": last.slow_motion_field,
            "slices": slices,
            "view_target": "DATASET",
        },
    }
