"""The repetition explorer, a grid panel: find the repetitions that matter.

The browser asks by panel events and draws the answers (``assets/panels/explorer``). Each
event gets its answer as return value: nothing large travels in the panel's state, and an
answer that comes late can be told from the one that was asked for last.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types
import numpy as np

from .. import texts
from ..config import WinkConfig
from ..old_settings import as_stored
from ..results import GRADES, TIMINGS
from ..store.columns import RepColumns
from ..store.columns_kept import load_columns
from ..store.errors import StoreError
from ..store.fields import RunFields
from ..store.groups import ungrouped
from ..store.runs import get_run, list_runs
from ..store.view_reps import read_view
from ..texts import MEASURES
from . import explorer_state as memory
from .explorer_filter import Filter
from .explorer_saving import refusal
from .explorer_state import State
from .explorer_summary import Mask, summarize
from .explorer_table import PAGE, order, page
from .explorer_view import CLIPS, MAX_CLIPS, VIDEOS, as_clips, filtered
from .older_run import PLUGIN
from .opening import in_groups, open_shown
from .palette import GRADE_COLORS, NOT_MEASURABLE_COLOR
from .run_notice import run_notice

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Seen = tuple[RepColumns, Mask]
"""The run's repetitions, and which of them the user's own view admits."""
Event = Callable[["SquatExplorer", Any], Answer]
_EXPLAINED = (
    "wink_deg", "onset_pct", "severity", "pelvic_reversal_deg", "lumbar_flexion_bottom_deg",
    "depth_knee_flexion_deg",
)  # fmt: skip
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
        try:
            blocked = memory.obstacle(ctx.dataset) if event.__name__ != "next_step" else None
            return event(self, ctx) if blocked is None else {"obstacle": blocked}
        except StoreError as error:
            return {"obstacle": {"title": "This cannot be shown", "text": str(error), **_AGAIN}}
        except ValueError as error:
            if "Dataset" in str(error) and "not found" in str(error):
                return {"obstacle": _DELETED}
            return _unexpected(error)
        except Exception as error:
            return _unexpected(error)

    return safe


_AGAIN: Answer = {"step": {"label": "Look again", "event": "refresh"}}
_DELETED = {"title": "This dataset has been deleted", "text": "Open another one."}


def _unexpected(error: Exception) -> Answer:
    logger.exception("squat explorer: event failed")
    return {
        "obstacle": {
            "title": "Something went wrong",
            "text": f"{type(error).__name__}: {error}. The log of the App's server says more.",
            **_AGAIN,
        }
    }


class SquatExplorer(foo.Panel):
    """Find the repetitions that matter, by onset, amount and everything else that is known."""

    @property
    def config(self) -> foo.PanelConfig:
        return foo.PanelConfig(
            name="squat_explorer",
            label="Squat explorer",
            icon="scatter_plot",
            category=foo.Categories.CURATE,
            help_markdown=HELP,
            surfaces="grid",
        )

    def render(self, ctx: Any) -> types.Property:
        panel = types.Object()
        events = ("refresh", "change", "rows", "open_rep", "save_view", "tag", "next_step")
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
        seen = None
        if applied:
            after, seen = _apply(ctx, after)
        _remember(ctx, after)
        return _show(ctx, after, seen, applied=applied)

    @_answered
    def rows(self, ctx: Any) -> Answer:
        """More rows of the table, from ``offset`` on."""
        state = _state(ctx)
        columns, within = _columns(ctx, state)
        return {"rows": _rows(ctx, state, columns, within, int(ctx.params.get("offset") or 0))}

    @_answered
    def open_rep(self, ctx: Any) -> Answer:
        """Open a repetition: its clip if the grid shows clips, else its video."""
        state = _state(ctx)
        columns, _ = _columns(ctx, state)
        at = np.flatnonzero(columns.rep_ids == ctx.params.get("id"))
        if not len(at):
            return {"notice": "This repetition does not exist any more", **_show(ctx, state)}
        shown = _in_grid(ctx, state) or _whole(ctx)
        if not shown and not in_groups(ctx, str(columns.sample_ids[at[0]])):
            state, _ = _apply(ctx, state)
            _remember(ctx, state)
        stages = ctx.request_params.get("view") or ()
        clips = _in_grid(ctx, state) and memory.is_generated(stages)
        target = str((columns.rep_ids if clips else columns.sample_ids)[at[0]])
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
        columns, within = _columns(ctx, state)
        view, mode = _view(ctx, state, columns, within)
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
        columns, within = _columns(ctx, state)
        shown = state.filter.mask(columns) & within
        run = RunFields(columns.key)
        whole = ungrouped(ctx.dataset)
        videos = whole.select(list(dict.fromkeys(columns.sample_ids[shown])))
        if ctx.params.get("what") == "videos":
            videos.tag_samples(tag)
            number, what = len(videos), "videos"
        else:
            chosen = whole.select_labels(ids=columns.rep_ids[shown].tolist(), fields=[run.reps])
            chosen.tag_labels(tag, label_fields=[run.reps])
            number, what = int(shown.sum()), "repetitions"
        ctx.ops.reload_dataset()
        return {"notice": f"Tagged {number} {what} with '{tag}'"}

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


def _columns(ctx: Any, state: State) -> Seen:
    """The run's repetitions, and which of them the user's own view admits."""
    keys = list_runs(ctx.dataset)
    key = state.key if state.key in keys or not keys else keys[0]
    columns = load_columns(ctx.dataset, str(key), memory.lifter_field(ctx.dataset))
    if not state.base:
        return columns, np.ones(len(columns), dtype=bool)
    own = set(read_view(ungrouped(_base(ctx, state)), columns.key)["id"])
    return columns, np.array([i in own for i in columns.rep_ids], dtype=bool)


def _base(ctx: Any, state: State) -> fo.Dataset | fo.DatasetView:
    if not state.base:
        return ctx.dataset
    return fo.DatasetView._build(ctx.dataset, [dict(s) for s in state.base])


def _show(ctx: Any, state: State, seen: Seen | None = None, *, applied: bool = False) -> Answer:
    keys = list_runs(ctx.dataset)
    answer: Answer = {"keys": keys}
    if state.key is not None and state.key not in keys:
        answer["notice"] = f"Analysis '{state.key}' has been deleted; this is '{keys[0]}'"
        state, seen = State(key=keys[0], mode=state.mode), None
        _remember(ctx, state)
    columns, within = seen or _columns(ctx, state)
    info = get_run(ctx.dataset, columns.key)
    answer |= {
        "older": run_notice(ctx.dataset, info),
        "key": columns.key,
        "mode": state.mode,
        "filter": state.filter.to_json(),
    }
    if not len(columns):
        return {**answer, "obstacle": memory.without_reps(ctx.dataset, columns.key)}
    config = as_stored(info.settings).wink
    return {
        **answer,
        **summarize(columns, state.filter, within, config),
        "table": {
            "sort": state.sort,
            "descending": state.descending,
            "page": PAGE,
            "rows": _rows(ctx, state, columns, within, 0),
        },
        "base": bool(state.base),
        "grades": GRADES,
        "palette": PALETTE,
        "cutoffs": _cutoffs(config),
        "texts": {
            "no_onset": texts.no_onset(config),
            "heads": {n: MEASURES[n].about for n in _EXPLAINED},
        },
        "in_grid": applied or not state.filter.active or _up_to_date(ctx, state, columns, within),
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


def _rows(
    ctx: Any, state: State, columns: RepColumns, within: Mask, offset: int
) -> list[dict[str, Any]]:
    shown = state.filter.mask(columns) & within
    positions = order(columns, shown, state.sort, state.descending)[offset : offset + PAGE]
    return page(ctx.dataset, columns, positions)


def _apply(ctx: Any, state: State) -> tuple[State, Seen | None]:
    """Make the App's view follow the filter; gives the state that knows about it.

    And what was read for it, if anything.
    """
    current = ctx.request_params.get("view") or ()
    if memory.fingerprint(current) not in ("", *state.ours):
        # The user has changed the view meanwhile: narrow that one from now on.
        base = () if memory.is_generated(current) else tuple(current)
        state = replace(state, base=base)
    elif not current:
        state = replace(state, base=())
    clips, seen = "", None
    if not state.filter.active and not ctx.params.get("mode"):
        target = _base(ctx, state)
    else:
        columns, within = seen = _columns(ctx, state)
        target, what = _view(ctx, state, columns, within)
        if what == CLIPS:
            shown = state.filter.mask(columns) & within
            clips = memory.reps_fingerprint(columns.rep_ids[shown].tolist())
    stages = target._serialize() if isinstance(target, fo.DatasetView) else []
    if stages:
        ctx.ops.set_view(target)
    else:
        ctx.ops.clear_view()
    # FiftyOne's own JSON, as it will come back with the next event.
    ours = (*state.ours, memory.fingerprint(stages))[-memory.MAX_OURS :]
    return replace(state, ours=ours, clips=clips), seen


def _view(ctx: Any, state: State, columns: RepColumns, within: Mask) -> tuple[fo.DatasetView, str]:
    """What the grid shall show, and what that is called."""
    wanted: Filter = state.filter
    view = filtered(ungrouped(_base(ctx, state)), wanted, columns.key, columns.lifter_field)
    if state.mode == CLIPS and (wanted.mask(columns) & within).sum() <= MAX_CLIPS:
        return as_clips(view, columns.key), CLIPS
    return view, VIDEOS


def _in_grid(ctx: Any, state: State) -> bool:
    current = memory.fingerprint(ctx.request_params.get("view"))
    return bool(state.ours) and current == state.ours[-1]


def _up_to_date(ctx: Any, state: State, columns: RepColumns, within: Mask) -> bool:
    """Whether the grid shows the wanted repetitions; clips are not remade by FiftyOne."""
    if not _in_grid(ctx, state):
        return False
    shown = columns.rep_ids[state.filter.mask(columns) & within]
    return not state.clips or state.clips == memory.reps_fingerprint(shown.tolist())


def _whole(ctx: Any) -> bool:
    return not ctx.request_params.get("view")
