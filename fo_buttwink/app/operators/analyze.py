"""The operator that analyses squat videos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types
from fiftyone.operators.executor import ExecutionResult

from ...batch.execution import Execution
from ...batch.task import SetupError, missing_packages
from ...config import PRESETS, Config, PoseConfig, preset
from ...errors import (
    DefinitionClashError,
    FieldClashError,
    FoButtwinkError,
    KeyNameError,
    LoadFieldError,
    SettingsClashError,
)
from ...pose.models import is_offline
from ...pose.registry import MODELS, pose_model
from ...runs.analyze import DatasetAnalysis, run_request
from ...runs.request import AnalysisRequest, Existing, LoadUnit
from ...runs.summary import RunSummary, Step
from ...store.fields import DEFAULT_KEY
from ...store.runs import find_run, list_runs
from ..failures import in_app
from .analyzed import in_short, result_form
from .delegation import schedule
from .estimate import plan
from .inputs import many, slices_input
from .keypoint_inputs import keypoint_inputs
from .shown import place_viewer, show_arrangement
from .streaming import Following, asked_by_app, failing_visibly, show_result, show_stoppable

ICON = "/assets/icon.svg"
_ORDINALS = {2: "second", 3: "third", 4: "fourth"}
_PRESETS = {
    "default": "Measures clips filmed within {yaw:g}° of a side view",
    "research": "Stricter gates (within {yaw:g}°): measures fewer clips, each with more confidence",
    "screening": "Wider gates (within {yaw:g}°): measures more clips, with wider intervals",
}
_EXISTING = {
    "skip": "Leave them alone; videos that failed are tried again",
    "replace": "Analyze again and replace their results under this key",
}
_UNITS = {"kg": "Kilograms", "rel": "Fraction of 1RM or of body mass"}
_STOPPED = (
    "The analysis is stopped. Videos that were analyzed are kept; 'Continue' in the squat explorer "
    "analyzes the others."
)
_SAID = ("problem", "plan", "fetch", "others")
"""What the form says by itself, in the order in which it says it."""
_KEY_ERRORS = (KeyNameError, FieldClashError, SettingsClashError, DefinitionClashError)


class AnalyzeSquats(foo.Operator):
    """Measure pelvic tilt and butt wink in squat videos."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="analyze_squats",
            label="Analyze squats",
            # The operator browser sorts by the first letter of descriptions.
            description="Analyze squat videos: measure pelvic tilt and butt wink",
            icon=ICON,
            dynamic=True,
            execute_as_generator=True,
            allow_immediate_execution=True,
            allow_delegated_execution=True,
            risk_level="medium",
        )

    def __call__(
        self,
        sample_collection: fo.Dataset | fo.DatasetView,
        key: str = DEFAULT_KEY,
        config: Config | None = None,
        *,
        existing: Existing = "skip",
        skeleton: bool = False,
        load_field: str | None = None,
        load_unit: LoadUnit = "kg",
        slow_motion_field: str | None = None,
        keypoints_field: str | None = None,
        layout: str | None = None,
        delegate: bool = False,
        execution: Execution | None = None,
        progress: Any = None,
    ) -> RunSummary | ExecutionResult:
        """Analyse from Python; parameters are those of :func:`fo_buttwink.analyze_dataset`.

        Parameters
        ----------
        delegate
            Schedule the work for ``fiftyone delegated launch`` instead of doing it now.

        Returns
        -------
        RunSummary or ExecutionResult
            What was done; when delegated, the scheduled operation.
        """
        request = AnalysisRequest(
            key=key,
            config=config or Config(),
            existing=existing,
            skeleton=skeleton,
            load_field=load_field,
            load_unit=load_unit,
            slow_motion_field=slow_motion_field,
            keypoints_field=keypoints_field,
            layout=layout,
            execution=execution or Execution(),
        )
        if not delegate:
            # Not by way of the executor, which gives up on operations after ten minutes.
            return run_request(sample_collection, request, progress=progress)
        return schedule(self, sample_collection, request.to_params())

    def resolve_placement(self, ctx: Any) -> types.Placement:
        """Place the button that opens this."""
        return types.Placement(
            types.Places.SAMPLES_GRID_SECONDARY_ACTIONS,
            types.Button(label="Analyze squats", icon=ICON, prompt=True),
        )

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        inputs.view_target(ctx, action_description="Analyze the squats of")
        slices_input(inputs, ctx.target_view(), "Analyze")
        key = inputs.str(
            "key",
            label="Run key",
            description="Prefix of all fields that are written; runs under other keys stay",
            default=DEFAULT_KEY,
            required=False,
        )
        _choice(inputs, "existing", "Videos with results under this key", _EXISTING, "skip")
        _choice(inputs, "preset", "Preset", preset_texts(), "default")
        models = {name: model.about for name, model in MODELS.items()}
        _choice(inputs, "model", "Pose model", models, PoseConfig().model)
        keypoint_inputs(ctx, inputs)
        load = _load_inputs(ctx, inputs)
        inputs.bool(
            "skeleton",
            label="Also draw the skeleton",
            description="Stores 33 keypoints per frame: slow to write, many megabytes",
            default=False,
            required=False,
        )
        inputs.bool(
            "every_frame",
            label="Infer every frame",
            description=_every_frame_text(PoseConfig()),
            default=False,
            required=False,
        )
        inputs.int(
            "workers",
            label="Worker processes",
            description="Videos that are analyzed at the same time; empty: one per core",
            required=False,
            min=1,
        )
        _check(ctx, inputs, key, load)
        _lead(inputs)
        return types.Property(inputs, view=types.View(label="Analyze squats"))

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        return result_form(ctx.dataset, ctx.results or {})

    def resolve_run_name(self, ctx: Any) -> str:
        """Name the run, for those that go on in the background."""
        return f"analyze_squats/{ctx.params.get('key') or DEFAULT_KEY}"

    def execute(self, ctx: Any) -> dict[str, Any] | Iterator[Any]:
        """Do what the form asks for."""
        if asked_by_app(ctx):
            return _Stream(ctx, self).messages()
        job = _job(ctx)
        # A generator would lose the result here: FiftyOne only exhausts it.
        if ctx.delegated:
            ctx.set_progress(progress=0.0, label=f"0 of {job.total} videos")
        for step in job.run():
            if ctx.delegated:
                ctx.set_progress(progress=step.done / step.total, label=_progress_label(step))
        return job.summary.to_json()


