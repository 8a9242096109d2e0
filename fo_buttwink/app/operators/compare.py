"""The operator that compares two sources of the same repetitions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import markdown
from ..._util.words import many
from ...curate.agreement import SHOW, SourceAgreement, agreement
from ...curate.sources import list_sources
from ...domain.agreement.words import class_rows, figure_rows, interval_head, summary
from ...errors import SourceError
from .examined import again, examined
from .inputs import choice, problem

ICON = "compare_arrows"
NOTHING = "nothing"
_HEADS = {"name": "Figure", "value": "Value", "interval": interval_head(), "note": "Of"}


class CompareSources(foo.Operator):
    """Compare two sources of the same repetitions, and show those on which they differ."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="compare_squat_sources",
            label="Compare squat labels",
            description="How far two runs agree, two reviewers, or a run with reviews, with "
            "measurements by hand or with imported labels",
            icon=ICON,
            dynamic=True,
            risk_level="low",
        )

    def __call__(
        self, sample_collection: fo.Dataset | fo.DatasetView, a: str, b: str
    ) -> SourceAgreement:
        """Compare from Python; see :func:`fo_buttwink.agreement`."""
        return agreement(sample_collection, a, b)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        found = {} if ctx.dataset is None else list_sources(ctx.dataset)
        if len(found) < 2:
            there = next(iter(found.values()), "nothing")
            problem(
                inputs,
                "Two sources are needed",
                f"This dataset has {there} so far. Analyze squats under a second key, review "
                "some repetitions, measure some by hand, or import labels.",
            )
        else:
            names = list(found)
            choice(inputs, "a", "Compare", found, names[0])
            choice(inputs, "b", "with, as the reference,", found, names[1])
            kinds = {NOTHING: "Show the figures only", **{k: f"{t}" for k, t in SHOW.items()}}
            choice(inputs, "show", "Repetitions to show in the grid", kinds, NOTHING)
        return types.Property(inputs, view=types.View(label="Compare squat labels"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        names = list(list_sources(ctx.dataset))
        if len(names) < 2:
            raise SourceError(
                "this dataset has fewer than two sources of repetitions",
                remedy="analyze squats under a second key, review some, or import labels",
            )
        a, b = ctx.params.get("a") or names[0], ctx.params.get("b") or names[1]
        samples = examined(ctx)
        found = agreement(samples, a, b)
        show = ctx.params.get("show") or NOTHING
        if show != NOTHING:
            self._show(ctx, found, show)
        counts = {kind: len(found.rep_ids(kind)[1]) for kind in SHOW}
        rows = class_rows(found.agreement)
        return {
            "a": a,
            "b": b,
            "summary": summary(found.agreement),
            "figures": [asdict(row) for row in figure_rows(found.agreement)],
            "classes": [{f"c{n}": cell for n, cell in enumerate(row)} for row in rows[1:]],
            "heads": list(rows[0]),
            "notes": list(found.agreement.notes),
            "counts": counts,
            "asked": {"a": a, "b": b, **again(samples)},
            "calibration": found.calibration().to_json() if found.b.by_hand else None,
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, results = types.Object(), ctx.results or {}
        outputs.view("said", types.MarkdownView(), default=markdown(results.get("summary", "")))
        if results.get("calibration"):
            text = results["calibration"]["sentence"] + " Nothing is changed by it."
            outputs.view("offset", types.MarkdownView(), default=markdown(text))
        figures = types.TableView()
        for key, label in _HEADS.items():
            figures.add_column(key, label=label)
        outputs.list("figures", types.Object(), label="Agreement", view=figures)
        classes = types.TableView()
        for n, label in enumerate(results.get("heads") or ()):
            classes.add_column(f"c{n}", label=label)
        outputs.list(
            "classes",
            types.Object(),
            label=f"Rows: {results.get('a')}; columns: {results.get('b')}",
            view=classes,
        )
        for n, note in enumerate(results.get("notes") or ()):
            outputs.view(f"note{n}", types.Notice(label=note))
        for kind, count in (results.get("counts") or {}).items():
            if count:
                params = {**results["asked"], "show": kind}
                outputs.btn(
                    f"show_{kind}",
                    label=f"{SHOW[kind]}: show {many(count, 'repetition')}",
                    icon=ICON,
                    variant="outlined",
                    on_click=self.uri,
                    params=params,
                )
        return types.Property(outputs, view=types.View(label="Agreement of squat labels"))

    def _show(self, ctx: Any, found: SourceAgreement, kind: str) -> None:
        _, ids = found.rep_ids(kind)
        if not ids:
            ctx.ops.notify("There is no such repetition", variant="info")
            return
        ctx.ops.clear_sidebar_filters()
        ctx.ops.set_view(found.disagreements(kind))
        ctx.ops.notify(f"{SHOW[kind]}: {many(len(ids), 'repetition')}", variant="info")
