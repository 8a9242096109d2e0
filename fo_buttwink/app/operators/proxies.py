"""The operators that make and delete copies of videos that browsers do not play."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ..._util.escapes import code, markdown
from ..._util.words import many
from ...curate.proxies import NOTE, ProxySummary, delete_proxies, make_proxies, wanted
from ...domain.playable import sentence

_SHOWN = 30
"""Problems that are listed; the other ones are counted. A convention."""


class MakeSquatProxies(foo.Operator):
    """Make copies of the videos that stay black in most browsers."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="make_squat_proxies",
            label="Make proxies for the browser",
            description="H.264 copies of videos that most browsers cannot play, with the same "
            "frames and times; the App shows them, and originals stay as they are",
            icon="movie_filter",
            dynamic=True,
            allow_delegated_execution=True,
            allow_immediate_execution=True,
            risk_level="medium",
        )

    def __call__(
        self, sample_collection: fo.Dataset | fo.DatasetView, folder: str | None = None
    ) -> ProxySummary:
        """Make them from Python; see :func:`fo_buttwink.curate.proxies.make_proxies`."""
        return make_proxies(sample_collection, folder)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        found = wanted(_samples(ctx))
        if found:
            kinds: dict[str, int] = {}
            for _, kind in found.values():
                kinds[kind] = kinds.get(kind, 0) + 1
            label = f"{sentence(kinds)}. Copies of them will be made."
            inputs.view("what", types.Notice(label=label))
        else:
            inputs.view("what", types.Notice(label="Browsers play all videos of this view."))
        return types.Property(inputs, view=types.View(label="Make proxies for the browser"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        found = make_proxies(
            _samples(ctx), progress=lambda share, text: ctx.set_progress(progress=share, label=text)
        )
        ctx.ops.notify(f"{many(found.made, 'proxy video')} made")
        ctx.ops.reload_dataset()
        return asdict(found)

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs, found = types.Object(), ctx.results or {}
        made, there = int(found.get("made") or 0), int(found.get("there") or 0)
        text = (
            f"{many(made, 'proxy video')} made, {there} there already. Browsers play "
            f"{many(int(found.get('played') or 0), 'video')} without. The copies lie in "
            f"`{code(found.get('folder'))}`; *Delete proxies* removes them."
        )
        outputs.view("said", types.MarkdownView(), default=text)
        failed = found.get("failed") or {}
        if failed:
            lines = [
                f"- {markdown(f'{path}: {why}')}" for path, why in list(failed.items())[:_SHOWN]
            ]
            lines = [f"**No copy ({len(failed)})**", "", *lines]
            outputs.view("failed_list", types.MarkdownView(), default="\n".join(lines))
        return types.Property(outputs, view=types.View(label="Proxies made"))


class DeleteSquatProxies(foo.Operator):
    """Delete these copies; originals stay."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="delete_squat_proxies",
            label="Delete proxies for the browser",
            description="Delete the copies made for browsers; the App shows the originals again",
            icon="delete",
            dynamic=True,
            risk_level="high",
        )

    def __call__(self, sample_collection: fo.Dataset | fo.DatasetView) -> int:
        """Delete from Python; see :func:`fo_buttwink.curate.proxies.delete_proxies`."""
        return delete_proxies(sample_collection)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form."""
        inputs = types.Object()
        noted = ctx.dataset.info.get(NOTE)
        said = "This dataset has no copies."
        if noted:
            said = f"Deletes all copies in {noted['folder']}. The videos themselves stay."
        inputs.view("what", types.Notice(label=said))
        return types.Property(inputs, view=types.View(label="Delete proxies for the browser"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        removed = delete_proxies(ctx.dataset)
        ctx.ops.notify(f"{many(removed, 'proxy video')} deleted")
        ctx.ops.reload_dataset()
        return {"removed": removed}


def _samples(ctx: Any) -> fo.Dataset | fo.DatasetView:
    return ctx.dataset if ctx.view is None else ctx.view
