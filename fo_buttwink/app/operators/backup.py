"""Operators that back up what people said and measured, and put it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types

from ...errors import PlaceError
from ...reviews.backup import BackupSummary, RestoreSummary, export_reviews, restore_reviews
from ...store.groups import Samples
from ..failures import advice_in_app
from .download import fetch
from .places import confined

SHOWN = 50
"""Problems that a form lists; a convention."""


class ExportReviews(foo.Operator):
    """Write all reviews and measures by hand into one file."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="export_reviews",
            label="Back up squat reviews",
            description="Save all reviews and measures by hand in one JSON file",
            icon="backup",
            dynamic=True,
            risk_level="medium",
            view_target=False,
        )

    def __call__(
        self, sample_collection: Samples, path: str | Path, **options: Any
    ) -> BackupSummary:
        """Back up from Python; see :func:`fo_buttwink.export_reviews`."""
        return export_reviews(sample_collection, path, **options)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        path = inputs.str(
            "path",
            label="File to write",
            description="On the machine that runs FiftyOne; a relative path starts in your home "
            "folder",
            default=str(_new_file(ctx.dataset.slug)),
            required=True,
        )
        inputs.bool("overwrite", label="Replace a file that is there already", default=False)
        inputs.bool("download", label="Download it in the browser too", default=False)
        try:
            if confined(_path(ctx)).exists() and not ctx.params.get("overwrite"):
                path.invalid = True
                path.error_message = "this file exists already; name another one"
        except PlaceError as error:
            path.invalid = True
            path.error_message = str(error)
        return types.Property(inputs, view=types.View(label="Back up squat reviews"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        with advice_in_app():
            done = export_reviews(
                ctx.dataset, confined(_path(ctx)), overwrite=bool(ctx.params.get("overwrite"))
            )
        if ctx.params.get("download"):
            fetch(ctx, Path(done.path))
        return {**asdict(done), "notes": "\n".join(done.notes)}

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        outputs.str("path", label="File")
        outputs.int("reviews", label="Reviews")
        outputs.int("hand", label="Measures by hand")
        outputs.int("videos", label="Videos")
        if (ctx.results or {}).get("notes"):
            outputs.str("notes", label="Not backed up")
        return types.Property(outputs, view=types.View(label="Squat reviews backed up"))


class RestoreReviews(foo.Operator):
    """Put reviews and measures by hand of a back-up back."""

    @property
    def config(self) -> foo.OperatorConfig:
        """Say how the App names and offers this operator."""
        return foo.OperatorConfig(
            name="restore_reviews",
            label="Restore squat reviews",
            description="Put the reviews and measures of a back-up back; newer ones stay",
            icon="settings_backup_restore",
            dynamic=True,
            risk_level="medium",
            view_target=False,
        )

    def __call__(
        self, sample_collection: Samples, path: str | Path, **options: Any
    ) -> RestoreSummary:
        """Restore from Python; see :func:`fo_buttwink.restore_reviews`."""
        return restore_reviews(sample_collection, path, **options)

    def resolve_input(self, ctx: Any) -> types.Property:
        """Build the form, with what it can already say about the choices."""
        inputs = types.Object()
        inputs.str(
            "path",
            label="File of a back-up",
            description="On the machine that runs FiftyOne; a relative path starts in your home "
            "folder",
            required=True,
        )
        inputs.str(
            "root",
            label="Folder that the paths in it start from",
            description="Empty: the folder that all videos of the dataset lie below",
            required=False,
        )
        inputs.view(
            "what",
            types.Notice(
                label="A video is found by its path and content. What is there already and newer "
                "stays as it is, and what fits nothing is listed."
            ),
        )
        return types.Property(inputs, view=types.View(label="Restore squat reviews"))

    def execute(self, ctx: Any) -> dict[str, Any]:
        """Do what the form asks for."""
        root = str(ctx.params.get("root") or "").strip() or None
        with advice_in_app():
            done = restore_reviews(ctx.dataset, confined(_path(ctx)), root=root)
        # Not reload_samples(): the grid of FiftyOne 1.22 then shows what it had.
        ctx.ops.reload_dataset()
        left = len(done.problems) - SHOWN
        said = done.problems[:SHOWN] + ([f"... and {left} more"] if left > 0 else [])
        return {**asdict(done), "problems": "\n".join(said)}

    def resolve_output(self, ctx: Any) -> types.Property:
        """Build the form that shows the result."""
        outputs = types.Object()
        outputs.int("videos", label="Videos found again")
        outputs.int("added", label="Reviews put back")
        outputs.int("renewed", label="Older reviews replaced, and kept in the history")
        outputs.int("hand", label="Measures by hand put back")
        outputs.int("present", label="There already")
        outputs.int("newer", label="Left out because a newer one is there")
        if (ctx.results or {}).get("problems"):
            outputs.str("problems", label="Not restored")
        return types.Property(outputs, view=types.View(label="Squat reviews restored"))


def _path(ctx: Any) -> Path:
    """Return the named file; a relative path starts in the user's home folder."""
    given = str(ctx.params.get("path") or "").strip()
    return Path.home() / Path(given).expanduser() if given else _new_file(ctx.dataset.slug)


def _new_file(name: str) -> Path:
    """Return a file of today in the user's home that does not exist yet."""
    file = Path.home() / "squat_reviews" / f"{name}-{date.today().isoformat()}.json"
    number = 1
    while file.exists():
        number += 1
        file = file.with_name(f"{name}-{date.today().isoformat()}-{number}.json")
    return file
