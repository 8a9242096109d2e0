"""The examples in the docstrings of pure modules run, and say what they print."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "_util.arrays",
    "_util.paths",
    "_util.words",
    "domain.codes",
    "domain.definitions",
    "domain.grading",
    "measure.filtering",
    "measure.reps",
    "measure.wink",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"fo_buttwink.{name}")
    found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0 and found.failed == 0
