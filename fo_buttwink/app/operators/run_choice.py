"""The analysis that an operator works on: asked for in its form, read from the answer."""

from __future__ import annotations

from typing import Any

import fiftyone.operators.types as types

from ...errors import RunNotFoundError
from ...store.runs import list_runs
from ..panels.viewer.panel import choose_key
from .inputs import choice, problem

NO_RUNS = "This dataset has no squat analysis yet"
ANALYZE_FIRST = "Run 'Analyze squats' first."


def ask_run(ctx: Any, inputs: types.Object) -> str | None:
    """Ask for an analysis; without any, say so and return ``None``."""
    keys = [] if ctx.dataset is None else list_runs(ctx.dataset)
    if not keys:
        problem(inputs, NO_RUNS, ANALYZE_FIRST)
        return None
    key = choose_key(ctx, keys)
    choice(inputs, "key", "Analysis", {each: each for each in keys}, key)
    return key


def chosen_run(ctx: Any) -> str:
    """Return the key of the analysis that was chosen, or that is meant without a choice.

    Raises
    ------
    RunNotFoundError
        The dataset has no analysis.
    """
    keys = list_runs(ctx.dataset)
    if not keys:
        raise RunNotFoundError(NO_RUNS, remedy=ANALYZE_FIRST)
    return choose_key(ctx, keys)
