"""The operator that exports training labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types
from fiftyone.operators.executor import ExecutionResult

from ...export.run import ExportSummary, export
from ...export.select import Selection
from ...store.fields import DEFAULT_KEY
from ...store.groups import Samples
from ...store.runs import list_runs
from . import export_form as form
from .delegation import schedule
from .download import fetch, pack
from .places import confined
from .streaming import Report, asked_by_app, stream


class ExportLabels(foo.Operator):
    """Write repetitions as training labels."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="export_labels",
            label="Export squat labels",
            description="Write squat repetitions as training labels, split without leakage",
            icon="file_download",
            dynamic=True,
            execute_as_generator=True,
            allow_immediate_execution=True,
            allow_delegated_execution=True,
            risk_level="medium",
        )

    def __call__(
        self,
        sample_collection: Samples,
        format: str,
        out: str,
        *,
        delegate: bool = False,
        **options: Any,
    ) -> ExportSummary | ExecutionResult:
        """Export from Python; parameters are those of :func:`fo_buttwink.export.export`.

        Parameters
        ----------
        delegate
            Schedule the work for ``fiftyone delegated launch`` instead of doing it now.

        Returns
        -------
        ExportSummary or ExecutionResult
            What was written; when delegated, the scheduled operation.
        """
        if not delegate:
            # As everywhere in Python, a relative folder is one of the current folder.
            return export(sample_collection, format, out, **options)
        folder = str(Path(out).expanduser().absolute())
        params = {"format": format, "out": folder, **_as_params(options)}
        return schedule(self, sample_collection, params)

    def resolve_placement(self, ctx: Any) -> types.Placement | None:
        """Place the button that opens this, where there is something to export."""
        if ctx.dataset is None or not list_runs(ctx.dataset):
            return None
        return types.Placement(
            types.Places.SAMPLES_GRID_SECONDARY_ACTIONS,
            types.Button(label="Export squat labels", icon="file_download", prompt=True),
        )

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        form.build(ctx, inputs)
        return types.Property(inputs, view=types.View(label="Export squat labels"))

    def resolve_run_name(self, ctx: Any) -> str:
        """Name the run, for those that go on in the background."""
        return f"export_labels/{ctx.params.get('format') or 'csv'}"

    def execute(self, ctx: Any) -> dict[str, Any] | Iterator[Any]:
        """Do what the form asks for."""

        def work(report: Report | None = None) -> dict[str, Any]:
            summary = export(
                form.target(ctx),
                ctx.params.get("format") or "csv",
                confined(form.folder(ctx)),
                progress=report,
                **form.arguments(ctx.params),
                **form.options(ctx.params),
            )
            return summary.to_json()

        def work_and_pack(report: Report) -> dict[str, Any]:
            result = work(report)
            if ctx.params.get("download"):
                report(1.0, "Packing the files for the download")
                result["zip"] = str(pack(Path(result["out"])))
            return result

        if asked_by_app(ctx):
            return _downloading(ctx, stream(ctx, self, work_and_pack, "Reading the repetitions"))
        return work(_tell(ctx) if ctx.delegated else None)

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        results = ctx.results or {}
        outputs = types.Object()
        outputs.str("out", label="Folder")
        outputs.str("format", label="Format")
        outputs.int("reps", label="Repetitions")
        outputs.int("videos", label="Videos")
        text = form.report(results.get("balance", ""), results.get("notes"))
        outputs.view("about", types.MarkdownView(), label="Class balance", default=text)
        return types.Property(outputs, view=types.View(label="Squat labels exported"))


def _downloading(ctx: Any, messages: Iterator[Any]) -> Iterator[Any]:
    """Yield the messages of an export, and at its end the download."""
    yield from messages
    prepared = (ctx.request_params.get("results") or {}).get("zip")
    if prepared:
        yield fetch(ctx, Path(prepared))


def _tell(ctx: Any) -> Report:
    def report(share: float, text: str) -> None:
        ctx.set_progress(progress=share, label=text)

    return report


def _as_params(options: dict[str, Any]) -> dict[str, Any]:
    """Arguments of the export as answers to the form."""
    rest = dict(options)
    selection = asdict(rest.pop("selection", None) or Selection())
    if not isinstance(selection["classes"], str):
        selection |= {"classes": form.OWN, "class_map": dict(selection["classes"])}
    names = ("splits", "split_by", "lifter_field", "seed", "overwrite")
    params = {name: rest.pop(name) for name in names if rest.get(name) is not None}
    return {"key": rest.pop("key", DEFAULT_KEY), **params, **selection, "options": rest}
