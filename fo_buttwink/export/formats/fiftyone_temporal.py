"""FiftyOne's temporal detection layout, by FiftyOne's own exporter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..table.table import RepTable
from ._extras import need
from ._media import check_media

HOW = (
    "One folder per split (`all` if not split) in FiftyOne's temporal detection layout: "
    "`fiftyone.Dataset.from_dir('<folder>', fiftyone.types.FiftyOneTemporalDetectionDataset, "
    "data_path='data.json')`. Attributes carry the columns; what is missing has no attribute. "
    "`data.json` points to the videos. If the videos were copied they are in `data/`, and "
    "`data_path` is not needed."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    copy_media: bool = False,
) -> None:
    """Write FiftyOne's layout.

    Parameters
    ----------
    copy_media
        Copy the videos too, as they are, faces included; otherwise their paths are noted.
    """
    fo = need("fiftyone", "fiftyone_temporal")

    from ._via_fiftyone import FIELD, temporary_dataset

    if copy_media:
        check_media(table, "fiftyone_temporal")
    with temporary_dataset(table, progress, curves=False) as dataset:
        for name in table.splits or ("",):
            view = dataset.match_tags(name) if name else dataset
            if not len(view):
                continue
            view.export(
                export_dir=str(out / (name or "all")),
                dataset_type=fo.types.FiftyOneTemporalDetectionDataset,
                label_field=FIELD,
                classes=list(table.classes),
                data_path="data" if copy_media else "data.json",
                # FiftyOne's reader cuts short names with dots in them; whole paths it leaves alone.
                abs_paths=not copy_media,
                export_media=True if copy_media else "manifest",
                progress=False,
            )
