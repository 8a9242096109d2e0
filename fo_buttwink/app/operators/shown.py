"""Tell an open App how its dataset is arranged, and where the viewer stands.

The App reads both when a dataset is opened. The operators named here are its own, in JavaScript
(``assets/panels/src/operators.js``).
"""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.operators as foo

from ...store.runs import get_run, list_runs
from ..panels.older_run import PLUGIN


def place_viewer(
    ctx: Any, *, force: bool = False, opened: bool = False, renew: bool = False
) -> Any:
    """Put the rep viewer beside the video; ``force``: also where somebody closed it.

    ``opened``: a video is being opened, and may have kept the arrangement of the one before.
    ``renew``: an analysis has ended, after which a grid that FiftyOne could not show may be shown.
    """
    return ctx.trigger(
        f"{PLUGIN}/place_squat_viewer", {"force": force, "open": opened, "renew": renew}
    )


def show_arrangement(ctx: Any) -> Any:
    """Show the dataset's sidebar groups, active fields and colors as they are stored now."""
    ctx.dataset.reload()
    return ctx.trigger(f"{PLUGIN}/show_squat_arrangement", arrangement_json(ctx.dataset))


def arrangement_json(dataset: fo.Dataset) -> dict[str, Any]:
    """Return a dataset's arrangement as the App holds it, by default FiftyOne's."""
    config = dataset.app_config
    groups = config.sidebar_groups or fo.DatasetAppConfig.default_sidebar_groups(dataset)
    active = config.active_fields or fo.DatasetAppConfig.default_active_fields(dataset)
    scheme = config.color_scheme
    return {
        "groups": [
            {"name": g.name, "paths": list(g.paths), "expanded": g.expanded is not False}
            for g in sorted(groups, key=lambda g: g.name != "tags")  # as the App does, too
        ],
        "active": list(active.paths),
        "colors": [dict(entry) for entry in scheme.fields] if scheme and scheme.fields else None,
    }


def with_something(groups: list[dict[str, Any]], ctx: Any) -> list[dict[str, Any]]:
    """Without the groups of our runs of which the App's view has no field, as views of clips.

    The App would show them as groups without fields.
    """
    if ctx.view is None or not getattr(ctx.view, "_is_clips", False):
        return groups
    runs = [get_run(ctx.dataset, key) for key in list_runs(ctx.dataset)]
    ours = {name for run in runs for name in run.app.get("groups", {})}
    there = set(ctx.view.get_field_schema())
    there |= {f"frames.{name}" for name in ctx.view.get_frame_field_schema() or ()}
    return [
        group
        for group in groups
        if group["name"] not in ours
        or any(path in there or path.split(".")[0] in there for path in group["paths"])
    ]


class ShowSquatGroups(foo.Operator):
    """Show the sidebar groups as they are stored: the App forgets them from view to view."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="show_squat_groups",
            label="Show the sidebar groups of squats",
            unlisted=True,
            risk_level="low",
            view_target=False,
        )

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        if ctx.dataset is not None:
            ctx.dataset.reload()
            groups = with_something(arrangement_json(ctx.dataset)["groups"], ctx)
            ctx.trigger(f"{PLUGIN}/show_squat_arrangement", {"groups": groups})
        return {}
