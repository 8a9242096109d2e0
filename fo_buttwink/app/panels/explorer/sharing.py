"""Export and report of exactly the repetitions that the explorer shows."""

from __future__ import annotations

from typing import Any

from ...._util.words import many
from ....errors import FoButtwinkError
from ....export.select import Selection, select
from ....export.table.read import read_table
from ....report.collect import Known, collect
from ....report.data import ReportOptions
from ....report.page import page
from ....store.runs import get_run
from ....store.stages import stages_of
from . import grid
from .filter import chips
from .scope import said
from .seen import Seen
from .state import State

MAX_REPORTED = 5000
"""Repetitions up to which the browser is sent a report; an export writes any number."""


class TooManyError(FoButtwinkError, ValueError):
    """More repetitions than the browser is sent at once; the message says what to do."""

    code = "FBW-TOO-MANY"


def export_params(ctx: Any, state: State, seen: Seen) -> dict[str, Any]:
    """Answers to the export form that choose the shown repetitions, all of them."""
    mask = grid.shown(state, seen)
    videos = len(set(seen.columns.sample_ids[mask]))
    return {
        "key": seen.columns.key,
        "shown": {
            "stages": stages_of(grid.wanted_videos(ctx, state, seen)),
            "text": f"{many(int(mask.sum()), 'repetition')} in {many(videos, 'video')}",
        },
        "lifter_field": seen.columns.lifter_field,
        "which": "all",
        "abstained": "keep",
        "rejected": "keep",
        "download": True,
    }


def report_file(ctx: Any, state: State, seen: Seen) -> dict[str, str]:
    """Name, type and contents of a report of the shown repetitions.

    Raises
    ------
    TooManyError
        If they are too many for one page.
    """
    mask = grid.shown(state, seen)
    number = int(mask.sum())
    if number > MAX_REPORTED:
        raise TooManyError(
            f"A report lists at most {many(MAX_REPORTED, 'repetition')}, and {number:,} are shown",
            remedy="narrow them, run 'Write squat report', which samples, or export them",
        )
    key = seen.columns.key
    view = grid.wanted_videos(ctx, state, seen)
    table = select(
        read_table(view, key, lifter_field=seen.columns.lifter_field),
        Selection(abstained="keep", rejected="keep"),
    )
    info = get_run(ctx.dataset, key)
    wanted = [chip["text"] for chip in chips(state.filter)]
    scope = (
        said(seen.scope, int(seen.within.sum()), seen.videos),
        f"Conditions: {'; '.join(wanted)}." if wanted else "No further conditions.",
    )
    options = ReportOptions(title=f"Squat repetitions of {ctx.dataset.name}", max_rows=MAX_REPORTED)
    known = Known(statuses=grid.statuses_shown(ctx, state, seen), results=info.results)
    data = collect(table, options, known, scope=scope)
    return {
        "name": f"squat_report_{ctx.dataset.slug}.html",
        "type": "text/html",
        "text": "".join(page(data)),
    }
