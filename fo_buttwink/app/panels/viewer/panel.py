"""The rep viewer: curves, pictures and review of a repetition, beside the playing video.

The panel's own JavaScript (``assets/panels/src/viewer``) asks these methods for JSON and keeps
it; nothing goes through the panel's state, which the App would send back with every event.
"""

from __future__ import annotations

import logging
from typing import Any

import fiftyone as fo
import fiftyone.operators as foo
import fiftyone.operators.types as types

from ....config import Config
from ....curate.next_review import reasons_told
from ....domain.old_settings import as_stored
from ....domain.review.record import LABELS
from ....errors import ReviewConflictError, ReviewError, StoreError
from ....reviews.marked import adopt_edits, find_edits
from ....reviews.service import review_reps, reviewer_name, undo_reviews
from ....store.clips import renew_clips
from ....store.fields import DEFAULT_KEY
from ....store.groups import ungrouped
from ....store.hand import delete_hand, read_hand, write_hand
from ....store.record import VideoRecord, read_record, record_of
from ....store.runs import RunInfo, get_run, list_runs, origin_of, root_dataset
from ....store.schema import check_hand
from ...failures import answering, explained
from ..opening import open_shown
from ..run_notice import run_notice
from . import hand
from .context import context_json
from .data import reps_json, video_json
from .kept import keep_curves, lists_of, with_curves
from .queue import in_chosen_order, summarise, walk

logger = logging.getLogger(__name__)

COMPONENT = "SquatRepViewer"
"""Name under which the JavaScript registers itself."""
UNDO = "undo"
_CORRECTIONS = ("label", "onset_pct", "first", "bottom", "last")
_HELP = """
**Rep viewer**: why a repetition is labelled as it is, in step with the video.

* Click or drag on the curves to move the video; scroll to zoom, double click to zoom out.
* Bands are repetitions, coloured by grade. The ring on the tilt curve is the turning point, where
  the pelvis is tilted most anteriorly in the descent. From there to the deepest frame (dashed
  line) one arrow shows how far the pelvis turns back (W), the other how far lumbar flexion rises.
  The smaller of both is the wink: its arrow is bold, with a notch for each grade that it reaches.
* The dotted line is the onset, from which the pelvis stays turned back; the light band is its
  interval.
* Angles are changes from the lifter's own standing: pelvic tilt anterior +, flexion +.
* Your verdict is stored beside the machine's label and never replaces it.

This describes movement; it is no medical assessment.
"""

Json = dict[str, Any]


_answering = answering(lambda error: {"error": explained(error)})


