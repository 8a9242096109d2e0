"""The repetition explorer, a grid panel: find the repetitions that matter.

The browser asks by panel events and draws the answers (``assets/panels/src/explorer``). Each
event gets its answer as return value: nothing large travels in the panel's state, and an
answer that comes late can be told from the one that was asked for last.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fiftyone.operators as foo
import fiftyone.operators.types as types
import numpy as np
from fiftyone.core.dataset import DatasetNotFoundError

from ...._util.words import many
from ....config import WinkConfig
from ....domain import texts
from ....domain.analysis import GRADES, TIMINGS
from ....domain.measures import COLUMNS, MEASURES
from ....domain.old_settings import as_stored
from ....domain.palette import GRADE_COLORS, NOT_MEASURABLE_COLOR
from ....errors import FoButtwinkError, StoreError
from ....reviews.marked import adopt_edits
from ....store.clips import renew_clips
from ....store.fields import RunFields
from ....store.groups import ungrouped
from ....store.runs import get_run, list_runs
from ...failures import answering, explained
from ..older_run import PLUGIN
from ..opening import in_groups, open_shown
from ..run_notice import run_notice
from ..viewer.panel import open_place, reviewer_of
from . import grid
from . import state as memory
from .review import start
from .saving import refusal
from .scope import Scope, said
from .seen import Seen, look
from .sharing import TooManyError, export_params, report_file
from .shown import shown_of
from .state import State
from .summary import summarize
from .table import PAGE, page
from .unmeasured import unmeasured, unplayable
from .view import MAX_CLIPS

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Event = Callable[["SquatExplorer", Any], Answer]
_TABLE = tuple(MEASURES[name] for name in COLUMNS)
_EXPLAINED = tuple(m.name for m in _TABLE if m.column is not None and m.column.explained)
"""Columns of the table that say what they are."""

PALETTE = {**GRADE_COLORS, "other": NOT_MEASURABLE_COLOR}
HELP = """
**Find squat repetitions by onset, wink and everything else that was measured.**

- *Box* or *lasso* in the plot, click a repetition, move a range, choose a word: all of it
  holds together, and the grid follows.
- Each condition is a chip; its cross takes it back.
- A row of the table opens its repetition.
- *Wink* is the part of the pelvis's turning back that the lumbar spine pays for: the smaller of
  how far the pelvis turns back and how far lumbar flexion rises meanwhile. *Onset* is the depth
  from which the pelvis stays turned back.

