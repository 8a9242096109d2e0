"""Values out of thousands of BSON documents at once, without a Python object for each.

PyMongo makes a dictionary per document and an object per value. For 100,000 repetitions that
takes a third of a second, and twice as long again goes to Python's garbage collector, which
looks at all of them. Here the bytes are walked in step instead: one pass reads the next field
of every document, as arrays.

The layout is that of https://bsonspec.org: a document is its length, then per field a byte that
tells the kind, the name with a zero byte behind it and the value, and a zero byte at the end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import bson
import numpy as np
import numpy.typing as npt

from ..support import has_support

Places = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]

_MISSING, _DOUBLE, _TEXT, _DOCUMENT, _ARRAY, _ID, _BOOL, _DATE, _NULL, _INT32, _INT64 = (
    0, 1, 2, 3, 4, 7, 8, 9, 10, 16, 18,
)  # fmt: skip
_UNDEFINED = 6
"""An old way to write null."""
_SIZES = {_DOUBLE: 8, _UNDEFINED: 0, _ID: 12, _BOOL: 1, _DATE: 8, _NULL: 0, _INT32: 4, 17: 8,
          _INT64: 8, 19: 16, 127: 0, 255: 0}  # fmt: skip
"""Bytes of a value, by kind."""
_BEHIND_LENGTH = {_TEXT: 4, _DOCUMENT: 0, _ARRAY: 0, 5: 5, 13: 4, 14: 4, 15: 0}
"""Kinds that begin with a length, and the bytes to be added to it."""
_VARIES, _UNKNOWN = -1, -2
_SIZE = np.full(256, _UNKNOWN, dtype=np.int64)
_SIZE[list(_SIZES)] = list(_SIZES.values())
_SIZE[list(_BEHIND_LENGTH)] = _VARIES
_EXTRA = np.zeros(256, dtype=np.int64)
_EXTRA[list(_BEHIND_LENGTH)] = list(_BEHIND_LENGTH.values())

_PAIR = 19
"""Bytes of a list of two numbers of 32 bits."""
_PADDING = 1024
"""Zero bytes behind the last document; an empty document, if one is looked for there."""
_MAX_DISTINCT = 40
_WORTHWHILE = 32
"""So many different words at most, and one per so many values, are looked for in all values at
once; any others are read one by one."""


@dataclass(frozen=True)
class Values:
    """One field of many documents."""

    kinds: Kinds
    """BSON's number of the kind of value; 0 where the document lacks the field."""
    at: Places
    """Where the value begins."""

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """Which documents have a value that is not null."""
        return (self.kinds != _MISSING) & (self.kinds != _NULL) & (self.kinds != _UNDEFINED)


def batches(cursor: Iterator[bytes]) -> Iterator[Packed]:
    """Yield the batches of a raw query, an empty one first.

    The database works at the next one while one is used.
    """
    yield Packed(b"")
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(next, cursor, None)
        while (raw := coming.result()) is not None:
            coming = ahead.submit(next, cursor, None)
            yield Packed(raw)