class RepViewer(foo.Panel):
    """Modal panel that shows and reviews the repetitions of the sample that is open."""

    @property
    def config(self) -> foo.PanelConfig:
        """Say how the App names and offers this panel."""
        return foo.PanelConfig(
            name="squat_rep_viewer",
            label="Squat reps",
            icon="monitor_heart",
            surfaces="modal",
            category=foo.Categories.CURATE,
            help_markdown=_HELP,
            priority=1,
        )

    def render(self, ctx: Any) -> types.Property:
        """Build the panel with what its page has to know."""
        panel = types.Object()
        view = types.ComponentView(
            COMPONENT,
            load=self.load,
            refresh=self.refresh,
            adopt=self.adopt,
            pictures=self.pictures,
            review=self.review,
            go=self.go,
            hand_open=self.hand_open,
            hand_pictures=self.hand_pictures,
            hand_save=self.hand_save,
            hand_delete=self.hand_delete,
            hand_agreement=self.hand_agreement,
        )
        panel.obj("viewer", view=view)
        return types.Property(panel, view=types.ObjectView())

    @_answering
    def load(self, ctx: Any) -> Json:
        """Everything about the sample that is open now. Looking writes nothing."""
        if ctx.dataset is None:
            return {"state": "no_dataset"}
        keys = list_runs(ctx.dataset)
        if not keys:
            return {"state": "no_run"}
        place = open_place(ctx)
        if place is None:
            return {"state": "no_sample", "keys": keys}
        sample_id, clip, rep_id = place
        key = choose_key(ctx, keys)
        info = get_run(ctx.dataset, key)
        record = read_record(ctx.dataset, sample_id, key)
        if record is None:
            return {"state": "no_sample", "keys": keys}
        keep_curves(ctx.dataset, record, key)
        state = "ready"
        if not record.summary.get("status") and not record.reps:
            state = "not_analysed"
        elif not record.reps:
            state = "no_reps"
        return {
            "state": state,
            "key": key,
            "older": run_notice(ctx.dataset, info),
            "keys": keys,
            "modal_id": ctx.params.get("modal_id") or ctx.current_sample,
            "clip": clip,
            "rep": rep_id if rep_id in record.reps else None,
            "labels": list(LABELS),
            "reviewer": reviewer_of(ctx),
            "video": video_json(record, _config(info).wink),
            "context": context_json(record, _config(info)),
            "queue": _queue(ctx, record, key, rep_id or ctx.params.get("rep"), anew=True),
            **_edits(ctx, record, key),
        }

    @_answering
    def refresh(self, ctx: Any) -> Json:
        """Repetitions and progress anew: somebody else may have reviewed meanwhile."""
        key, sample_id = ctx.params["key"], ctx.params["sample"]
        return _fresh(ctx, get_run(ctx.dataset, key), sample_id)

    @_answering
    def adopt(self, ctx: Any) -> Json:
        """Count what was edited in the Annotate tab as reviews.

        The panel sends this when an answer tells of ``edits`` and nobody is in that tab.
        """
        key, sample_id = ctx.params["key"], ctx.params["sample"]
        info = get_run(ctx.dataset, key)
        name = ctx.params.get("reviewer") or reviewer_of(ctx)
        taken = adopt_edits(ungrouped(ctx.dataset).select(sample_id), key, reviewer=name)
        if taken.reviewed:
            renew_clips(ctx.view, key)
        told = {"adopted": list(taken.reviewed), "repeated": len(taken.unchanged)}
        return {**_fresh(ctx, info, sample_id), **told}

    @_answering
    def pictures(self, ctx: Any) -> Json:
        """Standing, onset (else the turning point) and bottom of one repetition, drawn upon."""
        from ....store.read import read_landmarks
        from ....video.files import VideoError
        from .pictures import Source, pictures

        key = ctx.params["key"]
        info = get_run(ctx.dataset, key)
        record = read_record(ctx.dataset, ctx.params["sample"], key)
        rep = _find(record, info, ctx.params["rep"])
        if record is None or rep is None:
            return {"error": "this repetition does not exist any more: reload"}
        landmarks = None
        if f"{key}_landmarks" in ctx.dataset.get_field_schema():
            landmarks = read_landmarks(ctx.dataset, record.sample_id, key)
        onset = rep["onset"]["frame"]
        frames = {
            "standing": rep["standing"],
            "onset": None if onset is None else round(onset),
            "bottom": rep["bottom"],
        }
        if onset is None and rep["reversal"] is not None:
            frames["turning"] = rep["reversal"]["turning"]
        model = origin_of(info, record.summary).model.get("sha256")
        try:
            return pictures(Source(record, landmarks, _config(info), model), frames)
        except VideoError as error:
            return {"pictures": {}, "note": f"No pictures: {error}"}

    @_answering
    def review(self, ctx: Any) -> Json:
        """Store one verdict, or take one back; then say what comes next."""
        params = ctx.params
        key, rep_id, verdict = params["key"], params["rep"], params["verdict"]
        sample_id = params["sample"]
        info = get_run(ctx.dataset, key)
        options: Json = {
            "reviewer": params.get("reviewer") or None,
            "expected": {rep_id: int(params.get("revision") or 0)},
            "overwrite": bool(params.get("overwrite")),
            "sample_id": sample_id,
        }
        answer: Json = {}
        stored: Json | None = None
        try:
            if verdict == UNDO:
                summary = undo_reviews(ctx.dataset, key, rep_id, **options)
            else:
                given = params.get("values") or {}
                values = {n: given[n] for n in _CORRECTIONS if given.get(n) not in (None, "")}
                note = str(params.get("note") or "")
                summary = review_reps(
                    ctx.dataset, key, rep_id, verdict, note=note, source="app", **values, **options
                )
            answer["changed"] = bool(summary.reviewed)
            stored = dict(summary.videos[sample_id])
            renew_clips(ctx.view, key, [rep_id], stored)
        except ReviewConflictError as error:
            answer["conflict"] = error.conflicts.get(rep_id) or str(error)
        except StoreError as error:
            answer["error"] = str(error)
        return {**answer, **_fresh(ctx, info, sample_id, stored)}

    @_answering
    def hand_open(self, ctx: Any) -> Json:
        """Which stills of a repetition to measure by hand."""
        check_hand(ctx.dataset)  # before anybody draws a line
        record, landmarks, rep = _by_hand(ctx, curves=True)
        return hand.stills(record, landmarks, rep)

    @_answering
    def hand_pictures(self, ctx: Any) -> Json:
        """Enlarged pictures of some frames, with nothing drawn on them."""
        from ....video.files import VideoError

        record, landmarks, rep = _by_hand(ctx, curves=True)
        frames = [int(f) for f in ctx.params["frames"]]
        try:
            return hand.still_pictures(record, landmarks, frames, range(rep.first, rep.last + 1))
        except VideoError as error:
            return {"error": f"No pictures: {error}"}

    @_answering
    def hand_save(self, ctx: Any) -> Json:
        """Store one measure by hand."""
        record, landmarks, rep = _by_hand(ctx)
        who = str(ctx.params.get("reviewer") or "").strip() or reviewer_of(ctx)
        measure = hand.drawn(ctx.params, record, landmarks, rep, who)
        (stored,) = write_hand(ctx.dataset, {record.sample_id: [measure]})[record.sample_id]
        info = get_run(ctx.dataset, ctx.params["key"])
        return {"saved": stored.to_json(), **_fresh(ctx, info, record.sample_id)}

    @_answering
    def hand_delete(self, ctx: Any) -> Json:
        """Delete a measure of one's own."""
        sample_id = ctx.params["sample"]
        who = str(ctx.params.get("reviewer") or "").strip() or reviewer_of(ctx)
        gone = delete_hand(ctx.dataset, sample_id, ctx.params["measure"], who=who)
        return {"deleted": gone, **_fresh(ctx, get_run(ctx.dataset, ctx.params["key"]), sample_id)}

    @_answering
    def hand_agreement(self, ctx: Any) -> Json:
        """How well the people of this dataset agree with themselves and with each other."""
        return hand.agreement(read_hand(root_dataset(ctx.dataset)))

    @_answering
    def go(self, ctx: Any) -> Json:
        """Open another sample (or clip) in the modal."""
        sample_id = ctx.params["sample"]
        clips = getattr(ctx.view, "_is_clips", False)
        if clips and not len(ungrouped(ctx.view).select(sample_id)):
            return {"error": "This view has no clip of that repetition. Close the view to see it."}
        return {"opened": sample_id, **open_shown(ctx, sample_id)}


