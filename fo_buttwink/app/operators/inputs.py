"""Questions that several forms ask in the same way."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.operators.types as types

from ...config import Config, WinkConfig
from ...domain import texts
from ...domain.review.record import LABELS
from ...store.groups import Samples, slice_names
from ...store.runs import get_run, list_runs


def choice(
    inputs: types.Object, name: str, label: str, choices: dict[str, str], default: str
) -> None:
    """Make a drop-down list, each value with a text of its own."""
    view = types.DropdownView()
    for value, text in choices.items():
        view.add_choice(value, label=text)
    inputs.enum(name, view.values(), label=label, default=default, required=False, view=view)


def slices_input(inputs: types.Object, view: Samples, action: str) -> None:
    """Ask which slices of a grouped collection are meant; nothing if there is no choice."""
    names = slice_names(view)
    if len(names) < 2:
        return
    choices = types.DropdownView(multiple=True)
    for name in names:
        choices.add_choice(name, label=name)
    inputs.list(
        "slices",
        types.String(),
        label="Slices",
        description=f"{action} these slices of every group; all video slices if none is chosen",
        default=names,
        required=False,
        view=choices,
    )


def chosen_slices(params: dict[str, Any]) -> list[str] | None:
    """Read the answer to :func:`slices_input`; ``None``: all video slices."""
    return [str(name) for name in params.get("slices") or ()] or None


def run_cutoffs(dataset: fo.Dataset, key: str | None) -> WinkConfig:
    """Cut-offs that a run was made with; this version's where no run is chosen."""
    if key not in list_runs(dataset):
        return WinkConfig()
    try:
        return Config.from_dict(get_run(dataset, str(key)).settings).wink
    except ValueError:  # settings of another version
        return WinkConfig()


def label_texts(config: WinkConfig) -> dict[str, str]:
    """Every label that a person may give, with what it means."""
    meaning = texts.labels(config)
    return {name: f"{name.replace('_', ' ')}: {meaning[name]}" for name in LABELS}


def many(number: int, one: str) -> str:
    """Return a number of things, in words."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def problem(inputs: types.Object, title: str, text: str) -> None:
    """Say why the operator cannot run, and keep it from being run."""
    notice = inputs.view("problem", types.Error(label=title, description=text))
    notice.invalid = True
    notice.error_message = text