class Packed:
    """BSON documents, one behind the other, as a batch of a raw query holds them."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        # Room to look for a long name or word where the last short one is.
        self._bytes = np.frombuffer(raw + bytes(_PADDING), dtype=np.uint8)

    def documents(self) -> Places:
        """Where the documents begin."""
        starts, place = [], 0
        while place < len(self._raw):
            starts.append(place)
            place += int.from_bytes(self._raw[place : place + 4], "little")
        return np.array(starts, dtype=np.int64)

    def fields(self, starts: Places, wanted: Collection[str]) -> dict[str, Values]:
        """Return some fields of documents, whatever their order and whichever are missing."""
        found = {
            name: Values(np.zeros(len(starts), np.uint8), np.zeros(len(starts), np.int64))
            for name in wanted
        }
        at = starts + 4
        active = np.arange(len(starts))
        while True:
            here = at[active]
            kinds = self._bytes[here]
            if not kinds.all():  # some documents have ended
                active, here, kinds = _where(kinds != 0, active, here, kinds)
            if len(active) == 0:
                return found
            # Documents mostly have the same fields in the same order: the next one of the
            # first document is that of nearly all. The others wait for their turn.
            name = self._name(int(here[0]) + 1)
            same = self._read(here + 1, f"S{len(name) + 1}") == name
            moved = active
            if not same.all():
                moved, here, kinds = _where(same, active, here, kinds)
            values = here + (len(name) + 2)
            column = found.get(name.decode())
            if column is not None:
                column.kinds[moved] = kinds
                column.at[moved] = values
            at[moved] = values + self._sizes(kinds, values)

    def items(self, arrays: Values) -> tuple[npt.NDArray[np.intp], Places]:
        """Return the documents in arrays: to which array each belongs, and where it begins."""
        active = np.flatnonzero(arrays.kinds == _ARRAY)
        at = arrays.at + 4
        owners, starts = [active[:0]], [at[:0]]
        while True:
            kinds = self._bytes[at[active]]
            active, kinds = active[kinds != 0], kinds[kinds != 0]
            if len(active) == 0:
                break
            values = at[active] + 1
            while (digit := self._bytes[values] != 0).any():  # the number of the item
                values = values + digit
            values = values + 1
            owners.append(active[kinds == _DOCUMENT])
            starts.append(values[kinds == _DOCUMENT])
            at[active] = values + self._sizes(kinds, values)
        place = np.concatenate(starts)
        order = np.argsort(place)
        return np.concatenate(owners)[order], place[order]

    def documents_in(self, values: Values) -> Places:
        """Where embedded documents begin; of values of other kinds, an empty document."""
        # The padding behind the last document reads as a document that has ended.
        return np.where(values.kinds == _DOCUMENT, values.at, len(self._raw))

    def numbers(self, values: Values) -> npt.NDArray[np.float64]:
        """Values as numbers; NaN for everything that is none, and for infinity."""
        out = np.full(len(values.kinds), np.nan)
        known = ~values.present
        for kind, form in ((_DOUBLE, "<f8"), (_INT32, "<i4"), (_INT64, "<i8")):
            which = values.kinds == kind
            if which.any():
                out[which] = self._read(values.at[which], form)
                known |= which
        for i in np.flatnonzero(~known):
            value = self._value(values, i)
            out[i] = float(value) if isinstance(value, (int, float)) else np.nan
        out[~np.isfinite(out)] = np.nan
        return out

    def flags(self, values: Values) -> npt.NDArray[np.bool_]:
        """Whether values are true."""
        out = (values.kinds == _BOOL) & (self._bytes[values.at] != 0)
        for i in np.flatnonzero(values.present & (values.kinds != _BOOL)):
            out[i] = bool(self._value(values, i))
        return out

    def frame_pairs(self, values: Values) -> npt.NDArray[np.bool_]:
        """Whether values are lists of two whole numbers, as ``support`` is."""
        out = np.zeros(len(values.kinds), dtype=bool)
        lists = np.flatnonzero(values.kinds == _ARRAY)
        places = values.at[lists]
        # Length, kind, "0", number, kind, "1", number, end: as FiftyOne writes nearly all.
        usual = (
            (self._read(places, "<i4") == _PAIR)
            & (self._bytes[places + 4] == _INT32)
            & (self._bytes[places + 11] == _INT32)
        )
        out[lists[usual]] = True
        for i in lists[~usual]:
            out[i] = has_support({"support": self._value(values, i)})
        return out

    def dates(self, values: Values) -> npt.NDArray[np.int64]:
        """Values of kind date in milliseconds since 1970; -1 for everything that is none."""
        is_date = values.kinds == _DATE
        return np.where(is_date, self._read(np.where(is_date, values.at, 0), "<i8"), -1)

    def ids(self, values: Values) -> npt.NDArray[np.object_]:
        """Ids as FiftyOne writes them, in hexadecimal."""
        digits = self._read(np.where(values.kinds == _ID, values.at, 0), "V12").tobytes().hex()
        out = np.empty(len(values.kinds), dtype=object)
        out[:] = [digits[i : i + 24] for i in range(0, len(digits), 24)]
        for i in np.flatnonzero(values.kinds != _ID):
            out[i] = str(self._value(values, i))
        return out

    def words(self, values: Values, codes: dict[str, int]) -> npt.NDArray[np.int32]:
        """Return the code of each word; -1 where there is none.

        Parameters
        ----------
        codes
            Codes by word; words that are not in it yet are added.
        """
        out = np.full(len(values.kinds), -1, dtype=np.int32)
        left = np.flatnonzero(values.kinds == _TEXT)
        for _ in range(min(_MAX_DISTINCT, len(left) // _WORTHWHILE)):
            if len(left) == 0:
                break
            place = int(values.at[left[0]])
            size = int.from_bytes(self._raw[place : place + 4], "little")
            if size > _PADDING - 4:  # the comparison might reach beyond the last document
                break
            # With the length before it and the zero byte behind it: equal bytes, equal words.
            same = (
                self._read(values.at[left], f"S{size + 4}") == self._raw[place : place + 4 + size]
            )
            out[left[same]] = codes.setdefault(self._text(place, size), len(codes))
            left = left[~same]
        places = values.at[left]
        texts = map(self._text, places.tolist(), self._read(places, "<i4").tolist())
        out[left] = [codes.setdefault(text, len(codes)) for text in texts]
        for i in np.flatnonzero(values.present & (values.kinds != _TEXT)):
            out[i] = codes.setdefault(str(self._value(values, i)), len(codes))
        return out

    def _text(self, place: int, size: int) -> str:
        # The size, before it, counts the zero byte behind it.
        return self._raw[place + 4 : place + 3 + size].decode("utf-8", "replace")

    def _read(self, places: Places, form: str) -> Any:
        """Return what lies at some places, read as numbers or bytes of one form."""
        kind = np.dtype(form)
        windows = len(self._bytes) - kind.itemsize + 1
        return np.ndarray(windows, kind, self._bytes.data, 0, (1,))[places]

    def _name(self, place: int) -> bytes:
        name = self._raw[place : self._raw.index(b"\0", place)]
        if len(name) >= _PADDING:
            raise ValueError(f"field name of {len(name)} bytes: {name[:40]!r}...")
        return name

    def _sizes(self, kinds: Kinds, at: Places) -> Places:
        sizes = _SIZE[kinds]
        varies = np.flatnonzero(sizes < 0)
        if len(varies):
            if (sizes == _UNKNOWN).any():
                odd = int(kinds[sizes == _UNKNOWN][0])
                raise ValueError(f"a document holds a value of BSON kind {odd}; expected a number, "
                                 "text, date or list")  # fmt: skip
            sizes[varies] = self._read(at[varies], "<i4") + _EXTRA[kinds[varies]]
        return sizes

    def _value(self, values: Values, i: np.intp) -> Any:
        """One value as PyMongo reads it."""
        kind, place = values.kinds[i : i + 1], values.at[i : i + 1]
        if kind[0] == _MISSING:
            return None
        end = int(place[0] + self._sizes(kind, place)[0])
        body = bytes(kind) + b"v\0" + self._raw[int(place[0]) : end] + b"\0"
        return bson.decode((len(body) + 4).to_bytes(4, "little") + body)["v"]


class Labels(NamedTuple):
    """Labels that lie in lists within samples."""

    samples: dict[str, Values]
    """Fields of the samples, by name."""
    owners: npt.NDArray[np.intp]
    """Position of the sample of each label."""
    starts: Places
    """Where the labels begin."""
    without_frames: npt.NDArray[np.intp]
    """Position of the sample of each label that says no frames, and so is not among these."""

    @classmethod
    def of(cls, batch: Packed, field: str, others: Sequence[str] = ()) -> Labels:
        """Those of a field of temporal detections, and other fields of its samples.

        Labels that say no frames are left out, see :mod:`.support`.
        """
        samples = batch.fields(batch.documents(), ("_id", field, *others))
        lists = batch.fields(batch.documents_in(samples[field]), ("detections",))
        owners, starts = batch.items(lists["detections"])
        said = batch.frame_pairs(batch.fields(starts, ("support",))["support"])
        return cls(samples, owners[said], starts[said], owners[~said])


def _where(chosen: npt.NDArray[np.bool_], *arrays: Any) -> list[Any]:
    return [array[chosen] for array in arrays]