def open_place(ctx: Any) -> tuple[str, list[int] | None, str | None] | None:
    """Sample id, frames of the clip, and repetition of what the modal shows."""
    # The panel says what it shows: the context may still tell of the sample before.
    shown = ctx.params.get("modal_id") or ctx.current_sample
    if not shown:
        return None
    if getattr(ctx.view, "_is_clips", False):
        found = ungrouped(ctx.view).select(shown).values(["sample_id", "support"])
        if found[0]:
            return found[0][0], found[1][0], shown
    elif getattr(ctx.view, "_is_frames", False) or getattr(ctx.view, "_is_patches", False):
        found = ungrouped(ctx.view).select(shown).values("sample_id")
        return (found[0], None, None) if found else None
    return shown, None, None


def choose_key(ctx: Any, keys: list[str]) -> str:
    """Return the run that is asked for, that the clips are made of, or the first one."""
    wanted = ctx.params.get("key")
    if wanted in keys:
        return str(wanted)
    if getattr(ctx.view, "_is_clips", False):
        fields = ctx.view.get_field_schema()
        for key in keys:
            if f"{key}_reps" in fields:
                return key
    return DEFAULT_KEY if DEFAULT_KEY in keys else keys[0]


def _by_hand(ctx: Any, *, curves: bool = False) -> tuple[VideoRecord, Any, hand.Shown]:
    """Return the video, its landmarks (if there are any), and the repetition that is meant."""
    from ....store.read import read_landmarks

    key = ctx.params["key"]
    record = read_record(ctx.dataset, ctx.params["sample"], key, curves=curves)
    rep = _find(record, get_run(ctx.dataset, key), ctx.params["rep"])
    if record is None or rep is None:
        raise ReviewError("this repetition does not exist any more", remedy="reload")
    landmarks = None
    if f"{key}_landmarks" in ctx.dataset.get_field_schema():
        landmarks = read_landmarks(ctx.dataset, record.sample_id, key)
    return record, landmarks, hand.Shown(rep["first"], rep["bottom"], rep["last"])


