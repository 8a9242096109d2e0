"""A review as the temporal detection that stores it, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import fiftyone as fo

from ..config import WinkConfig
from ..domain.review.record import ANNOTATE, CONFIRMED, MachineRep, Review
from ..domain.review.rules import effective
from .support import support_of


def to_label(review: Review, rep: MachineRep | None, config: WinkConfig) -> fo.TemporalDetection:
    """Return the review as a temporal detection: what holds, and who says so."""
    held = effective(rep, review, config)
    seen = review.seen
    values: dict[str, Any] = {
        name: getattr(review, name)
        for name in (
            "verdict", "onset_pct", "first", "bottom", "last", "reviewer", "reviewed_at", "note",
            "source", "rep_id", "revision", "schema",
        )
    }  # fmt: skip
    return fo.TemporalDetection(
        label=held.label if held.label is not None else review.verdict,
        support=[held.first, held.last],
        review_label=review.label,
        run_key=review.key,
        outdated=held.outdated,
        seen_label=seen and seen.label,
        seen_onset_pct=seen and seen.onset_pct,
        seen_first=seen and seen.first,
        seen_bottom=seen and seen.bottom,
        seen_last=seen and seen.last,
        history=json.dumps([r.to_json() for r in review.history]) if review.history else None,
        **values,
    )


def from_label(doc: Mapping[str, Any]) -> Review:
    """Inverse of :func:`to_label`, from the raw document."""
    seen = None
    if doc.get("seen_first") is not None:
        seen = MachineRep(
            first=doc["seen_first"],
            last=doc["seen_last"],
            label=doc["seen_label"],
            bottom=doc.get("seen_bottom"),
            onset_pct=doc.get("seen_onset_pct"),
        )
    first, last = doc.get("first"), doc.get("last")
    support = support_of(doc)
    if seen is None and support is not None and (first is None or last is None):
        first, last = support  # drawn by hand, outside of our review
    return Review(
        # A label that somebody drew in the App carries no verdict of ours.
        verdict=doc.get("verdict") or ("corrected" if seen is None else CONFIRMED),
        reviewer=doc.get("reviewer") or "unknown",
        reviewed_at=doc.get("reviewed_at") or doc["_id"].generation_time.replace(tzinfo=None),
        key=doc.get("run_key") or "",
        label=doc.get("review_label") or (doc.get("label") if seen is None else None),
        onset_pct=doc.get("onset_pct"),
        first=first,
        bottom=doc.get("bottom"),
        last=last,
        note=doc.get("note") or "",
        source=doc.get("source") or ANNOTATE,
        seen=seen,
        rep_id=doc.get("rep_id"),
        revision=doc.get("revision") or 0,
        schema=doc.get("schema") or 1,
        history=tuple(Review.from_json(r) for r in json.loads(doc.get("history") or "[]")),
    )
