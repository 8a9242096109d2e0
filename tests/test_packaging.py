"""Files that must agree with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_requirements_equal_the_dependencies():
    tomllib = pytest.importorskip("tomllib")  # Python 3.11 and later
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = set(tomllib.load(file)["project"]["dependencies"])
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    # The file is for people who have FiftyOne, and must not replace their version.
    assert listed == {item for item in declared if not item.startswith("fiftyone")}