def _fresh(ctx: Any, info: RunInfo, sample_id: str, stored: Json | None = None) -> Json:
    """Repetitions and progress.

    Parameters
    ----------
    stored
        What the database has answered to a verdict; read from it if there was none.
    """
    if stored is None:
        record = read_record(ctx.dataset, sample_id, info.key, curves=False)
    else:
        record = record_of(stored, info.key)
    if record is None:
        return {"error": "this sample does not exist any more: reload", "reps": []}
    shown = with_curves(ctx.dataset, record, info.key)
    return {
        "sample": sample_id,
        "reps": reps_json(shown, _config(info).wink),
        "context": context_json(shown, _config(info)),
        "queue": _queue(ctx, record, info.key, ctx.params.get("rep"), anew=stored is None),
        **_edits(ctx, record, info.key),
    }


def _queue(ctx: Any, record: VideoRecord, key: str, rep_id: str | None, *, anew: bool) -> Json:
    samples: fo.Dataset | fo.DatasetView = ctx.view
    if samples is None:
        samples = root_dataset(ctx.dataset)
    lists = lists_of(samples, key, record, anew=anew)
    near = walk(lists, record.sample_id, list(record.reps), around=rep_id)
    chosen = in_chosen_order(samples)
    told = reasons_told(samples, key) if chosen else {}
    why = {rep: told[rep] for rep in record.reps if rep in told}
    return {**summarise(lists.flagged, rep_id), "walk": near, "chosen": chosen, "why": why}


def _find(record: VideoRecord | None, info: RunInfo, rep_id: str) -> Json | None:
    if record is None:
        return None
    reps = reps_json(record, _config(info).wink)
    return next((r for r in reps if r["id"] == rep_id), None)


def _edits(ctx: Any, record: VideoRecord, key: str) -> Json:
    """Return what somebody changed in the Annotate tab and nobody has counted yet."""
    found = find_edits(record.reviews, key, ctx.params.get("reviewer") or reviewer_of(ctx))
    answer: Json = {"edits": found.number}
    if found.problems:
        left = "; ".join(found.problems)
        answer["warning"] = f"Edits of the Annotate tab were not counted: {left}"
    return answer


def _config(info: RunInfo) -> Config:
    return as_stored(info.settings)


def reviewer_of(ctx: Any) -> str:
    """Under whose name the App stores a verdict if nobody says another one."""
    user = getattr(ctx, "user", None)
    name = getattr(user, "name", None) or getattr(user, "email", None)
    return str(name or reviewer_name(None))
