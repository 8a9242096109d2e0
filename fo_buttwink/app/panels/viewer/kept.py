"""What the viewer keeps of its last answers, so that a verdict need not read it again.

Opening a video reads everything anew. A verdict changes neither the curves of its video nor the
order of the view; what it does change is in the database's answer to it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

import fiftyone as fo
from bson import json_util

from ....store.record import VideoRecord, read_curves
from ....store.runs import root_dataset
from .queue import Lists

MAX_LISTS = 4
"""Views whose lists are kept at the same time; a convention."""
MAX_CURVES = 8
"""Videos whose curves are kept at the same time; a convention."""

_lists: OrderedDict[tuple[str, ...], Lists] = OrderedDict()
_curves: OrderedDict[tuple[str, ...], dict[str, list[Any]]] = OrderedDict()


def lists_of(
    view: fo.Dataset | fo.DatasetView, key: str, record: VideoRecord, *, anew: bool
) -> Lists:
    """Return the lists that a review of a view walks along, as one video is known now.

    Parameters
    ----------
    record
        The open video as it stands in the database.
    anew
        Read them from the database, whatever is kept.
    """
    stages = view._serialize() if isinstance(view, fo.DatasetView) else []
    bare = [{n: v for n, v in stage.items() if n != "_uuid"} for stage in stages]
    place = (str(root_dataset(view)._doc.id), key, json_util.dumps(bare, sort_keys=True))
    known = None if anew else _lists.get(place)
    if known is None or not known.fits(record):
        known = Lists(view, key)
    known.note(record)
    _remember(_lists, place, known, MAX_LISTS)
    return known


def with_curves(samples: fo.Dataset | fo.DatasetView, record: VideoRecord, key: str) -> VideoRecord:
    """Return a video that was read without its curves, with them."""
    place = _place(samples, record, key)
    curves = record.curves or _curves.get(place) or read_curves(samples, record.sample_id, key)
    keep_curves(samples, replace(record, curves=curves), key)
    return replace(record, curves=curves)


def keep_curves(samples: fo.Dataset | fo.DatasetView, record: VideoRecord, key: str) -> None:
    """Keep the curves of a video until it is analyzed again."""
    if record.curves and record.summary.get("analysed_at"):
        _remember(_curves, _place(samples, record, key), record.curves, MAX_CURVES)


def _place(samples: fo.Dataset | fo.DatasetView, record: VideoRecord, key: str) -> tuple[str, ...]:
    made = str(record.summary.get("analysed_at"))
    return (str(root_dataset(samples)._doc.id), record.sample_id, key, made)


def _remember(kept: OrderedDict[Any, Any], place: tuple[str, ...], value: Any, most: int) -> None:
    kept[place] = value
    kept.move_to_end(place)
    while len(kept) > most:
        kept.popitem(last=False)
