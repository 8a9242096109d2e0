"""The operator that exports training labels."""

from __future__ import annotations

from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..export.core import ExportSummary, export
from ..export.errors import ExportError
from ..export.formats import FORMATS, check_options, format_module
from ..export.output import check_target
from ..export.select import ABSTAINED, WHICH, Selection
from ..export.split import BY, DEFAULT
from ..store.errors import StoreError
from ..store.fields import DEFAULT_KEY
from ..store.runs import list_runs
from ..store.targets import Samples

_CLASSES = ("grades", "wink", "timing")
_NO_RUNS = "This dataset has no squat analysis yet; run 'Analyze squats' first"


class ExportLabels(foo.Operator):
    """Write repetitions as training labels."""

    @property
    def config(self) -> foo.OperatorConfig:
        return foo.OperatorConfig(
            name="export_labels",
            label="Export squat labels",
            description="Write squat repetitions as training labels, split without leakage",
            icon="file_download",
            dynamic=True,
            allow_immediate_execution=True,
            allow_delegated_execution=True,
            risk_level="medium",
        )

    def __call__(
        self, sample_collection: Samples, format: str, out: str, **options: Any
    ) -> ExportSummary:
        """Export from Python; parameters are those of :func:`fo_buttwink.export.export`."""
        return export(sample_collection, format, out, **options)

    def resolve_input(self, ctx: Any) -> types.Property:
        inputs = types.Object()
        keys = list_runs(ctx.dataset)
        if not keys:
            problem = inputs.view("none", types.Error(label=_NO_RUNS))
            problem.invalid = True
            problem.error_message = _NO_RUNS
            return types.Property(inputs, view=types.View(label="Export squat labels"))
        inputs.view_target(ctx, action_description="Export the repetitions of")
        default = keys[0] if len(keys) == 1 else None
        inputs.enum("key", keys, label="Analysis", required=True, default=default)
        formats = types.DropdownView()
        for name, entry in FORMATS.items():
            formats.add_choice(name, label=entry.text)
        inputs.enum("format", formats.values(), label="Format", default="csv", view=formats)
        inputs.enum("which", WHICH, label="Repetitions", default="all")
        inputs.enum("classes", _CLASSES, label="Classes", default="grades")
        inputs.float("min_confidence", label="Least confidence of the machine", default=0.0)
        inputs.enum("abstained", ABSTAINED, label="Not measurable", default="drop")
        inputs.enum("rejected", ABSTAINED, label="Rejected by a reviewer", default="drop")
        inputs.enum("half_reviewed", ABSTAINED, label="Half-reviewed videos", default="keep")
        inputs.bool("split", label="Split 70 / 15 / 15 %", default=False)
        if ctx.params.get("split"):
            inputs.enum("split_by", BY, label="Split by", default="auto")
        names = sorted(ctx.dataset.get_field_schema())
        inputs.enum("lifter_field", names, label="Field that says who squats", required=False)
        out = inputs.str(
            "out",
            label="Folder to make",
            description="On the machine that runs FiftyOne",
            required=True,
        )
        inputs.bool("overwrite", label="Replace an earlier export", default=False)
        if ctx.params.get("out"):
            _check(ctx, out)
        return types.Property(inputs, view=types.View(label="Export squat labels"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        params = ctx.params

        def progress(share: float, text: str) -> None:
            ctx.set_progress(progress=share, label=text)

        summary = export(
            ctx.target_view(),
            params.get("format") or "csv",
            params.get("out") or "",
            key=params.get("key") or DEFAULT_KEY,
            selection=_selection(params),
            splits=params.get("splits") or (DEFAULT if params.get("split") else None),
            split_by=params.get("split_by") or "auto",
            lifter_field=params.get("lifter_field") or None,
            seed=params.get("seed") or 0,
            overwrite=bool(params.get("overwrite")),
            progress=progress if ctx.delegated else None,
            **(params.get("options") or {}),
        )
        return summary.to_json()

    def resolve_output(self, ctx: Any) -> types.Property:
        results = ctx.results or {}
        outputs = types.Object()
        outputs.str("out", label="Folder")
        outputs.int("reps", label="Repetitions")
        outputs.int("videos", label="Videos")
        text = f"```\n{results.get('balance', '')}\n```\n"
        text += "\n".join(f"- {note}" for note in results.get("notes") or ())
        outputs.view("about", types.MarkdownView(), label="Class balance", default=text)
        return types.Property(outputs, view=types.View(label="Squat labels exported"))


def _selection(params: dict[str, Any]) -> Selection:
    return Selection(
        which=params.get("which") or "all",
        min_confidence=float(params.get("min_confidence") or 0.0),
        abstained=params.get("abstained") or "drop",
        rejected=params.get("rejected") or "drop",
        classes=params.get("classes") or "grades",
        half_reviewed=params.get("half_reviewed") or "keep",
    )


def _check(ctx: Any, out: types.Property) -> None:
    """Say in the form, before anything is read, why the export could not be written."""
    from pathlib import Path

    try:
        format = ctx.params.get("format") or "csv"
        check_options(format_module(format), format, ctx.params.get("options") or {})
        check_target(
            Path(ctx.params["out"]).expanduser().absolute(),
            overwrite=bool(ctx.params.get("overwrite")),
        )
    except (ExportError, StoreError) as error:
        out.invalid = True
        out.error_message = str(error)
