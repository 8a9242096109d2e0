"""Numbers in texts that people read are those of the config, and follow it."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from fo_buttwink.config import PRESETS, Config, PoseConfig, preset

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
TEXT = " ".join(" ".join(page.read_text(encoding="utf-8").split()) for page in PAGES)
UNIT = r"(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>deg|°|%|px|fps|frames/s|frames per second|s)(?!\w)"
UNITS = {"deg": "deg", "°": "deg", "%": "pct", "px": "px", "fps": "fps", "frames/s": "fps",
         "frames per second": "fps", "s": "s"}  # fmt: skip


def cutoffs():
    """Every number of every preset, with its unit."""
    found = set()
    for name in PRESETS:
        for stage in fields(Config):
            settings = getattr(preset(name), stage.name)
            for f in fields(settings) if is_dataclass(settings) else ():
                value = getattr(settings, f.name)
                for number in value if isinstance(value, tuple) else (value,):
                    if isinstance(number, (int, float)) and not isinstance(number, bool):
                        unit = f.name.rsplit("_", 1)[-1]
                        counts = ("restarts", "contrast")
                        share = unit not in ("deg", "pct", "px", "fps", "s", "hz", *counts)
                        found.add((100 * number, "pct") if share else (number, unit))
    return found


def spoken(tree):
    """String constants that are no docstrings and no bare words."""
    said = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield node.value


def test_no_text_repeats_a_cut_off_by_hand():
    known = cutoffs()
    assert (26.0, "deg") in known and (70.0, "pct") in known and (14.0, "fps") in known
    found = []
    for file in sorted((ROOT / "fo_buttwink").rglob("*.py")):
        if {"sim", "bench", "config"} & set(file.relative_to(ROOT).parts):
            continue
        for text in spoken(ast.parse(file.read_text(encoding="utf-8"))):
            for hit in re.finditer(UNIT, text):
                if (float(hit["number"]), UNITS[hit["unit"]]) in known:
                    found.append((file.name, text))
    assert found == []


def test_form_says_what_each_preset_does():
    pytest.importorskip("fiftyone")
    from fo_buttwink.app.operators.analyze import _every_frame_text, preset_texts

    for name, text in preset_texts().items():
        assert f"within {preset(name).view.max_yaw_deg:g}°" in text
    assert set(preset_texts()) == set(PRESETS)
    assert "50 frames per second" in _every_frame_text(PoseConfig())
    other = replace(PoseConfig(), enough_fps=30.0, standing_stride=3)
    assert "60 frames per second" in _every_frame_text(other)
    assert "every third" in _every_frame_text(other)
    assert _every_frame_text(preset(every_frame=True).pose) == "All frames are inferred anyway"


def test_pages_say_the_numbers_of_the_config():
    config = Config()
    (yaw,) = re.findall(r"[Bb]eyond (\S+) deg of yaw", TEXT)
    assert float(yaw) == config.view.max_yaw_deg
    (rate,) = re.findall(r"videos with (\S+) frames per second or more", TEXT)
    assert config.pose.enough_fps is not None and float(rate) == 2 * config.pose.enough_fps
    assert config.pose.standing_stride == 2, "the pages say every second frame"
    (clips,) = re.findall(r"beyond (\S+) the grid shows videos", TEXT)
    pytest.importorskip("fiftyone")
    from fo_buttwink.app.panels.explorer.view import MAX_CLIPS

    assert int(clips.replace(",", "")) == MAX_CLIPS
