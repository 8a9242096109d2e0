"""One page for each export format, with the files as they come out of a real export.

``python tools/format_pages.py`` analyzes the bundled clips in a dataset of its own (a database is
needed), exports them in every format, and writes ``docs/formats``.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fo_buttwink.export.formats.registry import FORMATS, format_module, format_options

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "formats"
CLIPS = ROOT / "fo_buttwink" / "data" / "demo"
CHOSEN = ("01_none_right", "02_late_subtle_left", "03_mid_marked_right")
"""Clips that are exported: few, so that the files can be read."""
SPLITS = {"train": 0.67, "test": 0.33}
WIDTH, LINES, FILES, DEPTH = 110, 28, 24, 4
"""What is shown: characters of a line, lines of a file, files of a folder, depth of JSON."""
PYTHON_WIDTH = 100
"""Characters of a line of Python, as everywhere in this project."""
MARK = "<!-- Made by tools/format_pages.py. -->"
EXTRAS = {"parquet": "export", "movement": "export"}
"""Formats that need an extra."""


_SHOWN = {
    ".csv": ", its first row, one column on each line",
    ".jsonl": ", its first line, spread out",
    ".npz": ", what is in it",
    ".parquet": ", its columns",
    ".pkl": ", what is in it",
    ".nc": ", what is in it",
}
"""What a page shows of a file that is not shown as it is."""


def export_all(folder: Path) -> Iterator[tuple[str, Path]]:
    """Analyze the clips, export them in every format, and give name and folder of each."""
    import fiftyone as fo

    import fo_buttwink as bw
    from fo_buttwink.curate.lifters import read_facts, write_facts

    videos = folder / "squats"
    videos.mkdir()
    for name in CHOSEN:
        shutil.copy2(CLIPS / f"{name}.mp4", videos)
    dataset = fo.Dataset(f"fo_buttwink_formats_{uuid.uuid4().hex[:8]}")
    try:
        dataset.add_samples([fo.Sample(filepath=str(p)) for p in sorted(videos.glob("*.mp4"))])
        bw.analyze_dataset(dataset)
        write_facts(dataset, read_facts(dataset, pattern=r"(?P<lifter>\d+)_"))
        for name in FORMATS:
            out = folder / name
            bw.export(dataset, name, out, splits=SPLITS)
            yield name, out
    finally:
        dataset.delete()


def page(name: str, out: Path, root: Path) -> str:
    """Return the page of a format.

    Parameters
    ----------
    out
        Folder of its export.
    root
        Folder of the videos' folder, which is not shown.
    """
    module = format_module(name)
    title, _, about = FORMATS[name].text.partition(": ")
    parts = [
        f"# {title}\n\n{MARK}\n",
        f"{about[:1].upper()}{about[1:]}.\n" if about else "",
        f"{module.HOW}\n",
        "## Export it\n",
    ]
    extra = EXTRAS.get(name)
    if extra:
        parts.append(f"It needs the extra `{extra}` ([Install](../install.md)).\n")
    split = ",".join(f"{part}={share:g}" for part, share in SPLITS.items())
    call = f'dataset, "{name}", "out/{name}", splits={json.dumps(SPLITS)}'
    if len(f"bw.export({call})") > PYTHON_WIDTH:
        call = f"\n    {call}\n"
    parts += [
        "In Python, or on the command line:\n",
        "<!-- not run: the files below were made by the same call -->",
        f"```python\nbw.export({call})\n```\n",
        "<!-- not run: the files below were made by the same export -->",
        f"```bash\nfo-buttwink export --dataset squats --format {name} --out out/{name} \\\n"
        f"    --split {split}\n```\n",
        "Without a split, leave the last argument out. Who lifts is read from the dataset's field "
        "`lifter`, or from the one that `lifter_field` names.\n",
        *_options(module),
        "## What comes out\n",
        "Three of the bundled clips with the field `lifter`, split into `train` and `test`:\n",
        f"```text\n{_tree(out)}\n```\n",
    ]
    clean = _Cleaner(root)
    for file in _shown(out):
        parts.append(f"`{file.relative_to(out).as_posix()}`{_SHOWN.get(file.suffix, '')}:\n")
        language, text = _content(file)
        parts.append(f"```{language}\n{_narrow(clean(text))}\n```\n")
    parts.append(
        "`dataset_card.md` is written beside every format: see [Export](../guide/export.md)."
    )
    return "\n".join(part for part in parts if part) + "\n"


def _options(module: Any) -> list[str]:
    options = format_options(module)
    if not options:
        return []
    rows = ["| option | default | what it does |", "|---|---|---|"]
    for name, option in options.items():
        text = option.text + (f" One of {', '.join(option.choices)}." if option.choices else "")
        rows.append(f"| `{name}` | `{option.default!r}` | {text} |")
    rows[-1] += "\n"
    return [
        "Options, in Python as keywords, on the command line as `--option NAME=VALUE`:\n",
        *rows,
    ]


def _tree(out: Path) -> str:
    files = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    shown = [_short_id(name) for name in files[:FILES]]
    return "\n".join(shown + ([f"... and {len(files) - FILES} more"] if len(files) > FILES else []))


def _short_id(name: str) -> str:
    return re.sub(r"[0-9a-f]{24}", lambda m: "ID", name)


def _shown(out: Path) -> list[Path]:
    """Return the files that make the format, the smallest name of each kind."""
    kinds: dict[str, Path] = {}
    readable = (
        ".csv",
        ".json",
        ".jsonl",
        ".mot",
        ".trc",
        ".npz",
        ".parquet",
        ".pkl",
        ".nc",
        ".xml",
    )
    for file in sorted(out.rglob("*")):
        if file.suffix in readable and file.name not in ("export.json", "hand_measures.jsonl"):
            stem = "" if file.stem in SPLITS or file.suffix != ".json" else file.stem
            kinds.setdefault(f"{file.suffix}{stem}", file)
    return list(kinds.values())[:3]


def _content(file: Path) -> tuple[str, str]:
    readers = {".npz": _npz, ".parquet": _parquet, ".pkl": _pickle, ".nc": _netcdf}
    if file.suffix in readers:
        return "text", readers[file.suffix](file)
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        return "text", _records(file)
    if file.suffix == ".jsonl":
        first = json.loads(text.splitlines()[0])
        return "json", _pretty(first)
    if file.suffix == ".json":
        return "json", _pretty(json.loads(text))
    return "text", _head(text)


def _records(file: Path) -> str:
    """Return the first row of a table, one column for each line."""
    with file.open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    wide = max(map(len, row))
    return "\n".join(f"{name:<{wide}}  {value}" for name, value in row.items())


def _pretty(data: Any) -> str:
    text = json.dumps(_cut(data), indent=2, ensure_ascii=False)
    # Lists of plain values on one line, as somebody would write them.
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    return _head(text, 2 * LINES)


def _cut(data: Any, depth: int = 0) -> Any:
    """Return the same with the first of each list only."""
    if isinstance(data, dict):
        # FiftyOne writes the attributes of a label in the order of a set.
        items = list(data.items()) if depth < DEPTH else sorted(data.items())[:12]
        return {k: _cut(v, depth + 1) for k, v in items[:40]}
    if isinstance(data, list):
        if all(isinstance(v, (int, float, str, type(None))) for v in data):
            return data[:5] + (["..."] if len(data) > 5 else [])
        return [_cut(v, depth + 1) for v in data[:1]] + (["..."] if len(data) > 1 else [])
    return data


def _head(text: str, lines: int = LINES) -> str:
    rows = [line.expandtabs(4) for line in text.splitlines()]
    return "\n".join(rows[:lines] + (["..."] if len(rows) > lines else []))


def _narrow(text: str) -> str:
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(line if len(line) <= WIDTH else line[: WIDTH - 4] + " ..." for line in lines)


def _npz(file: Path) -> str:
    import numpy as np

    with np.load(file, allow_pickle=False) as data:
        return "\n".join(
            f"{name:<12} {data[name].dtype!s:<8} {data[name].shape}  {_some(data[name])}"
            for name in data.files
        )


def _some(values: Any) -> str:
    return ", ".join(str(v) for v in values[:5]) if values.ndim == 1 else ""


def _parquet(file: Path) -> str:
    import pyarrow.parquet as pq

    schema = pq.read_schema(file)
    return "\n".join(f"{field.name:<28} {field.type}" for field in schema)


def _pickle(file: Path) -> str:
    with file.open("rb") as stream:
        data = pickle.load(stream)  # our own file
    first = {k: v if not hasattr(v, "shape") else f"{v.dtype} {v.shape}"
             for k, v in data["annotations"][0].items()}  # fmt: skip
    lines = [f"split: {data['split']}", "", f"annotations: {len(data['annotations'])}; the first:"]
    return "\n".join([*lines, *(f"  {name}: {value}" for name, value in first.items())])


def _netcdf(file: Path) -> str:
    import xarray as xr

    with xr.open_dataset(file) as data:
        lines = [f"dimensions: {dict(data.sizes)}"]
        lines += [f"{name}: {v.dims} {v.dtype}" for name, v in data.variables.items()]
        lines += [f"{name} = {value}" for name, value in data.attrs.items()]
    return "\n".join(lines)


class _Cleaner:
    """Takes out what differs from one export to the next."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def __call__(self, text: str) -> str:
        text = text.replace(self.root + "/", "").replace(self.root, ".")
        text = re.sub(r"\b[0-9a-f]{64}\b", "0f3c... (64 digits)", text)
        text = re.sub(r"\b[0-9a-f]{24}\b", "6b0b... (24 digits)", text)
        text = re.sub(
            r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID", text
        )
        return re.sub(
            r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(\+00:00|Z)?", "2026-01-01T00:00:00", text
        )


def index() -> str:
    """Return the page that lists all formats."""
    rows = ["| format | what it is for | written by |", "|---|---|---|"]
    for name, entry in FORMATS.items():
        title, _, about = entry.text.partition(": ")
        rows.append(f"| [`{name}`]({name}.md) | {title}{': ' + about if about else ''} | "
                    f"`export/formats/{entry.module}.py` |")  # fmt: skip
    return (
        f"# Formats\n\n{MARK}\n\nEvery export writes a `dataset_card.md`, and says under which "
        "definition, version, settings and pose model\nits labels were made. A split that you ask "
        "for goes by lifter where lifters are known, else by video, and\nnever by repetition. "
        "[Export](../guide/export.md) says how to choose repetitions and classes, and\n"
        "[Extending](../extending.md) how to add a format.\n\n" + "\n".join(rows) + "\n"
    )


def main() -> None:
    """Write all pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=PAGES)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, out in export_all(root):
            (args.out / f"{name}.md").write_text(page(name, out, root), encoding="utf-8")
    (args.out / "index.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