class _Stream:
    """An analysis as messages to the App."""

    def __init__(self, ctx: Any, operator: foo.Operator) -> None:
        self._ctx, self._operator = ctx, operator
        self._job: DatasetAnalysis | None = None

    def messages(self) -> Iterator[Any]:
        """Progress, and the result; or what went wrong."""
        return failing_visibly(self._ctx, self._operator, self._work(), self._kept)

    def _work(self) -> Iterator[Any]:
        ops = self._ctx.ops
        self._job = job = _job(self._ctx)
        yield from self._progress(0.0, f"0 of {job.total} videos")
        known = bool(self._arrangement())
        follow = Following()
        for step in job.run():
            yield from self._progress(step.done / step.total, _progress_label(step))
            if step.done < step.total and follow.is_due():
                yield ops.reload_dataset()
                if not known and self._arrangement():
                    known = True
                    yield show_arrangement(self._ctx)
                follow.shown()
        summary = job.summary
        yield ops.reload_dataset()
        if not known:
            yield show_arrangement(self._ctx)
        yield place_viewer(self._ctx, renew=True)
        yield ops.notify(
            in_short(summary),
            variant="warning" if summary.failed else "success",
        )
        yield from show_result(self._ctx, self._operator, summary.to_json())

    def _arrangement(self) -> dict[str, Any]:
        """Return what was arranged in the App for this run, so far."""
        key = self._job.fields.key if self._job else DEFAULT_KEY
        info = find_run(self._ctx.dataset, key)
        return info.app if info else {}

    def _progress(self, share: float, label: str) -> Iterator[Any]:
        return show_stoppable(self._ctx, self._operator, share, label, _STOPPED)

    def _kept(self) -> str:
        done = self._job.summary.analysed if self._job else 0
        if not self._job or not done:
            return ""
        return (
            f"{done} of {many(self._job.total, 'video')} had been analyzed and are kept; "
            "'Continue' in the squat explorer analyzes the others"
        )


def _progress_label(step: Step) -> str:
    name = step.filepath.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{step} ({name}: {step.status.replace('_', ' ')})"


def _job(ctx: Any) -> DatasetAnalysis:
    return DatasetAnalysis(ctx.target_view(), AnalysisRequest.from_params(ctx.params))


