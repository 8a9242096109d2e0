"""The operator that takes over labels which people made elsewhere."""

from __future__ import annotations

import base64
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types

from ...domain.review.record import LABELS
from ...errors import ReviewError, StoreError
from ...reviews.importing import SOURCES, ImportSummary, import_csv, import_label_studio, labels_in
from ...store.fields import DEFAULT_KEY
from ...store.groups import Samples
from ...store.runs import list_runs
from ..failures import advice_in_app
from .inputs import choice, label_texts, problem, run_cutoffs
from .places import confined

SHOWN = 10
MAX_MAPPED = 40
"""Labels of a file that the form asks about."""
_SOURCES = {
    "csv": "Table: CSV, JSON lines or Parquet, your own or one that was exported here",
    "label_studio": "Label Studio: JSON export of tasks that were exported here",
}
_INTO = {
    "reviews": "Reviews of the analyzed repetitions",
    "field": "A field of its own, as ground truth",
}
_UNITS = {
    "seconds": "Seconds",
    "milliseconds": "Milliseconds",
    "frames": "Frames, from 1, end included",
}
_TYPES = ".csv,text/csv,.tsv,.txt,.jsonl,.parquet"
_REMOVED = {
    "rejected": "Reject them: the annotator disagreed",
    "not_a_squat": "Call them no squat",
    "leave": "Leave them as they are",
}


