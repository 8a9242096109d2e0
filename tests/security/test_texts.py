"""Text of strangers stays text: in CSV, in Markdown, and as the name of a file."""

from __future__ import annotations

import csv
import re
from pathlib import PurePath
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink._util import escapes
from fo_buttwink.app.operators import analyzed, export_form, lifters
from fo_buttwink.export.formats._values import UniqueNames
from fo_buttwink.export.table.rows import VideoRecord
from fo_buttwink.reviews.label_table import read_table

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1",
    "<img src=x onerror=alert(1)>", "![p](http://example.com/p.png)", "[a](javascript:alert(1))",
    "`code`", "line\nbreak\n# heading", "| a | b |", "**bold** _it_", "&lt;b&gt;", "\u202egpj.exe",
)  # fmt: skip


@given(st.text() | st.sampled_from(HOSTILE))
def test_no_cell_is_a_formula_and_every_cell_comes_back(text):
    cell = escapes.cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert escapes.uncelled(cell) == text


@given(st.integers() | st.floats() | st.none() | st.booleans())
def test_numbers_stay_numbers(value):
    assert escapes.cell(value) is value


@given(st.text() | st.sampled_from(HOSTILE))
def test_markdown_of_a_text_is_one_line_without_markup(text):
    shown = escapes.markdown(text)
    assert "\n" not in shown and "\r" not in shown
    bare = re.sub(r"\\.|(?<=[^\W_])_(?=[^\W_])", "", shown)  # inside of a word it means nothing
    assert not set(bare) & set("\\`*_[]<>|#~!&")
    assert "`" not in escapes.code(text) and "\n" not in escapes.code(text)


@given(st.text(min_size=1) | st.sampled_from(HOSTILE))
def test_a_stem_is_a_plain_file_name(text):
    name = escapes.stem(PurePath(text.replace("\0", "")).stem, "video")
    assert name and not name.startswith((".", "-", "=", "+", "@", " "))
    assert "/" not in name and "\0" not in name and "\n" not in name
    assert len(name.encode()) <= 180


@pytest.mark.parametrize("name", HOSTILE)
def test_exported_files_have_plain_names(name):
    # The first has its own name; the others are told apart by folders, also of strangers.
    plain = name.replace("/", "")
    paths = [f"/videos/{plain}.mp4", f"/{plain}/a.mp4", "/videos/a.mp4"]
    records = [VideoRecord.__new__(VideoRecord) for _ in paths]
    for record, path in zip(records, paths, strict=True):
        object.__setattr__(record, "path", path)
    names = UniqueNames(SimpleNamespace(labels=lambda: [(record,) for record in records]))
    stems = [names.of(record) for record in records]
    assert len(set(stems)) == 3
    for stem in stems:
        assert not stem.startswith(("-", "=", "+", "@", ".")) and "\n" not in stem


def test_csv_export_and_import_keep_the_names(make_analysis, tmp_path):
    from fo_buttwink.export import export_table, prepare, table_of

    paths = [f"=HYPERLINK {k}.mp4" for k in range(2)]
    export_table(prepare(table_of([make_analysis(p) for p in paths])), "csv", tmp_path / "out")
    with (tmp_path / "out" / "reps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["video"] for row in rows} == {f"'{p}" for p in paths}
    for row in rows:
        assert not [v for v in row.values() if v[:1] in "=+@\t\r" and v]
    read = read_table(tmp_path / "out")
    assert {row.text("video") for row in read.rows} == set(paths)


def test_lists_of_the_app_show_names_as_they_are():
    for text in HOSTILE:
        lines = [
            analyzed._as_markdown("Failed", [{"filepath": "a", "message": text}]),
            export_form.report("", [text]),
        ]
        for line in lines:
            bare = re.sub(r"\\.", "", line)
            assert "<" not in bare and "](" not in bare and "![" not in bare
            assert "# heading" not in line.splitlines()
    assert lifters.markdown is escapes.markdown
