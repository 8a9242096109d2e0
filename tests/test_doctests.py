"""The examples in docstrings run, and say what they print."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "fo_buttwink"
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in ROOT.rglob("*.py")
    if re.search(r">>> (?!.*\+SKIP)", file.read_text(encoding="utf-8"))
)


def test_there_are_examples():
    assert len(MODULES) >= 12 and "measure.wink" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"fo_buttwink.{name}")
    found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0 and found.failed == 0
