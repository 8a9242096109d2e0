"""A FiftyOne dataset in FiftyOne's own layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..table.table import RepTable
from ._extras import need
from ._media import check_media

HOW = (
    "FiftyOne's own layout: `fiftyone.Dataset.from_dir('<folder>/dataset', "
    "fiftyone.types.FiftyOneDataset)`. Field `reps` holds the repetitions with all columns as "
    "attributes, frames hold the curves, tags the split, `info` the settings. From a FiftyOne "
    "dataset the run comes along in its own fields: `fo_buttwink.list_runs` names it, and the "
    "panels open it."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    curves: bool = True,
    copy_media: bool = False,
) -> None:
    """Write a dataset.

    Parameters
    ----------
    curves
        Also the curves, as frame fields.
    copy_media
        Copy the videos too, as they are, faces included; otherwise their paths are noted.
    """
    fo = need("fiftyone", "fiftyone")

    from ..table.from_dataset import DatasetSource
    from ._via_fiftyone import temporary_dataset

    if copy_media:
        check_media(table, "fiftyone")
    with temporary_dataset(table, progress, curves=curves) as dataset:
        if isinstance(table.source, DatasetSource):
            from ._run_copy import copy_run

            reps = {v.record.video_id: {r.rep_id for r in v.rows} for v in table.iter_videos()}
            copy_run(table.source.dataset, dataset, table.key, reps, curves=curves)
        dataset.export(
            export_dir=str(out / "dataset"),
            dataset_type=fo.types.FiftyOneDataset,
            export_media=copy_media,
            progress=False,
        )
