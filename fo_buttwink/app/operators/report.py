"""The operator that writes the report: one page for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types
from fiftyone.operators.executor import ExecutionResult

from ...errors import ExportError
from ...report.data import ReportOptions
from ...report.write import ReportSummary, check_out, write_report
from ...store.fields import DEFAULT_KEY
from ...store.groups import Samples, ungrouped
from ...store.runs import list_runs
from ..failures import in_app
from .delegation import schedule
from .download import fetch
from .export_form import NO_RUNS, lifter_fields
from .inputs import chosen_slices, problem, slices_input
from .places import confined
from .streaming import Report, asked_by_app, stream

_TITLE = "Write squat report"
_MOST_LIFTERS = 200
"""Lifters up to which the form lists them; a convention."""


class WriteSquatReport(foo.Operator):
    """Write one HTML page about a dataset, a view, or a lifter."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="write_squat_report",
            label=_TITLE,
            description="One page for people: values, pictures, curves, and what they may mean",
            icon="summarize",
            dynamic=True,
            execute_as_generator=True,
            allow_immediate_execution=True,
            allow_delegated_execution=True,
            risk_level="medium",
        )

    def __call__(
        self,
        sample_collection: Samples,
        out: str,
        *,
        delegate: bool = False,
        **options: Any,
    ) -> ReportSummary | ExecutionResult:
        """Write a report from Python; see :func:`fo_buttwink.write_report`.

        Parameters
        ----------
        delegate
            Schedule the work for ``fiftyone delegated launch`` instead of doing it now.
        """
        if not delegate:
            return write_report(sample_collection, out, **options)
        params = {"out": str(Path(out).expanduser().absolute()), **options}
        return schedule(self, sample_collection, params)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        _build(ctx, inputs)
        return types.Property(inputs, view=types.View(label=_TITLE))

    def execute(self, ctx: Any) -> dict[str, Any] | Iterator[Any]:
        """Do what the form asks for."""
        params = ctx.params

        def work(report: Report | None = None) -> dict[str, Any]:
            options = ReportOptions(
                title=params.get("title") or _title(ctx),
                context=params.get("context", True),
                blur_faces=bool(params.get("blur_faces")),
            )
            return write_report(
                ungrouped(ctx.target_view(), chosen_slices(params)),
                confined(_file(ctx)),
                key=params.get("key") or DEFAULT_KEY,
                lifter=params.get("lifter") or None,
                lifter_field=params.get("lifter_field") or None,
                heels_field=params.get("heels_field") or None,
                overwrite=bool(params.get("overwrite")),
                options=options,
            ).to_json()

        if asked_by_app(ctx):
            return _downloading(ctx, stream(ctx, self, work, "Reading the repetitions"))
        return work()

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        outputs.str("out", label="File")
        outputs.int("reps", label="Repetitions")
        outputs.int("videos", label="Videos")
        outputs.float("megabytes", label="Megabytes")
        return types.Property(outputs, view=types.View(label="Squat report written"))


def _downloading(ctx: Any, messages: Iterator[Any]) -> Iterator[Any]:
    yield from messages
    written = (ctx.request_params.get("results") or {}).get("out")
    if written and ctx.params.get("download"):
        yield fetch(ctx, Path(written))


def _build(ctx: Any, inputs: types.Object) -> None:
    keys = list_runs(ctx.dataset)
    if not keys:
        problem(inputs, "Cannot write a report", NO_RUNS)
        return
    inputs.view_target(ctx, action_description="Report on")
    slices_input(inputs, ctx.target_view(), "Report on the videos in")
    default = keys[0] if len(keys) == 1 else None
    inputs.enum(
        "key", keys, label="Analysis", required=default is None, default=default,
        view=types.DropdownView(),
    )  # fmt: skip
    _who(ctx, inputs)
    inputs.bool(
        "context",
        label="Say what a pattern may mean",
        description="Descriptions with their sources; off leaves the numbers alone",
        default=True,
    )
    inputs.bool(
        "blur_faces",
        label="Blur the lifter's head in the pictures",
        description="Other people in the picture are not blurred",
        default=False,
    )
    inputs.str("title", label="Heading", required=False, default=_title(ctx))
    out = inputs.str(
        "out",
        label="File to write",
        description="A relative path starts in your home folder",
        default=str(_new_file(ctx.dataset)),
        required=True,
    )
    inputs.bool("overwrite", label="Replace an earlier report", default=False)
    inputs.bool("download", label="Download it in the browser too", default=False)
    where = f"Will be written to {_file(ctx)}, on the machine that runs FiftyOne"
    inputs.view("where", types.Notice(label=where))
    try:
        check_out(confined(_file(ctx)), overwrite=bool(ctx.params.get("overwrite")))
    except ExportError as error:
        out.invalid = True
        out.error_message = in_app(str(error))


def _who(ctx: Any, inputs: types.Object) -> None:
    names = lifter_fields(ctx.dataset)
    choices = [types.Choice(name, label=name) for name in names]
    inputs.str(
        "lifter_field",
        label="Field that says who squats",
        description="" if names else "This dataset has no field of words or whole numbers",
        required=False,
        view=types.AutocompleteView(choices=choices, allow_user_input=False),
    )
    field = ctx.params.get("lifter_field")
    if field in names:
        lifters = sorted(str(v) for v in ctx.dataset.distinct(field))[:_MOST_LIFTERS]
        inputs.str(
            "lifter",
            label="Lifter",
            description="Empty: all of them",
            required=False,
            view=types.AutocompleteView(
                choices=[types.Choice(name, label=name) for name in lifters],
                allow_user_input=True,
            ),
        )


def _title(ctx: Any) -> str:
    return f"Squat report: {ctx.params.get('lifter') or ctx.dataset.name}"


def _file(ctx: Any) -> Path:
    """Return the file to write; a relative path starts in the user's home folder."""
    given = str(ctx.params.get("out") or "").strip()
    if not given:
        return _new_file(ctx.dataset)
    return Path.home() / Path(given).expanduser()


def _new_file(dataset: fo.Dataset) -> Path:
    """Return a file in the user's home that does not exist yet."""
    file = Path.home() / "squat_reports" / f"{dataset.slug}.html"
    number = 1
    while file.exists():
        number += 1
        file = file.with_name(f"{dataset.slug}-{number}.html")
    return file
