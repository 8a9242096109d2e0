"""What the form of an analysis asks about keypoints that are in the dataset already."""

from __future__ import annotations

from typing import Any

import fiftyone.operators.types as types

from ...domain.keypoint_layouts import LAYOUTS
from ...store.fields import RunFields
from ...store.keypoints import keypoint_fields
from ...store.runs import list_runs


def keypoint_inputs(ctx: Any, inputs: types.Object) -> None:
    """Offer the keypoints of other pose models; nothing where the dataset has none."""
    ours = {f"frames.{RunFields(key).pose}" for key in list_runs(ctx.dataset)}
    fields = [name for name in keypoint_fields(ctx.dataset) if name not in ours]
    if not fields:
        return
    _optional(
        inputs,
        "keypoints_field",
        "Keypoints (optional)",
        "Measure from keypoints that another pose model found. Empty: ours looks at the videos",
        {name: name for name in fields},
    )
    if ctx.params.get("keypoints_field"):
        _optional(
            inputs,
            "layout",
            "What the keypoints are",
            "Empty: as the skeleton of the dataset names them",
            {name: layout.about for name, layout in LAYOUTS.items()},
        )


def _optional(
    inputs: types.Object, name: str, label: str, description: str, choices: dict[str, str]
) -> None:
    view = types.DropdownView()
    for value, text in choices.items():
        view.add_choice(value, label=text)
    inputs.enum(
        name, view.values(), label=label, description=description, required=False, view=view
    )
