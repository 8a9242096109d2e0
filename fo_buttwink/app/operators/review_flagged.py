"""The operators that lead to the first repetition that somebody should look at."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types
from bson import ObjectId
from fiftyone import ViewField as F

from ...errors import RunNotFoundError
from ...store.fields import RunFields
from ...store.filters import JUDGED
from ...store.groups import ungrouped
from ...store.runs import list_runs
from ..panels.explorer.stages import fingerprint
from ..panels.explorer.view import MAX_CLIPS, as_clips
from ..panels.viewer.panel import choose_key
from .inputs import many
from .shown import place_viewer

ICON = "flag"
MAX_TRIES = 40
WAIT_S = 0.25
"""How often, and how long each time, the first repetition waits for the App to show its view."""
SETTLE_S = 0.5
"""How long the App, once it has begun to show a view, may still ask for the one before."""
_FIRST, _VIEW, _SAID, _TRIES = "first", "view", "said", "tries"


class ReviewFlagged(foo.Operator):
    """Show the flagged repetitions that nobody has reviewed, and open the first."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="review_flagged",
            label="Review flagged squats",
            description="Open the first flagged repetition that nobody has reviewed",
            icon=ICON,
            risk_level="low",
            view_target=False,
        )

    def __call__(
        self, sample_collection: fo.Dataset | fo.DatasetView, key: str | None = None
    ) -> fo.DatasetView:
        """Return what is to be reviewed, from Python; by default of the collection's first run."""
        keys = list_runs(sample_collection)
        if key is None and not keys:
            raise RunNotFoundError(
                "this dataset has no squat analysis yet", remedy="analyze it first"
            )
        return to_review(sample_collection, key or keys[0])

    def resolve_placement(self, ctx: Any) -> types.Placement | None:
        """Place the button that opens this."""
        return _button(ctx, types.Places.SAMPLES_GRID_ACTIONS)

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        return open_first(self, ctx) if waits_for_view(ctx.params) else self._show(ctx)

    def _show(self, ctx: Any) -> dict[str, Any]:
        keys = list_runs(ctx.dataset)
        if not keys:
            ctx.ops.notify("No squats have been analyzed yet: run 'Analyze squats' first")
            return {}
        key = choose_key(ctx, keys)
        clips = getattr(ctx.view, "_is_clips", False)
        # A view of clips is narrower than what is asked for: start from its videos.
        view = to_review(ctx.dataset if clips else ctx.view, key)
        number = view.count(f"{RunFields(key).reps}.detections")
        if not number:
            ctx.ops.notify(
                "All flagged repetitions are reviewed" + ("" if clips else " in this view"),
                variant="success",
            )
            return {}
        if number <= MAX_CLIPS:
            view = as_clips(_these(view, key), key)
        show_then_open(self, ctx, view, f"{many(number, 'flagged repetition')} to review")
        return {}


class ReviewFlaggedHere(ReviewFlagged):
    """The same from an open video."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        config = super().config
        config.name = "review_flagged_here"
        config.unlisted = True
        return config

    def resolve_placement(self, ctx: Any) -> types.Placement | None:
        """Place the button that opens this."""
        return _button(ctx, types.Places.SAMPLES_VIEWER_ACTIONS)


def show_then_open(operator: foo.Operator, ctx: Any, view: fo.DatasetView, said: str) -> None:
    """Show a view in the App, and let its first sample be opened by :func:`open_first`."""
    place_viewer(ctx, force=True)
    if ctx.current_sample:
        ctx.ops.close_sample()
    ctx.ops.clear_sidebar_filters()  # the view holds them
    ctx.ops.set_view(view)
    shown = fingerprint(view._serialize())
    # A video of a view that the App does not show yet cannot be opened: its next request says
    # what it shows.
    first = view.limit(1).values("id")[0]
    ctx.trigger(operator.uri, {_FIRST: first, _VIEW: shown, _SAID: said})


def waits_for_view(params: Mapping[str, Any]) -> bool:
    """Whether an operator was run again by :func:`show_then_open`."""
    return bool(params.get(_FIRST))


def open_first(operator: foo.Operator, ctx: Any) -> dict[str, Any]:
    """Open the first sample of a view as soon as the App shows it."""
    params = ctx.params
    tries = int(params.get(_TRIES) or 0)
    if fingerprint(ctx.request_params.get("view")) != params[_VIEW] and tries < MAX_TRIES:
        time.sleep(WAIT_S)
        ctx.trigger(operator.uri, {**params, _TRIES: tries + 1})
        return {}
    time.sleep(SETTLE_S)
    ctx.ops.open_sample(id=params[_FIRST])
    place_viewer(ctx, force=True, opened=True)
    ctx.ops.notify(str(params[_SAID]), variant="info")
    return {}


def to_review(samples: fo.Dataset | fo.DatasetView, key: str) -> fo.DatasetView:
    """Videos with flagged repetitions that nobody has reviewed, showing only those."""
    run = RunFields(key)
    asked = (F("flagged") == True) | (F("review_priority") == True)  # noqa: E712
    open_ = ~JUDGED | (F("review_outdated") == True)  # noqa: E712
    return ungrouped(samples).filter_labels(run.reps, asked & open_)


def _these(view: fo.DatasetView, key: str) -> fo.DatasetView:
    """Return the same repetitions by their ids, so that they stay in view once they are judged."""
    reps = RunFields(key).reps
    ids = [ObjectId(i) for i in view.values(f"{reps}.detections.id", unwind=True)]
    samples = view._root_dataset
    return ungrouped(samples).filter_labels(reps, F("_id").is_in(ids))


def _button(ctx: Any, place: types.Places) -> types.Placement | None:
    if ctx.dataset is None or not list_runs(ctx.dataset):
        return None
    # With the label in the icon's place, the App would move it into a menu.
    return types.Placement(
        place, types.Button(label="Review flagged squats", icon=ICON, prompt=False)
    )
