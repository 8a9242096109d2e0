"""What the App's grid shall show for a filter, and whether it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import fiftyone as fo
from fiftyone import ViewField as F

from ....store.fields import RunFields
from ....store.groups import ungrouped
from ....store.stages import stages_of
from . import state as memory
from .scope import Asked, Scope, scope_of
from .seen import Mask, Seen
from .shown import shown_of
from .stages import fingerprint, generating
from .state import State
from .view import CLIPS, MAX_CLIPS, VIDEOS, as_clips, filtered, of_lifters


def shown(state: State, seen: Seen) -> Mask:
    """(N,) the repetitions that pass the filter, of those that are counted."""
    return shown_of(seen, state.filter).mask


def scope_now(ctx: Any, state: State, key: str) -> Scope:
    """Within what is counted, by what the App shows now."""
    return scope_of(ctx.dataset, Asked.of(ctx.request_params), state.scope, state.ours, key)


def wanted_view(ctx: Any, state: State, seen: Seen) -> tuple[fo.DatasetView, str]:
    """Return what the grid shall show, and what that is called."""
    view = wanted_videos(ctx, state, seen)
    if state.mode == CLIPS and shown(state, seen).sum() <= MAX_CLIPS:
        return as_clips(view, seen.columns.key), CLIPS
    return view, VIDEOS


def wanted_videos(ctx: Any, state: State, seen: Seen) -> fo.DatasetView:
    """Return the videos with the shown repetitions, and no others."""
    columns = seen.columns
    samples = ungrouped(seen.scope.samples(ctx.dataset))
    return filtered(samples, state.filter, columns.key, columns.lifter_field)


def statuses_shown(ctx: Any, state: State, seen: Seen) -> dict[str, int]:
    """Videos by status, as far as they meet the conditions.

    A video without repetitions meets no condition on repetitions, but may be of a wanted lifter.
    """
    if not state.filter.active:
        return dict(seen.statuses)
    columns = seen.columns
    others = {n: words for n, words in state.filter.choices.items() if n != "lifter"}
    if replace(state.filter, choices=others).active:
        videos: Any = wanted_videos(ctx, state, seen)
    else:
        base = ungrouped(seen.scope.samples(ctx.dataset))
        videos = of_lifters(base, state.filter, columns.lifter_field)
    counted = videos.count_values(RunFields(columns.key).status)
    return {str(name): int(n) for name, n in counted.items() if name is not None}


def with_status(ctx: Any, seen: Seen, status: str) -> fo.DatasetView:
    """Return the counted videos of one status."""
    samples = ungrouped(seen.scope.samples(ctx.dataset))
    return samples.match(F(RunFields(seen.columns.key).status) == status)


def apply(ctx: Any, state: State, seen: Seen) -> State:
    """Make the App's view follow the filter; gives the state that knows about it."""
    clips = ""
    if not state.filter.active and not ctx.params.get("mode"):
        target = seen.scope.samples(ctx.dataset)
    else:
        target, what = wanted_view(ctx, state, seen)
        if what == CLIPS:
            clips = memory.reps_fingerprint(seen.columns.rep_ids[shown(state, seen)].tolist())
    return replace(show(ctx, state, target, seen.scope), clips=clips, status="")


def show(
    ctx: Any, state: State, target: fo.Dataset | fo.DatasetView, scope: Scope, status: str = ""
) -> State:
    """Set the App's view; gives the state that knows it for the explorer's own."""
    stages = stages_of(target)
    if stages:
        ctx.ops.set_view(target)
    else:
        ctx.ops.clear_view()
    ours = (*state.ours, fingerprint(stages))[-memory.MAX_OURS :]
    return replace(state, ours=ours, scope=scope, status=status)


def in_grid(ctx: Any, state: State) -> bool:
    """Whether the grid shows the view that the explorer set last."""
    current = fingerprint(ctx.request_params.get("view"))
    return bool(state.ours) and current == state.ours[-1]


def is_clips(ctx: Any) -> bool:
    """Whether the grid shows clips, frames or patches instead of videos."""
    return generating(ctx.request_params.get("view") or ()) is not None


def up_to_date(ctx: Any, state: State, seen: Seen) -> bool:
    """Whether the grid shows the wanted repetitions; clips are not remade by FiftyOne."""
    instead = bool(status_shown(ctx, state))
    if not state.filter.active:
        return not instead  # what is counted is what the grid shows
    if instead or not in_grid(ctx, state):
        return False
    ids = seen.columns.rep_ids[shown(state, seen)]
    return not state.clips or state.clips == memory.reps_fingerprint(ids.tolist())


def status_shown(ctx: Any, state: State) -> str:
    """Status of the videos that the grid shows instead of repetitions; empty if it does not."""
    return state.status if in_grid(ctx, state) else ""
