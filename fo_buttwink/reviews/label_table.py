"""Tables of labels in files, as people and their spreadsheets write them: CSV, JSON lines, Parquet.

Whatever can be meant in one way only is read so: separators, byte order marks, line ends,
decimal commas, column orders, further columns. What could mean two things is refused, with the
file, the row and the column.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._util.escapes import uncelled
from ..errors import ReviewError

UNITS = ("seconds", "milliseconds", "frames")
NAMES = {
    "video": ("video", "filepath", "path", "file"),
    "video_id": ("video_id",),
    "rep_id": ("rep_id",),
    "label": ("label",),
    "human_label": ("human_label",),
    "onset_pct": ("onset_pct",),
    "note": ("note", "review_note"),
    "state": ("review_state",),
    "reviewer": ("reviewer",),
    "bottom": ("bottom_frame",),
    "total_frames": ("total_frames",),
}
"""Columns by what they mean; the first that the file has counts."""
ENDS = {
    "frames": ("first_frame", "last_frame"),
    "seconds": ("start_s", "end_s"),
    "milliseconds": ("start_ms", "end_ms"),
    "": ("start", "end"),
}
"""Columns of start and end by their unit; of ``start`` and ``end`` it must be said."""
SHOWN = 8
"""Rows that are refused at most in one message; the others are counted."""
_SEPARATORS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.IGNORECASE)


class CellError(ReviewError):
    """What is wrong with one cell: expected, found, and what to do."""

    code = "FBW-CELL"

    def __init__(self, column: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.column = column


@dataclass(frozen=True)
class Row:
    """One row, with the names of the file's own columns for messages."""

    file: str
    number: int
    """As a spreadsheet counts: the header of a CSV file is row 1."""
    cells: Mapping[str, Any]
    columns: Mapping[str, str]
    """Name in the file by what it means."""

    def text(self, name: str) -> str:
        """Return a cell as text without blanks around it; empty if missing."""
        value = self.cells.get(self.columns.get(name, ""))
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        return str(value).strip()

    def number_in(self, name: str, what: str) -> float | None:
        """Return a cell as number; ``None`` if empty.

        Raises
        ------
        CellError
        """
        text = self.text(name).replace("\u00a0", "").replace("\u202f", "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise CellError(
                self.columns[name],
                f"expected {what}, such as 12 or 12.5, found {self.text(name)!r}",
                remedy=(
                    "give the cell "
                    "the format of a plain number, without units, dates and separators of thousands"
                ),
            )
        return float(text.replace(",", "."))

    def whole(self, name: str) -> int | None:
        """Return a cell as frame number; ``None`` if empty.

        Raises
        ------
        CellError
        """
        value = self.number_in(name, "a frame number")
        if value is None:
            return None
        if value != int(value):
            raise CellError(
                self.columns[name],
                f"expected a whole frame number, counted from 1, found {self.text(name)!r}",
                remedy=(
                    "if these are seconds or milliseconds, say so as the unit of start and end"
                ),
            )
        return int(value)

    def slack_s(self, name: str) -> float:
        """How far a time can be off because it was rounded when it was written [s]."""
        text = self.text(name)
        _, point, behind = text.replace(",", ".").partition(".")
        return 0.5 * 10.0 ** -len(behind) if point and behind.isdigit() else 0.5

    def named(self, error: Exception) -> str:
        """Return an error with the place that it is about."""
        column = f", column {error.column}" if isinstance(error, CellError) else ""
        return f"{self.file}, row {self.number}{column}: {error}"


@dataclass(frozen=True)
class LabelTable:
    """The rows of one file, or of an exported folder."""

    rows: tuple[Row, ...]
    units: tuple[str, ...]
    """Units in which all files have start and end; empty string: nothing in the name says."""

    @property
    def ours(self) -> bool:
        """Whether it is one of the tables that we write: it says who reviewed what."""
        return all("state" in row.columns for row in self.rows)


def read_table(path: str | Path) -> LabelTable:
    """Read a table of labels.

    Parameters
    ----------
    path
        A CSV file (separated by commas, semicolons, tabs or bars), JSON lines, a Parquet file, or
        the folder of an export in one of these formats.

    Raises
    ------
    ReviewError
        If it cannot be read, or lacks columns.
    """
    rows: list[Row] = []
    units: list[str] | None = None
    for file in _files(Path(path)):
        found, numbers = _records(file)
        columns = _columns(file, found)
        if not numbers:
            raise ReviewError(
                f"{file}: has no rows below its header", remedy="add one per repetition"
            )
        present = [u for u, ends in ENDS.items() if all(e in _folded(found) for e in ends)]
        units = present if units is None else [u for u in units if u in present]
        rows += [Row(str(file), number, cells, columns) for number, cells in numbers]
    return LabelTable(tuple(rows), tuple(units or ()))


