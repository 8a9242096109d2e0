"""Make one row of what machine and person say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..._util.arrays import FloatArray
from ...domain.analysis import ABSTAIN_REASONS
from ...domain.measures import EXPORTED, MEASURES
from ...domain.review.record import NOT_MEASURABLE, Effective, MachineRep, Review
from ...domain.timeline import frame_time
from ...errors import ExportError
from .rows import RepRow

_COPIED = tuple(name for name in EXPORTED if not MEASURES[name].held)


def make_row(
    rep_id: str,
    values: Mapping[str, Any],
    machine: MachineRep | None,
    review: Review | None,
    held: Effective,
    common: Mapping[str, Any],
    times: FloatArray | Mapping[int, float] | None,
) -> RepRow:
    """One row.

    Parameters
    ----------
    values
        Attributes of the repetition by name, as the store declares them.
    machine
        What the machine says; ``None`` for a repetition that only a person saw.
    held
        What holds of what machine and person say.
    common
        Columns that all rows of the video share.
    times
        Presentation times [s]: an array over all frames, or by frame number.
    """
    reason = held.label if held.label in (*ABSTAIN_REASONS, NOT_MEASURABLE) else None
    fps = common.get("fps")
    copied: dict[str, Any] = {name: values.get(name) for name in _COPIED}
    if machine is None or machine.label in ABSTAIN_REASONS:
        # Stored as "none" where nothing was judged, which would read like a finding.
        copied["pattern"] = None
    said: dict[str, Any] = {}
    if review is not None:
        said = {
            "human_label": review.label,
            "reviewer": review.reviewer,
            "reviewed_at": review.reviewed_at,
            "review_note": review.note or None,
        }
    return RepRow(
        rep_id=rep_id,
        first_frame=held.first,
        bottom_frame=held.bottom,
        last_frame=held.last,
        start_s=frame_time(held.first, times, fps),
        bottom_s=frame_time(held.bottom, times, fps),
        end_s=frame_time(held.last, times, fps),
        label=held.label,
        severity=held.severity,
        timing=held.timing,
        onset_pct=held.onset_pct,
        model_label=machine.label if machine else None,
        model_severity=values.get("severity"),
        model_onset_pct=machine.onset_pct if machine else None,
        abstain_reason=reason,
        review_state=held.state,
        review_outdated=held.outdated,
        origin="machine" if machine else "human",
        **copied,
        **said,
        **{**common, "view_side": values.get("side") or common.get("view_side")},
    )


def check_lifter_field(known: Iterable[str], name: str, ours: Iterable[str] = ()) -> None:
    """Raise if a dataset has no such field.

    Parameters
    ----------
    ours
        Top-level fields of analyses, which the message need not offer.

    Raises
    ------
    ExportError
    """
    names, hidden = sorted(known), set(ours)
    if name not in names:
        offered = [n for n in names if n.split(".")[0] not in hidden]
        raise ExportError(
            f"lifter field {name!r}: the dataset has no such field; expected one of "
            f"{', '.join(offered)}, or none to split by video"
        )