def _choice(
    inputs: types.Object, name: str, label: str, choices: dict[str, str], default: str
) -> None:
    view = types.DropdownView()
    for value, description in choices.items():
        view.add_choice(value, label=value.capitalize(), description=description)
    inputs.enum(name, view.values(), label=label, default=default, required=False, view=view)


def _load_inputs(ctx: Any, inputs: types.Object) -> types.Property | None:
    """Offer the data set's own numeric fields as load; nothing if there are none."""
    names = list(ctx.dataset.get_field_schema(ftype=(fo.FloatField, fo.IntField)))
    if not names and not ctx.params.get("load_field"):
        return None
    field = inputs.str(
        "load_field",
        label="Load (optional)",
        description="Your own field with the load; context for the review, never changes a label",
        required=False,
        view=types.AutocompleteView(
            choices=[types.Choice(name, label=name) for name in names], allow_user_input=False
        ),
    )
    inputs.str(
        "slow_motion_field",
        label="Slow motion (optional)",
        description="Your own field that says how many times slower a video is played than it was "
        "recorded, such as 8",
        required=False,
        view=types.AutocompleteView(
            choices=[types.Choice(name, label=name) for name in names], allow_user_input=False
        ),
    )
    if ctx.params.get("load_field"):
        _choice(inputs, "load_unit", "Unit of the load", _UNITS, "kg")
    return field


def _check(
    ctx: Any, inputs: types.Object, key: types.Property, load: types.Property | None
) -> None:
    """Say in the form what the analysis would do, or why it cannot start."""
    try:
        request = AnalysisRequest.from_params(ctx.params)
        missing = missing_packages(request.config.pose.model)
        if missing and request.keypoints_field is None:
            raise SetupError(missing)
        job = DatasetAnalysis(ctx.target_view(), request)
        fetch = _fetch_text(job)
    except (FoButtwinkError, ValueError) as error:  # the latter from settings
        text = in_app(str(error))
        culprit = inputs.view("problem", types.Error(label="Cannot start", description=text))
        if isinstance(error, LoadFieldError) and load is not None:
            culprit = load
        elif isinstance(error, _KEY_ERRORS):
            culprit = key
        culprit.invalid = True
        culprit.error_message = text
        return
    if fetch:
        inputs.view("fetch", types.Notice(label=fetch))
    inputs.view("plan", types.Notice(label=plan(job)))
    others = [name for name in list_runs(ctx.dataset) if name != job.fields.key]
    if others and find_run(ctx.dataset, job.fields.key) is None:
        inputs.view("others", types.Notice(label=f"Existing runs, left alone: {', '.join(others)}"))


def _lead(inputs: types.Object) -> None:
    """Put first what the form says about this analysis: below the choices few would see it."""
    first = [name for name in _SAID if name in inputs.properties]
    names = [*first, *(name for name in inputs.properties if name not in first)]
    inputs.properties = {name: inputs.properties[name] for name in names}


def _fetch_text(job: DatasetAnalysis) -> str:
    """Say what has to be downloaded before the analysis can start; empty if nothing.

    Raises
    ------
    ModelError
        If the pose model is not here and cannot be had.
    """
    if job.request.keypoints_field is not None:
        return ""
    name = job.config.pose.model
    model = pose_model(name)
    if not job.total or model.find() is not None:
        return ""
    if is_offline():
        model.resolve()  # says what is missing and where it would have to be
    return (
        f"The pose model '{name}' is not on this machine; it is downloaded when the analysis "
        "starts, or the analysis ends and says why not"
    )


def preset_texts() -> dict[str, str]:
    """Return what the form says about each preset, with the numbers that it has."""
    return {name: _PRESETS[name].format(yaw=preset(name).view.max_yaw_deg) for name in PRESETS}


def _every_frame_text(pose: PoseConfig) -> str:
    stride = pose.standing_stride
    parts = []
    if stride > 1:
        every = _ORDINALS.get(stride, f"{stride}th")
        parts.append(f"only every {every} frame is inferred while the lifter stands")
    if pose.enough_fps is not None:
        parts.append(
            f"every second one or fewer in videos with {2 * pose.enough_fps:g} frames per second "
            "or more"
        )
    if not parts:
        return "All frames are inferred anyway"
    return f"Otherwise {', and '.join(parts)}; the frames between are interpolated"
