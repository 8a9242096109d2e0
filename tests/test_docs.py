"""Numbers that the documentation repeats from the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fo_buttwink.config import WinkConfig
from fo_buttwink.domain.analysis import PATTERNS
from fo_buttwink.domain.measures import MEASURES

METHOD = Path(__file__).resolve().parents[1] / "docs" / "method.md"
pytestmark = pytest.mark.skipif(not METHOD.is_file(), reason="not a checkout")
FIELDS = ("turning", "pelvic_reversal_deg", "lumbar_rise_deg", "wink_deg", "onset_pct",
          "lumbar_flexion_bottom_deg")  # fmt: skip


def rows(text):
    """Cells of all table rows, by what stands in the first cell."""
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()
             if line.startswith("| ")]  # fmt: skip
    return {row[0]: row[1:] for row in cells}


def test_the_cut_offs_of_the_page_are_those_of_the_code():
    config, found = WinkConfig(), 0
    for head, cells in rows(METHOD.read_text(encoding="utf-8")).items():
        names = [n for n in re.findall(r"`(\w+)`", head) if hasattr(config, n)]
        values = [getattr(config, n) for n in names]
        flat = [v for value in values for v in (value if isinstance(value, tuple) else (value,))]
        if names:
            said = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", cells[0])][: len(flat)]
            assert said == flat, head
            found += len(names)
    assert found == 8


def test_every_term_and_pattern_of_the_definition_is_explained():
    text = METHOD.read_text(encoding="utf-8")
    assert all(name in MEASURES and f"| `{name}` |" in text for name in FIELDS)
    assert [head.strip("`") for head in rows(text) if head.strip("`") in PATTERNS] == list(PATTERNS)
    assert f"{WinkConfig().onset_departure_deg:g} deg or more, with an interval" in text


def test_the_figure_is_the_one_that_the_code_draws(tmp_path):
    import runpy
    import sys
    from unittest.mock import patch

    script = METHOD.parents[1] / "benchmarks" / "method_figure.py"
    out = tmp_path / "method.svg"
    with patch.object(sys, "argv", [str(script), "--out", str(out)]):
        runpy.run_path(str(script), run_name="__main__")
    assert out.read_text(encoding="utf-8") == METHOD.with_suffix(".svg").read_text(encoding="utf-8")