class ImportLabels(foo.Operator):
    """Turn labels from a file into reviews, or into a field."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="import_labels",
            label="Import squat labels",
            description="Import people's labels from a table or from Label Studio",
            icon="file_upload",
            dynamic=True,
            risk_level="medium",
            view_target=False,
        )

    def __call__(
        self, sample_collection: Samples, source: str, path: str | Path, **options: Any
    ) -> ImportSummary:
        """Import from Python, with the options of the function that does it.

        That is :func:`fo_buttwink.reviews.importing.import_csv` (``source="csv"``) or
        :func:`~fo_buttwink.reviews.importing.import_label_studio`.
        """
        return _take_over(sample_collection, source, path, options)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        params = ctx.params
        source = params.get("source") or SOURCES[0]
        choice(inputs, "source", "Labels from", _SOURCES, "csv")
        into = "reviews"
        if source == "csv":
            choice(inputs, "into", "They become", _INTO, "reviews")
            into = params.get("into") or "reviews"
        if not _run_input(ctx, inputs, needed=into == "reviews"):
            return types.Property(inputs, view=types.View(label="Import squat labels"))
        upload = inputs.uploaded_file(
            "upload",
            label="File",
            required=False,
            view=types.FileView(label="File", types=_TYPES if source == "csv" else ".json"),
        )
        inputs.str(
            "path",
            label="or path of the file",
            description="On the machine that runs FiftyOne",
            required=False,
        )
        if into == "field":
            inputs.str("field", label="Field", default="ground_truth", required=True)
        if source == "csv":
            choice(inputs, "unit", "Columns named start and end are in", _UNITS, "seconds")
        else:
            choice(inputs, "removed", "Repetitions without a region", _REMOVED, "rejected")
        _map_inputs(ctx, inputs, upload, source, free=into == "field")
        if into == "reviews":
            inputs.str("reviewer", label="Who made the labels", description="By default you")
            inputs.bool("overwrite", label="Replace the verdicts of others too", default=False)
        return types.Property(inputs, view=types.View(label="Import squat labels"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        params = ctx.params
        source = params.get("source") or SOURCES[0]
        options: dict[str, Any] = {"key": params.get("key") or DEFAULT_KEY}
        names = ["label_map", "reviewer", "overwrite"]
        names += ["unit"] if source == "csv" else ["removed"]
        if source == "csv" and params.get("into") == "field":
            options["field"] = params.get("field") or "ground_truth"
            if options["key"] not in list_runs(ctx.dataset):
                options["key"] = None
        options |= {name: params[name] for name in names if params.get(name) not in (None, "")}
        with advice_in_app(), _file(params) as path:
            if "label_map" not in options:
                chosen = _chosen_map(params, labels_in(path, source))
                options |= {"label_map": chosen} if chosen else {}
            summary = _take_over(ctx.dataset, source, path, options)
        # Not reload_samples(): the grid of FiftyOne 1.22 then shows what it had.
        ctx.ops.reload_dataset()
        reviews = summary.reviews
        return {
            "videos": summary.videos,
            "reps": summary.reps,
            "reviewed": len(reviews.reviewed) if reviews else 0,
            "unchanged": len(reviews.unchanged) if reviews else 0,
            "added": reviews.added if reviews else 0,
            "rejected": summary.rejected,
            "field": options.get("field"),
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        results = ctx.results or {}
        outputs = types.Object()
        outputs.int("reps", label="Labels read")
        outputs.int("videos", label="Videos")
        if results.get("field"):
            outputs.str("field", label="Written into the field")
        else:
            outputs.int("reviewed", label="Repetitions reviewed")
            outputs.int("unchanged", label="Agreed with what is stored already")
            outputs.int("added", label="Repetitions added that the machine had not found")
            if results.get("rejected"):
                outputs.int("rejected", label="Repetitions without a region")
        return types.Property(outputs, view=types.View(label="Squat labels imported"))


def _take_over(
    samples: Samples, source: str, path: str | Path, options: dict[str, Any]
) -> ImportSummary:
    if source not in SOURCES:
        raise ReviewError(f"source {source!r}: expected one of {', '.join(SOURCES)}")
    call = import_csv if source == "csv" else import_label_studio
    return call(samples, path, **options)


def _run_input(ctx: Any, inputs: types.Object, *, needed: bool) -> bool:
    """Ask for the run; whether the form can go on."""
    keys = list_runs(ctx.dataset)
    if keys:
        default = keys[0] if len(keys) == 1 else None
        inputs.enum("key", keys, label="Analysis", required=needed, default=default)
    elif needed:
        text = (
            "This dataset has no squat analysis yet, so there is nothing to review; run 'Analyze "
            "squats' first, or import a CSV file into a field of its own"
        )
        problem(inputs, "Nothing to review", text)
    return bool(keys) or not needed


def _map_inputs(
    ctx: Any, inputs: types.Object, upload: types.Property, source: str, *, free: bool
) -> None:
    """Read the file, and ask what its own words mean."""
    if not (ctx.params.get("path") or ctx.params.get("upload")):
        upload.invalid = True
        upload.error_message = "choose a file, or give its path"
        return
    try:
        with _file(ctx.params) as path:
            found = labels_in(path, source)
    except StoreError as error:
        problem(inputs, "Cannot import", str(error))
        return
    unknown = [label for label in found if label not in LABELS]
    shown = ", ".join(found[:SHOWN]) + (", ..." if len(found) > SHOWN else "")
    inputs.view("found", types.Notice(label=f"Labels in the file: {shown or 'none'}"))
    keys = list_runs(ctx.dataset)
    cutoffs = run_cutoffs(ctx.dataset, ctx.params.get("key") or (keys[0] if keys else None))
    for number, label in enumerate(
        [] if free or ctx.params.get("label_map") else unknown[:MAX_MAPPED]
    ):
        view = types.DropdownView()
        for value, text in label_texts(cutoffs).items():
            view.add_choice(value, label=text)
        inputs.enum(
            f"map_{number}", view.values(), label=f"'{label}' means", required=True, view=view
        )


def _chosen_map(params: dict[str, Any], found: list[str]) -> dict[str, str]:
    unknown = [label for label in found if label not in LABELS]
    chosen = {label: params.get(f"map_{number}") for number, label in enumerate(unknown)}
    return {label: value for label, value in chosen.items() if value}


@contextlib.contextmanager
def _file(params: dict[str, Any]) -> Iterator[Path]:
    """Yield the file that was uploaded or named; errors name it as its owner does."""
    upload = params.get("upload") or {}
    if not upload.get("content"):
        if not params.get("path"):
            raise ReviewError("file: expected an upload or a path, got neither")
        yield confined(Path(params["path"]).expanduser())
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(str(upload.get("name") or "")).name or "upload")
        path.write_bytes(base64.b64decode(upload["content"].rpartition(",")[2]))
        try:
            yield path
        except StoreError as error:
            error.reword(lambda text: text.replace(f"{folder}/", ""))
            raise
