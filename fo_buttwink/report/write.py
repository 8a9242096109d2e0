"""Write a report: from a dataset, or from analyses that are in no database."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._util.words import many
from ..domain.analysis import STATUS_FAILED, VideoAnalysis
from ..errors import OutputError
from ..export.output import ALLOW, explain
from ..export.table.from_analyses import table_of
from .collect import Known, collect
from .data import ReportData, ReportOptions
from .page import page

if TYPE_CHECKING:
    from ..store.groups import Samples


@dataclass(frozen=True)
class ReportSummary:
    """What was written."""

    out: Path
    reps: int
    videos: int
    megabytes: float

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {"out": str(self.out), "reps": self.reps, "videos": self.videos,
                "megabytes": round(self.megabytes, 2)}  # fmt: skip

    def __str__(self) -> str:
        return (
            f"{many(self.reps, 'repetition')} in {many(self.videos, 'video')}: {self.out} "
            f"({self.megabytes:.1f} MB)"
        )


def write_report(
    source: Samples | Iterable[VideoAnalysis],
    out: str | Path,
    *,
    key: str = "buttwink",
    lifter: str | None = None,
    lifter_field: str | None = None,
    heels_field: str | None = None,
    overwrite: bool = False,
    options: ReportOptions | None = None,
    **changes: Any,
) -> ReportSummary:
    """Write one HTML page for people about a data set, a lifter or a set.

    Parameters
    ----------
    source
        A dataset or view that was analyzed, or analyses of videos.
    out
        File to write; it appears when it is complete.
    key
        Key of the run; of a dataset only.
    lifter, lifter_field
        Report on this lifter alone, and the sample field that says who squats; of a dataset only.
    heels_field
        Sample field that says whether the heels were raised; of a dataset only.
    overwrite
        Replace a file that is there.
    options, changes
        What is shown: an object, or its members by name, such as ``blur_faces=True``.

    Returns
    -------
    ReportSummary

    Raises
    ------
    OutputError
        If the file exists and may not be replaced, or cannot be written.
    ExportError, StoreError
        If the dataset has no such run, field or lifter.
    """
    target = check_out(out, overwrite=overwrite)
    options = replace(options or ReportOptions(), **changes)
    if hasattr(source, "_dataset") or hasattr(source, "get_field_schema"):
        from .from_dataset import of_dataset

        data = of_dataset(source, options, key, lifter, lifter_field, heels_field)
    else:
        given = [n for n, v in (("lifter", lifter), ("lifter_field", lifter_field),
                                ("heels_field", heels_field)) if v is not None]  # fmt: skip
        if given:
            raise TypeError(f"{given[0]}: analyses in memory have no fields; pass a dataset")
        data = of_analyses(list(source), options)
    return write_page(data, target)


def of_analyses(
    analyses: list[VideoAnalysis],
    options: ReportOptions | None = None,
    lifters: Mapping[str, str] | None = None,
) -> ReportData:
    """Gather the data of a page about analyses that are in no database.

    Parameters
    ----------
    lifters
        Who squats, by path of the video.
    """
    known = Known(
        statuses=Counter(str(each.status) for each in analyses),
        failed=[each.message for each in analyses if each.status == STATUS_FAILED],
    )
    table = table_of(analyses, lifters=lifters)
    if not table.settings and analyses:
        table = replace(table, settings=analyses[0].config)
    return collect(table, options, known)


def write_page(data: ReportData, target: Path) -> ReportSummary:
    """Write the page in one step, so that nobody finds half of it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    aside = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            file.writelines(page(data))
        size = aside.stat().st_size
        aside.replace(target)
    except OSError as error:
        raise explain(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return ReportSummary(target, data.counts.reps, data.videos, size / 1e6)


def check_out(out: str | Path, *, overwrite: bool = False) -> Path:
    """Return the path of the file to write, absolute. Its folder may be missing.

    Raises
    ------
    OutputError
        If a report may not be written there.
    """
    target = Path(out).expanduser().absolute()
    if target.suffix.lower() not in (".html", ".htm"):
        raise OutputError(f"{target}: expected a file that ends in .html", remedy="rename it")
    if target.is_dir():
        raise OutputError(f"{target}: is a folder", remedy="name a file in it")
    parent = next(each for each in target.parents if each.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(
            f"{parent}: expected a folder that the user who runs this may write to",
            remedy="choose another",
        )
    if target.exists() and not overwrite:
        raise OutputError(f"{target}: exists", remedy=f"choose another file, or {ALLOW}")
    return target