Labels are conventions, and describe movement; they are no medical assessment.
"""


def _answered(event: Event) -> Event:
    """Every failure becomes something that the panel can show."""

    @functools.wraps(event)
    def safe(self: SquatExplorer, ctx: Any) -> Answer:
        blocked = memory.obstacle(ctx.dataset) if event.__name__ != "next_step" else None
        return event(self, ctx) if blocked is None else {"obstacle": blocked}

    return answering(_obstacle)(safe)


_AGAIN: Answer = {"step": {"label": "Look again", "event": "refresh"}}
_DELETED = {"title": "This dataset has been deleted", "text": "Open another one."}


def _obstacle(error: Exception) -> Answer:
    if isinstance(error, DatasetNotFoundError):
        return {"obstacle": _DELETED}
    ours = isinstance(error, FoButtwinkError)
    title = "This cannot be shown" if ours else "Something went wrong"
    return {"obstacle": {"title": title, "text": explained(error), **_AGAIN}}


class SquatExplorer(foo.Panel):
    """Find the repetitions that matter, by onset, amount and everything else that is known."""

    @property
    def config(self) -> foo.PanelConfig:
        """Say how the App names and offers this panel."""
        return foo.PanelConfig(
            name="squat_explorer",
            label="Squat explorer",
            icon="scatter_plot",
            category=foo.Categories.CURATE,
            help_markdown=HELP,
            surfaces="grid",
        )

    def render(self, ctx: Any) -> types.Property:
        """Build the panel with what its page has to know."""
        panel = types.Object()
        events = (
            "refresh", "change", "rows", "open_rep", "save_view", "tag", "show_status", "adopt",
            "export", "report", "review", "next_step",
        )  # fmt: skip
        panel.obj(
            "explorer",
            view=types.ComponentView(
                "SquatExplorer", **{name: getattr(self, name) for name in events}
            ),
        )
        return types.Property(
            panel, view=types.GridView(orientation="vertical", align_x="stretch", width=100)
        )

    @_answered
    def refresh(self, ctx: Any) -> Answer:
        """All that the panel shows, as the database stands now."""
        return _show(ctx, _state(ctx))

    @_answered
    def change(self, ctx: Any) -> Answer:
        """Another filter, run, mode or order; the App's view follows.

        Parameters of the event: any of ``filter``, ``drop`` (id of a chip), ``key``, ``mode``,
        ``sort`` with ``descending``, and ``apply`` (false: leave the App's view alone).
        """
        params = ctx.params
        before = _state(ctx)
        asked = {n: params[n] for n in ("key", "mode", "sort", "descending") if n in params}
        if "filter" in params:
            asked["filter"] = params["filter"]
        after = State.from_json({**before.to_json(), **asked})
        if "drop" in params:
            after = replace(after, filter=after.filter.drop(str(params["drop"])))
        if after.key != before.key:
            # Ids and reasons of one run mean nothing in another.
            after = replace(after, filter=replace(after.filter, picked=()))
        applied = bool(params.get("apply", True))
        seen = _seen(ctx, after)
        if applied:
            after = grid.apply(ctx, after, seen)
        _remember(ctx, after)
        return _show(ctx, after, seen, applied=applied)

    @_answered
    def rows(self, ctx: Any) -> Answer:
        """More rows of the table, from ``offset`` on."""
        state = _state(ctx)
        return {"rows": _rows(ctx, state, _seen(ctx, state), int(ctx.params.get("offset") or 0))}

    @_answered
    def open_rep(self, ctx: Any) -> Answer:
        """Open a repetition: its clip if the grid shows clips, else its video."""
        state = _state(ctx)
        seen = _seen(ctx, state)
        columns = seen.columns
        at = np.flatnonzero(columns.rep_ids == ctx.params.get("id"))
        if not len(at):
            return {"notice": "This repetition does not exist any more", **_show(ctx, state)}
        sample_id = str(columns.sample_ids[at[0]])
        clips = grid.is_clips(ctx) and grid.in_grid(ctx, state)
        narrowed = bool(ctx.request_params.get("view")) and not in_groups(ctx, sample_id)
        if narrowed and not grid.up_to_date(ctx, state, seen):
            state = grid.apply(ctx, state, seen)
            clips = bool(state.clips)
            _remember(ctx, state)
        target = str(columns.rep_ids[at[0]]) if clips else sample_id
        return {"opened": target, "clip": clips, **open_shown(ctx, target)}

    @_answered
    def save_view(self, ctx: Any) -> Answer:
        """Keep what is shown as a saved view of the dataset, under ``name``.

        ``overwrite`` replaces another view that FiftyOne cannot tell from it.
        """
        name = str(ctx.params.get("name") or "").strip()
        refused = refusal(ctx.dataset, name, replace=bool(ctx.params.get("overwrite")))
        if refused is not None:
            return refused
        state = _state(ctx)
        view, mode = grid.wanted_view(ctx, state, _seen(ctx, state))
        ctx.dataset.save_view(name, view, overwrite=True)
        ctx.ops.reload_dataset()
        return {"notice": f"Saved view '{name}' of {mode}"}

    @_answered
    def tag(self, ctx: Any) -> Answer:
        """Tag the shown repetitions, or their videos, with ``tag``."""
        tag = str(ctx.params.get("tag") or "").strip()
        if not tag or "," in tag:
            return {"refused": "Give a tag, without commas"}
        state = _state(ctx)
        seen = _seen(ctx, state)
        columns, shown = seen.columns, grid.shown(state, seen)
        run = RunFields(columns.key)
        whole = ungrouped(ctx.dataset)
        if ctx.params.get("what") == "videos":
            videos = whole.select(list(dict.fromkeys(columns.sample_ids[shown])))
            videos.tag_samples(tag)
            done = many(len(videos), "video")
        else:
            chosen = whole.select_labels(ids=columns.rep_ids[shown].tolist(), fields=[run.reps])
            chosen.tag_labels(tag, label_fields=[run.reps])
            done = many(int(shown.sum()), "repetition")
        renew_clips(ctx.view, columns.key)
        ctx.ops.reload_dataset()
        return {"notice": f"Tagged {done} with '{tag}'"}

    @_answered
    def show_status(self, ctx: Any) -> Answer:
        """Show the counted videos of one ``status`` in the grid, such as those not measured."""
        state = _state(ctx)
        seen = _seen(ctx, state)
        status = str(ctx.params.get("status") or "")
        target = grid.with_status(ctx, seen, status)
        state = grid.show(ctx, state, target, seen.scope, status)
        _remember(ctx, state)
        return {**_show(ctx, state, seen), "in_grid": False, "status": status}

    @_answered
    def adopt(self, ctx: Any) -> Answer:
        """Count what was edited in the Annotate tab of the sample that was just closed."""
        state = _state(ctx)
        place = open_place(ctx)
        key = _seen(ctx, state).columns.key
        taken = 0
        if place is not None:
            videos = ungrouped(ctx.dataset).select(place[0])
            taken = len(adopt_edits(videos, key, reviewer=reviewer_of(ctx)).reviewed)
        if not taken:
            return _show(ctx, state)
        renew_clips(ctx.view, key)
        ctx.ops.reload_dataset()
        counted = f"Counted {many(taken, 'edit')} of the Annotate tab as {many(taken, 'review')}"
        return {**_show(ctx, state), "notice": counted}

    @_answered
    def export(self, ctx: Any) -> Answer:
        """Open the export form for exactly the shown repetitions."""
        state = _state(ctx)
        seen = _seen(ctx, state)
        ctx.prompt(f"{PLUGIN}/export_labels", params=export_params(ctx, state, seen))
        return {}

    @_answered
    def report(self, ctx: Any) -> Answer:
        """Make a page about exactly the shown repetitions, for the browser to download."""
        state = _state(ctx)
        try:
            return {"download": report_file(ctx, state, _seen(ctx, state))}
        except TooManyError as error:
            return {"refused": str(error)}

    @_answered
    def review(self, ctx: Any) -> Answer:
        """Start the review of what is shown."""
        before = _state(ctx)
        seen = _seen(ctx, before)
        state, answer = start(ctx, before, seen)
        _remember(ctx, state)
        return {**_show(ctx, state, seen, applied="wish" in answer), **answer}

    @_answered
    def next_step(self, ctx: Any) -> Answer:
        """Open the form of one of the plugin's operators."""
        operator = str(ctx.params.get("operator") or "")
        if operator not in ("analyze_squats", "squat_run_info", "export_labels"):
            return {"refused": f"There is no step {operator!r}"}
        ctx.prompt(f"{PLUGIN}/{operator}", on_success=self.refresh)
        return {}


def _state(ctx: Any) -> State:
    return State.from_json(ctx.store(memory.STORE).get(_place(ctx)))


def _remember(ctx: Any, state: State) -> None:
    ctx.store(memory.STORE).set(_place(ctx), state.to_json(), ttl=memory.KEEP_S)


def _place(ctx: Any) -> str:
    return str(ctx.params.get("panel_id") or "panel")


def _seen(ctx: Any, state: State) -> Seen:
    """Return the run's repetitions, and which of them the user's view and filters admit."""
    keys = list_runs(ctx.dataset)
    key = str(state.key if state.key in keys or not keys else keys[0])
    try:
        return look(ctx.dataset, key, grid.scope_now(ctx, state, key))
    except StoreError:
        raise
    except ValueError:
        # The App's view or filters name a field that is gone, such as one of a deleted run.
        return look(ctx.dataset, key, Scope())


def _show(ctx: Any, state: State, seen: Seen | None = None, *, applied: bool = False) -> Answer:
    keys = list_runs(ctx.dataset)
    answer: Answer = {"keys": keys}
    if state.key is not None and state.key not in keys:
        answer["notice"] = f"Analysis '{state.key}' has been deleted; this is '{keys[0]}'"
        state, seen = State(key=keys[0], mode=state.mode), None
        _remember(ctx, state)
    seen = seen or _seen(ctx, state)
    columns = seen.columns
    info = get_run(ctx.dataset, columns.key)
    config = as_stored(info.settings)
    answer |= {
        "older": run_notice(ctx.dataset, info),
        "key": columns.key,
        "mode": state.mode,
        "filter": state.filter.to_json(),
        "unmeasured": unmeasured(seen.statuses, config),
        "unplayable": unplayable(seen.unplayable),
        "videos_analyzed": sum(seen.statuses.values()),
        "status": grid.status_shown(ctx, state),
    }
    if not len(columns):
        return {**answer, "obstacle": memory.without_reps(ctx.dataset, columns.key)}
    return {
        **answer,
        **summarize(shown_of(seen, state.filter), config.wink),
        "table": {
            "sort": state.sort,
            "descending": state.descending,
            "page": PAGE,
            "columns": [measure.column_json() for measure in _TABLE],
            "rows": _rows(ctx, state, seen, 0),
        },
        "base": bool(seen.scope.stages),
        "within": said(seen.scope, int(seen.within.sum()), seen.videos),
        "grades": GRADES,
        "palette": PALETTE,
        "cutoffs": _cutoffs(config.wink),
        "texts": {
            "no_onset": texts.no_onset(config.wink),
            "heads": {n: MEASURES[n].about for n in _EXPLAINED},
        },
        "in_grid": applied or grid.up_to_date(ctx, state, seen),
        "max_clips": MAX_CLIPS,
    }


def _cutoffs(config: WinkConfig) -> Answer:
    """Where timing and grade change, as the run was made with."""
    onsets = zip((0.0, config.early_pct, config.late_pct), reversed(TIMINGS), strict=True)
    amounts = zip(config.grade_cutoffs_deg, GRADES[1:], strict=True)
    return {
        "onset_pct": [{"at": at, "name": name} for at, name in onsets],
        "wink_deg": [{"at": at, "name": name} for at, name in amounts],
    }


def _rows(ctx: Any, state: State, seen: Seen, offset: int) -> list[dict[str, Any]]:
    found = shown_of(seen, state.filter).ordered(state.sort, descending=state.descending)
    positions = found[offset : offset + PAGE]
    return page(ctx.dataset, seen.columns, positions)
