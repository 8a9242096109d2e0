"""Set up the App's own Annotate tab for the repetitions of a run.

There the repetitions are bars on the video timeline that can be dragged and relabelled. What
an analysis measured is shown beside them and cannot be changed; an edit of label or frames is
taken over as a review, see :func:`fo_buttwink.reviews.marked.adopt_edits`.
"""

from __future__ import annotations

from typing import Any

import fiftyone as fo

from ..domain.measures import ANNOTATED
from ..domain.review.record import LABELS
from . import fields as names

_SHOWN = (*ANNOTATED, "review_state", "effective_label", "reviewer", "review_note")
"""Attributes that help an annotator to decide."""


def declare_annotation(dataset: fo.Dataset, run: names.RunFields) -> None:
    """Offer the repetitions in the Annotate tab; a schema that is there already is kept.

    FiftyOne would make one from the values that occur: without the grades that no repetition
    has yet, and with sliders that change measurements.
    """
    if run.reps in dataset.label_schemas:
        return
    dataset.update_label_schema(run.reps, label_schema())
    dataset.activate_label_schemas(run.reps)


def label_schema() -> dict[str, Any]:
    """Return the label schema of repetitions, as FiftyOne wants it."""
    kinds = {a.name: a.kind for a in (*names.REP_ATTRIBUTES, *names.REVIEW_MIRRORS)}
    return {
        "type": "temporaldetections",
        "component": "dropdown",
        "classes": list(LABELS),
        "attributes": [
            {"name": name, "type": kinds[name], "component": "text", "read_only": True}
            for name in _SHOWN
        ],
    }
