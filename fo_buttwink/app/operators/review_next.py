"""The operator that leads to what is most worth a review."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.words import many
from ...curate.next_review import ToReview, next_to_review
from ...curate.sources import list_sources
from ...store.fields import DEFAULT_KEY
from .inputs import choice
from .review_flagged import open_first, show_then_open, waits_for_view
from .run_choice import ask_run, chosen_run

NUMBER = 50
"""So many repetitions are shown by default; a convention that fits one sitting."""
MOST = 1000
_NONE = "none"


class ReviewNext(foo.Operator):
    """Show the repetitions that are most worth a review, and open the first."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="review_next",
            label="Review squats most worth it",
            description="Open the repetitions whose label is most likely wrong or matters most, "
            "each with the reason",
            icon="low_priority",
            dynamic=True,
            risk_level="low",
        )

    def __call__(
        self,
        sample_collection: fo.Dataset | fo.DatasetView,
        key: str = DEFAULT_KEY,
        other: str | None = None,
    ) -> ToReview:
        """Order from Python; see :func:`fo_buttwink.curate.next_review.next_to_review`."""
        return next_to_review(sample_collection, key, other=other)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        key = ask_run(ctx, inputs)
        if key is not None:
            others = {n: text for n, text in list_sources(ctx.dataset).items() if n != key}
            if others:
                choices = {_NONE: "None", **others}
                choice(inputs, "other", "Differences from another source count", choices, _NONE)
            inputs.int(
                "number", label="Repetitions", default=NUMBER, min=1, max=MOST, required=False
            )
        return types.Property(inputs, view=types.View(label="Review squats most worth it"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        if waits_for_view(ctx.params):
            return open_first(self, ctx)
        key = chosen_run(ctx)
        number = max(1, min(MOST, int(ctx.params.get("number") or NUMBER)))
        other = ctx.params.get("other")
        samples = ctx.dataset if ctx.view is None else ctx.view
        found = next_to_review(
            samples,
            key,
            other=None if other in (None, "", _NONE) else other,
            told=number,
        )
        if not found.rep_ids:
            ctx.ops.notify(
                "Nothing here is worth a review: every repetition is reviewed or abstained from",
                variant="success",
            )
            return {}
        shown = min(number, len(found.rep_ids))
        said = f"{many(shown, 'repetition')}, the most worth a review first"
        show_then_open(self, ctx, found.view(shown), said)
        return {"rows": found.rows()[:shown]}
