"""The report: one page that says exactly what was chosen, and needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fo_buttwink.config import WinkConfig
from fo_buttwink.export import Selection, export_table, prepare
from fo_buttwink.export.formats._report_figure import figure_svg
from fo_buttwink.export.formats.report import About, as_text

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def table(make_table):
    return prepare(make_table("/v/a.mp4", "/v/b.mp4"), Selection(abstained="keep", rejected="keep"))


def test_all_repetitions_and_no_others(table):
    page = as_text(table, About())
    ids = re.findall(r"data-rep='([^']*)'", page)
    assert ids == [row.rep_id for row in table.rows] and len(ids) == table.counts.reps > 0


def test_nothing_is_fetched_from_elsewhere(table):
    page = as_text(table, About())
    assert not re.search(r"<script|<link|<img|src=|url\((?!#)|@import", page)
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
    }  # fmt: skip


def test_it_says_how_it_was_chosen_and_what_limits_it(table):
    about = About("Ours & <theirs>", ("Counted: all.",), ("1 video: no squat is found.",))
    page = as_text(table, about)
    assert "<h1>Ours &amp; &lt;theirs&gt;</h1>" in page
    for text in ("Counted: all.", "no squat is found", "What one camera cannot know", "schema 2"):
        assert text in page


def test_names_and_notes_of_people_are_text_not_markup(table):
    rows = [replace(row, video="/v/<b>x<b>.mp4", review_state="rejected", review_note="<i>")
            for row in table.rows]  # fmt: skip
    page = as_text(table.with_rows(rows), About())
    assert "<b>x" not in page and "&lt;b&gt;x&lt;b&gt;.mp4" in page and ": &lt;i&gt;" in page


def test_it_is_one_of_the_formats(table, tmp_path):
    export_table(table, "report", tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and page.endswith("</body></html>\n")


numbers = st.one_of(st.none(), st.floats(0, 100))


# Each drawing takes half a second: the edges by name, and some by chance.
@example([])
@example([(None, None, "occluded")])
@example([(None, 0.0, "none")])
@example([(100.0, 100.0, "marked"), (0.0, 0.0, "none")])
@example([(80.0, 12.0, "marked"), (80.0, 12.0, "marked"), (None, 12.0, "occluded")])
@given(st.lists(st.tuples(numbers, numbers, st.sampled_from(["none", "marked", "occluded"]))))
@settings(max_examples=15)
def test_figure_has_a_mark_for_each_measured_repetition(points):
    drawn = [p for p in points if p[1] is not None]
    svg = figure_svg(points, WinkConfig())
    if not drawn:
        assert svg.startswith("<p>")
        return
    tree = ElementTree.fromstring(svg)
    groups = [g for g in tree.iter(f"{SVG}g") if g.get("id", "").startswith("PathCollection")]
    assert sum(len(list(g.iter(f"{SVG}use"))) for g in groups) == len(drawn) + legend(tree)


def legend(tree):
    """Marks of the legend, which are no repetitions."""
    (found,) = [g for g in tree.iter(f"{SVG}g") if g.get("id") == "legend_1"]
    return len(list(found.iter(f"{SVG}use")))
