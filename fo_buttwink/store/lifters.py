"""Which field of a dataset says who squats."""

from __future__ import annotations

import fiftyone as fo

LIFTER_FIELDS = (
    "lifter", "lifter_id", "athlete", "athlete_id", "subject", "subject_id", "participant",
    "participant_id", "person", "person_id",
)  # fmt: skip
"""Fields of the samples that are taken for the lifter's name, the first that exists."""


def lifter_field(dataset: fo.Dataset) -> str | None:
    """Return the field that says who squats, if there is one of a usual name."""
    schema = dataset.get_field_schema()
    texts = (fo.StringField, fo.IntField, fo.ObjectIdField)
    return next((n for n in LIFTER_FIELDS if isinstance(schema.get(n), texts)), None)
