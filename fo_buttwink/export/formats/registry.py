"""All formats by name. Each is one module with ``HOW`` and ``write(table, out, **options)``.

Memory does not grow with the repetitions, but for ``activitynet``, ``coco``, ``label_studio`` and
``pyskl``: these write a single document or object, and hold it.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ...errors import ExportError


@dataclass(frozen=True)
class Format:
    """One entry of the list of formats."""

    module: str
    text: str
    """For forms and help."""


FORMATS = {
    "csv": Format("csv", "CSV: one row per repetition"),
    "parquet": Format("parquet", "Parquet: one row per repetition, with curves"),
    "jsonl": Format("jsonl", "JSON lines: one object per repetition"),
    "activitynet": Format("activitynet", "ActivityNet temporal action detection JSON"),
    "pyskl": Format("pyskl", "MMAction2/PYSKL skeleton action pickle"),
    "coco": Format("coco", "COCO keypoints of single frames"),
    "fiftyone_temporal": Format("fiftyone_temporal", "FiftyOne temporal detections"),
    "fiftyone": Format("fiftyone_dataset", "FiftyOne dataset, with frames and runs"),
    "clips": Format("clips", "H.264 clips in class folders"),
    "videofolder": Format("videofolder", "Hugging Face VideoFolder: clips with metadata.csv"),
    "label_studio": Format("label_studio", "Label Studio video timeline"),
    "movement": Format("movement", "Poses as netCDF for movement"),
    "opensim_mot": Format("opensim_mot", "OpenSim motion files (.mot): angles"),
    "opensim_trc": Format("opensim_trc", "OpenSim marker files (.trc): joints in the plane"),
    "curves": Format("curves", "Time-normalized curves (101 points) as npz"),
}


def format_module(name: str) -> ModuleType:
    """Import the module that writes a format.

    Raises
    ------
    ExportError
        If there is no such format.
    """
    if name not in FORMATS:
        raise ExportError(f"format {name!r}: expected one of {', '.join(FORMATS)}")
    return importlib.import_module(f".{FORMATS[name].module}", __package__)


@dataclass(frozen=True)
class Option:
    """One setting of a format's ``write``."""

    default: Any
    text: str
    """From its documentation, for forms."""
    choices: tuple[str, ...] = ()


def format_options(module: ModuleType) -> dict[str, Option]:
    """Return the options of a format by name."""
    choices = getattr(module, "CHOICES", {})
    return {
        p.name: Option(p.default, _documented(module.write, p.name), choices.get(p.name, ()))
        for p in inspect.signature(module.write).parameters.values()
        if p.kind is inspect.Parameter.KEYWORD_ONLY
    }


def _documented(function: Any, name: str) -> str:
    """Find what the docstring says about a parameter, in one line."""
    lines = iter((inspect.getdoc(function) or "").split("\n"))
    if name not in lines:
        return ""
    text = itertools.takewhile(lambda line: line.startswith(" "), lines)
    return " ".join(line.strip() for line in text).replace("``", "")


def check_options(module: ModuleType, name: str, options: dict[str, Any]) -> None:
    """Raise if a format does not know an option, or not this value of it.

    Raises
    ------
    ExportError
    """
    known = format_options(module)
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ExportError(
            f"format {name!r} has no option {unknown[0]!r}; expected some of "
            f"{', '.join(known) or 'none'}"
        )
    for option, value in options.items():
        choices = known[option].choices
        if choices and value not in choices:
            raise ExportError(
                f"format {name!r}, option {option!r}: expected one of {', '.join(choices)}, "
                f"got {value!r}"
            )