def refuse(problems: list[str]) -> None:
    """Raise one error for all the rows that are refused.

    Raises
    ------
    ReviewError
    """
    if problems:
        more = len(problems) - SHOWN
        rest = [f"and {more} more rows"] if more > 0 else []
        raise ReviewError("; ".join([*problems[:SHOWN], *rest]))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    for pattern in ("*.csv", "*.jsonl", "data/*.parquet"):
        if found := sorted(path.glob(pattern)):
            return found
    raise ReviewError(
        f"{path}: expected a file, or the folder of an export as CSV, JSON lines or Parquet; found "
        "a folder without such files"
    )


Records = tuple[list[str], list[tuple[int, dict[str, Any]]]]


def _records(file: Path) -> Records:
    """Columns, and rows by their number."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReviewError(f"{file}: cannot be read ({error})", remedy="check the path") from error
    if content[:4] == b"PAR1":
        return _parquet(file)
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise ReviewError(
            f"{file}: expected a CSV file, found a spreadsheet of Excel or LibreOffice",
            remedy="save it as 'CSV UTF-8' and import that",
        )
    text = _text(file, content)
    if text.lstrip().startswith("{"):
        return _json_lines(file, text)
    return _csv(file, text)


def _text(file: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"  # what Excel calls CSV on Windows
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReviewError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    if "\0" in text:
        raise ReviewError(f"{file}: cannot be read as text: it is no CSV file")
    return text


def _csv(file: Path, text: str) -> Records:
    skipped = 0
    if re.match(r"sep=.\r?\n", text, re.IGNORECASE):  # which Excel writes and hides
        text, skipped = text.partition("\n")[2], 1
    known = {name for names in (*NAMES.values(), *ENDS.values()) for name in names}

    def recognized(separator: str) -> int:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        return len(known & set(_folded(header)))

    separator = max(_SEPARATORS, key=recognized)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ReviewError(f"{file}: cannot be read as CSV ({error})") from error
    header = lines[0] if lines else []
    rows = []
    for number, line in enumerate(lines[1:], start=2 + skipped):
        if not any(cell.strip() for cell in line):
            continue  # spreadsheets leave empty rows at the end
        if any(cell.strip() for cell in line[len(header) :]):
            raise ReviewError(
                f"{file}, row {number}: expected {len(header)} cells, as in the header, found "
                f"{len(line)}",
                remedy=f"put cells that hold a {separator!r} into quotes",
            )
        cells = (uncelled(cell) for cell in line)
        rows.append((number, dict(zip(header, cells, strict=False))))
    return header, rows


def _json_lines(file: Path, text: str) -> Records:
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ReviewError(
                f"{file}, row {number}: expected one JSON object per line, found no JSON ({error})"
            ) from error
        if not isinstance(row, dict):
            raise ReviewError(f"{file}, row {number}: expected a JSON object, found {line[:40]!r}")
        rows.append((number, row))
    return list(dict.fromkeys(name for _, row in rows for name in row)), rows


def _parquet(file: Path) -> Records:
    from ..export.formats._extras import need

    need("pyarrow", "parquet")
    parquet = need("pyarrow.parquet", "parquet")
    try:
        names = parquet.read_schema(file).names
        wanted = [n for n in names if not n.startswith("curve_")]
        rows = parquet.read_table(file, columns=wanted).to_pylist()
    except (OSError, ValueError) as error:
        raise ReviewError(f"{file}: cannot be read as Parquet ({error})") from error
    return names, list(enumerate(rows, start=1))


def _folded(names: Iterable[str | None]) -> dict[str, str]:
    """Names of columns without capitals and blanks; and as they are."""
    return {re.sub(r"\s+", "_", (n or "").strip().casefold()): n or "" for n in names}


def _columns(file: Path, found: list[str]) -> dict[str, str]:
    folded = _folded(found)
    columns = {
        meaning: next(folded[n] for n in names if n in folded)
        for meaning, names in NAMES.items()
        if any(n in folded for n in names)
    }
    columns |= {n: folded[n] for ends in ENDS.values() for n in ends if n in folded}
    missing = [name for name in ("video", "label") if name not in columns]
    if not any(all(e in columns for e in ends) for ends in ENDS.values()):
        missing += [name for name in ENDS[""] if name not in columns]
    if missing:
        pairs = " or ".join(f"{a} and {b}" for a, b in ENDS.values() if (a, b) != ENDS[""])
        shown = ", ".join(n for n in found if n) or "none"
        raise ReviewError(
            f"{file}: expected the columns video, start, end, label (or, instead of start and end, "
            f"{pairs}), missing {', '.join(missing)}; found {shown}.",
            remedy="Name the columns so in the first row",
        )
    return columns


def repeated_ids(rows: Iterable[Row]) -> Iterator[str]:
    """Messages for rows that name a repetition which an earlier row names."""
    seen: dict[str, Row] = {}
    for row in rows:
        rep_id = row.text("rep_id")
        earlier = seen.setdefault(rep_id, row) if rep_id else row
        if earlier is not row:
            yield (
                f"{row.file}, row {row.number}, column {row.columns['rep_id']}: expected each "
                f"repetition once, found that of row {earlier.number} again; delete one of them"
            )
