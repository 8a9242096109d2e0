"""Read the table of a dataset; FiftyOne is imported only when that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .table import RepTable

if TYPE_CHECKING:
    from ...store.groups import Samples


def read_table(
    view: Samples,
    key: str = "buttwink",
    *,
    lifter_field: str | None = None,
) -> RepTable:
    """All repetitions that a dataset, a view, or a clips view of a run shows.

    Parameters
    ----------
    view
        A view whose repetitions are filtered gives those that are left; a clips view gives
        its clips.
    lifter_field
        Sample field that says who squats; if not given, a field of a usual name
        (:data:`~fo_buttwink.store.lifters.LIFTER_FIELDS`). Empty: nobody is known.

    Raises
    ------
    RunNotFoundError
        If the dataset has no such run.
    ExportError
        If the lifter field does not exist.
    """
    from .from_dataset import read_dataset

    return read_dataset(view, key, lifter_field)
