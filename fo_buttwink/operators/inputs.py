"""Questions that several forms ask in the same way."""

from __future__ import annotations

import fiftyone.operators.types as types


def choice(
    inputs: types.Object, name: str, label: str, choices: dict[str, str], default: str
) -> None:
    """A drop-down list, each value with a text of its own."""
    view = types.DropdownView()
    for value, text in choices.items():
        view.add_choice(value, label=text)
    inputs.enum(name, view.values(), label=label, default=default, required=False, view=view)


def problem(inputs: types.Object, title: str, text: str) -> None:
    """Say why the operator cannot run, and keep it from being run."""
    notice = inputs.view("problem", types.Error(label=title, description=text))
    notice.invalid = True
    notice.error_message = text
