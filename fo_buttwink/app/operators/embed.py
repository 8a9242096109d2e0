"""The operator that lets FiftyOne Brain plot and sort repetitions by their curves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import code, markdown
from ..._util.words import many
from ...curate.embeddings import EmbeddingSummary, embed_reps, methods
from ...store.fields import DEFAULT_KEY, RunFields
from ...store.groups import ungrouped
from .inputs import choice
from .run_choice import ask_run, chosen_run

_METHODS = {
    "pca": "PCA: the directions in which the curves differ most",
    "tsne": "t-SNE: neighbors stay neighbors, distances mean little",
    "umap": "UMAP",
}


class EmbedReps(foo.Operator):
    """Plot repetitions by their curves, and sort them by similarity."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="embed_squat_reps",
            label="Compare squat curves",
            description="Let the Embeddings panel plot repetitions by their curves, and sort "
            "clips by similar curves",
            icon="scatter_plot",
            dynamic=True,
            allow_delegated_execution=True,
            allow_immediate_execution=True,
            risk_level="medium",
        )

    def __call__(
        self,
        sample_collection: fo.Dataset | fo.DatasetView,
        key: str = DEFAULT_KEY,
        method: str = "pca",
    ) -> EmbeddingSummary:
        """Embed from Python; see :func:`fo_buttwink.curate.embeddings.embed_reps`."""
        return embed_reps(sample_collection, key, method=method)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        if ask_run(ctx, inputs) is not None:
            choice(inputs, "method", "Plot", {n: _METHODS[n] for n in methods()}, "pca")
        return types.Property(inputs, view=types.View(label="Compare squat curves"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        key = chosen_run(ctx)
        samples = ctx.dataset if ctx.view is None else ctx.view
        found = embed_reps(samples, key, method=ctx.params.get("method") or "pca")
        if not getattr(samples, "_is_clips", False):
            # Only a view of clips shows what the points stand for.
            ctx.ops.set_view(ungrouped(ctx.dataset).to_clips(RunFields(key).reps))
        ctx.ops.notify(f"{many(found.reps, 'repetition')} compared by their curves")
        reasons: dict[str, int] = {}
        for why in found.left_out.values():
            reasons[why] = reasons.get(why, 0) + 1
        return {**asdict(found), "left_out": len(found.left_out), "reasons": reasons}

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, found = types.Object(), ctx.results or {}
        text = (
            f"{many(int(found.get('reps') or 0), 'repetition')} compared by their curves. In a "
            "view of clips, open the panel *Embeddings* and choose "
            f"`{code(found.get('plot'))}`; to sort "
            "clips, choose one, then *Sort by similarity* with "
            f"`{code(found.get('similarity'))}`."
        )
        outputs.view("said", types.MarkdownView(), default=text)
        reasons = found.get("reasons") or {}
        if reasons:
            lines = [f"- {many(n, 'repetition')}: {markdown(why)}" for why, n in reasons.items()]
            lines = [f"**Left out: {found['left_out']}**", "", *lines[:20]]
            outputs.view("left_out_list", types.MarkdownView(), default="\n".join(lines))
        return types.Property(outputs, view=types.View(label="Squat curves compared"))
