"""What the export form asks, and what the answers mean to :func:`fo_buttwink.export`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fiftyone as fo
import fiftyone.operators.types as types

from ..._util.escapes import markdown
from ...domain.analysis import ABSTAIN_REASONS, GRADES
from ...domain.review.record import NOT_MEASURABLE
from ...errors import ExportError, StoreError
from ...export.formats.registry import FORMATS, Option, check_options, format_module, format_options
from ...export.output import check_target
from ...export.run import prepare
from ...export.select import REJECTED, Selection
from ...export.split import DEFAULT, balance
from ...export.table.read import read_table
from ...store.fields import DEFAULT_KEY, RunFields
from ...store.groups import Samples, ungrouped
from ...store.lifters import lifter_field
from ...store.runs import list_runs
from ...store.stages import view_of
from ..failures import in_app
from .inputs import choice, chosen_slices, problem, slices_input
from .places import confined

OWN = "own"
"""Choice of the class map that asks for a class per label."""
PREVIEW = 500
"""Videos (or clips) up to which the form counts; reading more would make it sluggish."""
NO_RUNS = "This dataset has no squat analysis yet; run 'Analyze squats' first"

_WHICH = {
    "all": "All: a person's label where there is one, else the machine's",
    "reviewed": "Reviewed: judged by a person in any way",
    "confirmed": "Confirmed: a person stands for the label",
}
_CLASSES = {
    "grades": "Grades: none, subtle, moderate, marked",
    "wink": "Wink: no_wink, wink",
    "timing": "Onset: no_wink, late, mid, early",
    OWN: "Own: say which class each label becomes",
}
_SPLIT_BY = {
    "auto": "Lifter if known, else video",
    "lifter": "Lifter: nobody is in two splits",
    "video": "Video: a lifter may be in several splits",
}
_ABSTAINED = {"drop": "Leave out", "keep": "Keep, with the reason as class"}
_REJECTED = {"drop": "Leave out", "keep": "Keep, as class 'rejected'"}
_HALF = {"keep": "Keep, and say so in the data set card", "drop": "Leave these videos out"}


def build(ctx: Any, inputs: types.Object) -> None:
    """Add all questions, and say what would be written or why it cannot be."""
    keys = list_runs(ctx.dataset)
    if not keys:
        problem(inputs, "Cannot export", NO_RUNS)
        return
    shown = ctx.params.get("shown")
    if shown:
        label = f"Exports the {shown['text']} that the explorer shows"
        inputs.view("shown_text", types.Notice(label=label))
    else:
        inputs.view_target(ctx, action_description="Export the repetitions of")
        slices_input(inputs, ctx.target_view(), "Export the repetitions in")
    default = keys[0] if len(keys) == 1 else None
    inputs.enum(
        "key",
        keys,
        label="Analysis",
        required=default is None,
        default=default,
        view=types.DropdownView(),
    )
    choice(inputs, "format", "Format", {n: f.text for n, f in FORMATS.items()}, "csv")
    choice(inputs, "which", "Repetitions", _WHICH, "all")
    choice(inputs, "classes", "Classes", _CLASSES, "grades")
    if ctx.params.get("classes") == OWN:
        for label in _labels(ctx.params):
            inputs.str(
                f"class_{label}",
                label=f"Class of {label.replace('_', ' ')}",
                description="Empty: leave such repetitions out",
                required=False,
                default=label,
            )
    _split_inputs(ctx, inputs)
    inputs.bool("more", label="More options", default=False, view=types.SwitchView())
    if ctx.params.get("more"):
        _more_inputs(ctx, inputs)
    out = inputs.str(
        "out",
        label="Folder to make",
        description="It appears when it is complete; a relative path starts in your home folder",
        default=str(_new_folder(ctx.dataset)),
        required=True,
    )
    inputs.bool("overwrite", label="Replace an earlier export", default=False)
    inputs.bool(
        "download",
        label="Download it in the browser too",
        description="As one .zip file; useful where FiftyOne runs on another machine",
        default=False,
    )
    where = f"Will be written to {folder(ctx)}, on the machine that runs FiftyOne"
    inputs.view("where", types.Notice(label=where))
    _check_out(ctx, out)
    _preview(ctx, inputs)


def arguments(params: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments of :func:`fo_buttwink.export.run.export`, but for the options."""
    return {
        "key": params.get("key") or DEFAULT_KEY,
        "lifter_field": params.get("lifter_field") or None,
        "overwrite": bool(params.get("overwrite")),
        **_choices(params),
    }


