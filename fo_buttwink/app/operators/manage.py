"""Operators that look at runs and remove them."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import code, markdown
from ..._util.words import many
from ...domain.definitions import contrast, definition
from ...errors import StoreError
from ...store.fields import DEFAULT_KEY
from ...store.reviews import count_reviews
from ...store.runs import RunInfo, count_results, delete_run, get_run, list_runs
from .streaming import asked_by_app

MAX_TRIES = 20
WAIT_S = 0.5
"""How often, and how long each time, a deletion waits for the App to show something else."""
SETTLE_S = 4.0
"""How long the App, once it has begun to show something else, may still ask for the old view."""
_TRIES = "tries"
_NO_RUNS = "This dataset has no squat analysis yet; run 'Analyze squats' first"


class DeleteSquatRun(foo.Operator):
    """Remove one squat analysis with everything that belongs to it."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="delete_squat_run",
            label="Delete squat analysis",
            description="Remove one squat analysis: its fields, indexes and record",
            icon="delete",
            dynamic=True,
            rerunnable=False,
            risk_level="high",
            view_target=False,
        )

    def __call__(
        self,
        sample_collection: fo.Dataset | fo.DatasetView,
        key: str = DEFAULT_KEY,
        *,
        discard_reviews: bool = False,
    ) -> RunInfo:
        """Delete from Python; see :func:`fo_buttwink.delete_run`."""
        return delete_run(sample_collection, key, discard_reviews=discard_reviews)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        key = _choose_run(ctx, inputs)
        if key is not None:
            info = get_run(ctx.dataset, key)
            counts = count_results(ctx.dataset, key)
            reviews = count_reviews(ctx.dataset, key)
            made = f", and {many(reviews, 'review')} that people made of them" if reviews else ""
            inputs.view(
                "what",
                types.Warning(
                    label=f"Deletes {len(info.fields)} fields and all they hold",
                    description=(
                        f"{sum(counts['statuses'].values())} videos, {counts['num_reps']} "
                        f"repetitions{made}. This cannot be undone. Other fields and runs stay."
                    ),
                ),
            )
            question = f"Yes, delete '{key}'"
            if reviews:
                question += f" and its {reviews} reviews"
            confirm = inputs.bool("confirm", label=question, default=False)
            if not ctx.params.get("confirm"):
                confirm.invalid = True
                confirm.error_message = f"Tick the box to delete '{key}'"
        return types.Property(inputs, view=types.View(label="Delete squat analysis"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        info = get_run(ctx.dataset, ctx.params["key"])
        tries = int(ctx.params.get(_TRIES) or 0)
        # A view or filter on a deleted field would leave the App with an error page: it has to
        # show something else before the fields go. Its next request says what it shows.
        if _leave(ctx, info) and asked_by_app(ctx) and tries < MAX_TRIES:
            if not tries:  # it takes seconds, in which nothing else would be seen
                ctx.ops.notify(f"Deleting the analysis '{info.key}'", variant="info")
            ctx.trigger(self.uri, {**ctx.params, _TRIES: tries + 1})
            time.sleep(WAIT_S)
            return {_TRIES: tries + 1}
        if tries:
            time.sleep(SETTLE_S)
        # The form named the number of reviews, and does not let pass without its box ticked.
        delete_run(ctx.dataset, info.key, discard_reviews=True)
        ctx.ops.reload_dataset()
        result = {"key": info.key, "fields": info.fields}
        if tries:  # the App opens no form for an operator that another one started
            ctx.request_params["results"] = result
            ctx.ops.show_output(self.resolve_output(ctx).to_json(), result)
        return result

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        if _TRIES in (ctx.results or {}):  # not deleted yet, nothing to say
            return types.Property(outputs)
        outputs.str("key", label="Deleted run")
        outputs.list("fields", types.String(), label="Deleted fields")
        return types.Property(outputs, view=types.View(label="Squat analysis deleted"))


class SquatRunInfo(foo.Operator):
    """Show how and when the squats of a dataset were analysed."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="squat_run_info",
            label="Squat analysis info",
            description="Settings, versions and counts of a squat analysis",
            icon="info",
            dynamic=True,
            risk_level="low",
            view_target=False,
        )

    def __call__(
        self, sample_collection: fo.Dataset | fo.DatasetView, key: str = DEFAULT_KEY
    ) -> RunInfo:
        """Return the record of a run, from Python."""
        return get_run(sample_collection, key)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        key = _choose_run(ctx, inputs)
        if key is not None:
            inputs.md(describe(ctx.dataset, key), name="about")
        return types.Property(
            inputs, view=types.PromptView(label="Squat analysis info", submit_button_label="Close")
        )

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        info = get_run(ctx.dataset, ctx.params["key"])
        return {**asdict(info), **count_results(ctx.dataset, info.key)}


def describe(dataset: fo.Dataset, key: str) -> str:
    """Markdown for people: what a run is made of."""
    info = get_run(dataset, key)
    counts = count_results(dataset, key)
    statuses = ", ".join(f"{n} {name}" for name, n in counts["statuses"].items()) or "none"
    lines = [
        f"**{markdown(info.key)}**: {statuses} videos; {counts['num_reps']} repetitions, "
        f"{counts['num_flagged']} flagged",
        "",
        f"The labels follow {definition(info.definition)}; results number {info.results}."
        + ("" if info.made.present else f" This run {contrast(info.made)}."),
        "",
        f"Preset `{code(info.settings.get('preset'))}`, pose model "
        + (
            ", ".join(
                f"`{code(m.get('name'))}` ({markdown(m.get('source', '?'))})" for m in info.models
            )
            or "unknown"
        ),
        "",
        "| started (UTC) | state | analyzed | skipped | failed | version |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {s.started} | {s.state} | {s.analysed} | {s.skipped} | {s.failed} | {s.version} |"
        for s in info.sessions
    ]
    lines += ["", "Fields: " + ", ".join(f"`{name}`" for name in info.fields)]
    return "\n".join(lines)


def _choose_run(ctx: Any, inputs: types.Object) -> str | None:
    """Ask for a run; the key if a valid one is chosen."""
    keys = list_runs(ctx.dataset)
    chosen = ctx.params.get("key")
    if not keys:
        notice = inputs.view("none", types.Error(label=_NO_RUNS))
        notice.invalid = True
        notice.error_message = _NO_RUNS
        return None
    default = keys[0] if len(keys) == 1 else None
    prop = inputs.enum(
        "key", keys, label="Analysis", required=True, default=default, view=types.DropdownView()
    )
    if chosen is not None and chosen not in keys:
        try:
            get_run(ctx.dataset, chosen)
        except StoreError as error:
            prop.invalid = True
            prop.error_message = str(error)
        return None
    return chosen


def _leave(ctx: Any, info: RunInfo) -> bool:
    """Take away what the App shows by fields of a run; whether it shows anything by them."""
    view = _mentions(ctx.request_params.get("view"), info)
    filters = _mentions(ctx.request_params.get("filters"), info)
    if view:
        ctx.ops.clear_view()
    if filters:
        ctx.ops.clear_sidebar_filters()
    return view or filters


def _mentions(state: Any, info: RunInfo) -> bool:
    text = str(state or "")
    return any(name.removeprefix("frames.") in text for name in info.fields)
