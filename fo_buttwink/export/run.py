"""Export: choose, split, write, describe; a complete folder or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.hand.record import HandMeasure
from ..errors import FieldClashError
from .by_hand import write_by_hand
from .card import write_card
from .formats.registry import check_options, format_module
from .output import MARK, check_target, staged
from .select import Selection, select
from .split import assign_splits, balance
from .table.read import read_table
from .table.table import RepTable

if TYPE_CHECKING:
    from ..store.groups import Samples

Progress = Callable[[float, str], None]
"""Called with the share that is done, 0 to 1, and what is being done."""


@dataclass(frozen=True)
class ExportSummary:
    """What an export wrote."""

    out: Path
    format: str
    reps: int
    videos: int
    classes: dict[str, int]
    splits: dict[str, int]
    notes: tuple[str, ...]
    balance: str

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {**asdict(self), "out": str(self.out), "notes": list(self.notes)}

    def __str__(self) -> str:
        head = f"{self.reps} repetitions of {self.videos} videos as {self.format} in {self.out}"
        return "\n".join([head, self.balance, *(f"note: {note}" for note in self.notes)])


def export(
    view: Samples,
    format: str,
    out: str | Path,
    *,
    key: str = "buttwink",
    selection: Selection | None = None,
    splits: Mapping[str, float] | None = None,
    split_by: str = "auto",
    lifter_field: str | None = None,
    seed: int = 0,
    overwrite: bool = False,
    progress: Progress | None = None,
    report: Callable[[str], None] | None = None,
    context: bool = True,
    **options: Any,
) -> ExportSummary:
    """Write the repetitions of a dataset, view or clips view as training labels.

    Parameters
    ----------
    format
        One of :data:`~fo_buttwink.export.formats.registry.FORMATS`.
    out
        Folder to make. It appears when it is complete, never before.
    selection
        Which repetitions and classes; all that carry a grade by default.
    splits
        Share by split name, ``{"train": 0.7, "val": 0.15, "test": 0.15}`` for example; not
        split if not given.
    split_by
        ``lifter``, ``video``, or ``auto``: by lifter if the repetitions have one.
    lifter_field
        Sample field that says who squats; if not given, a field of a usual name
        (:data:`~fo_buttwink.store.lifters.LIFTER_FIELDS`). Empty: nobody is known.
    overwrite
        Replace an earlier export.
    report
        Called with the class balance before anything is written (``print`` for example).
    context
        Say in the data set card which patterns there are, unless the run's settings forbid it.
    options
        What the format's ``write`` takes.

    Raises
    ------
    ExportError
        If nothing could be written; nothing has been, then.
    """
    # What can be refused at once shall not wait for a large data set to be read.
    check_options(format_module(format), format, options)
    check_target(Path(out).expanduser().absolute(), overwrite=overwrite)
    table = prepare(
        read_table(view, key, lifter_field=lifter_field),
        selection,
        splits,
        split_by=split_by,
        seed=seed,
    )
    return export_table(
        table,
        format,
        out,
        overwrite=overwrite,
        progress=progress,
        report=report,
        context=context,
        hand=_by_hand(view),
        **options,
    )


def prepare(
    table: RepTable,
    selection: Selection | None = None,
    splits: Mapping[str, float] | None = None,
    *,
    split_by: str = "auto",
    seed: int = 0,
) -> RepTable:
    """Choose repetitions, name their classes, and split them."""
    chosen = select(table, selection)
    if splits:
        chosen = assign_splits(chosen, splits, by=split_by, seed=seed)
    return chosen


def export_table(
    table: RepTable,
    format: str,
    out: str | Path,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    report: Callable[[str], None] | None = None,
    context: bool = True,
    hand: Mapping[str, Sequence[HandMeasure]] | None = None,
    **options: Any,
) -> ExportSummary:
    """Write a table that has been chosen from and split; see :func:`export`.

    Parameters
    ----------
    hand
        What people measured by hand, by identifier of the video.
    """
    module = format_module(format)
    check_options(module, format, options)
    target = Path(out).expanduser().absolute()
    text = balance(table)
    if report is not None:
        report(text)
    with staged(target, overwrite=overwrite) as folder:
        tell = progress or _silent
        notes = module.write(table, folder, tell, **options) or ()
        tell(1.0, f"{table.counts.reps} of {table.counts.reps} repetitions")
        by_hand = write_by_hand(table, folder, hand or {})
        table = table.noting(*notes, *([by_hand] if by_hand else []))
        card = write_card(table, format, module.HOW, options, context=context)
        (folder / MARK).write_text(card, encoding="utf-8")
    return ExportSummary(
        out=target,
        format=format,
        reps=table.counts.reps,
        videos=table.counts.videos,
        classes=dict(table.counts.by_class),
        splits=dict(table.counts.by_split) if table.splits else {},
        notes=table.notes,
        balance=text,
    )


def _by_hand(view: Samples) -> dict[str, list[HandMeasure]]:
    """Return what people measured; nothing where a field of the same name is somebody else's."""
    from ..store.hand import read_hand

    try:
        return read_hand(view)
    except FieldClashError:
        return {}


def _silent(share: float, text: str) -> None:
    pass
