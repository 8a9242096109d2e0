"""The way from the explorer to the first repetition to review, of those that it shows."""

from __future__ import annotations

from typing import Any

from ...._util.words import many
from ..older_run import PLUGIN
from ..viewer.queue import first_to_review
from . import grid
from .seen import Seen
from .state import State

OPEN = f"{PLUGIN}/review_flagged"
"""The operator that opens a video once the App shows its view."""


def start(ctx: Any, state: State, seen: Seen) -> tuple[State, dict[str, Any]]:
    """Show the repetitions in the grid, and open the first that nobody has reviewed.

    Returns
    -------
    State
        The state that knows what the grid shows now.
    dict
        ``wish``: the repetition to choose in the video that opens; or ``notice``: why none does.
    """
    number = int(grid.shown(state, seen).sum())
    if not number:
        return state, {"notice": "Nothing that is shown can be reviewed"}
    there = grid.in_grid(ctx, state) and grid.up_to_date(ctx, state, seen)
    after = state if there else grid.apply(ctx, state, seen)
    place = first_to_review(grid.wanted_videos(ctx, after, seen), seen.columns.key)
    if place is None:
        return after, {"notice": "These repetitions do not exist any more"}
    ctx.trigger(f"{PLUGIN}/place_squat_viewer", {"force": True})
    first = place["rep"] if after.clips else place["sample"]
    said = f"{many(number, 'repetition')} to review"
    ctx.trigger(OPEN, {"first": first, "view": after.ours[-1], "said": said})
    return after, {"wish": place}
