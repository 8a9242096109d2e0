"""What panels say about a run of another definition, and how to analyze it again."""

from __future__ import annotations

from typing import Any

import fiftyone as fo

from ...domain.analysis import SCHEMA
from ...domain.definitions import definition
from ...domain.old_settings import upgrade
from ...store.runs import RunInfo

PLUGIN = "@fo-buttwink/fo_buttwink"


def older_run(dataset: fo.Dataset, info: RunInfo) -> dict[str, Any] | None:
    """Notice about a run that this version would not make so; ``None`` for a present one.

    ``operator`` and ``params`` start the analysis of all videos again with the run's own settings.
    They are ``None`` for a run of a newer version, which this one must not overwrite.
    """
    if info.made.present:
        return None
    if info.made.newer:
        return {
            "title": "A newer version of fo-buttwink made these results",
            "text": "They are shown as they are. Update fo-buttwink before you analyze again.",
            "notes": [],
            "operator": None,
            "params": None,
        }
    config, notes = upgrade(info.settings, info.definition)
    if info.definition != SCHEMA:
        title = "These results follow an older definition of the label"
        text = f"They follow {definition(info.definition)} and are shown as they are."
        notes.insert(0, f"The present definition is {definition(SCHEMA)}.")
    else:
        title = "An older version of fo-buttwink measured these results"
        text = "They are shown as they are. The same videos may give other values now."
    last = info.sessions[-1] if info.sessions else None
    load_field = last.load_field if last else None
    if load_field is not None and load_field not in dataset.get_field_schema(flat=True):
        notes.append(
            f"The load field {load_field!r} is not in the dataset any more: the repetitions will "
            "have no load."
        )
        load_field = None
    slow = last.slow_motion_field if last else None
    if slow is not None and slow not in dataset.get_field_schema(flat=True):
        notes.append(
            f"The slow-motion field {slow!r} is not in the dataset any more: all videos will be "
            "taken for those of normal speed."
        )
        slow = None
    return {
        "title": title,
        "text": f"{text} Analyzing again replaces the machine's labels in all videos of analysis "
        f"'{info.key}' and keeps every review. It is quick where poses are cached.",
        "notes": notes,
        "operator": f"{PLUGIN}/analyze_squats",
        "params": {
            "key": info.key,
            "config": config.to_dict(),
            "existing": "replace",
            "load_field": load_field,
            "load_unit": (last.load_unit if last else None) or "kg",
            "slow_motion_field": slow,
            "view_target": "DATASET",
        },
    }
