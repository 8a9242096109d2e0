"""The operator that examines a dataset: what can be used, what is rare, doubled, or leaks."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import markdown
from ..._util.words import many
from ...curate.health import Health, health
from ...curate.lifters import read_facts
from ...curate.shown import show_videos
from ...domain.health import GROUPS, by_group
from ...store.fields import DEFAULT_KEY
from .examined import again, examined
from .inputs import choice
from .lifters import chosen_fields, simple_fields
from .run_choice import ask_run, chosen_run

ICON = "health_and_safety"
MOST_SHOWN = 12
"""Findings of a group that are shown; the other ones are counted. A convention."""
_NONE = "none"
_GROUP, _NAME = "group", "name"


class DatasetHealth(foo.Operator):
    """Examine a dataset, each number one click from its videos."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="squat_dataset_health",
            label="Health of the squat dataset",
            description="What can be used and what cannot with the remedy, what is rare, copies, "
            "and leaks between splits",
            icon=ICON,
            dynamic=True,
            risk_level="low",
        )

    def __call__(
        self, sample_collection: fo.Dataset | fo.DatasetView, key: str = DEFAULT_KEY
    ) -> Health:
        """Examine from Python; see :func:`fo_buttwink.curate.health.health`."""
        return health(sample_collection, key)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        if ask_run(ctx, inputs) is not None:
            names = simple_fields(ctx.dataset)
            choices = {_NONE: "None", **{each: each for each in names}}
            for name, label in (
                ("lifter", "Field of the lifter"),
                ("load_kg", "Field of the load"),
            ):
                choice(inputs, name, label, choices, name if name in names else _NONE)
            split = {_NONE: "Tags train, val, test", **{each: each for each in names}}
            choice(inputs, "split", "Splits", split, _NONE)
            inputs.bool(
                "pictures",
                label="Look for copies by pictures too",
                description="Reads a few frames of every video",
                default=False,
            )
        return types.Property(inputs, view=types.View(label="Health of the squat dataset"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        key = chosen_run(ctx)
        params = ctx.params
        samples = examined(ctx)
        fields = chosen_fields(ctx, simple_fields(ctx.dataset))
        split = params.get("split")
        found = health(
            samples,
            key,
            facts=read_facts(samples, fields) if fields else None,
            split_field=None if split in (None, "", _NONE) else split,
            pictures=bool(params.get("pictures")),
        )
        if params.get(_NAME):
            self._show(ctx, found)
        groups = by_group(found.findings)
        return {
            "groups": {
                group: [{**f.to_json(), "sample_ids": len(f.sample_ids)} for f in each[:MOST_SHOWN]]
                for group, each in groups.items()
            },
            "more": {group: max(0, len(each) - MOST_SHOWN) for group, each in groups.items()},
            "unreadable": len(found.unreadable),
            "asked": {
                **{n: v for n, v in params.items() if n not in (_GROUP, _NAME)},
                **again(samples),
            },
        }

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, found = types.Object(), ctx.results or {}
        for group, each in (found.get("groups") or {}).items():
            outputs.view(f"head_{group}", types.Header(label=GROUPS[group], divider=True))
            for n, finding in enumerate(each):
                text = finding["text"] + (f". {finding['remedy']}" if finding["remedy"] else "")
                outputs.view(f"{group}_{n}", types.MarkdownView(), default=markdown(text))
                if finding["sample_ids"]:
                    outputs.btn(
                        f"show_{group}_{n}",
                        label=f"Show {many(finding['sample_ids'], 'video')}",
                        icon=ICON,
                        variant="outlined",
                        on_click=self.uri,
                        params={**found["asked"], _GROUP: group, _NAME: finding["name"]},
                    )
            more = (found.get("more") or {}).get(group)
            if more:
                outputs.view(f"more_{group}", types.MarkdownView(), default=f"and {more} more")
        if not found.get("groups"):
            outputs.view("none", types.Notice(label="There are no videos in this view"))
        if found.get("unreadable"):
            text = f"{many(found['unreadable'], 'file')} could not be read for its pictures."
            outputs.view("unreadable", types.Warning(label=text))
        return types.Property(outputs, view=types.View(label="Health of the squat dataset"))

    def _show(self, ctx: Any, found: Health) -> None:
        wanted = (ctx.params.get(_GROUP), ctx.params[_NAME])
        finding = next((f for f in found.findings if (f.group, f.name) == wanted), None)
        if finding is None:
            ctx.ops.notify("This has changed meanwhile: examine the dataset again", variant="info")
            return
        ctx.ops.clear_sidebar_filters()
        ctx.ops.set_view(show_videos(ctx.dataset, finding.sample_ids))
        ctx.ops.notify(finding.text, variant="info")