def target(ctx: Any) -> Samples:
    """Return the videos or clips whose repetitions are to be exported."""
    shown = ctx.params.get("shown")
    if shown:  # by the explorer: exactly these repetitions, whatever the grid shows meanwhile
        return view_of(ctx.dataset, shown["stages"])
    return ungrouped(ctx.target_view(), chosen_slices(ctx.params))


def folder(ctx: Any) -> Path:
    """Return the folder to make, as a whole path.

    The current folder of the App's server is one of FiftyOne's own; nobody means that.
    """
    given = str(ctx.params.get("out") or "").strip()
    if not given:
        return _new_folder(ctx.dataset)
    return Path.home() / Path(given).expanduser()  # an absolute path stays what it is


def _new_folder(dataset: fo.Dataset) -> Path:
    """Return a folder in the user's home that does not exist yet."""
    folder = Path.home() / "squat_exports" / dataset.slug
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{dataset.slug}-{number}")
    return folder


def options(params: Mapping[str, Any]) -> dict[str, Any]:
    """Options of the chosen format that were given."""
    given = dict(params.get("options") or {})
    for name, option in format_options(format_module(_format(params))).items():
        value = params.get(f"option_{name}")
        if value is not None and value != option.default:
            given.setdefault(name, value)
    return given


def _choices(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what :func:`fo_buttwink.export.run.prepare` wants."""
    classes: Any = params.get("classes") or "grades"
    if classes == OWN:
        classes = params.get("class_map") or {
            label: (params.get(f"class_{label}", label) or "").strip() or None
            for label in _labels(params)
        }
    splits = params.get("splits")
    if not splits and params.get("split"):
        splits = {n: _number(params, f"share_{n}", 100 * s) / 100 for n, s in DEFAULT.items()}
    return {
        "selection": Selection(
            which=params.get("which") or "all",
            min_confidence=_number(params, "min_confidence", 0.0),
            abstained=params.get("abstained") or "drop",
            rejected=params.get("rejected") or "drop",
            classes=classes,
            half_reviewed=params.get("half_reviewed") or "keep",
        ),
        "splits": splits or None,
        "split_by": params.get("split_by") or "auto",
        "seed": int(_number(params, "seed", 0)),
    }


def _split_inputs(ctx: Any, inputs: types.Object) -> None:
    inputs.bool(
        "split", label="Split into train, val and test", default=False, view=types.SwitchView()
    )
    if not ctx.params.get("split"):
        return
    shares = inputs.h_stack("shares", gap=2)
    for name, share in DEFAULT.items():
        shares.float(f"share_{name}", min=0, max=100, label=f"{name} [%]", default=100 * share)
    choice(inputs, "split_by", "Split by", _SPLIT_BY, "auto")
    names = lifter_fields(ctx.dataset)
    inputs.str(
        "lifter_field",
        label="Field that says who squats",
        description="" if names else "This dataset has no field of words or whole numbers",
        required=False,
        default=lifter_field(ctx.dataset),
        view=types.AutocompleteView(
            choices=[types.Choice(name, label=name) for name in names], allow_user_input=False
        ),
    )
    inputs.int("seed", label="Seed", description="Another number, another split", default=0)


def _more_inputs(ctx: Any, inputs: types.Object) -> None:
    inputs.float(
        "min_confidence", min=0, max=1, default=0.0,
        label="Least confidence of the machine (0 to 1)",
        description="A person's label needs none",
    )  # fmt: skip
    choice(inputs, "abstained", "Repetitions that could not be judged", _ABSTAINED, "drop")
    choice(inputs, "rejected", "Labels that a reviewer rejected", _REJECTED, "drop")
    choice(inputs, "half_reviewed", "Half-reviewed videos", _HALF, "keep")
    for name, option in format_options(format_module(_format(ctx.params))).items():
        _option_input(inputs, name, option)


def _option_input(inputs: types.Object, name: str, option: Option) -> None:
    about: dict[str, Any] = {
        "label": name.removesuffix("_s").replace("_", " ").capitalize(),
        "description": option.text,
        "default": option.default,
        "required": False,
    }
    path = f"option_{name}"
    if option.choices:
        inputs.enum(path, list(option.choices), view=types.DropdownView(), **about)
    elif isinstance(option.default, bool):
        inputs.bool(path, **about)
    elif isinstance(option.default, int):
        inputs.int(path, **about)
    elif isinstance(option.default, float):
        inputs.float(path, **about)
    else:
        inputs.str(path, **about)


def lifter_fields(dataset: fo.Dataset) -> list[str]:
    """Fields of a dataset that can say who squats: words or whole numbers, one per video."""
    ours = {name for key in list_runs(dataset) for name in RunFields(key).sample_fields}
    ours |= {RunFields(key).reviews for key in list_runs(dataset)}
    ours |= {"id", "filepath", "metadata", "created_at", "last_modified_at"}
    found = dataset.get_field_schema(flat=True, ftype=(fo.StringField, fo.IntField))
    names = []
    for path in found:
        parts = path.split(".")
        parents = (dataset.get_field(".".join(parts[:i])) for i in range(1, len(parts)))
        in_list = any(isinstance(parent, fo.ListField) for parent in parents)
        if parts[0] not in ours and parts[-1] not in ("id", "_id") and not in_list:
            names.append(path)
    return sorted(names)


def _check_out(ctx: Any, out: types.Property) -> None:
    """Say in the form, before anything is read, why the export could not be written."""
    try:
        name = _format(ctx.params)
        check_options(format_module(name), name, options(ctx.params))
        check_target(confined(folder(ctx)), overwrite=bool(ctx.params.get("overwrite")))
    except ExportError as error:
        out.invalid = True
        out.error_message = in_app(str(error))


def _preview(ctx: Any, inputs: types.Object) -> None:
    params = ctx.params
    key = params.get("key") or DEFAULT_KEY
    if key not in list_runs(ctx.dataset):
        return
    try:
        view = target(ctx)
    except StoreError as error:
        problem(inputs, "Cannot export", str(error))
        return
    if len(view) > PREVIEW:
        inputs.view("plan", types.Notice(label="Classes are counted when the export is written"))
        return
    try:
        table = read_table(view, key, lifter_field=params.get("lifter_field") or None)
        table = prepare(table, **_choices(params))
    except (ExportError, StoreError) as error:
        problem(inputs, "Cannot export", str(error))
        return
    text = f"{table.counts.reps} repetitions of {table.counts.videos} videos\n"
    inputs.md(text + report(balance(table), table.notes), name="plan")


def report(text: str, notes: Any) -> str:
    """Class balance and notes as Markdown."""
    lines = "\n".join(f"- {markdown(note)}" for note in notes or ())
    # The names of classes are the user's own.
    return f"```\n{text.replace('`', chr(39))}\n```\n{lines}"


def _labels(params: Mapping[str, Any]) -> list[str]:
    """Labels that can be in an export, as chosen so far."""
    labels: list[str] = list(GRADES)
    if params.get("abstained") == "keep":
        labels += [*ABSTAIN_REASONS, NOT_MEASURABLE]
    if params.get("rejected") == "keep":
        labels.append(REJECTED)
    return labels


def _format(params: Mapping[str, Any]) -> str:
    return params.get("format") or "csv"


def _number(params: Mapping[str, Any], name: str, default: float) -> float:
    value = params.get(name)
    if value is None:
        value = (params.get("shares") or {}).get(name)
    return default if value is None or value == "" else float(value)
