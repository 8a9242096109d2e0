"""Operators that say who lifted what, and how each lifter changes with the load."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import markdown
from ..._util.words import many
from ...curate.lifters import Facts, lifter_trends, read_facts, write_facts
from ...curate.sources import videos_of
from ...domain.lifters import NAMES, NUMBERS
from ...domain.trends import Trend
from ...errors import NamePatternError
from ...store.fields import DEFAULT_KEY
from .inputs import choice, problem
from .run_choice import ask_run, chosen_run

EXAMPLE = r"(?P<lifter>[A-Za-z]+)_(?P<load_kg>[0-9.,]+)"
_SHOWN = 8
_MOST_PROBLEMS = 20
_NONE = "none"
_ASKED = {"lifter": "Lifter", "load_kg": "Load"}
_SIMPLE = (fo.StringField, fo.IntField, fo.FloatField)


class NameSets(foo.Operator):
    """Write lifter, load and set from the names of the files into fields."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="name_squat_sets",
            label="Read lifters and loads from file names",
            description="Write fields lifter, load_kg, ... from the names of the files",
            icon="badge",
            dynamic=True,
            risk_level="high",
        )

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what the pattern finds in the first names."""
        inputs = types.Object()
        inputs.str(
            "pattern",
            label="Pattern",
            description="Regular expression with groups named " + ", ".join(NAMES),
            default=EXAMPLE,
            required=True,
        )
        inputs.bool("overwrite", label="Replace what such fields say already", default=False)
        try:
            first = videos_of(ctx.dataset if ctx.view is None else ctx.view).limit(_SHOWN)
            found = read_facts(first, pattern=ctx.params.get("pattern") or EXAMPLE)
            inputs.md(_preview(first, found), name="preview")
        except NamePatternError as error:
            problem(inputs, "This pattern cannot be used", str(error))
        return types.Property(
            inputs, view=types.View(label="Read lifters and loads from file names")
        )

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        samples = ctx.dataset if ctx.view is None else ctx.view
        found = read_facts(samples, pattern=ctx.params.get("pattern") or EXAMPLE)
        written = write_facts(samples, found, overwrite=bool(ctx.params.get("overwrite")))
        ctx.ops.reload_dataset()
        return {
            "written": written,
            "problems": [str(each) for each in found.problems[:_MOST_PROBLEMS]],
            "left": len(found.problems),
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, found = types.Object(), ctx.results or {}
        names = ", ".join(f"`{name}`" for name in found.get("written") or ()) or "nothing"
        outputs.view("said", types.MarkdownView(), default=f"Written: {names}.")
        _show_problems(outputs, found)
        return types.Property(outputs, view=types.View(label="Lifters and loads"))


class SquatTrends(foo.Operator):
    """Say how each lifter changes with the load and within sets."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="squat_trends",
            label="Squat trends of each lifter",
            description="How wink and onset of each lifter change with the load and within a set",
            icon="trending_up",
            dynamic=True,
            risk_level="low",
        )

    def __call__(
        self,
        sample_collection: fo.Dataset | fo.DatasetView,
        fields: dict[str, str],
        key: str = DEFAULT_KEY,
        pattern: str | None = None,
    ) -> list[Trend]:
        """Return the trends from Python; see :mod:`fo_buttwink.curate.lifters`."""
        facts = read_facts(sample_collection, fields, pattern)
        return lifter_trends(sample_collection, facts, key)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        if ask_run(ctx, inputs) is None:
            return types.Property(inputs, view=types.View(label="Squat trends"))
        names = simple_fields(ctx.dataset)
        for name, label in _ASKED.items():
            choices = {_NONE: "None", **{each: each for each in names}}
            default = name if name in names else _NONE
            choice(inputs, name, f"Field of the {label.lower()}", choices, default)
        inputs.str("pattern", label="Or a pattern of file names", required=False)
        if not (ctx.params.get("pattern") or chosen_fields(ctx, names).get("lifter")):
            problem(
                inputs,
                "Nobody is named",
                "Choose the field that says who lifts, or read it from the file names with a "
                f"pattern such as {EXAMPLE}.",
            )
        return types.Property(inputs, view=types.View(label="Squat trends of each lifter"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        key = chosen_run(ctx)
        samples = ctx.dataset if ctx.view is None else ctx.view
        fields = chosen_fields(ctx, simple_fields(ctx.dataset))
        facts = read_facts(samples, fields, ctx.params.get("pattern") or None)
        trends = lifter_trends(samples, facts, key)
        return {
            "lifters": len({trend.lifter for trend in trends}),
            "shown": [trend.sentence() for trend in trends if trend.shown],
            "others": [trend.sentence() for trend in trends if not trend.shown],
            "problems": [str(each) for each in facts.problems[:_MOST_PROBLEMS]],
            "left": len(facts.problems),
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, found = types.Object(), ctx.results or {}
        shown, others = found.get("shown") or [], found.get("others") or []
        head = (
            f"{many(int(found.get('lifters') or 0), 'lifter')}, {many(len(shown), 'trend')} shown"
        )
        lines = [f"**{head}**", "", *(f"- {markdown(text)}" for text in shown)]
        outputs.view("said", types.MarkdownView(), default="\n".join(lines))
        if others:
            lines = [
                "**Not shown**",
                "",
                *(f"- {markdown(text)}" for text in others[:_MOST_PROBLEMS]),
            ]
            if len(others) > _MOST_PROBLEMS:
                lines.append(f"- and {len(others) - _MOST_PROBLEMS} more")
            outputs.view("others_list", types.MarkdownView(), default="\n".join(lines))
        _show_problems(outputs, found)
        return types.Property(outputs, view=types.View(label="Squat trends of each lifter"))


def simple_fields(dataset: fo.Dataset) -> list[str]:
    """Return the sample fields of words or numbers that a user may have made."""
    schema = dataset.get_field_schema()
    own = ("id", "filepath", "created_at", "last_modified_at")
    return [n for n, field in schema.items() if isinstance(field, _SIMPLE) and n not in own]


def chosen_fields(ctx: Any, names: list[str]) -> dict[str, str]:
    """Return the fields that say who lifts and how much, as a form was filled in."""
    chosen = {name: ctx.params.get(name) for name in _ASKED}
    chosen = {n: (n if v is None and n in names else v) for n, v in chosen.items()}
    return {n: str(v) for n, v in chosen.items() if v not in (None, "", _NONE)}


def _preview(first: fo.DatasetView, found: Facts) -> str:
    heads = ("file", *NAMES)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for sample_id, path in zip(*first.values(["id", "filepath"]), strict=True):
        fact = found.by_sample[sample_id]
        cells = [str(path).rpartition("/")[2]]
        for name in NAMES:
            value = getattr(fact, name)
            number = f"{value:g}" if name in NUMBERS and value is not None else value
            cells.append(str(number or ""))
        lines.append("| " + " | ".join(map(markdown, cells)) + " |")
    return "\n".join(lines)


def _show_problems(outputs: types.Object, found: dict[str, Any]) -> None:
    problems, left = found.get("problems") or [], int(found.get("left") or 0)
    if left:
        lines = [
            f"**Left out: {many(left, 'value')}**",
            "",
            *(f"- {markdown(text)}" for text in problems),
        ]
        if left > len(problems):
            lines.append(f"- and {left - len(problems)} more")
        outputs.view("problem_list", types.MarkdownView(), default="\n".join(lines))
