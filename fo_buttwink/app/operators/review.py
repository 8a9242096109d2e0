"""The operators that store people's verdicts on repetitions."""

from __future__ import annotations

from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types

from ...domain import texts
from ...domain.review.record import CORRECTED, VERDICTS
from ...errors import ReviewError, StoreError
from ...reviews.marked import adopt_edits
from ...reviews.service import ReviewSummary, review_reps, undo_reviews
from ...store.fields import DEFAULT_KEY
from ...store.groups import Samples
from ...store.runs import list_runs
from ..failures import advice_in_app
from .inputs import label_texts, run_cutoffs

UNDO = "undo"
_ACTIONS = {
    "confirmed": "The machine is right",
    "corrected": "The machine is wrong; say what is right",
    "rejected": "The machine is wrong, and I cannot say what is right",
    "not_a_squat": "This is no squat",
    "not_measurable": "Nobody could tell from this video",
    UNDO: "Take back the last verdict",
}
_CORRECTIONS = ("label", "onset_pct", "first", "bottom", "last")


class ReviewRep(foo.Operator):
    """Confirm, correct or reject repetitions; the machine's label stays beside the verdict."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="review_rep",
            label="Review squat repetitions",
            description="Confirm, correct or reject the butt wink labels of repetitions",
            icon="rate_review",
            dynamic=True,
            risk_level="medium",
        )

    def __call__(
        self,
        sample_collection: Samples,
        rep_ids: str | list[str],
        verdict: str,
        key: str = DEFAULT_KEY,
        **options: Any,
    ) -> ReviewSummary:
        """Review from Python; parameters are those of :func:`fo_buttwink.review_reps`.

        ``verdict`` may be ``undo`` too.
        """
        return _review(sample_collection, key, rep_ids, verdict, options)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        keys = list_runs(ctx.dataset)
        default = keys[0] if len(keys) == 1 else None
        inputs.enum("key", keys, label="Analysis", required=True, default=default)
        chosen = inputs.list(
            "rep_ids",
            types.String(),
            label="Repetitions",
            description="Ids of the repetitions; by default those selected in the App",
            default=selected_reps(ctx),
        )
        if not (ctx.params.get("rep_ids") or selected_reps(ctx)):
            chosen.invalid = True
            chosen.error_message = "select repetitions (labels, or clips of them) first"
        actions = types.RadioGroup()
        for value, text in _ACTIONS.items():
            actions.add_choice(value, label=f"{value.replace('_', ' ').capitalize()}: {text}")
        inputs.enum("verdict", actions.values(), label="Verdict", required=True, view=actions)
        if ctx.params.get("verdict") == CORRECTED:
            labels = types.DropdownView()
            cutoffs = run_cutoffs(ctx.dataset, ctx.params.get("key") or default)
            for value, text in label_texts(cutoffs).items():
                labels.add_choice(value, label=text)
            inputs.enum("label", labels.values(), label="Label", view=labels)
            inputs.float(
                "onset_pct", label="Onset [% of descent]", description=texts.onset(cutoffs)
            )
            inputs.int("first", label="First frame (from 1)")
            inputs.int("bottom", label="Deepest frame")
            inputs.int("last", label="Last frame")
        inputs.str("note", label="Note", view=types.TextFieldView())
        inputs.str("reviewer", label="Reviewer", description="By default your user name")
        inputs.bool("overwrite", label="Replace the verdicts of others too", default=False)
        return types.Property(inputs, view=types.View(label="Review squat repetitions"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        params = dict(ctx.params)
        options = {
            name: params[name]
            for name in (*_CORRECTIONS, "note", "overwrite", "expected")
            if params.get(name) not in (None, "")
        }
        options["reviewer"] = params.get("reviewer") or _user(ctx)
        options["source"] = params.get("source") or "app"
        with advice_in_app():
            summary = _review(
                ctx.dataset,
                params.get("key") or DEFAULT_KEY,
                params.get("rep_ids") or selected_reps(ctx),
                params.get("verdict"),
                options,
            )
        ctx.ops.reload_dataset()
        return {
            "key": summary.key,
            "reviewed": list(summary.reviewed),
            "unchanged": list(summary.unchanged),
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        outputs.list("reviewed", types.String(), label="Reviewed")
        undone = ctx.params.get("verdict") == UNDO
        unchanged = "No verdict to take back" if undone else "Said so already"
        outputs.list("unchanged", types.String(), label=unchanged)
        label = "Taken back" if undone else "Reviewed"
        return types.Property(outputs, view=types.View(label=label))


class AdoptSquatEdits(foo.Operator):
    """Count what people changed in the App's Annotate tab as reviews."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="adopt_squat_edits",
            label="Count Annotate edits as squat reviews",
            description="Repetitions dragged, relabeled or drawn become corrected or added "
            "ones, and the machine's own values come back beside them",
            icon="edit_note",
            dynamic=True,
            risk_level="medium",
            view_target=False,
        )

    def __call__(
        self,
        sample_collection: Samples,
        key: str = DEFAULT_KEY,
        *,
        reviewer: str | None = None,
        overwrite: bool = False,
    ) -> ReviewSummary:
        """Adopt from Python; see :func:`fo_buttwink.reviews.marked.adopt_edits`."""
        return adopt_edits(sample_collection, key, reviewer=reviewer, overwrite=overwrite)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        keys = list_runs(ctx.dataset)
        default = keys[0] if len(keys) == 1 else None
        inputs.enum("key", keys, label="Analysis", required=True, default=default)
        inputs.str("reviewer", label="Reviewer", description="By default your user name")
        inputs.bool("overwrite", label="Replace the verdicts of others too", default=False)
        return types.Property(inputs, view=types.View(label=self.config.label))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        params = ctx.params
        who = params.get("reviewer") or _user(ctx)
        summary = adopt_edits(
            ctx.view,
            params.get("key") or DEFAULT_KEY,
            reviewer=who,
            overwrite=bool(params.get("overwrite")),
        )
        ctx.ops.reload_dataset()
        return {
            "key": summary.key,
            "reviewed": list(summary.reviewed),
            "added": summary.added,
            "again": len(summary.unchanged),
            "problems": [f"{p.filepath}: {p.message}" for p in summary.problems],
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        outputs.list("reviewed", types.String(), label="Repetitions counted as corrected")
        outputs.int("added", label="Newly drawn among these")
        outputs.int("again", label="Edits that were counted before")
        if (ctx.results or {}).get("problems"):
            outputs.list("problems", types.String(), label="Left alone, and why")
        return types.Property(outputs, view=types.View(label="Edits counted"))


def selected_reps(ctx: Any) -> list[str]:
    """Ids of the repetitions that are selected in the App, as labels or as clips."""
    labels = [label["label_id"] for label in ctx.selected_labels or ()]
    if labels:
        return labels
    clips = getattr(ctx.view, "_is_clips", False)
    return list(ctx.selected or ()) if clips else []


def _review(
    samples: Samples, key: str, rep_ids: Any, verdict: Any, options: dict[str, Any]
) -> ReviewSummary:
    if not rep_ids:
        raise ReviewError(
            "rep_ids: expected ids of repetitions, got none", remedy="select some first"
        )
    if verdict == UNDO:
        allowed = {"reviewer", "expected", "overwrite"}
        return undo_reviews(
            samples, key, rep_ids, **{n: v for n, v in options.items() if n in allowed}
        )
    if verdict not in VERDICTS:
        raise StoreError(f"verdict {verdict!r}: expected one of {', '.join(_ACTIONS)}")
    return review_reps(samples, key, rep_ids, verdict, **options)


def _user(ctx: Any) -> str | None:
    """Return the App's user, where FiftyOne knows one."""
    user = getattr(ctx, "user", None)
    return getattr(user, "name", None) or getattr(user, "email", None) or None
