"""From a FiftyOne dataset to the plain data of a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import fiftyone as fo

from ..curate.sources import videos_of
from ..domain.analysis import STATUS_FAILED
from ..errors import ExportError
from ..export.table.make_row import check_lifter_field
from ..export.table.read import read_table
from ..store.fields import RunFields
from ..store.groups import ungrouped
from ..store.lifters import LIFTER_FIELDS
from ..store.lifters import lifter_field as usual_field
from ..store.runs import get_run, root_dataset
from .collect import MAX_FAILED, Known, collect
from .curated import facts_of_lifters, own_changes, sections
from .data import ReportData, ReportOptions

"""Taken where no field is named and the dataset has it."""


def of_dataset(
    samples: Any,
    options: ReportOptions,
    key: str = "buttwink",
    lifter: str | None = None,
    lifter_field: str | None = None,
    heels_field: str | None = None,
) -> ReportData:
    """Gather the data of a page about a dataset, a view, or one lifter in it.

    Raises
    ------
    RunNotFoundError
        If the dataset has no such run.
    ExportError
        If a field does not exist, or nobody in it has that name.
    """
    dataset = root_dataset(samples)
    info = get_run(dataset, key)
    known_fields = dataset.get_field_schema(flat=True)
    field = lifter_field or usual_field(dataset)
    if lifter is not None and field is None:
        raise ExportError(
            f"lifter {lifter!r}: the dataset has none of the fields {', '.join(LIFTER_FIELDS)}",
            remedy="name the field that says who squats (lifter_field, --lifter-field)",
        )
    for name in (field, heels_field):
        if name is not None:
            check_lifter_field(known_fields, name)
    scope = []
    if lifter is not None and field is not None:
        samples = _of_lifter(ungrouped(samples), field, lifter)
        scope.append(f"Lifter: {lifter}.")
    table = read_table(samples, key, lifter_field=field)
    if getattr(samples, "_is_clips", False):
        scope.append("Only the repetitions of the view are counted.")
    facts = facts_of_lifters(samples, field)
    known = replace(
        _known(samples, key, heels_field),
        results=info.results,
        mdc_deg=own_changes(samples, key, facts),
    )
    return collect(table, options, known, scope=scope, further=sections(samples, key, facts))


def _of_lifter(samples: Any, field: str, lifter: str) -> Any:
    wanted: list[Any] = [lifter]
    if lifter.lstrip("-").isdigit():
        wanted.append(int(lifter))
    view = samples.match(fo.ViewField(field).is_in(wanted))
    if not len(view):
        names = sorted(str(v) for v in samples.distinct(field))
        shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
        raise ExportError(
            f"lifter {lifter!r}: no video has that in its field {field!r}; expected one of "
            f"{shown or 'none, the field is empty'}"
        )
    return view


def _known(samples: Any, key: str, heels_field: str | None) -> Known:
    run = RunFields(key)
    videos = videos_of(samples)
    paths, statuses = videos.values(["filepath", run.status])
    failed = videos.match(fo.ViewField(run.status) == STATUS_FAILED)
    messages = failed.limit(MAX_FAILED + 1).values(f"{run.summary}.message")
    heels: dict[str, bool] = {}
    if heels_field is not None:
        for path, value in zip(paths, videos.values(heels_field), strict=True):
            if (said := yes_or_no(value)) is not None:
                heels[path] = said
    return Known(
        statuses=Counter(str(status or "") for status in statuses),
        failed=[str(message) for message in messages if message],
        heels_raised=heels,
    )


def yes_or_no(value: Any) -> bool | None:
    """Read a field of words or truth values; ``None`` for what is neither.

    Examples
    --------
    >>> [yes_or_no(v) for v in (True, "raised", "Flat", 0, "?", None)]
    [True, True, False, False, None, None]
    """
    if isinstance(value, (bool, int, float)):
        return bool(value)
    word = str(value or "").strip().lower()
    if word in ("yes", "true", "raised", "elevated", "up", "1"):
        return True
    return False if word in ("no", "false", "flat", "none", "0") else None
