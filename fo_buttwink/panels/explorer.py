"""The repetition explorer, a grid panel."""

from __future__ import annotations

from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types


class SquatExplorer(foo.Panel):
    """Find the repetitions that matter, by onset, amount and everything else that is known."""

    @property
    def config(self) -> foo.PanelConfig:
        return foo.PanelConfig(
            name="squat_explorer",
            label="Squat explorer",
            icon="scatter_plot",
            category=foo.Categories.CURATE,
            surfaces="grid",
        )

    def render(self, ctx: Any) -> types.Property:
        panel = types.Object()
        panel.obj("explorer", view=types.ComponentView("SquatExplorer"))
        return types.Property(panel, view=types.GridView(orientation="vertical", align_x="stretch"))
